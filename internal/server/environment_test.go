package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/org"
)

// An endpoint is the admin endpoint of one environment, for one account.
type endpoint struct {
	t      *testing.T
	s      *Server
	base   string
	bearer string

	forwarded string // X-Forwarded-For
	request   string // client-request-id
	prefer    string // Prefer
}

// at signs an account in for an address.
func at(t *testing.T, s *Server, base string, a lab.Account) endpoint {
	t.Helper()
	res, err := client(s).PostForm(s.Realms()[0].AuthorityURI+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"password"}, "client_id": {"fb78d390-0c51-40cd-8e17-fdbfab77341b"},
		"username": {a.UPN}, "password": {a.Password}, "scope": {base + "/.default openid profile offline_access"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	bearer, _ := answer["access_token"].(string)
	if bearer == "" {
		t.Fatalf("no token for %s: %v", a.UPN, answer)
	}
	return endpoint{t: t, s: s, base: base, bearer: bearer}
}

// ask sends a request of a connection and returns the status and the decoded answer.
func (e endpoint) ask(method, operation, connection string, body any) (int, map[string]any) {
	e.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		e.t.Fatal(err)
	}
	req, err := http.NewRequest(method, e.base+"/adminapi/beta/"+e.s.Realms()[0].TenantID+"/"+operation, strings.NewReader(string(text)))
	if err != nil {
		e.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+e.bearer)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("connection-id", connection)
	for name, value := range map[string]string{"X-Forwarded-For": e.forwarded, "client-request-id": e.request, "Prefer": e.prefer} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	res, err := client(e.s).Do(req)
	if err != nil {
		e.t.Fatal(err)
	}
	defer res.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		e.t.Fatal(err)
	}
	return res.StatusCode, answer
}

// run runs a cmdlet and returns the status.
func (e endpoint) run(cmdlet string, params map[string]any) int {
	e.t.Helper()
	status, _ := e.ask(http.MethodPost, "InvokeCommand", "test", map[string]any{"CmdletInput": map[string]any{"CmdletName": cmdlet, "Parameters": params}})
	return status
}

// served lists the cmdlets of the module file.
func (e endpoint) served() []string {
	e.t.Helper()
	status, answer := e.ask(http.MethodGet, "EXOModuleFile", "test", nil)
	if status != http.StatusOK {
		e.t.Fatalf("module file: %d %v", status, answer)
	}
	file := answer["value"].([]any)[0].(map[string]any)
	names := strings.Split(file["exportedCmdlets"].(string), ",")
	slices.Sort(names)
	return names
}

// golden lists what a full administrator is served of the cmdlets that are built.
func golden(t *testing.T, environment string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "rbac", "testdata", "lists", environment+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	built := map[string]bool{}
	for _, c := range family.Commands(cmdlet.Deps{}) {
		built[c.Meta.Name] = true
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		if f := strings.Split(line, "\t"); built[f[0]] && len(f) > 1 && strings.TrimSpace(f[1]) == "admin" {
			names = append(names, f[0])
		}
	}
	return names
}

// globalAdministrator makes an account with the directory role, without a second factor.
func globalAdministrator(t *testing.T, s *Server) lab.Account {
	t.Helper()
	a := account(t, s, "amara")
	if code, out := administrate(t, "--data", s.dir, "role", "add", a.UPN, "Global Administrator"); code != 0 {
		t.Fatal(out)
	}
	return a
}

// Mission row 2: the cmdlet list of each environment equals its golden list.
func TestEnvironmentsServeTheirLists(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	a, r := globalAdministrator(t, s), s.Realms()[0]
	for environment, base := range map[string]string{"exo": r.ConnectionURI, "scc": r.ComplianceURI} {
		if got, want := at(t, s, base, a).served(), golden(t, environment); !slices.Equal(got, want) {
			t.Errorf("%s serves %s, want %s", environment, got, want)
		}
	}
}

// Mission row 14: an organisation of the kind eop has the filtering cmdlets and no mailboxes.
func TestEOP(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.Kind, o.Seed = "eop", "contoso-eop" })
	e := at(t, s, s.Realms()[0].ConnectionURI, globalAdministrator(t, s))
	if got, want := e.served(), golden(t, "eop"); !slices.Equal(got, want) {
		t.Errorf("eop serves %s, want %s", got, want)
	}
	for cmdlet, want := range map[string]int{"Get-Mailbox": 403, "New-Mailbox": 403, "Get-EXOMailbox": 403, "Get-Recipient": 200, "Get-MailUser": 200} {
		if got := e.run(cmdlet, nil); got != want {
			t.Errorf("%s: %d, want %d", cmdlet, got, want)
		}
	}
}

