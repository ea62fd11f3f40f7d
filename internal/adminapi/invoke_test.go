package adminapi_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/adminapi"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session/sessiontest"
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

// S-57: bodies are bounded before and after decompression.
func TestInvokeBodyLimits(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	path := d.beta("InvokeCommand")
	wantStatus(t, d.do(t, "POST", path, strings.Repeat(" ", adminapi.MaxBody+1)), 413, "4 MiB")

	chunked := httptest.NewRequest("POST", path, io.LimitReader(blanks{}, 100<<20))
	chunked.ContentLength = -1
	chunked.Header.Set("Authorization", "Bearer navin@contoso.com")
	wantStatus(t, d.serve(t, chunked), 413, "4 MiB")

	bomb := squeeze(t, io.LimitReader(blanks{}, 100<<20))
	wantStatus(t, d.do(t, "POST", path, string(bomb), "Content-Encoding", "gzip"), 413, "4 MiB")

	small := squeeze(t, strings.NewReader(invocation("Get-Thing", "")))
	wantStatus(t, d.do(t, "POST", path, string(small), "Content-Encoding", "gzip"), 200)
}

type blanks struct{}

func (blanks) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func squeeze(t *testing.T, r io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, r); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestInvokeGzipAnswer(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, many("x", 90)...)
	r := d.invoke(t, "Get-Thing", "", "Accept-Encoding", "deflate, gzip;q=0.5")
	if r.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", r.Header())
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil || !strings.Contains(string(text), `"Name":"x0029"`) {
		t.Errorf("%v in %.200s", err, text)
	}
	if r := d.invoke(t, "Get-Thing", "", "Accept-Encoding", "gzip;q=0"); r.Header().Get("Content-Encoding") != "" {
		t.Error("gzip was sent to a client that refuses it")
	}
}

func many(prefix string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s%04d", prefix, i)
	}
	return names
}

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

// Protocol section 4.8: ResultSize is the total, maxpagesize the page; the next link is followed by the
// same POST.
func TestPaging(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, many("x", 25)...)
	tests := []struct {
		name, params, prefer string
		pages                []int
		warns                bool
	}{
		{"all in one", `"ResultSize":"Unlimited"`, "", []int{25}, false},
		{"pages", `"ResultSize":"Unlimited"`, "odata.maxpagesize=10", []int{10, 10, 5}, false},
		{"total below the page", `"ResultSize":7`, "odata.maxpagesize = 10;odata.continue-on-error", []int{7}, true},
		{"total over pages", `"ResultSize":"12"`, "odata.maxpagesize=5", []int{5, 5, 2}, true},
		{"total is all there is", `"ResultSize":25`, "odata.maxpagesize=25", []int{25}, false},
		{"total above", `"ResultSize":100`, "", []int{25}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var sizes []int
			seen := map[any]bool{}
			path, warned := d.beta("InvokeCommand"), false
			for path != "" && len(sizes) < 10 {
				r := d.do(t, "POST", path, invocation("Get-Thing", tt.params), "Prefer", tt.prefer)
				wantStatus(t, r, 200)
				for _, v := range r.value() {
					seen[v.(map[string]any)["Name"]] = true
				}
				sizes = append(sizes, len(r.value()))
				warned = warned || len(r.texts("@adminapi.warnings")) > 0
				path = strings.TrimPrefix(r.text("@odata.nextLink"), "https://exosh.example:8443")
			}
			total := 0
			for _, n := range sizes {
				total += n
			}
			if fmt.Sprint(sizes) != fmt.Sprint(tt.pages) || len(seen) != total || warned != tt.warns {
				t.Errorf("pages %v with %d distinct objects, warned %v; want %v, %v", sizes, len(seen), warned, tt.pages, tt.warns)
			}
		})
	}
}

func TestDefaultResultSize(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, many("x", 1005)...)
	r := d.invoke(t, "Get-Thing", "")
	wantStatus(t, r, 200, "more results than the 1000")
	if len(r.value()) != 1000 || r.text("@odata.nextLink") != "" {
		t.Errorf("%d objects, nextLink %q", len(r.value()), r.text("@odata.nextLink"))
	}
	r = d.invoke(t, "Get-Thing", `"ResultSize":"Unlimited"`, "Prefer", "odata.maxpagesize=5000")
	if len(r.value()) != 1000 || r.text("@odata.nextLink") == "" {
		t.Errorf("%d objects, nextLink %q", len(r.value()), r.text("@odata.nextLink"))
	}
}

