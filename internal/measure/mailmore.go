package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/ready"
	"example.org/exosh/internal/server"
)

// A tlsLoad is a number of clients that connect by TLS, exchange a byte, and close.
type tlsLoad struct {
	addr     string
	sessions int
}

func (l tlsLoad) run(d time.Duration) loaded {
	var done atomic.Int64
	var once sync.Once
	var first error
	var all sync.WaitGroup
	began := time.Now()
	end := began.Add(d)
	for range l.sessions {
		all.Go(func() {
			for time.Now().Before(end) {
				if err := l.connect(); err != nil {
					once.Do(func() { first = err })
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	return loaded{done.Load(), time.Since(began), first}
}

func (l tlsLoad) connect() error {
	c, err := tls.Dial("tcp", l.addr, &tls.Config{InsecureSkipVerify: true}) // a certificate of one run, on loopback
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.Write([]byte("x")); err != nil {
		return err
	}
	_, err = c.Read(make([]byte, 1))
	return err
}

// tokenFor signs in with a password.
func tokenFor(f *ready.File, upn, password, scope string) (string, error) {
	client, err := server.ClientFor(f.CAFile)
	if err != nil {
		return "", err
	}
	res, err := client.PostForm(f.AuthorityURI+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"password"}, "client_id": {oidc.ClientExosh},
		"username": {upn}, "password": {password}, "scope": {scope},
	})
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var answer struct {
		AccessToken string `json:"access_token"`
		Error       string `json:"error_description"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("sign in: %s", answer.Error)
	}
	return answer.AccessToken, nil
}

// syncs counts what the server asks of the disk while 50 sessions submit (P-19).
func (m *mailBench) syncs() (string, error) {
	file := filepath.Join(m.dir, "syncs")
	trace := exec.Command("strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", file, "-p", strconv.Itoa(m.oursPID))
	if err := trace.Start(); err != nil {
		return "P-19 fsyncs per message: not measured, strace is not installed\n\n", nil
	}
	time.Sleep(time.Second) // for strace to attach to every thread
	l := smtpLoad{addr: m.ours.SMTP, sessions: mailSessions, size: mailSize, reuse: true, from: mailFrom, to: mailTo}
	done := l.run(10 * time.Second)
	_ = trace.Process.Signal(os.Interrupt)
	_ = trace.Wait()
	if done.err != nil {
		return "", done.err
	}
	n, err := countCalls(file)
	if err != nil {
		return "", err
	}
	per := float64(n) / float64(done.messages)
	return fmt.Sprintf("P-19 fsyncs per message with 50 sessions\n  goal       at most 0.10\n  ours       %.3f (%d for %d messages, each also delivered): %s\n\n", per, n, done.messages, met(per <= 0.10)), nil
}

// countCalls adds up the calls that strace counted.
func countCalls(file string) (int, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) > 4 && strings.HasSuffix(f[len(f)-1], "sync") {
			calls, err := strconv.Atoi(f[3])
			if err != nil {
				return 0, fmt.Errorf("read strace's table: %w", err)
			}
			n += calls
		}
	}
	return n, nil
}

// latency compares one session's messages with one fsync after an append of the same size (P-19).
func (m *mailBench) latency() (string, error) {
	f, err := os.Create(filepath.Join(m.dir, "fsync"))
	if err != nil {
		return "", err
	}
	defer f.Close()
	var ratios []float64
	l := smtpLoad{addr: m.ours.SMTP, sessions: 1, size: mailSize, reuse: true, from: mailFrom, to: mailTo}
	for range 5 {
		done := l.run(3 * time.Second)
		if done.err != nil {
			return "", done.err
		}
		began, n := time.Now(), 0
		for ; time.Since(began) < 3*time.Second; n++ {
			if _, err := f.Write(make([]byte, mailSize)); err != nil {
				return "", err
			}
			if err := f.Sync(); err != nil {
				return "", err
			}
		}
		one := time.Since(began) / time.Duration(n)
		ratios = append(ratios, float64(done.took)/float64(done.messages)/float64(one))
	}
	r := median(ratios)
	low, high := bootstrap(ratios)
	return fmt.Sprintf("P-19 serial latency of a message, and one fsync of 4 KiB\n  goal       at most 1.6 times\n  ratio      %.2f (95%% of medians %.2f to %.2f): %s\n\n", r, low, high, met(high <= 1.6)), nil
}

func met(ok bool) string {
	if ok {
		return "met"
	}
	return "NOT met"
}

// drained is how many messages P-20 lets out of the queue.
const drained = 10_000

// drain compares how fast a full queue empties into one server, ours and Postfix's (P-20).
func (m *mailBench) drain() (string, error) {
	var ratios []float64
	for range 3 {
		ours, err := m.drainOurs()
		if err != nil {
			return "", err
		}
		theirs, err := m.drainPostfix()
		if err != nil {
			return "", err
		}
		ratios = append(ratios, ours/theirs)
	}
	return fmt.Sprintf("P-20 draining %d messages of one domain to smtp-sink, and Postfix\n  goal       at least 2 times\n  ratio      %.2f, of %.2f: %s\n\n", drained, median(ratios), ratios, met(median(ratios) >= 2)), nil
}

// A sink is Postfix's smtp-sink, which counts what it takes.
type sink struct {
	cmd  *exec.Cmd
	port int
	log  string
}

func (m *mailBench) sink(port int) (*sink, error) {
	s := &sink{port: port, log: filepath.Join(m.dir, fmt.Sprintf("sink-%d", time.Now().UnixNano()))}
	out, err := os.Create(s.log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	s.cmd = exec.Command("smtp-sink", "-u", "nobody", "-c", "-m", "500", fmt.Sprintf("127.0.0.1:%d", port), "500")
	s.cmd.Stdout, s.cmd.Stderr = out, out
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	return s, waitFor(fmt.Sprintf("127.0.0.1:%d", port))
}

func (s *sink) stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// await waits until the sink took so many messages.
func (s *sink) await(ctx context.Context, n int) error {
	for {
		got, err := s.count()
		if err != nil || got >= n {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the sink took %d of %d messages: %w", got, n, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// count reads the last of the counts that smtp-sink -c prints over each other: "sess=1 quit=0 mesg=17\r".
func (s *sink) count() (int, error) {
	f, err := os.Open(s.log)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	tail := make([]byte, min(end, 200))
	if _, err := f.ReadAt(tail, end-int64(len(tail))); err != nil {
		return 0, err
	}
	text, _, _ := strings.Cut(string(tail[:bytes.LastIndexByte(tail, '\r')+1])+"\r", "\r\r")
	i := strings.LastIndex(text, "mesg=")
	if i < 0 {
		return 0, nil
	}
	return strconv.Atoi(text[i+len("mesg="):])
}

func (m *mailBench) drainOurs() (float64, error) {
	port, err := freePort()
	if err != nil {
		return 0, err
	}
	name := fmt.Sprintf("drain-%d", port)
	f, _, err := m.startOurs(name, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), "-known", mailFrom)
	if err != nil {
		return 0, err
	}
	stop := m.stops[len(m.stops)-1]
	m.stops = m.stops[:len(m.stops)-1]
	defer stop()
	l := smtpLoad{addr: f.SMTP, sessions: mailSessions, size: mailSize, reuse: true, most: drained, from: mailFrom, to: "b@load.example"}
	if done := l.run(5 * time.Minute); done.err != nil {
		return 0, done.err
	}
	return m.timed(port, func() error {
		out, err := exec.Command(m.bin["exosh"], "admin", "--data", filepath.Join(m.dir, name), "mail", "queue", "retry", "all").CombinedOutput()
		if err != nil {
			return fmt.Errorf("retry: %w: %s", err, out)
		}
		return nil
	})
}

func (m *mailBench) drainPostfix() (float64, error) {
	port, err := freePort()
	if err != nil {
		return 0, err
	}
	dir := filepath.Join(m.dir, fmt.Sprintf("drain-postfix-%d", port))
	p, err := startPostfix(dir, fmt.Sprintf("smtp:[127.0.0.1]:%d", port))
	if err != nil {
		return 0, err
	}
	defer p.stop()
	l := smtpLoad{addr: p.addr, sessions: mailSessions, size: mailSize, reuse: true, most: drained, from: "a@load.example", to: "b@load.example"}
	if done := l.run(5 * time.Minute); done.err != nil {
		return 0, done.err
	}
	return m.timed(port, p.flush)
}

// timed starts the sink, has the queue flushed, and returns how many messages a second came out.
func (m *mailBench) timed(port int, flush func() error) (float64, error) {
	s, err := m.sink(port)
	if err != nil {
		return 0, err
	}
	defer s.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	began := time.Now()
	if err := flush(); err != nil {
		return 0, err
	}
	const most = drained * 9 / 10 // Postfix puts those off anew whose last try failed just when the sink began
	if err := s.await(ctx, most); err != nil {
		return 0, err
	}
	return most / time.Since(began).Seconds(), nil
}
