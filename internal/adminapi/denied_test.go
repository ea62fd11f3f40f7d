package adminapi_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Two tenants in one store: names, ids and pages of one say nothing of the other.
func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada", "grace")
	d.Things(t, d.Fabrikam, "ada", "linus")
	bob := []string{"Authorization", "Bearer bob@fabrikam.com"}
	theirs := "/adminapi/beta/fabrikam.com/InvokeCommand"
	r := d.do(t, "POST", theirs, invocation("Get-Thing", ""), bob...)
	wantStatus(t, r, 200, "linus")
	if len(r.value()) != 2 || strings.Contains(r.Body.String(), "grace") {
		t.Errorf("bob sees %s", r.Body)
	}
	guid := d.invoke(t, "Get-Thing", `"Identity":"ada"`).value()[0].(map[string]any)["Guid"].(string)
	wantStatus(t, d.do(t, "POST", theirs, invocation("Get-Thing", `"Identity":"`+guid+`"`), bob...), 404)
	wantStatus(t, d.do(t, "POST", theirs, invocation("Remove-Thing", `"Identity":"grace","Confirm":false`), bob...), 404)
	body := invocation("Get-Thing", `"ResultSize":"Unlimited"`)
	page := d.do(t, "POST", d.beta("InvokeCommand"), body, "Prefer", "odata.maxpagesize=1")
	_, token, _ := strings.Cut(page.text("@odata.nextLink"), "?")
	wantStatus(t, d.do(t, "POST", theirs+"?"+token, body, bob...), 400, "skiptoken")
	wantStatus(t, d.do(t, "POST", theirs, invocation("Set-Thing", `"Identity":"ada","Note":"bob"`), append(bob, "client-request-id", "shared")...), 200)
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"ada","Note":"navin"`, "client-request-id", "shared"), 200, `"Note":"navin"`)
}

// S-46: what the caller may not run does not exist for them, in whatever spelling; it is 403 and
// audited, and a cmdlet that does not exist at all looks the same.
func TestInvokeDenied(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	d.Roles.Set(d.ID(d.Contoso, "otto"), map[string][]string{"Get-Thing": {"Identity"}, "Set-Thing": {"Identity", "Note"}})
	tests := []struct{ name, cmdlet, params string }{
		{"cmdlet", "Remove-Thing", `"Identity":"ada","Confirm":false`},
		{"cmdlet in another case", "REMOVE-thing", `"Identity":"ada"`},
		{"qualified by a module", `Exo\\Remove-Thing`, `"Identity":"ada"`},
		{"unknown cmdlet", "Remove-Nothing", `"Identity":"ada"`},
		{"parameter", "Set-Thing", `"Identity":"ada","Hidden":true`},
		{"parameter in another case", "Set-Thing", `"Identity":"ada","hIDDEN":true`},
		{"abbreviated", "Set-Thing", `"Identity":"ada","Hid":true`},
		{"array of one", "Set-Thing", `"Identity":"ada","Hidden":[true]`},
		{"null", "Set-Thing", `"Identity":"ada","Hidden":null`},
		{"listing", "Get-Thing", `"ResultSize":"Unlimited"`},
	}
	for i, tt := range tests {
		r := d.invoke(t, tt.cmdlet, tt.params, "Authorization", "Bearer otto@contoso.com")
		if r.Code != 403 {
			t.Errorf("%s: %d %s", tt.name, r.Code, r.Body)
			continue
		}
		audit := d.Audit(t, d.Contoso)
		if len(audit) != i+1 || audit[0].Result != "Denied" || audit[0].Actor != "otto@contoso.com" {
			t.Errorf("%s: audit %+v", tt.name, audit)
		}
	}
	got, unknown := d.invoke(t, "Remove-Thing", "", "Authorization", "Bearer otto@contoso.com"), d.invoke(t, "Remove-Thinx", "", "Authorization", "Bearer otto@contoso.com")
	if a, b := got.errorText(), strings.ReplaceAll(unknown.errorText(), "Thinx", "Thing"); a != b {
		t.Errorf("%q and %q differ", a, b)
	}
}

// S-51: a role that was taken away is gone within five seconds, on this and on other nodes.
func TestRoleRemovedActs(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	otto := []string{"Authorization", "Bearer otto@contoso.com"}
	wantStatus(t, d.invoke(t, "Get-Thing", "", otto...), 200)
	d.Roles.Set(d.ID(d.Contoso, "otto"), map[string][]string{})
	d.Clock.Move(4 * time.Second)
	wantStatus(t, d.invoke(t, "Get-Thing", "", otto...), 403)
}

// S-60: secrets are in no answer, no audit record and no log.
func TestSecretsAreMasked(t *testing.T) {
	t.Parallel()
	d, log := newDoor(t), &bytes.Buffer{}
	d.Handler.Log = textLog(log)
	d.Sessions.Log = d.Handler.Log
	d.Things(t, d.Contoso, "ada")
	const canary = "c4nary-S3cret"
	changed := d.invoke(t, "Set-Thing", `"Identity":"ada","Password":"`+canary+`","Note":"x"`)
	wantStatus(t, changed, 200)
	answers := changed.Body.String()
	answers += d.invoke(t, "Set-Thing", `"Identity":"ghost","Password":"`+canary+`"`).Body.String()
	answers += d.invoke(t, "Set-Thing", `"Identity":"ada","Password":["`+canary+`","b"]`).Body.String()
	answers += d.invoke(t, "Set-Thing", `"Identity":"ada","Password":"`+canary+`"`, "Authorization", "Bearer otto@contoso.com").Body.String()
	answers += d.invoke(t, "Set-Thing", `"Identity":"ada","Passwort":"`+canary+`"`).Body.String()
	masked := 0
	for _, a := range d.Audit(t, d.Contoso) {
		text := fmt.Sprintf("%+v %s", a, a.Reply)
		if strings.Contains(text, canary) {
			t.Errorf("the audit trail has %s", text)
		}
		masked += strings.Count(text, "******")
	}
	if strings.Contains(answers, canary) || strings.Contains(log.String(), canary) {
		t.Errorf("answers %s\nlog %s", answers, log)
	}
	if masked < 2 {
		t.Errorf("%d masked values, want one for each attempt that was audited", masked)
	}
}

// S-60: one record for each event, whatever is in its values.
func TestAuditInjection(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	note := `x\r\n{\"Result\":\"True\"}\u0000` + strings.Repeat("y", 200<<10)
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"ada","Note":"`+note+`"`), 200)
	audit := d.Audit(t, d.Contoso)
	if len(audit) != 1 {
		t.Fatalf("%d records", len(audit))
	}
	for _, p := range audit[0].Params {
		if len(p.Value) > 8<<10 {
			t.Errorf("%s has %d bytes", p.Name, len(p.Value))
		}
	}
}
