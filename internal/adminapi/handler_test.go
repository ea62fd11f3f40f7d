package adminapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/exosh/internal/adminapi"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/session/sessiontest"
)

// A door is a handler over a small world. A token is the UPN of whoever signs in.
type door struct {
	*sessiontest.World
	*adminapi.Handler
}

func newDoor(t testing.TB) *door {
	t.Helper()
	d := &door{World: sessiontest.New(t)}
	return d.node(t)
}

// Returns another node of the same service.
func (d *door) node(t testing.TB) *door {
	t.Helper()
	key, err := adminapi.LoadKey(t.Context(), d.Store)
	if err != nil {
		t.Fatal(err)
	}
	return &door{World: d.World, Handler: &adminapi.Handler{
		Sessions: d.NewService(), Directory: d.Store, Key: key, Now: d.Clock.Now,
		Sign: d.sign, Log: slog.New(slog.DiscardHandler),
		Base:    func(*http.Request) string { return "https://exosh.example:8443" },
		Version: "1.2.3",
	}}
}

func (d *door) sign(r *http.Request) (session.Identity, error) {
	name, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return session.Identity{}, errors.New("no bearer")
	}
	user, domain, ok := strings.Cut(name, "@")
	switch {
	case !ok:
		return session.Identity{}, errors.New("bad token " + name)
	case domain == sessiontest.ContosoDomain:
		return d.Who(d.Contoso, user), nil
	case domain == sessiontest.FabrikamDomain:
		return d.Who(d.Fabrikam, user), nil
	}
	return session.Identity{}, errors.New("unknown domain")
}

// A reply is what the door answered.
type reply struct {
	*httptest.ResponseRecorder
	JSON map[string]any
}

func (r reply) errorText() string {
	e, _ := r.JSON["error"].(map[string]any)
	details, _ := e["details"].([]any)
	if len(details) == 0 {
		return ""
	}
	detail, _ := details[0].(map[string]any)
	text, _ := detail["message"].(string)
	return text
}

func (r reply) code() string {
	e, _ := r.JSON["error"].(map[string]any)
	code, _ := e["code"].(string)
	return code
}

func (r reply) value() []any {
	list, _ := r.JSON["value"].([]any)
	return list
}

func (r reply) text(name string) string {
	s, _ := r.JSON[name].(string)
	return s
}

func (r reply) texts(name string) []string {
	list, _ := r.JSON[name].([]any)
	var texts []string
	for _, v := range list {
		s, _ := v.(string)
		texts = append(texts, s)
	}
	return texts
}

// Sends a request. Headers are pairs; those of the door's usual client are there unless given.
func (d *door) do(t testing.TB, method, path, body string, headers ...string) reply {
	t.Helper()
	r := httptest.NewRequest(method, "https://elsewhere.example"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer navin@contoso.com")
	r.Header.Set("connection-id", "conn-1")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	return d.serve(t, r)
}

func (d *door) serve(t testing.TB, r *http.Request) reply {
	t.Helper()
	rec := httptest.NewRecorder()
	d.ServeHTTP(rec, r)
	out := reply{ResponseRecorder: rec}
	if rec.Body.Len() == 0 {
		return out
	}
	if kind := rec.Header().Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Errorf("%s %s: Content-Type %q", r.Method, r.URL.Path, kind)
	}
	if rec.Header().Get("Content-Encoding") == "" {
		if err := json.Unmarshal(rec.Body.Bytes(), &out.JSON); err != nil {
			t.Errorf("%s %s: %v in %s", r.Method, r.URL.Path, err, bytes.TrimSpace(rec.Body.Bytes()))
		}
	}
	return out
}

func (d *door) beta(op string) string { return "/adminapi/beta/" + org.IDText(d.Contoso) + "/" + op }

// Runs a cmdlet; params is the JSON of its parameters.
func (d *door) invoke(t testing.TB, cmdlet, params string, headers ...string) reply {
	t.Helper()
	return d.do(t, "POST", d.beta("InvokeCommand"), invocation(cmdlet, params), headers...)
}

func invocation(cmdlet, params string) string {
	return `{"CmdletInput":{"CmdletName":"` + cmdlet + `","Parameters":{` + params + `}}}`
}

func wantStatus(t testing.TB, r reply, status int, words ...string) {
	t.Helper()
	if r.Code != status {
		t.Fatalf("status %d, want %d: %s", r.Code, status, r.Body)
	}
	for _, word := range words {
		if !strings.Contains(r.Body.String(), word) {
			t.Errorf("%s does not say %q", r.Body, word)
		}
	}
}

