package adminapi_test

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/auditlog"
	"example.org/exosh/internal/cmdlet/casmailbox"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/folder"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/organization"
	"example.org/exosh/internal/cmdlet/permission"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/cmdlet/recipient"
	"example.org/exosh/internal/cmdlet/statistics"
	"example.org/exosh/internal/cmdlet/user"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/internal/session"
	"example.org/exosh/pwsh/syntax"
)

// A contoso is the door over the demo's organisation, with its real cmdlets and roles. A token is a UPN.
type contoso struct {
	*cmdlettest.World
	h *adminapi.Handler
}

func newContoso(t testing.TB) *contoso {
	t.Helper()
	c := &contoso{World: cmdlettest.New(t)}
	key, err := adminapi.LoadKey(t.Context(), c.Store)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	now := func() time.Time { return c.Now }
	deps := cmdlet.Deps{Store: org.Scoped(c.Store), Random: rand.Reader}
	var list []*command.Command
	for _, family := range []func(cmdlet.Deps) []*command.Command{
		mailbox.Commands, user.Commands, recipient.Commands, organization.Commands, auditlog.Commands,
		casmailbox.Commands, permission.Commands, statistics.Commands, folder.Commands, plain.Commands,
	} {
		list = append(list, family(deps)...)
	}
	c.h = &adminapi.Handler{
		Sessions:  &session.Service{Store: c.Store, Commands: list, Roles: realRoles{}, Known: catalog.Lookup, Now: now, Log: log},
		Directory: c.Store, Key: key, Now: now, Log: log, Sign: c.sign,
		Base: func(*http.Request) string { return "https://exosh.example:8443" },
	}
	return c
}

func (c *contoso) sign(r *http.Request) (session.Identity, error) {
	upn := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	who := session.Identity{Tenant: c.Tenant, UPN: upn, ClientID: "test", Address: "192.0.2.1", IssuedAt: c.Now}
	err := c.Store.View(c.Context(""), func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, upn)
		if err == nil {
			who.User = a.ID
		}
		return err
	})
	if errors.Is(err, org.ErrNotFound) {
		return who, errors.New("nobody")
	}
	return who, err
}

type realRoles struct{}

func (realRoles) Load(tx org.Tx, env catalog.Env, a *org.Account, e *org.Entry) (session.Table, error) {
	t, err := rbac.In(env).Load(tx, a, e)
	return realTable{t}, err
}

type realTable struct{ *rbac.Table }

func (t realTable) Decide(cmdlet string, params []string) session.Decision {
	return session.Decision(t.Table.Decide(cmdlet, params))
}

func (c *contoso) do(t testing.TB, method, path, upn, body string) reply {
	t.Helper()
	r := httptest.NewRequest(method, "/adminapi/beta/contoso.com/"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+upn)
	r.Header.Set("connection-id", "c1")
	return (&door{Handler: c.h}).serve(t, r)
}

func (c *contoso) invoke(t testing.TB, upn, cmdlet, params string) reply {
	t.Helper()
	return c.do(t, "POST", "InvokeCommand", upn, invocation(cmdlet, params))
}

// Every demo account: what it may run is in its module file, with the parameters that it may give and no
// others, and the file parses.
func TestContosoModuleFiles(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	tests := []struct {
		upn       string
		has, lack []string // Cmdlet or Cmdlet -Parameter
	}{
		{"navin@contoso.com", []string{"Get-Mailbox -ResultSize", "New-Mailbox -MicrosoftOnlineServicesID", "Remove-Mailbox -Identity", "Set-User -RemotePowerShellEnabled", "Search-UnifiedAuditLog"}, nil},
		{ordinary(t, c), []string{"Get-Mailbox -Identity"}, []string{"New-Mailbox", "Remove-Mailbox", "Set-User -RemotePowerShellEnabled", "Set-Mailbox -ProhibitSendQuota"}},
	}
	for _, tt := range tests {
		r := c.do(t, "GET", "EXOModuleFile", tt.upn, "")
		wantStatus(t, r, 200)
		script, _ := moduleOf(t, r)
		if _, err := syntax.Parse(script); err != nil {
			t.Errorf("%s: %v", tt.upn, err)
		}
		offered := map[string]bool{}
		for name, f := range functions(t, script) {
			offered[name] = true
			for _, p := range f.Params {
				offered[name+" -"+p.Name] = true
			}
		}
		for _, name := range tt.has {
			if !offered[name] {
				t.Errorf("%s has no %s", tt.upn, name)
			}
		}
		for _, name := range tt.lack {
			if offered[name] {
				t.Errorf("%s has %s", tt.upn, name)
			}
		}
	}
}

