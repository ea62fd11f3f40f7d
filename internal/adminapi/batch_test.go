package adminapi_test

import (
	"fmt"
	"strings"
	"testing"
)

// One cmdlet of a batch that breaks does not take the others with it.
func TestBatchSurvivesPanic(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	item := func(id, body string) string {
		return `{"id":"` + id + `","method":"POST","url":"InvokeCommand","body":` + body + `}`
	}
	r := d.do(t, "POST", d.beta("$batch"), `{"requests":[`+item("0", invocation("Test-Thing", `"Kind":"panic"`))+","+item("1", invocation("Get-Thing", ""))+`]}`)
	wantStatus(t, r, 200, `"id":"0","status":500`, `"id":"1","status":200`)
}

func TestBatch(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada", "grace")
	address := "https://exosh.example:8443" + d.beta("InvokeCommand")
	item := func(id, url, headers, body string) string {
		return fmt.Sprintf(`{"id":%q,"method":"POST","url":%q,"headers":{%s},"body":%s}`, id, url, headers, body)
	}
	shared := `"client-request-id":"r1","X-ResponseFormat":"json"`
	body := `{"requests":[` + strings.Join([]string{
		item("0", address, shared, invocation("Set-Thing", `"Identity":"ada","Note":"a"`)),
		item("1", address, shared, invocation("Set-Thing", `"Identity":"grace","Note":"b"`)),
		item("2", address, `"Prefer":"odata.maxpagesize = 1;odata.continue-on-error"`, invocation("Get-Thing", `"ResultSize":"Unlimited"`)),
		item("3", address, "", invocation("Get-Thing", `"Identity":"ghost"`)),
		item("4", "InvokeCommand?$select=Name", "", invocation("Get-Thing", `"Identity":"ada"`)),
		item("5", "https://exosh.example:8443/adminapi/beta/fabrikam.com/InvokeCommand", "", invocation("Get-Thing", "")),
		item("6", d.beta("EXOModuleFile"), "", invocation("Get-Thing", "")),
	}, ",") + `]}`
	for range 2 { // the second time is a retry of the whole batch
		r := d.do(t, "POST", d.beta("$batch"), body)
		wantStatus(t, r, 200)
		var got []string
		for _, v := range r.JSON["responses"].([]any) {
			item := v.(map[string]any)
			if item["headers"].(map[string]any)["Request-Id"] == "" {
				t.Error("an answer has no request-id")
			}
			got = append(got, fmt.Sprint(item["id"], "=", item["status"]))
		}
		if want := "0=200 1=200 2=200 3=404 4=200 5=403 6=400"; strings.Join(got, " ") != want {
			t.Errorf("got %v, want %s: %s", got, want, r.Body)
		}
		for _, word := range []string{`"Note":"b"`, "@odata.nextLink", "ghost", `"value":[{"Name":"ada"}]`} {
			if !strings.Contains(r.Body.String(), word) {
				t.Errorf("%s does not have %s", r.Body, word)
			}
		}
	}
	changes := 0
	for _, a := range d.Audit(t, d.Contoso) {
		if a.Operation == "Set-Thing" {
			changes++
		}
	}
	if changes != 2 {
		t.Errorf("%d changes, want 2", changes)
	}
}

func TestBatchRefuses(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	one := `{"id":"0","method":"POST","url":"InvokeCommand","body":` + invocation("Get-Thing", "") + `}`
	tests := []struct{ name, body, want string }{
		{"none", `{"requests":[]}`, "1 to 10"},
		{"eleven", `{"requests":[` + strings.TrimSuffix(strings.Repeat(one+",", 11), ",") + `]}`, "1 to 10"},
		{"same id", `{"requests":[` + one + "," + one + `]}`, "have the id"},
		{"another method", `{"requests":[` + strings.Replace(one, "POST", "PUT", 1) + `]}`, "POST"},
		{"no array", `{"requests":{}}`, "requests"},
		{"no object", `{"requests":[1]}`, "no object"},
		{"no body", `{"requests":[{"id":"0","method":"POST","url":"InvokeCommand"}]}`, "body"},
		{"dependency", `{"requests":[{"id":"0","dependsOn":["1"]}]}`, "dependsOn"},
		{"headers of another kind", strings.Replace(`{"requests":[`+one+`]}`, `"url"`, `"headers":"x","url"`, 1), "headers"},
		{"long request id", strings.Replace(`{"requests":[`+one+`]}`, `"url"`, `"headers":{"client-request-id":"`+strings.Repeat("x", 65)+`"},"url"`, 1), "client-request-id"}, // S-60
		{"line feed in a request id", strings.Replace(`{"requests":[`+one+`]}`, `"url"`, `"headers":{"client-request-id":"x\ny"},"url"`, 1), "client-request-id"},
		{"line feed in an id", `{"requests":[` + strings.Replace(one, `"id":"0"`, `"id":"0\n1"`, 1) + `]}`, "id"},
		{"header of another kind", `{"requests":[{"id":"0","method":"POST","url":"InvokeCommand","headers":{"Prefer":1},"body":{}}]}`, "Prefer"},
	}
	for _, tt := range tests {
		wantStatus(t, d.do(t, "POST", d.beta("$batch"), tt.body), 400, tt.want)
	}
}

// Nobody is signed in by what a request of a batch says.
func TestBatchIgnoresInnerIdentity(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	body := `{"requests":[{"id":"0","method":"POST","url":"InvokeCommand","headers":{"Authorization":"Bearer navin@contoso.com"},"body":` +
		invocation("Test-Thing", "") + `}]}`
	r := d.do(t, "POST", d.beta("$batch"), body, "Authorization", "Bearer otto@contoso.com")
	wantStatus(t, r, 200, `"status":403`)
}

// S-23: a routing hint that names another tenant is refused inside a batch as outside of one.
func TestS23BatchAnchor(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	for anchor, want := range map[string]string{"UPN:navin@contoso.com": `"status":200`, "UPN:bob@fabrikam.com": `"status":403`} {
		r := d.do(t, "POST", d.beta("$batch"), `{"requests":[{"id":"0","method":"POST","url":"InvokeCommand","headers":{"X-AnchorMailbox":"`+anchor+`"},"body":`+
			invocation("Get-Thing", "")+`}]}`)
		wantStatus(t, r, 200, want)
	}
}
