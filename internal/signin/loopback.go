package signin

import (
	"context"
	"crypto/subtle"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const maxForm = 64 << 10 // bytes of the authority's answer

//go:embed page.html
var pageText string

// A loopback is the page to which the authority's answer comes back (RFC 8252, 7.3). It takes one
// answer, by POST or by GET, and only with the state of this sign-in.
type loopback struct {
	redirect  string // http://localhost:port
	state     string
	authority *url.URL
	named     atomic.Bool // an answer has to say who it is of

	servers []*http.Server
	once    sync.Once
	answer  chan answer
}

type answer struct {
	code string
	err  error
}

func listen(authority string) (*loopback, error) {
	u, err := url.Parse(authority)
	if err != nil {
		return nil, err
	}
	first, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the sign-in page's answer: %w", err)
	}
	port := first.Addr().(*net.TCPAddr).Port
	l := &loopback{
		redirect:  fmt.Sprintf("http://localhost:%d", port),
		state:     secret(),
		authority: u,
		answer:    make(chan answer, 1),
	}
	l.serve(first)
	// A browser may take localhost for ::1; where that port is somebody else's, 127.0.0.1 has to do.
	if second, err := net.Listen("tcp6", fmt.Sprintf("[::1]:%d", port)); err == nil {
		l.serve(second)
	}
	return l, nil
}

func (l *loopback) serve(on net.Listener) {
	s := &http.Server{Handler: http.HandlerFunc(l.handle), ReadTimeout: 10 * time.Second,
		WriteTimeout: 10 * time.Second, MaxHeaderBytes: maxForm}
	l.servers = append(l.servers, s)
	go func() { _ = s.Serve(on) }() // ends with close
}

func (l *loopback) close() {
	ctx, stop := context.WithTimeout(context.Background(), time.Second)
	defer stop()
	for _, s := range l.servers {
		if s.Shutdown(ctx) != nil { // lets the last page be read
			s.Close()
		}
	}
}

func (l *loopback) wait(ctx context.Context) (string, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-l.answer:
		return a.code, a.err
	}
}

func (l *loopback) handle(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if r.URL.Path != "/" || r.ParseForm() != nil || !local(r.Host) {
		http.NotFound(w, r)
		return
	}
	if subtle.ConstantTimeCompare([]byte(r.Form.Get("state")), []byte(l.state)) != 1 {
		l.show(w, http.StatusBadRequest, "This page did not come from the sign-in that is under way, and was not used.")
		return
	}
	a := l.read(r.Form)
	l.once.Do(func() { l.answer <- a })
	if a.err != nil {
		l.show(w, http.StatusBadRequest, a.err.Error())
		return
	}
	l.show(w, http.StatusOK, "")
}

// local says whether the request was meant for this machine, which a page elsewhere could not fake.
func local(host string) bool {
	name, _, err := net.SplitHostPort(host)
	return err == nil && (name == "localhost" || name == "127.0.0.1" || name == "::1")
}

// read takes the code out of an answer that is of the right issuer (RFC 9207; checks.md S-07).
func (l *loopback) read(form url.Values) answer {
	if issuer := form.Get("iss"); issuer != "" && !sameOrigin(l.authority, issuer) || issuer == "" && l.named.Load() {
		return answer{err: foreign(l.authority, "issuer", issuer)}
	}
	if form.Get("error") != "" {
		return answer{err: refused(form)}
	}
	code := form.Get("code")
	if code == "" {
		return answer{err: errors.New("the sign-in page's answer holds no code")}
	}
	return answer{code: code}
}

// refused is the error of an answer, in a form that explain understands.
func refused(form url.Values) error {
	description := form.Get("error_description")
	if description == "" {
		description = form.Get("error")
	}
	return errors.New(strings.TrimSpace(description))
}

func (l *loopback) show(w http.ResponseWriter, status int, problem string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Connection", "close")
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		http.Error(w, problem, status)
		return
	}
	w.WriteHeader(status)
	_ = t.Execute(w, problem) // the person may have closed the window
}
