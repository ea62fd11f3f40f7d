package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"time"

	"example.org/exosh/internal/prog"
)

// stopTime is how long requests under way may take to finish after SIGTERM.
const stopTime = 10 * time.Second

// Serve is `exosh serve`.
func Serve() prog.Program {
	return prog.Program{Name: "serve", Summary: "run an organisation", Run: serve}
}

func serve(ctx context.Context, env *prog.Env) int {
	var o Options
	switch err := o.parse(env.Args, env.Getenv); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(env.Stdout, help())
		return prog.OK
	case err != nil:
		fmt.Fprintln(env.Stderr, "exosh serve:", err)
		return prog.Usage
	}
	o.Log = slog.New(slog.NewTextHandler(env.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	o.ask = asker(env)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	s, err := Start(ctx, o)
	if err != nil {
		fmt.Fprintln(env.Stderr, "exosh serve:", err)
		return prog.Fail
	}
	return s.until(ctx, env)
}

// until tells where the organisation is and serves until the context ends.
func (s *Server) until(ctx context.Context, env *prog.Env) int {
	fmt.Fprint(env.Stderr, s.greeting())
	code := prog.OK
	if err := json.NewEncoder(env.Stdout).Encode(s.Ready()); err != nil {
		fmt.Fprintln(env.Stderr, "exosh serve: write the ready object to standard output:", err)
	}
	select {
	case <-ctx.Done():
	case err := <-s.failed:
		fmt.Fprintln(env.Stderr, "exosh serve: stopped listening:", err)
		code = prog.Fail
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := s.Close(end); err != nil {
		fmt.Fprintln(env.Stderr, "exosh serve: stop:", err)
		return prog.Fail
	}
	return code
}

// asker asks a person for what an empty directory needs; nil where nobody sits there.
func asker(env *prog.Env) func(question string) (string, error) {
	if !env.InTerminal {
		return nil
	}
	return func(question string) (string, error) {
		fmt.Fprint(env.Stderr, question+": ")
		return readLine(env.Stdin)
	}
}

// readLine reads one line without reading ahead.
func readLine(r io.Reader) (string, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < 1024; {
		n, err := r.Read(one)
		if n == 1 && one[0] == '\n' {
			return string(line), nil
		}
		if n == 1 && one[0] != '\r' {
			line = append(line, one[0])
		}
		if err != nil {
			return string(line), err
		}
	}
	return "", errors.New("the line is longer than 1,024 characters")
}

// WaitProgram is `exosh wait`.
func WaitProgram() prog.Program {
	return prog.Program{Name: "wait", Summary: "wait until an organisation is ready", Run: wait}
}

func wait(ctx context.Context, env *prog.Env) int {
	fs := flag.NewFlagSet("wait", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	file := fs.String("ready-file", "", "")
	timeout := fs.Duration("timeout", 30*time.Second, "")
	err := errors.Join(fromEnvironment(fs, env.Getenv), fs.Parse(env.Args))
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(env.Stdout, "exosh wait --ready-file FILE [--timeout 30s] waits until the server that writes FILE is ready.")
		return prog.OK
	case err != nil:
		fmt.Fprintln(env.Stderr, "exosh wait:", err, "(it takes --ready-file FILE and --timeout 30s)")
		return prog.Usage
	case *file == "" || fs.NArg() > 0:
		fmt.Fprintln(env.Stderr, "exosh wait: say which server to wait for: --ready-file FILE")
		return prog.Usage
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	if _, err := Wait(ctx, *file, 25*time.Millisecond, probe); err != nil {
		fmt.Fprintln(env.Stderr, "exosh wait:", err)
		return prog.Fail
	}
	return prog.OK
}

// probe asks the server behind a ready file whether it is ready.
func probe(ctx context.Context, r *Ready) error {
	client, err := ClientFor(r.CAFile)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.ConnectionURI+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", r.ConnectionURI, res.Status)
	}
	return nil
}

// ClientFor returns a client that trusts the authority in a PEM file; "" means the system's authorities.
func ClientFor(caFile string) (*http.Client, error) {
	transport := &http.Transport{DisableKeepAlives: true}
	if caFile != "" {
		data, err := os.ReadFile(caFile)
		if err != nil {
			return nil, fmt.Errorf("read the authority of the server: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(data) {
			return nil, fmt.Errorf("%s holds no certificate", caFile)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: transport, Timeout: 5 * time.Second}, nil
}