func TestSmallRoutes(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	id := org.IDText(d.Contoso)
	tests := []struct {
		name, method, path string
		status             int
		want               string
	}{
		{"banner", "GET", "/AdminApi/v1.0/" + id + "/EXOBanner('AutogenSession')?Version=3.9.0", 200, `"moduleBannerContent":"Connected`},
		{"banner encoded", "GET", "/adminapi/V1.0/" + id + "/exobanner%28%27autogensession%27%29", 200, `"sessionType":"AutogenSession"`},
		{"banner of remoting", "GET", "/adminapi/v1.0/" + id + "/EXOBanner('RPSSession')", 404, "error"},
		{"state", "GET", "/AdminApi/beta/" + id + "/basicinfo('AdminApiState')", 200, `"PropertyValue":"Running"`},
		{"state of something else", "GET", "/AdminApi/beta/" + id + "/basicinfo('X')", 404, "error"},
		{"tenant by domain", "GET", "/adminapi/beta/CONTOSO.com/basicinfo('AdminApiState')", 200, "Running"},
		{"no such operation", "GET", "/adminapi/beta/" + id + "/Mailboxes", 404, "nothing at this path"},
		{"no such version", "GET", "/adminapi/v0.5/" + id + "/EXOModuleFile", 404, "nothing at this path"},
		{"no operation", "GET", "/adminapi/beta/" + id, 404, "nothing at this path"},
		{"wrong method", "GET", "/adminapi/beta/" + id + "/InvokeCommand", 405, "MethodNotAllowed"},
		{"quote without end", "GET", "/adminapi/beta/" + id + "/EXOBanner('x", 404, "error"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := d.do(t, tt.method, tt.path, "")
			wantStatus(t, r, tt.status, tt.want)
			if r.Header().Get("request-id") == "" || r.Header().Get("X-CalculatedBETarget") != "exosh" {
				t.Errorf("headers %v", r.Header())
			}
		})
	}
}

func TestWrongMethodNamesTheRightOne(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	if got := d.do(t, "PUT", d.beta("InvokeCommand"), "{}").Header().Get("Allow"); got != "POST" {
		t.Errorf("Allow: %q", got)
	}
}

// S-24: a refused token gets a WWW-Authenticate that names the error only.
func TestUnauthorized(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	r := d.invoke(t, "Get-Thing", "", "Authorization", "")
	wantStatus(t, r, 401, "no Authorization header")
	if got := r.Header().Get("WWW-Authenticate"); got != "Bearer" {
		t.Errorf("WWW-Authenticate: %q", got)
	}
	r = d.invoke(t, "Get-Thing", "", "Authorization", "Bearer nonsense")
	wantStatus(t, r, 401)
	if got := r.Header().Get("WWW-Authenticate"); got != `Bearer error="invalid_token"` {
		t.Errorf("WWW-Authenticate: %q", got)
	}
	if strings.Contains(r.Body.String(), "nonsense") {
		t.Error("the token is in the answer")
	}
}

// S-26, protocol section 2.11: a revoked sign-in gets a claims challenge.
func TestClaimsChallenge(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	revoked := d.Clock.Now().Add(1e9)
	d.Change(t, d.Contoso, "navin", func(a *org.Account) { a.TokensValidFrom = revoked })
	r := d.invoke(t, "Get-Thing", "")
	wantStatus(t, r, 401, "revoked")
	if got := r.Header().Get("WWW-Authenticate"); !strings.HasPrefix(got, `Bearer error="insufficient_claims", claims="eyJ`) {
		t.Errorf("WWW-Authenticate: %q", got)
	}
}

// S-21: a token of one tenant at a path of another is refused, and both audit trails say so.
func TestOtherTenant(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"fabrikam.com", org.IDText(sessiontest.New(t).Fabrikam)} {
		d := newDoor(t)
		r := d.do(t, "POST", "/adminapi/beta/"+path+"/InvokeCommand", invocation("Get-Thing", ""))
		wantStatus(t, r, 403, "another organization")
		for _, tenant := range []org.ID{d.Contoso, d.Fabrikam} {
			audit := d.Audit(t, tenant)
			if len(audit) != 1 || audit[0].Result != "Denied" || audit[0].Detail != "CrossTenantPath" || audit[0].Actor != "navin@contoso.com" {
				t.Errorf("%s: audit %+v", path, audit)
			}
		}
	}
}

func TestUnknownTenant(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	for _, path := range []string{"nowhere.example", "00000000-0000-0000-0000-000000000001", "x"} {
		wantStatus(t, d.do(t, "GET", "/adminapi/beta/"+path+"/basicinfo('AdminApiState')", ""), 403)
	}
	if got := len(d.Audit(t, d.Contoso)); got != 3 {
		t.Errorf("%d records, want 3", got)
	}
}

// S-23: headers that name a user or another tenant are no identity.
func TestAnchorMailbox(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	tests := []struct {
		anchor string
		status int
	}{
		{"UPN:navin@contoso.com", 200},
		{"UPN:otto@contoso.com", 200},
		{"APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@" + org.IDText(d.Contoso), 200},
		{"APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@" + org.IDText(d.Fabrikam), 403},
		{"UPN:bob@fabrikam.com", 403},
		{"SMTP:somebody@elsewhere.example", 200},
		{"TID:" + org.IDText(d.Fabrikam), 403},
		{"TID:" + org.IDText(d.Contoso), 200},
		{"nonsense", 200},
	}
	for _, tt := range tests {
		r := d.do(t, "GET", d.beta("basicinfo('AdminApiState')"), "", "X-AnchorMailbox", tt.anchor)
		if r.Code != tt.status {
			t.Errorf("%s: %d, want %d", tt.anchor, r.Code, tt.status)
		}
	}
}

