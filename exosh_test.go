package exosh_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh"
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// moduleText is a module file of three functions, one of which the catalog does not know.
const moduleText = `
function Invoke-Private { param($x) }
function Get-Mailbox {
    [CmdletBinding(DefaultParameterSetName = 'Identity')]
    param(
        [Parameter(ParameterSetName = 'Identity', Position = 0, ValueFromPipeline = $true)]
        [string]
        ${Identity},

        [Parameter()]
        ${ResultSize}
    )
    process { Invoke-Private }
}
function Remove-Mailbox {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    param([Parameter(Mandatory = $true, Position = 0)][string]${Identity})
    process { }
}
function Get-Thing {
    param([Parameter(Mandatory = $true, Position = 0)][string]$Name, [ValidateSet('a', 'b')][string]$Kind, [Alias('q')][switch]$Quick, [switch]$WhatIf)
}
`

// A service is a small administration endpoint.
type service struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string // "METHOD path body"
	heads []http.Header
	name  string // X-Exosh-Version
	full  bool   // every session is taken until one is ended
}

func newService(t testing.TB) *service {
	s := &service{name: "0.1.0"}
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.asked = append(s.asked, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(body)))
	s.heads = append(s.heads, r.Header)
	s.mu.Unlock()
	path := strings.ToLower(r.URL.Path)
	switch {
	case strings.HasSuffix(path, "/exomodulefile"):
		if s.name != "" {
			w.Header().Set("X-Exosh-Version", s.name)
		}
		if s.full {
			w.WriteHeader(http.StatusTooManyRequests)
			answer(w, map[string]any{"error": map[string]any{"code": "MaxConcurrency", "message": "Five are open. End one.", "advice": "End one."}})
			return
		}
		answer(w, map[string]any{"value": []any{map[string]any{"fileName": "x.psm1", "fileContent": moduleText, "exportedCmdlets": "Get-Mailbox,Remove-Mailbox,Get-Thing"}}})
	case strings.HasSuffix(path, "/exobanner('autogensession')"):
		answer(w, map[string]any{"sessionType": "AutogenSession", "moduleBannerContent": "Welcome to Contoso"})
	case strings.HasSuffix(path, "/basicinfo('adminapistate')"):
		answer(w, map[string]any{"PropertyValue": "Running"})
	case strings.HasSuffix(path, "/invokecommand"):
		s.invoke(w, r, string(body))
	case strings.HasSuffix(path, "/sessions"):
		answer(w, map[string]any{"value": []any{map[string]any{"connectionId": "old", "host": "pc2"}}})
	case strings.Contains(path, "/sessions"):
		s.full = false
		w.WriteHeader(http.StatusNoContent)
	default:
		http.NotFound(w, r)
	}
}

func (s *service) invoke(w http.ResponseWriter, r *http.Request, body string) {
	switch {
	case strings.Contains(body, "nobody"):
		w.WriteHeader(http.StatusNotFound)
		answer(w, map[string]any{"error": map[string]any{"code": "NotFound", "details": []any{map[string]any{"code": "ObjectNotFound", "target": "nobody", "message": "Ex1|NotFound|There is no nobody."}}}})
	case strings.Contains(body, "Remove-Mailbox") && strings.Contains(body, `"Confirm":true`):
		answer(w, map[string]any{"@adminapi.confirmationmessage": "Remove navin?", "value": []any{}})
	case strings.Contains(body, "Remove-Mailbox"):
		answer(w, map[string]any{"value": []any{}})
	case r.URL.Query().Get("page") == "2":
		answer(w, map[string]any{"value": []any{map[string]any{"Name": "Megan"}}})
	default:
		answer(w, map[string]any{"@adminapi.warnings": []string{"careful"}, "@odata.nextLink": s.URL + r.URL.Path + "?page=2",
			"value": []any{map[string]any{"Name": "Navin"}, map[string]any{"Name": "Alex"}}})
	}
}