// S-49: a next link is sealed and bound to tenant, user, cmdlet and body.
func TestNextLinkIsSealed(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, many("x", 25)...)
	body, prefer := invocation("Get-Thing", `"ResultSize":"Unlimited"`), []string{"Prefer", "odata.maxpagesize=10"}
	first := d.do(t, "POST", d.beta("InvokeCommand")+"?$select=Name", body, prefer...)
	link := strings.TrimPrefix(first.text("@odata.nextLink"), "https://exosh.example:8443")
	if !strings.Contains(link, "$select=Name&") {
		t.Errorf("the next link %s lost $select", link)
	}
	edited := link[:len(link)-5] + "A" + link[len(link)-4:]
	if edited == link {
		edited = link[:len(link)-5] + "B" + link[len(link)-4:]
	}
	tests := []struct {
		name, path, body string
		headers          []string
		status           int
	}{
		{"as it is", link, body, nil, 200},
		{"twice", link, body, nil, 200},
		{"blanks and order do not matter", link, `{ "cmdletinput": {"Parameters":{"resultsize":"Unlimited"},"CmdletName":"Get-Thing"}}`, nil, 200},
		{"edited", edited, body, nil, 400},
		{"cut", link[:len(link)-8], body, nil, 400},
		{"of another request", link, invocation("Get-Thing", `"ResultSize":"5"`), nil, 400},
		{"of another user", link, body, []string{"Authorization", "Bearer otto@contoso.com"}, 400},
	}
	for _, tt := range tests {
		if r := d.do(t, "POST", tt.path, tt.body, append(tt.headers, prefer...)...); r.Code != tt.status {
			t.Errorf("%s: %d %s", tt.name, r.Code, r.Body)
		}
	}
	d.Clock.Move(2 * time.Hour)
	wantStatus(t, d.do(t, "POST", link, body), 400, "skiptoken")
}

// Another node of the same service continues a listing.
func TestNextLinkOnAnotherNode(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, many("x", 25)...)
	body := invocation("Get-Thing", `"ResultSize":"Unlimited"`)
	r := d.do(t, "POST", d.beta("InvokeCommand"), body, "Prefer", "odata.maxpagesize=10")
	other := d.node(t)
	wantStatus(t, other.do(t, "POST", strings.TrimPrefix(r.text("@odata.nextLink"), "https://exosh.example:8443"), body), 200, "x0024")
}

// S-51: a running listing stops at its next page.
func TestRoleRemovedStopsListing(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, many("x", 25)...)
	otto := []string{"Authorization", "Bearer otto@contoso.com", "Prefer", "odata.maxpagesize=10"}
	body := invocation("Get-Thing", `"ResultSize":"Unlimited"`)
	r := d.do(t, "POST", d.beta("InvokeCommand"), body, otto...)
	wantStatus(t, r, 200)
	d.Roles.Set(d.ID(d.Contoso, "otto"), map[string][]string{})
	d.Clock.Move(2 * time.Second)
	wantStatus(t, d.do(t, "POST", strings.TrimPrefix(r.text("@odata.nextLink"), "https://exosh.example:8443"), body, otto...), 403)
}

func TestSelect(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	for _, q := range []string{"?$select=Name,Guid", "?%24select=name,guid"} {
		r := d.do(t, "POST", d.beta("InvokeCommand")+q, invocation("Get-Thing", ""))
		wantStatus(t, r, 200)
		o := r.value()[0].(map[string]any)
		if _, ok := o["Note"]; ok || o["Name"] != "ada" || o["Guid@data.type"] != "System.Guid" {
			t.Errorf("%s: %v", q, o)
		}
	}
}

