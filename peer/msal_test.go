package peer

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"example.org/exosh/internal/oidc"
)

const python = "/usr/bin/python3"

// A script is testdata/signin.py at work.
type script struct {
	t     *testing.T
	in    io.WriteCloser
	lines *bufio.Scanner
}

// What the script prints.
type said struct {
	VerificationURI string  `json:"verification_uri"`
	UserCode        string  `json:"user_code"`
	Message         string  `json:"message"`
	AuthURI         string  `json:"auth_uri"`
	Result          *result `json:"result"`
}

func (s *service) python(t *testing.T, flow string) *script {
	t.Helper()
	return s.pythonAs(t, oidc.ClientExchangeModule, s.scope()[0], flow)
}

// pythonAs runs the script as an application that asks for a permission.
func (s *service) pythonAs(t *testing.T, client, scope, flow string) *script {
	t.Helper()
	cmd := exec.CommandContext(soon(t), python, "testdata/signin.py", s.authority("organizations"), scope, flow, client)
	cmd.Env = append(os.Environ(), "REQUESTS_CA_BUNDLE="+s.ca, "NO_PROXY=*", "no_proxy=*")
	cmd.Stderr = &logWriter{t}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Wait() })
	return &script{t: t, in: in, lines: bufio.NewScanner(out)}
}

type logWriter struct{ t *testing.T }

func (w *logWriter) Write(b []byte) (int, error) {
	w.t.Logf("python: %s", b)
	return len(b), nil
}

func (s *script) next() said {
	s.t.Helper()
	if !s.lines.Scan() {
		s.t.Fatalf("the script ended early: %v", s.lines.Err())
	}
	var v said
	if err := json.Unmarshal(s.lines.Bytes(), &v); err != nil {
		s.t.Fatalf("the script said %q: %v", s.lines.Text(), err)
	}
	return v
}

// A result is what the script got.
type result struct {
	AccessToken string `json:"access_token"`
	Error       string `json:"error"`
	ErrorCodes  []int  `json:"error_codes"`
	Claims      struct {
		UPN string `json:"preferred_username"`
	} `json:"id_token_claims"`
}

// result reads a result, which must be a token.
func (s *script) result() *result {
	s.t.Helper()
	r := s.next().Result
	if r == nil || r.AccessToken == "" {
		s.t.Fatalf("no token: %+v", r)
	}
	return r
}

// token reads a result, which must be a token for upn.
func (s *script) token(p *service, upn string) string {
	s.t.Helper()
	r := s.result()
	who, err := p.provider.Verify(s.t.Context(), r.AccessToken, nil)
	if err != nil || who.UPN != upn {
		s.t.Fatalf("token speaks for %+v, %v; want %s", who, err, upn)
	}
	return r.AccessToken
}

// Debian's MSAL for Python by device code, authorization code and refresh token. It cannot sign in by
// password here: it leaves the authority's port out when it asks for the user realm.
func TestMSALPython(t *testing.T) {
	t.Parallel()
	need(t, python, "-c", "import msal")
	t.Run("device code and refresh", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		py := s.python(t, "device")
		shown := py.next()
		if !strings.Contains(shown.Message, shown.UserCode) || !strings.Contains(shown.Message, shown.VerificationURI) {
			t.Errorf("message %q", shown.Message)
		}
		s.approve(t, shown.VerificationURI, shown.UserCode, "navin@contoso.com")
		if py.token(s, "navin@contoso.com") == py.token(s, "navin@contoso.com") {
			t.Error("the refresh gave the same token")
		}
	})
	t.Run("authorization code and refresh", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		py := s.python(t, "code")
		answer := s.redirected(t, py.next().AuthURI)
		b, _ := json.Marshal(answer)
		if _, err := py.in.Write(append(b, '\n')); err != nil {
			t.Fatal(err)
		}
		py.token(s, "navin@contoso.com")
		py.token(s, "navin@contoso.com")
	})
}

// redirected signs in and returns the parameters that the browser takes to the redirect address.
func (s *service) redirected(t *testing.T, address string) map[string]string {
	t.Helper()
	p := s.person(t, "navin@contoso.com")
	var at *url.URL
	p.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Hostname() == "localhost" && r.URL.Port() == "61234" {
			at = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}
	p.walk(address)
	if at == nil {
		t.Fatalf("the sign-in did not come back; pages %q", p.asked)
	}
	out := map[string]string{}
	for k := range at.Query() {
		out[k] = at.Query().Get(k)
	}
	return out
}