// Returns the UPN of an account without any directory role.
func ordinary(t *testing.T, c *contoso) string {
	t.Helper()
	upn := ""
	c.View(func(tx org.Tx) error {
		for e, err := range tx.Find(org.Query{Kind: org.KindAccount}) {
			if err != nil {
				return err
			}
			a, err := org.AccountOf(e)
			if err != nil {
				return err
			}
			table, err := rbac.Load(tx, a, nil)
			if err != nil {
				return err
			}
			if a.Enabled && a.RemotePowerShell && !table.Decide("Set-Mailbox", nil).Allowed && !table.Decide("Get-RoleGroup", nil).Allowed {
				upn = a.UPN
			}
		}
		return nil
	})
	if upn == "" {
		t.Fatal("no ordinary account")
	}
	return upn
}

// The article's quick test over the wire: list, look at one, change it, find the change in the audit
// trail.
func TestContosoQuickTest(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	r := c.invoke(t, "navin@contoso.com", "Get-Mailbox", "")
	wantStatus(t, r, 200)
	if len(r.value()) < 5 {
		t.Errorf("%d mailboxes", len(r.value()))
	}
	one := `"Identity":"navin@contoso.com"`
	wantStatus(t, c.invoke(t, "navin@contoso.com", "Get-Mailbox", one), 200, `"ExternalDirectoryObjectId":"`, `"Guid@odata.type":"#Guid"`)
	wantStatus(t, c.invoke(t, "navin@contoso.com", "Set-Mailbox", one+`,"CustomAttribute1":"x1","Confirm":false`), 200)
	wantStatus(t, c.invoke(t, "navin@contoso.com", "Get-Mailbox", one), 200, `"CustomAttribute1":"x1"`)
	if rows := c.Audited("Set-Mailbox"); len(rows) != 1 || rows[0].Actor != "navin@contoso.com" {
		t.Errorf("audit %+v", rows)
	}
	wantStatus(t, c.invoke(t, "navin@contoso.com", "Get-AcceptedDomain", ""), 200, "contoso.onmicrosoft.com")
	wantStatus(t, c.invoke(t, "navin@contoso.com", "Get-MessageTrace", ""), 501, "Get-MessageTrace")
	// S-55: what the catalog does not have is 400 and named.
	wantStatus(t, c.invoke(t, "navin@contoso.com", "Set-Mailbox", one+`,"OrganizationId":"x"`), 400, "OrganizationId")
	wantStatus(t, c.invoke(t, "navin@contoso.com", "Set-Mailbox", one+`,"Guid":"x"`), 400, "Guid")
}

// An ordinary user sees and changes what is theirs only, and what is not theirs looks absent.
func TestContosoOrdinaryUser(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	me := ordinary(t, c)
	other := c.invoke(t, me, "Get-Mailbox", `"Identity":"navin@contoso.com"`)
	ghost := c.invoke(t, me, "Get-Mailbox", `"Identity":"ghost@contoso.com"`)
	if a, b := other.errorText(), strings.ReplaceAll(ghost.errorText(), "ghost", "navin"); other.Code != ghost.Code || a != b {
		t.Errorf("%d %q and %d %q", other.Code, a, ghost.Code, b)
	}
	r := c.invoke(t, me, "Get-Mailbox", "")
	wantStatus(t, r, 200)
	if len(r.value()) != 1 {
		t.Errorf("%s sees %d mailboxes", me, len(r.value()))
	}
	wantStatus(t, c.invoke(t, me, "Remove-Mailbox", `"Identity":"`+me+`","Confirm":false`), 403)
}

// P-07 with the real cmdlet and the real roles; the bare handler of BenchmarkPointRead answers the same.
func BenchmarkGetMailbox(b *testing.B) {
	c := newContoso(b)
	path, body := "/adminapi/beta/contoso.com/InvokeCommand", []byte(invocation("Get-Mailbox", `"Identity":"navin@contoso.com"`))
	answer := c.invoke(b, "navin@contoso.com", "Get-Mailbox", `"Identity":"navin@contoso.com"`)
	wantStatus(b, answer, 200)
	who, err := c.sign(httptest.NewRequest("GET", "/", nil))
	if err == nil {
		b.Fatal("nobody was signed in")
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer navin@contoso.com")
	if who, err = c.sign(r); err != nil {
		b.Fatal(err)
	}
	c.h.Sign = func(*http.Request) (session.Identity, error) { return who, nil }
	b.Run("bare", func(b *testing.B) { measure(b, bare(answer.Body.Bytes()), "/", body) })
	b.Run("admin", func(b *testing.B) { measure(b, c.h, path, body) })
}

// What a connect asks for: the script with everything that an administrator may run.
func BenchmarkModuleFile(b *testing.B) {
	c := newContoso(b)
	b.ReportAllocs()
	for b.Loop() {
		wantStatus(b, c.do(b, "GET", "EXOModuleFile", "navin@contoso.com", ""), 200)
	}
}