// Protocol section 4.9.
func TestConfirmation(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	id := []string{"client-request-id", "7b0d0b0e-0000-4000-8000-000000000002"}
	r := d.invoke(t, "Remove-Thing", `"Identity":"ada"`, id...)
	wantStatus(t, r, 400, "Confirm: false")
	r = d.invoke(t, "Remove-Thing", `"Identity":"ada","Confirm":true`, id...)
	wantStatus(t, r, 200)
	if got := r.text("@adminapi.confirmationmessage"); !strings.Contains(got, "Remove-Thing") || !strings.Contains(got, "ada") || len(r.value()) != 0 {
		t.Errorf("got %s", r.Body)
	}
	r = d.invoke(t, "Remove-Thing", `"Identity":"ada","WhatIf":true`)
	wantStatus(t, r, 200, "@adminapi.confirmationmessage", "ada")
	wantStatus(t, d.invoke(t, "Get-Thing", `"Identity":"ada"`), 200)
	if n := len(d.Audit(t, d.Contoso)); n != 0 {
		t.Errorf("%d audit records before anything happened", n)
	}
	wantStatus(t, d.invoke(t, "Remove-Thing", `"Identity":"ada","Confirm":false`, id...), 200)
	wantStatus(t, d.invoke(t, "Get-Thing", `"Identity":"ada"`), 404)
	// A cmdlet of medium impact asks only where it is told to.
	d.Things(t, d.Contoso, "grace")
	r = d.invoke(t, "Set-Thing", `"Identity":"grace","Note":"x","Confirm":true`)
	wantStatus(t, r, 200, "@adminapi.confirmationmessage")
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"grace","Note":"x"`), 200, `"Note":"x"`)
}

// F-13, S-58: a retry has its effect once and gets the same answer; the same id with another body is
// refused.
func TestRetry(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada", "grace")
	id := []string{"client-request-id", "7b0d0b0e-0000-4000-8000-000000000003"}
	first := d.invoke(t, "Set-Thing", `"Identity":"ada","Note":"one","Force":true`, id...)
	wantStatus(t, first, 200, `"Note":"one"`, "forced")
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"ada","Note":"two"`), 200)
	again := d.invoke(t, "Set-Thing", `"Identity":"ada","Note":"one","Force":true`, id...)
	wantStatus(t, again, 200)
	if first.Body.String() != again.Body.String() {
		t.Errorf("the retry got\n%s\nnot\n%s", again.Body, first.Body)
	}
	wantStatus(t, d.invoke(t, "Get-Thing", `"Identity":"ada"`), 200, `"Note":"two"`)
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"grace","Note":"one"`, id...), 409, "request id")
	// Another user's ids are their own.
	d.Roles.Set(d.ID(d.Contoso, "otto"), map[string][]string{"Set-Thing": {"Identity", "Note"}})
	d.Clock.Move(2 * time.Second)
	wantStatus(t, d.invoke(t, "Set-Thing", `"Identity":"grace","Note":"three"`, append(id, "Authorization", "Bearer otto@contoso.com")...), 200)
	done := 0
	for _, a := range d.Audit(t, d.Contoso) {
		if a.Operation == "Set-Thing" && a.Result == "True" {
			done++
		}
	}
	if done != 3 {
		t.Errorf("%d records of changes, want 3", done)
	}
}

// F-13: many tries of one request at once, on two nodes, have their effect once and get the same answer.
func TestConcurrentRetries(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Things(t, d.Contoso, "ada")
	other := d.node(t)
	answers := make([]string, 12)
	var wg sync.WaitGroup
	for i := range answers {
		node := []*door{d, other}[i%2]
		wg.Go(func() {
			answers[i] = node.invoke(t, "Set-Thing", `"Identity":"ada","Count":1`, "client-request-id", "once").Body.String()
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] || !strings.Contains(a, `"Count":1`) {
			t.Errorf("got %s", a)
		}
	}
	if n := len(d.Audit(t, d.Contoso)); n != 1 {
		t.Errorf("%d audit records, want 1", n)
	}
}

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

// Protocol section 4.11.
func TestErrors(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	r := d.invoke(t, "Get-Thing", `"Identity":"ghost"`)
	wantStatus(t, r, 404, `"message":"Error executing cmdlet"`, `"code":"ObjectNotFound"`, `"target":"ghost"`, `"code":"NotFound"`, `"advice":"`)
	if text := r.errorText(); !strings.HasPrefix(text, "Ex") || strings.Count(text, "|") != 2 || !strings.Contains(text, "|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|") {
		t.Errorf("text %q", text)
	}
	if got := r.Header().Get("x-ExceptionType"); got != "ManagementObjectNotFoundException" {
		t.Errorf("x-ExceptionType: %q", got)
	}
	wantStatus(t, d.invoke(t, "Test-Thing", `"Kind":"error"`), 404, "ghost")
	r = d.invoke(t, "Test-Thing", `"Kind":"both"`)
	wantStatus(t, r, 200, `"value":["one"]`)
	if list := r.texts("@adminapi.errors"); len(list) != 1 || !strings.Contains(list[0], "ghost") {
		t.Errorf("errors %v", list)
	}
	wantStatus(t, d.invoke(t, "Test-Thing", `"Kind":"question"`), 400, "nobody to ask")
}

// What is not for the caller leaves as a number, and is in the log in full.
func TestInternalErrors(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"internal", "panic"} {
		d, log := newDoor(t), &bytes.Buffer{}
		d.Handler.Log = textLog(log)
		d.Sessions.Log = d.Handler.Log
		r := d.invoke(t, "Test-Thing", `"Kind":"`+kind+`"`)
		wantStatus(t, r, 500, r.Header().Get("request-id"))
		if strings.Contains(r.Body.String(), sessiontest.Secret) {
			t.Errorf("%s: the cause is in the answer: %s", kind, r.Body)
		}
		if !strings.Contains(log.String(), sessiontest.Secret) || !strings.Contains(log.String(), r.Header().Get("request-id")) {
			t.Errorf("%s: the log is %s", kind, log)
		}
	}
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
		{"another method", `{"requests":[` + strings.Replace(one, "POST", "GET", 1) + `]}`, "POST"},
		{"no array", `{"requests":{}}`, "requests"},
		{"no object", `{"requests":[1]}`, "no object"},
		{"no body", `{"requests":[{"id":"0","method":"POST","url":"InvokeCommand"}]}`, "body"},
		{"dependency", `{"requests":[{"id":"0","dependsOn":["1"]}]}`, "dependsOn"},
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

func TestSlowBodyEnds(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	r := httptest.NewRequest(http.MethodPost, d.beta("InvokeCommand"), brokenBody{})
	r.Header.Set("Authorization", "Bearer navin@contoso.com")
	wantStatus(t, d.serve(t, r), 400, "could not be read")
}

type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
