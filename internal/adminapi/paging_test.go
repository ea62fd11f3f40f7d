package adminapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

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
