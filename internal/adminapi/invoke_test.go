package adminapi_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/internal/org"
)

func TestInvoke(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada", "grace")
	r := d.invoke(t, "get-thing", `"identity":"ADA@contoso.com"`, "client-request-id", "7b0d0b0e-0000-4000-8000-000000000001")
	wantStatus(t, r, 200)
	if len(r.value()) != 1 || r.value()[0].(map[string]any)["Name"] != "ada" {
		t.Errorf("got %s", r.Body)
	}
	if got := r.text("@odata.context"); got != "https://exosh.example:8443/adminapi/beta/"+org.IDText(d.Contoso)+"/$metadata#Collection(Exchange.GenericHashTable)" {
		t.Errorf("context %s", got)
	}
	if got := r.Header().Get("Content-Type"); got != "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
}

// Protocol section 4.6: what the vendor's own and other clients send binds.
func TestInvokeBinds(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	tests := []struct{ name, params, want string }{
		{"switch as text", `"Identity":"ada","Force":"true"`, `"forced"`},
		{"switch", `"Identity":"ada","force":true`, `"forced"`},
		{"switch off", `"Identity":"ada","Force":"false"`, `"@adminapi.warnings":[]`},
		{"boolean as text", `"Identity":"ada","HIDDEN":"true"`, `"Hidden":true`},
		{"number as text", `"Identity":"ada","Count":"12"`, `"Count":12`},
		{"number", `"Identity":"ada","Count":13`, `"Count":13`},
		{"alias", `"Id":"ada","Note":"n1"`, `"Note":"n1"`},
		{"array of one", `"Identity":["ada"],"Note":"n2"`, `"Note":"n2"`},
		{"null clears", `"Identity":"ada","Note":null`, `"Note":`},
		{"common parameters", `"Identity":"ada","Note":"n3","Debug":"True","ErrorAction":"Continue","OutBuffer":"1","Confirm":false`, `"Note":"n3"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wantStatus(t, d.invoke(t, "Set-Thing", tt.params), 200, tt.want)
		})
	}
}

// S-47 and S-55: what cannot be read in one way, and what names no parameter, is 400 before anything
// happens.
func TestInvokeRefuses(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	ok := invocation("Get-Thing", "")
	tests := []struct {
		name, body string
		status     int
		want       string
	}{
		{"no JSON", "Get-Thing", 400, "invalid JSON"},
		{"array", "[]", 400, "an object was expected"},
		{"empty", " ", 400, "ends too early"},
		{"two documents", ok + ok, 400, "follows"},
		{"duplicate", invocation("Set-Thing", `"Identity":"ada","identity":"grace","Note":"x"`), 400, "is there twice"},
		{"long s", invocation("Set-Thing", `"Hidden":true,"Pa\u017fsword":"x","Password":"y"`), 400, "is there twice"},
		{"deep", invocation("Get-Thing", `"Identity":`+strings.Repeat("[", 9999)), 400, "deeper than 64"},
		{"no input", `{}`, 400, "CmdletInput"},
		{"input of another kind", `{"CmdletInput":[]}`, 400, "CmdletInput"},
		{"no name", `{"CmdletInput":{}}`, 400, "CmdletName"},
		{"empty name", invocation("", ""), 400, "CmdletName"},
		{"parameters of another kind", `{"CmdletInput":{"CmdletName":"Get-Thing","Parameters":[]}}`, 400, "Parameters"},
		{"member without meaning", `{"CmdletInput":{"CmdletName":"Get-Thing"},"As":"bob"}`, 400, "As"},
		{"unknown parameter", invocation("Set-Thing", `"Identity":"ada","Guid":"x"`), 400, "Guid"},
		{"missing parameter", invocation("Set-Thing", `"Note":"x"`), 400, "Identity"},
		{"wrong type", invocation("Set-Thing", `"Identity":"ada","Count":"many"`), 400, "Count"},
		{"untagged object", invocation("Set-Thing", `"Identity":"ada","Tags":{"Add":"x"}`), 400, "Tags"},
		{"page size", invocation("Get-Thing", `"ResultSize":"0"`), 400, "ResultSize"},
		{"not found", invocation("Get-Thing", `"Identity":"ghost"`), 404, "ghost"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := d.do(t, "POST", d.beta("InvokeCommand"), tt.body)
			wantStatus(t, r, tt.status, tt.want)
		})
	}
	t.Cleanup(func() {
		for _, a := range d.Audit(t, d.Contoso) {
			if a.Result != "Denied" {
				t.Errorf("something was changed: %+v", a)
			}
		}
	})
}

func TestInvokeRefusesForms(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	tests := []struct {
		name, header, value string
		status              int
		want                string
	}{
		{"clixml", "X-ResponseFormat", "clixml", 501, "clixml"},
		{"unknown format", "X-ResponseFormat", "xml", 400, "X-ResponseFormat"},
		{"form", "Content-Type", "application/x-www-form-urlencoded", 415, "Content-Type"},
		{"charset", "Content-Type", "application/json; charset=utf-16", 415, "UTF-8"},
		{"coding", "Content-Encoding", "br", 415, "Content-Encoding"},
		{"gzip that is none", "Content-Encoding", "gzip", 400, "gzip"},
		{"page size", "Prefer", "odata.maxpagesize=0", 400, "maxpagesize"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantStatus(t, d.invoke(t, "Get-Thing", "", tt.header, tt.value), tt.status, tt.want)
		})
	}
	for _, kind := range []string{"application/json;charset=utf-8", "application/json; odata.metadata=minimal", "APPLICATION/JSON"} {
		wantStatus(t, d.invoke(t, "Get-Thing", "", "Content-Type", kind), 200)
	}
}

func many(prefix string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s%04d", prefix, i)
	}
	return names
}
