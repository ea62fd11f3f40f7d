package restclient

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A service is a fake administration endpoint: it keeps what was asked and answers from a list.
type service struct {
	t       *testing.T
	asked   []asked
	answers []answer
}

type asked struct {
	Method, URL, Body string
	Header            http.Header
}

type answer struct {
	status int
	header map[string]string
	body   string
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	s.asked = append(s.asked, asked{r.Method, r.URL.String(), string(body), r.Header})
	if len(s.answers) == 0 {
		s.t.Errorf("unexpected request %s %s", r.Method, r.URL)
		return nil, errors.New("no answer")
	}
	a := s.answers[0]
	s.answers = s.answers[1:]
	w := httptest.NewRecorder()
	for k, v := range a.header {
		w.Header().Add(k, v)
	}
	if a.status == 0 {
		a.status = 200
	}
	w.WriteHeader(a.status)
	io.WriteString(w, a.body)
	return w.Result(), nil
}

func fake(t *testing.T, answers ...answer) (*Client, *service) {
	s := &service{t: t, answers: answers}
	base, _ := url.Parse("https://exo.contoso.com:8443")
	return &Client{
		Base: base, TenantID: "t1", ConnectionID: "c1", ModuleVersion: "3.9.0", Anchor: "UPN:navin@contoso.com",
		Bearer:    func(context.Context, string) (string, error) { return "tok", nil },
		HTTP:      &http.Client{Transport: s},
		RequestID: func() string { return "r1" },
	}, s
}

func collect(records *[]command.Record) command.Sink {
	return func(r command.Record) error {
		*records = append(*records, r)
		return nil
	}
}

func name(t *testing.T, r command.Record) string {
	t.Helper()
	o, ok := r.Value.(*object.Object)
	if !ok {
		t.Fatalf("record is %#v", r)
	}
	v, _ := o.Get("Name")
	return object.String(v)
}

func TestInvokeRequest(t *testing.T) {
	t.Parallel()
	c, s := fake(t, answer{body: `{"value":[{"Name":"Navin"}]}`})
	var got []command.Record
	err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox", Params: command.NewArgs("Identity", "navin", "ResultSize", int32(5)), WarningAction: "Ignore"}, collect(&got))
	if err != nil {
		t.Fatal(err)
	}
	q := s.asked[0]
	if q.Method != "POST" || q.URL != "https://exo.contoso.com:8443/adminapi/beta/t1/InvokeCommand" {
		t.Errorf("asked %s %s", q.Method, q.URL)
	}
	if want := `{"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{"Identity":"navin","ResultSize":5}}}`; q.Body != want {
		t.Errorf("body %s\nwant %s", q.Body, want)
	}
	for k, want := range map[string]string{
		"Authorization": "Bearer tok", "Prefer": "odata.maxpagesize=5", "X-CmdletName": "Get-Mailbox",
		"connection-id": "c1", "client-request-id": "r1", "X-AnchorMailbox": "UPN:navin@contoso.com",
		"X-ResponseFormat": "json", "WarningAction": "SilentlyContinue", "X-ClientModuleVersion": "3.9.0",
	} {
		if q.Header.Get(k) != want {
			t.Errorf("%s is %q, want %q", k, q.Header.Get(k), want)
		}
	}
	if len(got) != 1 || name(t, got[0]) != "Navin" {
		t.Errorf("got %v", got)
	}
}

const moreExist = `There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.`