// S-24: a token for one environment is refused at the other.
func TestS24AudiencesAreApart(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	a, r := account(t, s, "amara"), s.Realms()[0]
	exchange, compliance := at(t, s, r.ConnectionURI, a), at(t, s, r.ComplianceURI, a)
	exchange.base, compliance.base = compliance.base, exchange.base
	for _, e := range []endpoint{exchange, compliance} {
		if got := e.run("Get-Recipient", nil); got != http.StatusUnauthorized {
			t.Errorf("%s answers %d to the other's token", e.base, got)
		}
	}
}

// Row 39 of the mission: five sessions in each environment, counted apart. Security & Compliance has none of the
// entities of mailboxes.
func TestSessionsAreCountedPerEnvironment(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.SessionLimit = 2 })
	a, r := globalAdministrator(t, s), s.Realms()[0]
	e := at(t, s, r.ComplianceURI, a)
	for _, entity := range []string{"Mailbox", "Recipient", "CasMailbox"} {
		if got, _ := e.ask(http.MethodGet, entity, "connection 0", nil); got != http.StatusNotFound {
			t.Errorf("Security & Compliance has the entity %s: %d", entity, got)
		}
	}
	for _, base := range []string{r.ConnectionURI, r.ComplianceURI} {
		e := at(t, s, base, a)
		for i, want := range []int{200, 200, 429} {
			if got, answer := e.ask(http.MethodGet, "EXOModuleFile", fmt.Sprint("connection ", i), nil); got != want {
				t.Errorf("session %d at %s: %d %v", i, base, got, answer)
			}
		}
		_, answer := e.ask(http.MethodGet, "Sessions", "", nil)
		if list := answer["value"].([]any); len(list) != 2 {
			t.Errorf("%s lists %d sessions", base, len(list))
		}
	}
}

// S-46 and S-50: roles of one environment are worth nothing in the other, and cannot be changed from there.
func TestS50EnvironmentsKeepTheirRoles(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	r := s.Realms()[0]
	for _, name := range []string{"hana", "olivia"} { // a role group of Exchange Online, or none
		e := at(t, s, r.ComplianceURI, account(t, s, name))
		for _, cmdlet := range []string{"Get-RoleGroup", "Get-Recipient", "Add-RoleGroupMember", "get-ROLEGROUP", `ExchangeOnlineManagement\Get-RoleGroup`} {
			if got := e.run(cmdlet, map[string]any{"Identity": "Organization Management"}); got != http.StatusForbidden {
				t.Errorf("%s runs %s in Security & Compliance: %d", name, cmdlet, got)
			}
		}
	}
	a := globalAdministrator(t, s)
	member := map[string]any{"Identity": "Organization Management", "Member": "olivia@contoso.com"}
	if got := at(t, s, r.ComplianceURI, a).run("Add-RoleGroupMember", member); got != http.StatusOK {
		t.Fatalf("add a member in Security & Compliance: %d", got)
	}
	group := map[string]any{"Name": "Case team"}
	for i, base := range []string{r.ComplianceURI, r.ConnectionURI} { // S-58: the answer of one is not that of the other
		e := at(t, s, base, a)
		e.request = "6f1f2a53-7d0e-4b5c-9d6c-2f0f6c1f8a11"
		if got, want := e.run("New-RoleGroup", group), []int{http.StatusOK, http.StatusConflict}[i]; got != want {
			t.Errorf("New-RoleGroup with the same request id at %s: %d, want %d", base, got, want)
		}
	}
	olivia := account(t, s, "olivia")
	if got := at(t, s, r.ComplianceURI, olivia).run("Get-RoleGroup", nil); got != http.StatusOK {
		t.Errorf("Organization Management of Security & Compliance may not list role groups: %d", got)
	}
	if got := at(t, s, r.ConnectionURI, olivia).run("Get-RoleGroup", nil); got != http.StatusForbidden {
		t.Errorf("it gives rights in Exchange Online: %d", got)
	}
}

