package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/mail/setting"
	"example.org/exosh/internal/org"
)

// injections are texts that would do harm where SQL is put together from strings.
func injections() []string {
	return []string{
		`' OR '1'='1`, `'; DROP TABLE entry; --`, `" OR ""="`, `\'; DELETE FROM key; --`, `%' UNION SELECT data FROM ticket --`,
		`x' AND 1=(SELECT COUNT(*) FROM audit) --`, `$1`, `?1`, `:tenant`, `*/ OR 1=1 /*`, `'||(SELECT hash FROM audit)||'`, "\x00'", `%`, `_`,
	}
}

// S-53: SQL in any text of any cmdlet finds nothing, changes nothing and breaks nothing. Of the plain nouns,
// which are one implementation, each cmdlet gets it in one parameter.
func TestS53SQLInEveryTextParameter(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	bearer, tenant := token(t, s, account(t, s, "amara")), s.Realms()[0].TenantID
	before := census(t, s)
	isPlain, tried := map[string]bool{}, map[string]bool{}
	for _, c := range plain.Commands(cmdlet.Deps{}) {
		isPlain[c.Meta.Name] = true
	}
	calls := 0
	for _, name := range Cmdlets() {
		if strings.HasPrefix(name, "New-") {
			continue // a name is allowed to look like this: it is data
		}
		meta := catalog.Must(name)
		for _, p := range meta.Params {
			if p.Env&catalog.EXO == 0 || p.IsSwitch() || !isText(p.Type) {
				continue
			}
			if isPlain[name] && tried[name] {
				continue
			}
			tried[name] = true
			payload := injections()[calls%len(injections())]
			calls++
			params := map[string]any{p.Name: payload}
			if _, has := meta.Param("Identity"); has && p.Name != "Identity" {
				params["Identity"] = payload
			}
			if name == "Search-UnifiedAuditLog" {
				params["StartDate"], params["EndDate"] = "2026-01-01", "2026-12-31"
			}
			params["Confirm"] = false
			status, answer := invoke(t, s, bearer, tenant, name, params)
			if status >= 500 && status != http.StatusNotImplemented {
				t.Errorf("%s -%s %q: status %d: %v", name, p.Name, payload, status, answer)
			}
			if rows, _ := answer["value"].([]any); p.Name == "Identity" && len(rows) > 0 {
				t.Errorf("%s -Identity %q found %d objects", name, payload, len(rows))
			}
		}
	}
	if calls < 100 {
		t.Errorf("only %d parameters were tried", calls)
	}
	if after := census(t, s); after != before {
		t.Errorf("the organisation changed:\nbefore %s\nafter  %s", before, after)
	}
	if err := s.store.VerifyAudit(context.Background(), s.realms[0].tenant.ID); err != nil {
		t.Error(err)
	}
}

func isText(typ string) bool {
	switch typ {
	case "Boolean", "DateTime", "Int32", "Guid", "EnhancedTimeSpan", "TimeSpan", "Unlimited", "ByteQuantifiedSize", "SecureString":
		return false
	}
	return true
}

// census counts the objects of every kind and sums up their versions.
func census(t *testing.T, s *Server) string {
	t.Helper()
	var b strings.Builder
	ctx := org.WithCaller(context.Background(), &org.Caller{Tenant: s.realms[0].tenant.ID, Actor: "test"})
	err := s.store.View(ctx, func(tx org.Tx) error {
		for _, kind := range []string{org.KindTenant, org.KindAccount, org.KindRecipient, org.KindRoleGroup, org.KindRole, org.KindRoleAssignment, org.KindAcceptedDomain, org.KindMailboxPlan,
			box.KindContent, box.KindRule, box.KindDevice, setting.KindAutoReply, setting.KindCalendar, setting.KindRegional} {
			list, err := org.All(tx, kind, nil)
			if err != nil {
				return err
			}
			versions := int64(0)
			for _, e := range list {
				versions += e.Version
			}
			fmt.Fprintf(&b, "%s %d/%d ", kind, len(list), versions)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// S-46: what a role does not hold does not exist for its holder, whatever way it is written, and the
// refusal does not name a role.
func TestS46HelpDeskAndOrdinaryUser(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	tenant := s.Realms()[0].TenantID
	hana, olivia := token(t, s, account(t, s, "hana")), token(t, s, account(t, s, "olivia"))
	for _, c := range []struct {
		who, bearer, cmdlet string
		params              map[string]any
		want                int
	}{
		{"help desk reads", hana, "Get-Mailbox", map[string]any{"Identity": "navin@contoso.com"}, 200},
		{"help desk makes a mailbox", hana, "New-Mailbox", map[string]any{"Name": "x", "Shared": true}, 403},
		{"in another case", hana, "NEW-MAILBOX", map[string]any{"Name": "x", "Shared": true}, 403},
		{"help desk removes a mailbox", hana, "Remove-Mailbox", map[string]any{"Identity": "olivia", "Confirm": false}, 403},
		{"ordinary user reads herself", olivia, "Get-Mailbox", map[string]any{"Identity": "olivia@contoso.com"}, 200},
		{"ordinary user reads another", olivia, "Get-Mailbox", map[string]any{"Identity": "navin@contoso.com"}, 404},
		{"ordinary user changes another", olivia, "Set-Mailbox", map[string]any{"Identity": "navin@contoso.com", "DeliverToMailboxAndForward": false}, 404},
		{"ordinary user changes herself", olivia, "Set-Mailbox", map[string]any{"Identity": "olivia@contoso.com", "DeliverToMailboxAndForward": false}, 200},
		{"ordinary user gives a role", olivia, "Add-RoleGroupMember", map[string]any{"Identity": "Organization Management", "Member": "olivia"}, 403},
		{"a cmdlet that nobody has", olivia, "Format-Disk", nil, 403},
	} {
		status, answer := invoke(t, s, c.bearer, tenant, c.cmdlet, c.params)
		if status != c.want {
			t.Errorf("%s: status %d, want %d: %.300v", c.who, status, c.want, answer)
		}
		if text := fmt.Sprint(answer["error"]); status == 403 && (strings.Contains(text, "Mail Recipient") || strings.Contains(text, "Role Management")) {
			t.Errorf("%s: the refusal names a role: %s", c.who, text)
		}
	}
}

// S-48: an added property does not smuggle a parameter past the roles: what is bound is what is decided
// on, and a user who may set some of her own properties may not set this one with them.
func TestS48DeniedParameterBesideAllowedOnes(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	tenant, bearer := s.Realms()[0].TenantID, token(t, s, account(t, s, "olivia"))
	before := census(t, s)
	for _, params := range []map[string]any{
		{"Identity": "olivia@contoso.com", "Type": "Shared"},
		{"Identity": "olivia@contoso.com", "type": "Shared"},
		{"Identity": "olivia@contoso.com", "Type": []string{"Shared"}},
		{"Identity": "olivia@contoso.com", "ProhibitSendQuota": "Unlimited"},
	} {
		if status, answer := invoke(t, s, bearer, tenant, "Set-Mailbox", params); status != http.StatusForbidden && status != http.StatusBadRequest {
			t.Errorf("%v: status %d: %.300v", params, status, answer)
		}
	}
	if after := census(t, s); after != before {
		t.Errorf("the organisation changed:\nbefore %s\nafter  %s", before, after)
	}
}