// Protocol section 4.8.
func TestPaging(t *testing.T) {
	t.Parallel()
	page := func(next string, names ...string) answer {
		m := map[string]any{"@adminapi.warnings": []string{moreExist}}
		list := []any{}
		for _, n := range names {
			list = append(list, map[string]any{"Name": n})
		}
		m["value"] = list
		if next != "" {
			m["@odata.nextLink"] = next
		}
		b, _ := json.Marshal(m)
		return answer{body: string(b)}
	}
	next := "https://exo.contoso.com:8443/adminapi/beta/t1/InvokeCommand?$skiptoken=2"
	for _, test := range []struct {
		name     string
		size     any
		answers  []answer
		want     string
		requests int
		warnings int
	}{
		{"unlimited follows", "Unlimited", []answer{page(next, "a", "b"), page(next+"3", "c"), page("", "d")}, "a b c d", 3, 0},
		{"unlimited follows an empty page", "Unlimited", []answer{page(next), page("", "d")}, "d", 2, 0},
		{"number stops", int32(3), []answer{page(next, "a", "b"), page(next+"3", "c", "d")}, "a b c", 2, 1},
		{"one page is enough", int32(2), []answer{page(next, "a", "b")}, "a b", 1, 1},
		{"default", nil, []answer{page("", "a")}, "a", 1, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := fake(t, test.answers...)
			args := command.NewArgs()
			if test.size != nil {
				args.Set("ResultSize", test.size)
			}
			var got []command.Record
			if err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox", Params: args}, collect(&got)); err != nil {
				t.Fatal(err)
			}
			var names []string
			warnings := 0
			for _, r := range got {
				if r.Stream == command.Warning {
					warnings++
				} else {
					names = append(names, name(t, r))
				}
			}
			if strings.Join(names, " ") != test.want || len(s.asked) != test.requests || warnings != test.warnings {
				t.Errorf("got %v in %d requests with %d warnings, want %s, %d, %d", names, len(s.asked), warnings, test.want, test.requests, test.warnings)
			}
			for _, q := range s.asked[1:] {
				if q.Method != "POST" || q.Body != s.asked[0].Body || q.Header.Get("client-request-id") != "r1" {
					t.Errorf("next page asked as %+v", q)
				}
			}
		})
	}
}

func TestPagingStopsWithReader(t *testing.T) {
	t.Parallel()
	c, s := fake(t, answer{body: `{"@odata.nextLink":"https://exo.contoso.com:8443/x","value":[{"Name":"a"},{"Name":"b"}]}`})
	err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox", Params: command.NewArgs("ResultSize", "Unlimited")},
		func(command.Record) error { return command.ErrStop })
	if err != nil || len(s.asked) != 1 {
		t.Errorf("err %v after %d requests", err, len(s.asked))
	}
}

func TestResultSizeRefused(t *testing.T) {
	t.Parallel()
	for _, size := range []any{"many", int32(0), int32(-1), "1.5"} {
		c, _ := fake(t)
		err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox", Params: command.NewArgs("ResultSize", size)}, nil)
		var e *command.Error
		if !errors.As(err, &e) || e.Category != command.InvalidArgument {
			t.Errorf("%v: %v", size, err)
		}
	}
}

// S-54: a bearer goes nowhere but to the hosts of the environment.
func TestBearerStaysAtHome(t *testing.T) {
	t.Parallel()
	for _, to := range []string{
		"https://evil.example/x", "http://exo.contoso.com:8443/x", "https://exo.contoso.com/x",
		"https://exo.contoso.com.evil.example:8443/x", "https://user@exo.contoso.com:8443/x",
		"https://evilregion.contoso.com/x", "https://nam.region.contoso.com:444/x", "//evil.example/x",
	} {
		t.Run(to, func(t *testing.T) {
			t.Parallel()
			for how, a := range map[string]answer{
				"redirect": {status: 307, header: map[string]string{"Location": to}},
				"nextLink": {body: `{"@odata.nextLink":"` + to + `","value":[{"Name":"a"}]}`},
			} {
				c, s := fake(t, a)
				c.Trusted = []string{".region.contoso.com"}
				var got []command.Record
				err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox", Params: command.NewArgs("ResultSize", "Unlimited")}, collect(&got))
				var e *command.Error
				if !errors.As(err, &e) || e.ID != "UntrustedRedirect" || len(s.asked) != 1 {
					t.Errorf("%s: %v after %d requests", how, err, len(s.asked))
				}
			}
		})
	}
}

