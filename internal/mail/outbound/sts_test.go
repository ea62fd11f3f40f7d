package outbound

import (
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail/outbound/dns"
	"example.org/exosh/internal/org/orgtest"
	"example.org/exosh/internal/sqlstore"
)

func TestPolicyOfADomainIsRead(t *testing.T) {
	t.Parallel()
	const good = "version: STSv1\r\nmode: enforce\r\nmx: MX1.tailspin.example\r\nmx: *.mail.tailspin.example.\r\nmax_age: 604800\r\nmore: x\r\n"
	want := &stsPolicy{mode: "enforce", hosts: []string{"mx1.tailspin.example", "*.mail.tailspin.example"}, maxAge: 604800 * time.Second}
	for name, c := range map[string]struct {
		text string
		want *stsPolicy
		err  string
	}{
		"good":              {text: good, want: want},
		"with LF only":      {text: strings.ReplaceAll(good, "\r", ""), want: want},
		"the first counts":  {text: good + "mode: none\r\nmax_age: 1\r\n", want: want},
		"none":              {text: "version: STSv1\nmode: none\nmax_age: 86400\n", want: &stsPolicy{mode: "none", maxAge: 24 * time.Hour}},
		"too long":          {text: "version: STSv1\nmode: none\nmax_age: 4000000000\n", want: &stsPolicy{mode: "none", maxAge: maxAge}},
		"another version":   {text: strings.ReplaceAll(good, "STSv1", "STSv2"), err: "version"},
		"version not first": {text: "mode: none\nversion: STSv1\nmax_age: 1\n", err: "version"},
		"nothing":           {err: "version"},
		"a page":            {text: "<html>", err: "version"},
		"no mode":           {text: "version: STSv1\nmx: a\nmax_age: 1\n", err: "mode"},
		"no servers":        {text: "version: STSv1\nmode: testing\nmax_age: 1\n", err: "servers"},
		"no age":            {text: "version: STSv1\nmode: none\n", err: "max_age"},
		"bad age":           {text: "version: STSv1\nmode: none\nmax_age: -1\n", err: "max_age"},
		"no colon":          {text: "version: STSv1\nmode none\n", err: "line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseSTS(c.text)
			if !says(err, c.err) || err == nil && !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestServersOfAPolicy(t *testing.T) {
	t.Parallel()
	p := &stsPolicy{mode: "enforce", hosts: []string{"mx1.tailspin.example", "*.mail.tailspin.example"}}
	for host, want := range map[string]bool{
		"mx1.tailspin.example": true, "MX1.Tailspin.Example": true, "a.mail.tailspin.example": true,
		"a.b.mail.tailspin.example": false, "mail.tailspin.example": false, "mx2.tailspin.example": false, "": false,
	} {
		got, err := p.policy("tailspin.example", host)
		if s := asStatus(err); (s == nil) != want || s != nil && (s.Enhanced != "4.4.8" || !s.Temporary()) {
			t.Errorf("%s: %v", host, err)
		}
		if want && (!got.encrypt || !got.trusted || len(got.names) != 1) {
			t.Errorf("%s: %+v", host, got)
		}
	}
	for _, mode := range []string{"testing", "none"} {
		p := &stsPolicy{mode: mode}
		if got, err := p.policy("tailspin.example", "x"); err != nil || got.encrypt {
			t.Errorf("%s: %+v, %v", mode, got, err)
		}
	}
}

func TestAnnouncementOfAPolicy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"v=STSv1; id=20160831085700Z;": "20160831085700Z", "v=STSv1;id=1": "1", "v=STSv1; x=y; id = 2 ": "2",
		"v=STSv1;": "", "v=spf1 -all": "", "id=1; v=STSv1": "", "": "", "v=STSv1; id=1|v=STSv1; id=2": "", "v=spf1|v=STSv1; id=1": "1",
		"v=STSv1; id=" + strings.Repeat("1", 33): "",
	} {
		if got := stsID(strings.Split(text, "|")); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// A site serves policies instead of the web.
type site struct {
	text, kind string
	code       int
	err        error
	asked      int
}

func (s *site) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked++
	if s.err != nil || r.URL.String() != "https://mta-sts.tailspin.example/.well-known/mta-sts.txt" {
		return nil, errors.Join(errors.New(r.URL.String()), s.err)
	}
	return &http.Response{StatusCode: s.code, Header: http.Header{"Content-Type": {s.kind}}, Body: io.NopCloser(strings.NewReader(s.text))}, nil
}

// TestPolicyIsKept: RFC 8461, 3.3 and 5.1: for max_age, across restarts, and whoever suppresses what announces it.
func TestPolicyIsKept(t *testing.T) {
	t.Parallel()
	clock := orgtest.NewClock()
	path := filepath.Join(t.TempDir(), "store")
	open := func() *sqlstore.Store {
		s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: path, Now: clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	store := open()
	const name = "_mta-sts.tailspin.example"
	web := &site{code: 200, kind: "text/plain; charset=utf-8", text: "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 86400\n"}
	z := &zone{txt: map[string][]string{}, errs: map[string]error{}}
	s := &Sender{Store: store, Resolver: z, Policies: web, Now: clock.Now}
	ask := func(host string, fetches int) {
		t.Helper()
		p, err := s.stsRule(t.Context(), way{domain: "tailspin.example", sts: true})
		if err != nil {
			t.Fatal(err)
		}
		if (p == nil) != (host == "") || p != nil && p.hosts[0] != host || web.asked != fetches {
			t.Errorf("got %+v after %d fetches, want %s after %d", p, web.asked, host, fetches)
		}
	}
	ask("", 0) // nothing announced
	z.txt[name] = []string{"v=STSv1; id=1"}
	web.err = errors.New("no route")
	ask("", 1)
	web.err = nil
	ask("", 1) // not again at once
	clock.Move(notAgainSoon)
	ask("a.example", 2)
	ask("a.example", 2) // the same id
	z.txt[name] = []string{"v=STSv1; id=2"}
	web.text = strings.Replace(web.text, "a.example", "b.example", 1)
	ask("b.example", 3)
	z.txt[name] = nil
	ask("b.example", 3) // suppressed
	z.errs["TXT "+name] = dns.ErrFailed
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	store = open()
	defer store.Close()
	s = &Sender{Store: store, Resolver: z, Policies: web, Now: clock.Now}
	ask("b.example", 3)
	delete(z.errs, "TXT "+name)
	z.txt[name] = []string{"v=STSv1; id=3"}
	web.text = "<html>"
	ask("b.example", 4) // the new one is none
	clock.Move(24 * time.Hour)
	web.code = 404
	ask("", 5) // its time is over
}

func TestFetchingAPolicyIsBounded(t *testing.T) {
	t.Parallel()
	good := site{code: 200, kind: "text/plain", text: "version: STSv1\nmode: none\nmax_age: 1\n"}
	for name, c := range map[string]struct {
		change func(*site)
		want   string
	}{
		"good":       {func(*site) {}, ""},
		"redirected": {func(s *site) { s.code = 301 }, "301"},
		"a page":     {func(s *site) { s.kind = "text/html" }, "text/html"},
		"too long":   {func(s *site) { s.text = strings.Repeat("x", maxPolicy+1) }, "64 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			web := good
			c.change(&web)
			_, err := (&Sender{Policies: &web}).fetchPolicy(t.Context(), "tailspin.example")
			if !says(err, c.want) && !(c.want == "301" && err != nil) {
				t.Errorf("got %v", err)
			}
		})
	}
	// The web of a private network is none of ours (S-84).
	if _, err := new(Sender).fetchPolicy(t.Context(), "localhost"); err == nil {
		t.Error("fetched from this machine")
	}
}

// TestPolicyIsKeptTo: S-84: never in clear, never to another server, never to a stranger.
func TestPolicyIsKeptTo(t *testing.T) {
	t.Parallel()
	a, other := newAuthority(t), newAuthority(t)
	const host = "mx.tailspin.example"
	for name, c := range map[string]struct {
		sink func(*sink)
		mx   string
		want string
	}{
		"good":             {secured(a.server(t, nil, host)), host, ""},
		"clear":            {nil, host, "4.7.321"},
		"a stranger":       {secured(other.server(t, nil, host)), host, "4.7.325"},
		"another name":     {secured(a.server(t, nil, "x.example")), host, "4.7.325"},
		"a server too few": {secured(a.server(t, nil, "x.example")), "x.example", "4.4.8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := newSink(t, c.sink)
			z := &zone{mx: map[string][]dns.MX{"tailspin.example": {{Host: c.mx}}}, hosts: map[string][]string{c.mx: {"127.0.0.1"}},
				txt: map[string][]string{"_mta-sts.tailspin.example": {"v=STSv1; id=1"}}}
			s := byMX(t, z, sink)
			s.Roots = a.pool
			s.Policies = &site{code: 200, kind: "text/plain", text: "version: STSv1\nmode: enforce\nmx: " + host + "\nmax_age: 86400\n"}
			_, err := dialMX(t, s)
			if st := asStatus(err); (st == nil) != (c.want == "") || st != nil && (st.Enhanced != c.want || !st.Temporary()) {
				t.Errorf("got %v", err)
			}
			if err != nil && sink.mails > 0 {
				t.Error("a message went out")
			}
		})
	}
}

// FuzzSTS holds that a policy that is read can be kept to.
func FuzzSTS(f *testing.F) {
	f.Add("version: STSv1\nmode: enforce\nmx: *.a.example\nmax_age: 86400\n", "b.a.example")
	f.Fuzz(func(t *testing.T, text, host string) {
		p, err := parseSTS(text)
		if err != nil {
			return
		}
		if p.maxAge < 0 || p.maxAge > maxAge {
			t.Errorf("%q: %v", text, p.maxAge)
		}
		_, _ = p.policy("a.example", host)
		stsID([]string{text, host})
	})
}