func TestSessionsRoutes(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	module := d.beta("EXOModuleFile")
	for _, id := range []string{"A-1", "b-2"} {
		wantStatus(t, d.do(t, "GET", module, "", "connection-id", id, "User-Agent", "exosh/0.1 (linux)", "x-exosh-host", "desk"), 200)
	}
	r := d.do(t, "GET", d.beta("Sessions"), "", "connection-id", "B-2")
	wantStatus(t, r, 200, `"connectionId":"a-1"`, `"program":"exosh"`, `"version":"0.1"`, `"host":"desk"`, `"current":true`)
	if len(r.value()) != 2 {
		t.Errorf("%d sessions", len(r.value()))
	}
	if r := d.do(t, "DELETE", d.beta("Sessions('A-1')"), ""); r.Code != 204 {
		t.Errorf("delete: %d", r.Code)
	}
	wantStatus(t, d.do(t, "DELETE", d.beta("Sessions('a-1')"), ""), 404, "no open session")
	wantStatus(t, d.do(t, "DELETE", d.beta("Sessions('b-2')"), "", "Authorization", "Bearer otto@contoso.com"), 404)
	if r := d.do(t, "GET", d.beta("Sessions"), ""); len(r.value()) != 1 {
		t.Errorf("%d sessions", len(r.value()))
	}
}

// Mission 39: the sixth connection is refused with 429, a JSON code and Retry-After, and what to do.
func TestTooManySessions(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	for _, id := range []string{"1", "2", "3", "4", "5"} {
		wantStatus(t, d.do(t, "GET", d.beta("EXOModuleFile"), "", "connection-id", id, "x-exosh-host", "desk-"+id), 200)
	}
	r := d.do(t, "GET", d.beta("EXOModuleFile"), "", "connection-id", "6")
	wantStatus(t, r, 429, "desk-1", "desk-5", "Disconnect-ExchangeOnline")
	if r.code() != "MaxConcurrency" || r.Header().Get("Retry-After") != "60" {
		t.Errorf("code %q, Retry-After %q", r.code(), r.Header().Get("Retry-After"))
	}
	wantStatus(t, d.do(t, "GET", d.beta("Sessions"), "", "connection-id", "6"), 200)
}

// Mission 54.
func TestRemotePowerShellOff(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Change(t, d.Contoso, "navin", func(a *org.Account) { a.RemotePowerShell = false })
	r := d.do(t, "GET", d.beta("EXOModuleFile"), "")
	wantStatus(t, r, 403, "RemotePowerShellEnabled", "EXOModuleEnabled", "Set-User")
	if e := r.JSON["error"].(map[string]any); !strings.Contains(e["message"].(string), "Set-User") {
		t.Error("the message, which the vendor's module shows, does not say what to do")
	}
}

func TestRequestIDIsEchoed(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	state := d.beta("basicinfo('AdminApiState')")
	if got := d.do(t, "GET", state, "", "client-request-id", "abc-1").Header().Get("client-request-id"); got != "abc-1" {
		t.Errorf("client-request-id: %q", got)
	}
	r := d.do(t, "GET", state, "", "client-request-id", strings.Repeat("x", 65))
	wantStatus(t, r, 400, "client-request-id")
	if got := r.Header().Get("client-request-id"); got != "" {
		t.Errorf("client-request-id: %q", got)
	}
}

func textLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// Who holds a session is told from what each client says of itself.
func TestClientNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		headers []string
		want    string
	}{
		{[]string{"User-Agent", "exosh/1.0 (linux)", "exomodule-version", "3.9.0", "x-exosh-host", "desk"}, "exosh 1.0 desk"},
		{[]string{"exomodule-version", "3.9.0", "client-process-id", "77"}, "ExoManagementModule 3.9.0 process 77"},
		{[]string{"X-ClientApplication", "ExoManagementModule", "X-ClientModuleVersion", "3.9.0", "User-Agent", "Mozilla/5.0 (Windows NT) PowerShell/7.4.2"}, "ExoManagementModule 3.9.0 "},
		{[]string{"User-Agent", "Mozilla/5.0 (Windows NT; en-US) WindowsPowerShell/5.1.19041"}, "WindowsPowerShell 5.1.19041 "},
		{[]string{"User-Agent", "curl/8.5"}, "curl 8.5 "},
		{nil, "  "},
	}
	for _, tt := range tests {
		d := newDoor(t)
		wantStatus(t, d.do(t, "GET", d.beta("EXOModuleFile"), "", tt.headers...), 200)
		info := d.do(t, "GET", d.beta("Sessions"), "").value()[0].(map[string]any)
		if got := info["program"].(string) + " " + info["version"].(string) + " " + info["host"].(string); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.headers, got, tt.want)
		}
	}
}