// S-44: X-Forwarded-For says who calls where a proxy that is named sent it, and nothing otherwise.
func TestS44TrustedProxy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		proxies []netip.Prefix
		want    string
	}{
		{nil, "127.0.0.1"},
		{[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, "203.0.113.7"},
	} {
		s := start(t, func(o *Options) { o.Proxies = c.proxies })
		a, r := account(t, s, "amara"), s.Realms()[0]
		e := at(t, s, r.ConnectionURI, a)
		e.forwarded = "198.51.100.1, 203.0.113.7"
		e.run("Get-Mailbox", map[string]any{"Identity": "olivia"})
		_, answer := e.ask(http.MethodGet, "Sessions", "test", nil)
		if got := answer["value"].([]any)[0].(map[string]any)["address"]; got != c.want {
			t.Errorf("proxies %v: the session is of %v, want %s", c.proxies, got, c.want)
		}
	}
}

// --compliance-host alone: two names share one listener, as on port 443.
func TestComplianceByName(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.ComplianceHost = "127.0.0.1" })
	r := s.Realms()[0]
	base, _ := url.Parse(r.ConnectionURI)
	if want := "https://127.0.0.1:" + base.Port(); r.ComplianceURI != want {
		t.Fatalf("at %s, want %s", r.ComplianceURI, want)
	}
	a := globalAdministrator(t, s)
	if got := at(t, s, r.ComplianceURI, a).served(); !slices.Contains(got, "Get-RoleGroup") || slices.Contains(got, "Get-Mailbox") {
		t.Errorf("Security & Compliance serves %s", got)
	}
	if got := at(t, s, r.ConnectionURI, a).served(); !slices.Contains(got, "Get-Mailbox") {
		t.Errorf("Exchange Online serves %s", got)
	}
	e := at(t, s, r.ConnectionURI, a)
	e.base = r.ComplianceURI
	if got := e.run("Get-RoleGroup", nil); got != http.StatusUnauthorized {
		t.Errorf("a token for the other name: %d", got)
	}
}

// An organisation without Security & Compliance has neither its address nor its audience.
func TestComplianceOff(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.ComplianceListen = "off" })
	if r := s.Realms()[0]; r.ComplianceURI != "" || s.Ready().ComplianceURI != "" || strings.Contains(s.greeting(), "IPPS") {
		t.Errorf("served at %s", r.ComplianceURI)
	}
}

// The default port of Security & Compliance is the next one; a realm but the first takes a free one.
func TestComplianceListen(t *testing.T) {
	t.Parallel()
	first, second := &realm{}, &realm{}
	for _, c := range []struct{ listen, compliance, want, other string }{
		{"127.0.0.1:8443", "", "127.0.0.1:8444", "127.0.0.1:0"},
		{"127.0.0.1:0", "", "127.0.0.1:0", "127.0.0.1:0"},
		{":443", "10.0.0.2:443", "10.0.0.2:443", "10.0.0.2:0"},
		{"127.0.0.1:https", "", "127.0.0.1:444", "127.0.0.1:0"},
		{"127.0.0.1:65535", "", "", "127.0.0.1:0"},
	} {
		s := &Server{o: Options{Listen: c.listen, ComplianceListen: c.compliance}, realms: []*realm{first, second}}
		got, err := s.complianceListen(first)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
		if got, _ := s.complianceListen(second); got != c.other {
			t.Errorf("%+v: the second realm at %q", c, got)
		}
	}
}

// A data directory of a release without Security & Compliance gets its roles at the next start.
func TestEarlierOrganisationIsCompleted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Start(t.Context(), Options{Data: dir, Listen: "127.0.0.1:0", Seed: "contoso"})
	if err != nil {
		t.Fatal(err)
	}
	forgetCompliance(t, s)
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	s = start(t, func(o *Options) { o.Data = dir })
	e := at(t, s, s.Realms()[0].ComplianceURI, globalAdministrator(t, s))
	if got := e.run("Get-RoleGroup", nil); got != http.StatusOK {
		t.Errorf("Get-RoleGroup: %d", got)
	}
}

// forgetCompliance takes the RBAC of Security & Compliance out of the first organisation.
func forgetCompliance(t *testing.T, s *Server) {
	t.Helper()
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: s.realms[0].tenant.ID, Actor: "test", Cause: &org.Cause{Operation: "test"}})
	err := s.store.Update(ctx, func(tx org.Tx) error {
		for _, plain := range []string{org.KindRole, org.KindRoleGroup, org.KindRoleAssignment} {
			kind := org.KindIn(catalog.SCC, plain)
			list, err := org.All(tx, kind, nil)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				t.Errorf("there is no %s", kind)
			}
			for _, e := range list {
				if err := tx.Delete(kind, e.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