func TestRedirectToTrusted(t *testing.T) {
	t.Parallel()
	c, s := fake(t,
		answer{status: 302, header: map[string]string{"Location": "https://nam.region.contoso.com:446/adminapi/beta/t1/InvokeCommand"}},
		answer{body: `{"value":[{"Name":"a"}]}`})
	c.Trusted = []string{".region.contoso.com"}
	var got []command.Record
	if err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox"}, collect(&got)); err != nil {
		t.Fatal(err)
	}
	q := s.asked[1]
	if q.Method != "POST" || q.Body != s.asked[0].Body || q.Header.Get("Authorization") != "Bearer tok" || q.URL != "https://nam.region.contoso.com/adminapi/beta/t1/InvokeCommand" {
		t.Errorf("went on as %+v", q)
	}
}

func TestRedirectCircle(t *testing.T) {
	t.Parallel()
	round := answer{status: 302, header: map[string]string{"Location": "/x"}}
	c, _ := fake(t, round, round, round, round, round)
	err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox"}, nil)
	var e *command.Error
	if !errors.As(err, &e) || e.ID != "TooManyRedirects" {
		t.Error(err)
	}
}

const throttledBody = `{"error":{"code":"TooManyRequests","message":"slow down","details":[{"code":"LimitsExceeded","message":"Ex1|Throttled|Slow down"}]}}`

// Protocol section 4.12.
func TestRetry(t *testing.T) {
	t.Parallel()
	good := answer{body: `{"value":[]}`}
	transient := answer{status: 500, body: `{"error":{"code":"InternalServerError","details":[{"message":"Ex1|Microsoft.Exchange.Data.Storage.StorageTransientException|later"}]}}`}
	for _, test := range []struct {
		name     string
		answers  []answer
		requests int
		wait     time.Duration
		ok       bool
	}{
		{"429 with Retry-After", []answer{{429, map[string]string{"Retry-After": "7"}, throttledBody}, good}, 2, 7 * time.Second, true},
		{"429 without", []answer{{429, nil, throttledBody}, {429, nil, throttledBody}, good}, 3, 6 * time.Second, true},
		{"429 for too many sessions", []answer{{429, nil, `{"error":{"code":"MaxConcurrency","message":"five"}}`}}, 1, 0, false},
		{"503 of the service", []answer{{503, nil, throttledBody}, good}, 2, 2 * time.Second, true},
		{"503 of something else", []answer{{503, nil, `<html>`}}, 1, 0, false},
		{"transient twice", []answer{transient, transient, good}, 3, 6 * time.Second, true},
		{"transient three times", []answer{transient, transient, transient}, 3, 6 * time.Second, false},
		{"500", []answer{{500, nil, `{"error":{"code":"InternalServerError","message":"no"}}`}}, 1, 0, false},
		{"404", []answer{{404, nil, `{"error":{"code":"NotFound","message":"no"}}`}}, 1, 0, false},
		{"six attempts", []answer{{504, nil, throttledBody}, {504, nil, throttledBody}, {504, nil, throttledBody},
			{504, nil, throttledBody}, {504, nil, throttledBody}, {504, nil, throttledBody}}, 6, 62 * time.Second, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, s := fake(t, test.answers...)
				start := time.Now()
				err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox"}, nil)
				if (err == nil) != test.ok || len(s.asked) != test.requests || time.Since(start) != test.wait {
					t.Errorf("err %v, %d requests, waited %v", err, len(s.asked), time.Since(start))
				}
			})
		})
	}
}

// Protocol section 2.11.
func TestClaimsChallenge(t *testing.T) {
	t.Parallel()
	challenge := answer{401, map[string]string{"WWW-Authenticate": `Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="`}, throttledBody}
	c, s := fake(t, challenge, answer{body: `{"value":[]}`})
	var claims []string
	c.Bearer = func(_ context.Context, c string) (string, error) {
		claims = append(claims, c)
		return "tok" + c, nil
	}
	if err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox"}, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", `{"a":1}`}, claims); diff != "" || s.asked[1].Header.Get("Authorization") != `Bearer tok{"a":1}` {
		t.Error(diff)
	}
	c, s = fake(t, challenge, challenge)
	err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox"}, nil)
	if err == nil || len(s.asked) != 2 {
		t.Errorf("a second challenge: %v after %d requests", err, len(s.asked))
	}
}

