package server

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"example.org/exosh/internal/prog"
)

// F-41, and every other reason not to start: one line each that says what to do.
func TestStartRefuses(t *testing.T) {
	t.Parallel()
	running := start(t, nil)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	badKey := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(badKey, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	open := t.TempDir()
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		o    Options
		want []string
	}{
		{"F-41 directory in use", Options{Data: running.dir, Listen: "127.0.0.1:0"}, []string{running.dir, "in use", "stop that one"}},
		{"address in use", Options{Data: t.TempDir(), Listen: taken.Addr().String(), Seed: "contoso"}, []string{taken.Addr().String(), "--listen"}},
		{"directory open to others", Options{Data: open, Listen: "127.0.0.1:0", Seed: "contoso"}, []string{open, "chmod 700"}},
		{"unreadable key", Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Seed: "contoso", TLSCert: badKey, TLSKey: badKey}, []string{"--tls-cert", badKey}},
		{"nobody to ask", Options{Data: t.TempDir(), Listen: "127.0.0.1:0"}, []string{"--organization", "--domain", "--admin", "--seed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.o.Data == open && runtime.GOOS == "windows" {
				t.Skip("Windows has no such permissions")
			}
			s, err := Start(context.Background(), c.o)
			if err == nil {
				_ = s.Close(context.Background())
				t.Fatal("started")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if strings.Contains(strings.TrimSpace(err.Error()), "\n") {
				t.Errorf("error has several lines: %q", err)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	none := func(string) string { return "" }
	for _, c := range []struct {
		args []string
		env  map[string]string
		want string // in the error; "" means none
	}{
		{[]string{"--ephemeral"}, nil, ""},
		{nil, map[string]string{"EXOSH_EPHEMERAL": "true", "EXOSH_READY_FILE": "x"}, ""},
		{nil, nil, "--data DIR"},
		{[]string{"--data", "d", "--ephemeral"}, nil, "contradict"},
		{[]string{"--ephemeral", "--nonsense"}, nil, "-nonsense (`exosh serve --help`"},
		{[]string{"--ephemeral", "extra"}, nil, `no argument "extra"`},
		{[]string{"--ephemeral", "--tls-cert", "c"}, nil, "--tls-key"},
		{[]string{"--ephemeral", "--seed", "fabrikam"}, nil, "contoso"},
		{[]string{"--ephemeral", "--listen", "8443"}, nil, "host:port"},
		{[]string{"--ephemeral", "--lab", "--listen", "0.0.0.0:8443"}, nil, "only listens on loopback"},
		{[]string{"--ephemeral", "--session-limit", "0"}, nil, "--session-limit"},
		{[]string{"--ephemeral", "--trusted-proxy", "10.0.0.1, 192.168.0.0/16", "--trusted-proxy", "::1"}, nil, ""},
		{[]string{"--ephemeral", "--trusted-proxy", "proxy.contoso.com"}, nil, "neither an address nor a network"},
		{[]string{"--ephemeral", "--trusted-proxy", "0.0.0.0/0"}, nil, "neither an address nor a network"},
		{[]string{"--ephemeral", "--compliance-listen", "8444"}, nil, "--compliance-listen 8444"},
		{[]string{"--ephemeral", "--compliance-listen", "off"}, nil, ""},
		{[]string{"--ephemeral", "--lab", "--compliance-listen", "0.0.0.0:8444"}, nil, "loopback only"},
		{[]string{"--ephemeral", "--kind", "hybrid"}, nil, "--kind hybrid is not known"},
		{[]string{"--ephemeral"}, map[string]string{"EXOSH_SESSION_LIMIT": "many"}, "EXOSH_SESSION_LIMIT"},
	} {
		var o Options
		getenv := none
		if c.env != nil {
			getenv = func(k string) string { return c.env[k] }
		}
		err := o.parse(c.args, getenv)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%v %v: error %v, want %q", c.args, c.env, err, c.want)
		}
	}
	var o Options
	if err := o.parse([]string{"--help"}, none); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("--help: %v", err)
	}
	for _, want := range []string{"--ready-file file", "EXOSH_READY_FILE", "--listen address"} {
		if !strings.Contains(help(), want) {
			t.Errorf("help does not say %q:\n%s", want, help())
		}
	}
}

func TestHealthTellsTheTruth(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	get := func(path string) int {
		res, err := client(s).Get(s.Realms()[0].ConnectionURI + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		return res.StatusCode
	}
	if h, r := get("/healthz"), get("/readyz"); h != 200 || r != 200 {
		t.Errorf("running: healthz %d, readyz %d", h, r)
	}
	s.stopping.Store(true)
	if h, r := get("/healthz"), get("/readyz"); h != 200 || r != 503 {
		t.Errorf("stopping: healthz %d, readyz %d", h, r)
	}
	s.stopping.Store(false)
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	if h, r := get("/healthz"), get("/readyz"); h != 503 || r != 503 {
		t.Errorf("without a store: healthz %d, readyz %d", h, r)
	}
}

func TestFreshOrganisationAsksAndPrintsOneTimePassword(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	answers := []string{"Fabrikam", "fabrikam.test", "navin"}
	o := Options{Data: dir, Listen: "127.0.0.1:0", ask: func(string) (string, error) {
		next := answers[0]
		answers = answers[1:]
		return next, nil
	}}
	s, err := Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	text := s.greeting()
	for _, want := range []string{"Fabrikam is ready", "navin@fabrikam.test", s.Fresh().Password, "ca.pem", "Connect-ExchangeOnline -ConnectionUri https://localhost:"} {
		if !strings.Contains(text, want) {
			t.Errorf("the greeting does not say %q:\n%s", want, text)
		}
	}
	if trust, address := strings.Index(text, "ca.pem"), strings.Index(text, "is ready at"); trust > address {
		t.Error("the address comes before how to trust it")
	}
	if strings.Contains(text, "Lab page") || len(s.Ready().Accounts) != 0 {
		t.Error("a real organisation shows lab pages or accounts")
	}
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	again, err := Start(context.Background(), Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close(context.Background())
	if again.Fresh() != nil || again.caMade || again.Ready().TenantID != s.Ready().TenantID {
		t.Error("a second start made something new")
	}
	_, err = Start(context.Background(), Options{Data: dir, Listen: "127.0.0.1:0", Organization: "Other"})
	if err == nil {
		t.Error("a full directory took another organisation")
	}
}

// The lab page shows secrets: it exists with --lab only, and answers to names of loopback only.
func TestLabIsClosed(t *testing.T) {
	t.Parallel()
	get := func(s *Server, host string) int {
		req, err := http.NewRequest(http.MethodGet, s.Realms()[0].ConnectionURI+"/lab", nil)
		if err != nil {
			t.Fatal(err)
		}
		if host != "" {
			req.Host = host
		}
		res, err := client(s).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != 200 && bytes.Contains(body, []byte(account(t, s, "navin").Password)) {
			t.Error("a refusal shows a password")
		}
		return res.StatusCode
	}
	closed, open := start(t, nil), start(t, func(o *Options) { o.Lab = true })
	if code := get(closed, ""); code == 200 {
		t.Errorf("without --lab: %d", code)
	}
	if code := get(open, ""); code != 200 {
		t.Errorf("with --lab: %d", code)
	}
	if code := get(open, "attacker.example:8443"); code == 200 {
		t.Errorf("with a foreign Host: %d", code)
	}
}

// S-57: oversized headers and methods nobody serves end in a refusal, not in work.
func TestS57LimitsOfTheListener(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	req, err := http.NewRequest(http.MethodGet, s.Realms()[0].ConnectionURI+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3000 {
		req.Header.Add("X-Filler", strings.Repeat("x", 40)+string(rune('a'+i%26)))
	}
	res, err := client(s).Do(req)
	if err != nil {
		return // the connection was cut: also a refusal
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ready.json")
	var errs bytes.Buffer
	env := &prog.Env{Args: []string{"--ready-file", file, "--timeout", "80ms"}, Stdout: io.Discard, Stderr: &errs, Getenv: func(string) string { return "" }}
	if code := wait(context.Background(), env); code != prog.Fail || !strings.Contains(errs.String(), file) {
		t.Errorf("no server: exit code %d, %q", code, errs.String())
	}
	start(t, func(o *Options) { o.ReadyFile = file })
	env.Args = []string{"--ready-file", file, "--timeout", "20s"}
	errs.Reset()
	if code := wait(context.Background(), env); code != prog.OK {
		t.Errorf("server is up: exit code %d, %q", code, errs.String())
	}
	env.Args = nil
	if code := wait(context.Background(), env); code != prog.Usage {
		t.Errorf("no file named: exit code %d", code)
	}
}

func TestReadReadyRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"empty": "", "other": "{}", "text": "ready", "large": strings.Repeat(" ", 1<<20+1)} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadReady(path); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}