func answer(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

func token(claims string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"RS256"}`)) + "." + part([]byte(claims)) + ".sig"
}

func (s *service) options() exosh.Options {
	return exosh.Options{
		ConnectionURI: s.URL + "/PowerShell-LiveID", AuthorizationURI: s.URL + "/organizations",
		SignIn:            exosh.AccessToken(token(`{"tid":"t1","upn":"navin@contoso.com","aud":"` + s.URL + `"}`)),
		UserPrincipalName: "navin@contoso.com", HTTPClient: s.Client(), Host: "pc1",
	}
}

func dial(t testing.TB, s *service, o exosh.Options) *exosh.Conn {
	t.Helper()
	c, err := exosh.Dial(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDial(t *testing.T) {
	t.Parallel()
	s := newService(t)
	var steps []string
	banner := ""
	o := s.options()
	o.Progress = func(p exosh.Step) { steps = append(steps, fmt.Sprint(p.Percent, " ", p.Text)) }
	o.Banner = func(text string) { banner = text }
	o.Commands = []string{"Get-*", "Remove-Mailbox"}
	c := dial(t, s, o)
	info := c.Info()
	if len(info.ConnectionID) != 36 || info.TenantID != "t1" || info.UserPrincipalName != "navin@contoso.com" || info.ConnectionURI != s.URL ||
		info.PageSize != 1000 || info.Service != "0.1.0" {
		t.Errorf("got %+v", info)
	}
	if banner != "Welcome to Contoso" {
		t.Errorf("banner %q", banner)
	}
	if diff := cmp.Diff([]string{"10 Signing in", "40 Reading the banner", "60 Importing cmdlets", "90 Importing cmdlets", "100 Connected"}, steps); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Get-Mailbox", "Remove-Mailbox", "Get-Thing"}, c.Names()); diff != "" {
		t.Error(diff)
	}
	if ok, err := c.Running(t.Context()); !ok || err != nil {
		t.Error(ok, err)
	}
	for range 2 {
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
	want := []string{
		"GET /AdminApi/v1.0/t1/EXOBanner%28%27AutogenSession%27%29?Version=3.9.0",
		"GET /AdminApi/v1.0/t1/EXOModuleFile?Version=3.9.0",
		"GET /adminapi/beta/t1/basicinfo%28%27AdminApiState%27%29",
		"DELETE /adminapi/beta/t1/Sessions%28%27" + info.ConnectionID + "%27%29",
	}
	if diff := cmp.Diff(want, s.asked); diff != "" {
		t.Error(diff)
	}
	for _, h := range s.heads {
		if h.Get("connection-id") != info.ConnectionID || h.Get("x-exosh-host") != "pc1" || h.Get("X-AnchorMailbox") != "UPN:navin@contoso.com" || h.Get("client-process-id") == "" {
			t.Errorf("headers %v", h)
		}
	}
	if s.heads[1].Get("CommandName") != "Get-*,Remove-Mailbox" {
		t.Error(s.heads[1])
	}
	if err := c.Invoke(t.Context(), "Get-Mailbox", command.NewArgs(), nil); err == nil {
		t.Error("a closed connection still has its token")
	}
}

func TestCloseElsewhere(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.name = "" // not a service of ours: there is no route to end a session
	c := dial(t, s, s.options())
	if err := c.Close(t.Context()); err != nil || len(s.asked) != 1 {
		t.Errorf("%v, asked %v", err, s.asked)
	}
}

// Mission rows 38 and 39: at the limit the connect fails at once, unless a session is given up for it.
func TestFull(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.full = true
	_, err := exosh.Dial(t.Context(), s.options())
	var e *command.Error
	if !errors.As(err, &e) || e.Message != "Five are open." || e.Advice != "End one." || e.Category != command.LimitsExceeded || len(s.asked) != 1 {
		t.Errorf("got %+v after %v", e, s.asked)
	}
	o := s.options()
	give := ""
	o.Full = func(_ context.Context, open []exosh.Session) (string, error) {
		if len(open) != 1 || open[0].Host != "pc2" {
			t.Errorf("open are %+v", open)
		}
		return give, nil
	}
	if _, err := exosh.Dial(t.Context(), o); err == nil {
		t.Error("connected without room")
	}
	give = "old"
	if _, err := exosh.Dial(t.Context(), o); err != nil {
		t.Error(err)
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	s := newService(t)
	c := dial(t, s, s.options())
	var names []string
	for _, cmd := range c.Commands() {
		names = append(names, cmd.Meta.Name)
	}
	if diff := cmp.Diff([]string{"Get-Mailbox", "Remove-Mailbox", "Get-Thing"}, names); diff != "" {
		t.Error(diff)
	}
	mailbox, _ := c.Command("get-mailbox")
	if p, ok := mailbox.Meta.Param("Identity"); !ok || !p.ByValue {
		t.Errorf("Identity is %+v", p)
	}
	if _, ok := mailbox.Meta.Param("Archive"); ok {
		t.Error("a parameter that the module file does not have was kept")
	}
	thing, _ := c.Command("Get-Thing")
	want := &catalog.Cmdlet{Name: "Get-Thing", Env: catalog.EXO, Params: []catalog.Param{
		{Name: "Name", Type: "string", Env: catalog.EXO, Null: true},
		{Name: "Kind", Type: "string", Env: catalog.EXO, Values: []string{"a", "b"}, Closed: true, Null: true},
		{Name: "Quick", Aliases: []string{"q"}, Type: "SwitchParameter", Env: catalog.EXO, Null: true},
	}, Sets: []catalog.Set{{Name: "__AllParameterSets", Default: true, Env: catalog.EXO, Params: []string{"Name", "Kind", "Quick"},
		Mandatory: []string{"Name"}, Positional: []string{"Name"}}}, Impact: thing.Meta.Impact}
	if diff := cmp.Diff(want, thing.Meta); diff != "" {
		t.Error(diff)
	}
	if _, ok := c.Command("Invoke-Private"); ok {
		t.Error("a function that is not exported can be called")
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	s := newService(t)
	c := dial(t, s, s.options())
	var names []string
	for v, err := range c.Query(t.Context(), "get-mailbox", command.NewArgs("ResultSize", "Unlimited")) {
		if err != nil {
			t.Fatal(err)
		}
		name, _ := v.(*object.Object).Get("Name")
		names = append(names, object.String(name))
	}
	if diff := cmp.Diff([]string{"Navin", "Alex", "Megan"}, names); diff != "" {
		t.Error(diff)
	}
	s.asked = nil
	for range c.Query(t.Context(), "Get-Mailbox", command.NewArgs("ResultSize", "Unlimited")) {
		break
	}
	if len(s.asked) != 1 || !strings.Contains(s.asked[0], `"CmdletName":"Get-Mailbox"`) {
		t.Errorf("asked %v", s.asked)
	}
	for v, err := range c.Query(t.Context(), "Get-Mailbox", command.NewArgs("Identity", "nobody")) {
		var e *command.Error
		if v != nil || !errors.As(err, &e) || e.Category != command.ObjectNotFound {
			t.Error(v, err)
		}
	}
}

func TestInvokeTellsOfConfirmation(t *testing.T) {
	t.Parallel()
	s := newService(t)
	c := dial(t, s, s.options())
	s.asked = nil
	if err := c.Invoke(t.Context(), "Remove-Mailbox", command.NewArgs("Identity", "navin"), nil); err != nil {
		t.Fatal(err)
	}
	if len(s.asked) != 1 || !strings.Contains(s.asked[0], `{"Identity":"navin","Confirm":false}`) {
		t.Errorf("asked %v", s.asked)
	}
}

// A person answers what a proxy asks.
type person struct{ answer bool }

func (p person) Confirm(_ context.Context, q command.Question) (bool, error) {
	if q.Message != "Remove navin?" {
		return false, errors.New("asked " + q.Message)
	}
	return p.answer, nil
}

func (person) ReadLine(context.Context, string, bool) (string, error) { return "", io.EOF }

func TestProxyAsks(t *testing.T) {
	t.Parallel()
	no := false
	for _, test := range []struct {
		name     string
		host     command.Host
		prefs    command.Prefs
		requests int
		fails    bool
	}{
		{"yes", person{true}, command.Prefs{}, 2, false},
		{"no", person{false}, command.Prefs{}, 1, false},
		{"told", nil, command.Prefs{Confirm: &no}, 1, false},
		{"preference", nil, command.Prefs{ConfirmPreference: "None"}, 1, false},
		{"nobody there", nil, command.Prefs{}, 1, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			c := dial(t, s, s.options())
			s.asked = nil
			cmd, _ := c.Command("Remove-Mailbox")
			failed := false
			err := command.Run(t.Context(), command.Pipeline{Host: test.host, Prefs: test.prefs, Stages: []command.Bound{
				{Command: cmd, Raw: []command.Arg{{Value: "navin", HasValue: true}}}}}, func(r command.Record) error {
				failed = failed || r.Stream == command.ErrorStream
				return nil
			})
			if (err != nil || failed) != test.fails || len(s.asked) != test.requests {
				t.Errorf("%v, %v, asked %v", err, failed, s.asked)
			}
		})
	}
}

// S-54: where a bearer may go is settled before it is sent.
func TestDialRefuses(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, test := range []struct {
		name   string
		change func(*exosh.Options)
		id     string
	}{
		{"http", func(o *exosh.Options) { o.ConnectionURI = "http://" + s.Listener.Addr().String() }, "InvalidUri"},
		{"no host", func(o *exosh.Options) { o.ConnectionURI = "https:///x" }, "InvalidUri"},
		{"authority over http", func(o *exosh.Options) { o.AuthorizationURI = "http://h/organizations" }, "InvalidUri"},
		{"token for another host", func(o *exosh.Options) {
			o.SignIn = exosh.AccessToken(token(`{"tid":"t1","aud":"https://outlook.office365.com"}`))
		}, "TokenForAnotherHost"},
		{"token of the vendor's", func(o *exosh.Options) {
			o.SignIn = exosh.AccessToken(token(`{"tid":"t1","aud":"00000002-0000-0ff1-ce00-000000000000"}`))
		}, "TokenForAnotherHost"},
		{"no token", func(o *exosh.Options) { o.SignIn = exosh.AccessToken("x") }, "InvalidAccessToken"},
		{"token for Security & Compliance", func(o *exosh.Options) { o.ConnectionURI = "https://ps.compliance.protection.outlook.com/" }, "TokenForAnotherHost"},
		{"Exchange Online as Security & Compliance", func(o *exosh.Options) {
			o.Compliance, o.ConnectionURI = true, "https://outlook.office365.com"
		}, "InvalidUri"},
		{"no Security & Compliance", func(o *exosh.Options) {
			o.Compliance, o.ConnectionURI = true, ""
			o.Environment = exosh.Environment{Name: "Own", ConnectionURI: s.URL, AuthorizationURI: s.URL + "/organizations"}
		}, "NoCompliance"},
		{"search only elsewhere", func(o *exosh.Options) { o.SearchOnly = true }, "InvalidSearchOnly"},
		{"page size", func(o *exosh.Options) { o.PageSize = 1001 }, "InvalidPageSize"},
		{"path in organisation", func(o *exosh.Options) { o.DelegatedOrganization = "a/../b" }, "InvalidOrganization"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := s.options()
			test.change(&o)
			_, err := exosh.Dial(t.Context(), o)
			var e *command.Error
			if !errors.As(err, &e) || e.ID != test.id || e.Advice == "" {
				t.Errorf("got %v", err)
			}
		})
	}
	if len(s.asked) != 0 {
		t.Errorf("the service was asked: %v", s.asked)
	}
}

// Mission row 21 and protocol section 4.10: a partner's connection goes to the customer's organisation.
func TestDelegated(t *testing.T) {
	t.Parallel()
	s := newService(t)
	o := s.options()
	o.DelegatedOrganization, o.AuthorizationURI = "adatum.onmicrosoft.com", ""
	o.Environment = exosh.Environment{Name: "Own", ConnectionURI: s.URL, AuthorizationURI: s.URL + "/organizations"}
	c := dial(t, s, o)
	if got := c.Info().AuthorizationURI; got != s.URL+"/adatum.onmicrosoft.com" {
		t.Errorf("authority %s", got)
	}
	if got := s.heads[0].Get("X-AnchorMailbox"); got != "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@adatum.onmicrosoft.com" {
		t.Errorf("anchor %s", got)
	}
	if !strings.Contains(s.asked[0], "/AdminApi/v1.0/adatum.onmicrosoft.com/EXOModuleFile") {
		t.Errorf("asked %s", s.asked[0])
	}
}

func TestEnvironments(t *testing.T) {
	t.Parallel()
	var got []string
	for _, e := range exosh.Environments() {
		got = append(got, strings.TrimSpace(e.Name+" "+e.ConnectionURI+" "+e.AuthorizationURI+" "+e.ComplianceURI))
	}
	want := []string{ // protocol section 1.1
		"O365Default https://outlook.office365.com https://login.microsoftonline.com/organizations https://ps.compliance.protection.outlook.com",
		"O365GermanyCloud https://outlook.office.de https://login.microsoftonline.de/organizations",
		"O365USGovGCCHigh https://outlook.office365.us https://login.microsoftonline.us/organizations https://ps.compliance.protection.office365.us",
		"O365USGovDoD https://outlook-dod.office365.us https://login.microsoftonline.us/organizations https://l5.ps.compliance.protection.office365.us",
		"O365China https://partner.outlook.cn https://login.chinacloudapi.cn/organizations https://ps.compliance.protection.partner.outlook.cn",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A recorder answers what is asked of any host by one service, and keeps where it was asked.
type recorder struct {
	service *service
	region  string // of Security & Compliance, "" for none
	hosts   []string
}

func (r *recorder) RoundTrip(q *http.Request) (*http.Response, error) {
	r.hosts = append(r.hosts, q.URL.Host)
	w := httptest.NewRecorder()
	if r.region != "" && q.URL.Host == "ps.compliance.protection.contoso.com" {
		w.Header().Set("Location", "https://"+r.region+".elsewhere.example/")
		w.WriteHeader(http.StatusFound)
	} else {
		r.service.ServeHTTP(w, q)
	}
	res := w.Result()
	res.Request = q
	return res, nil
}

// Protocol sections 1.2, 4.1 and 4.10: Security & Compliance is known by its host's name, the region is asked
// for once, and the token is for the host without its region.
func TestCompliance(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, connect, region, aud, at string
		change                         func(*exosh.Options)
		anchor                         string
	}{
		{"by name", "https://ps.compliance.protection.contoso.com/powershell-liveid/", "nam12b", "https://ps.compliance.protection.contoso.com",
			"https://nam12b.ps.compliance.protection.contoso.com", nil, "UPN:navin@contoso.com"},
		{"with a region", "https://eur01b.ps.compliance.protection.contoso.com", "", "https://ps.compliance.protection.contoso.com",
			"https://ps.compliance.protection.contoso.com", nil, "UPN:navin@contoso.com"},
		{"as a partner", "https://ps.compliance.protection.contoso.com", "", "https://ps.compliance.protection.contoso.com",
			"https://ps.compliance.protection.contoso.com", func(o *exosh.Options) { o.DelegatedOrganization = "adatum.onmicrosoft.com" },
			"UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@adatum.onmicrosoft.com"},
		{"of the environment", "", "", "https://scc.contoso.com", "https://scc.contoso.com", func(o *exosh.Options) { o.Compliance = true }, "UPN:navin@contoso.com"},
		{"without an anchor", "", "", "https://scc.contoso.com", "https://scc.contoso.com", func(o *exosh.Options) { o.Compliance, o.NoAnchor = true, true }, ""},
		{"search only", "https://ps.compliance.protection.outlook.com", "", "https://dataservice.o365filtering.com", "https://ps.compliance.protection.outlook.com",
			func(o *exosh.Options) { o.SearchOnly = true }, "UPN:navin@contoso.com"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{service: &service{name: "0.1.0"}, region: test.region}
			o := exosh.Options{
				Environment:   exosh.Environment{Name: "Own", ConnectionURI: "https://exo.contoso.com", ComplianceURI: "https://scc.contoso.com", AuthorizationURI: "https://exo.contoso.com/organizations"},
				ConnectionURI: test.connect, UserPrincipalName: "navin@contoso.com", HTTPClient: &http.Client{Transport: r},
				SignIn: exosh.AccessToken(token(`{"tid":"t1","upn":"navin@contoso.com","aud":"` + test.aud + `"}`)),
			}
			if test.change != nil {
				test.change(&o)
			}
			c, err := exosh.Dial(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if i := c.Info(); i.Env != catalog.SCC || i.ConnectionURI != test.at {
				t.Errorf("connected to %+v", i)
			}
			if got := r.service.heads[len(r.service.heads)-1].Get("X-AnchorMailbox"); got != test.anchor {
				t.Errorf("anchor %q, want %q", got, test.anchor)
			}
			if last := "https://" + r.hosts[len(r.hosts)-1]; last != test.at {
				t.Errorf("asked %v", r.hosts)
			}
		})
	}
}