// Protocol section 4.9.
func TestConfirmation(t *testing.T) {
	t.Parallel()
	question := answer{body: `{"@adminapi.confirmationmessage":"Remove navin?","value":[]}`}
	done := answer{body: `{"value":[]}`}
	for _, test := range []struct {
		name    string
		call    Call
		answers []answer
		bodies  []string
	}{
		{"yes", Call{Ask: says(true)}, []answer{question, done}, []string{`{"Confirm":true}`, `{"Confirm":false}`}},
		{"no", Call{Ask: says(false)}, []answer{question}, []string{`{"Confirm":true}`}},
		{"told", Call{Confirms: true}, []answer{done}, []string{`{"Confirm":false}`}},
		{"never", Call{}, []answer{done}, []string{`{}`}},
		{"what if", Call{WhatIf: true, Ask: says(true)}, []answer{question}, []string{`{"WhatIf":true}`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := fake(t, test.answers...)
			test.call.Cmdlet = "Remove-Mailbox"
			var got []command.Record
			if err := c.Invoke(t.Context(), test.call, collect(&got)); err != nil {
				t.Fatal(err)
			}
			var bodies []string
			for _, q := range s.asked {
				_, params, _ := strings.Cut(q.Body, `"Parameters":`)
				bodies = append(bodies, strings.TrimSuffix(params, "}}"))
			}
			if diff := cmp.Diff(test.bodies, bodies); diff != "" {
				t.Error(diff)
			}
			if test.call.WhatIf {
				if h, ok := got[0].Value.(*command.HostText); !ok || h.Text != "What if: Remove navin?" {
					t.Errorf("got %+v", got)
				}
			}
		})
	}
}

func says(answer bool) func(context.Context, string) (bool, error) {
	return func(_ context.Context, message string) (bool, error) {
		if message != "Remove navin?" {
			return false, errors.New("asked " + message)
		}
		return answer, nil
	}
}

// Protocol section 4.11.
func TestFailure(t *testing.T) {
	t.Parallel()
	body := `{"error":{"code":"NotFound","message":"Error executing cmdlet","details":[{"code":"ObjectNotFound","target":"navin",
		"message":"Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The object 'navin' couldn't be found."}]}}`
	c, _ := fake(t, answer{404, map[string]string{
		"request-id": "r9", "X-CalculatedBETarget": "node1.contoso.com", "Date": "Mon, 23 Nov 2026 02:00:00 GMT", "x-ExceptionType": "ManagementObjectNotFoundException",
	}, body})
	err := c.Invoke(t.Context(), Call{Cmdlet: "Get-Mailbox"}, nil)
	var got *command.Error
	if !errors.As(err, &got) {
		t.Fatal(err)
	}
	want := &command.Error{
		Category: "ObjectNotFound", ID: "[Server=node1,RequestId=r9,TimeStamp=Mon, 23 Nov 2026 02:00:00 GMT]",
		Type:    "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
		Message: "Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The object 'navin' couldn't be found.",
		Target:  "navin", Command: "Get-Mailbox", Reason: "ManagementObjectNotFoundException",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFailureForms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, body string
		status     int
		category   command.Category
		message    string
	}{
		{"number of a category", `{"error":{"details":[{"code":13,"message":"a|b|c"}]}}`, 400, "ObjectNotFound", "a|b|c"},
		{"number as text", `{"error":{"details":[{"code":"13","message":"a|b|c"}]}}`, 400, "ObjectNotFound", "a|b|c"},
		{"inner error", `{"error":{"innererror":{"internalexception":{"message":"deep"}}}}`, 400, "InvalidArgument", "deep"},
		{"JSON in text", `{"error":{"details":[{"code":"X","message":"{\"localizedString\":{\"stringId\":\"Ex1\"},\"ClassName\":\"C\",\"Message\":\"m\"}"}]}}`, 400, "X", "Ex1|C|m"},
		{"not JSON", "\x00\x00\x00", 403, "PermissionDenied", "exo.contoso.com:8443 answered 403 Forbidden without saying why."},
		{"nothing", "", 500, "NotSpecified", "exo.contoso.com:8443 answered 500 Internal Server Error without saying why."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, _ := fake(t)
			e := c.failure("Get-Mailbox", &reply{status: test.status, header: http.Header{}, body: []byte(test.body)})
			if e.Category != test.category || e.Message != test.message {
				t.Errorf("got %s %q", e.Category, e.Message)
			}
		})
	}
}

func TestModule(t *testing.T) {
	t.Parallel()
	c, s := fake(t, answer{header: map[string]string{"X-Exosh-Version": "0.1.0"},
		body: `{"value":[{"fileName":"x.format.ps1xml","fileContent":"<x/>"},{"fileName":"x.psm1","fileContent":"function Get-Mailbox {}\n","exportedCmdlets":"Get-Mailbox,Set-Mailbox"}]}`},
		answer{status: 204})
	m, err := c.Module(t.Context(), []string{"Get-*", "Set-Mailbox"})
	if err != nil {
		t.Fatal(err)
	}
	want := &Module{Script: "function Get-Mailbox {}\n", Cmdlets: []string{"Get-Mailbox", "Set-Mailbox"}, Service: "0.1.0"}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
	q := s.asked[0]
	if q.URL != "https://exo.contoso.com:8443/AdminApi/v1.0/t1/EXOModuleFile?Version=3.9.0" || q.Header.Get("CommandName") != "Get-*,Set-Mailbox" {
		t.Errorf("asked %+v", q)
	}
	if err := c.CloseSession(t.Context()); err != nil {
		t.Error(err)
	}
	if q := s.asked[1]; q.Method != "DELETE" || q.URL != "https://exo.contoso.com:8443/adminapi/beta/t1/Sessions%28%27c1%27%29" {
		t.Errorf("closed by %+v", q)
	}
}

func TestCloseSessionElsewhere(t *testing.T) {
	t.Parallel()
	c, _ := fake(t) // no answer: nothing may be asked
	if err := c.CloseSession(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestModuleRefused(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `[]`, `{"value":[]}`, `{"value":[{"fileName":"x.txt","fileContent":"a"}]}`} {
		c, _ := fake(t, answer{body: body})
		_, err := c.Module(t.Context(), nil)
		var e *command.Error
		if !errors.As(err, &e) || e.ID != "AnswerNotUnderstood" {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestBannerAndState(t *testing.T) {
	t.Parallel()
	c, s := fake(t, answer{body: `{"sessionType":"autogensession","moduleBannerContent":"Welcome"}`},
		answer{body: `{"PropertyName":"AdminApiState","PropertyValue":"Running"}`})
	text, err := c.Banner(t.Context())
	if err != nil || text != "Welcome" {
		t.Errorf("%q, %v", text, err)
	}
	ok, err := c.Running(t.Context())
	if err != nil || !ok {
		t.Errorf("%v, %v", ok, err)
	}
	if u := s.asked[1].URL; !strings.Contains(u, "/adminapi/beta/t1/basicinfo%28%27AdminApiState%27%29") {
		t.Error(u)
	}
}

func TestAnswerTooLong(t *testing.T) {
	t.Parallel()
	c, _ := fake(t, answer{body: strings.Repeat(" ", 1000)})
	u, _ := url.Parse("https://exo.contoso.com:8443/")
	_, err := c.send(t.Context(), request{method: "GET", url: u, header: http.Header{}, limit: 999})
	var e *command.Error
	if !errors.As(err, &e) || e.ID != "AnswerTooLong" {
		t.Error(err)
	}
}
