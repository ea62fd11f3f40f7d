package adminapi_test

import (
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
)

const admin = "navin@contoso.com"

// Sends a GET below the tenant; headers are names and values in turn.
func (c *contoso) get(t testing.TB, resource, upn string, headers ...string) reply {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	path, query, _ := strings.Cut(resource, "?")
	r.URL.RawPath = "/adminapi/beta/contoso.com/" + path
	plain, err := url.PathUnescape(r.URL.RawPath)
	if err != nil {
		plain = r.URL.RawPath
	}
	r.URL.Path, r.URL.RawQuery = plain, query
	r.Header.Set("Authorization", "Bearer "+upn)
	r.Header.Set("connection-id", "c1")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return (&door{Handler: c.h}).serve(t, r)
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// Writes a query of names and values in turn.
func query(pairs ...string) string {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		parts = append(parts, pairs[i]+"="+strings.ReplaceAll(url.QueryEscape(pairs[i+1]), "+", "%20"))
	}
	return "?" + strings.Join(parts, "&")
}

func shown(r reply, property string) []string {
	var list []string
	for _, v := range r.value() {
		list = append(list, fmt.Sprint(v.(map[string]any)[property]))
	}
	return list
}

// Keys are base64 between quotes, with a slash or a plus as it is or escaped (protocol section 5.1).
func TestEntityKey(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	for _, resource := range []string{
		"Mailbox('" + b64(admin) + "')?isEncoded=true",
		"Mailbox('" + url.QueryEscape(b64(admin)) + "')?isEncoded=True",
		"mailbox('" + strings.TrimRight(b64(admin), "=") + "')?ISENCODED=true",
		"Mailbox('navin@contoso.com')",
		"Mailbox(ObjectKey='navin@contoso.com')",
		"Mailbox(%27navin%40contoso.com%27)",
		"Recipient/Exchange.BySmtpAddress(SmtpAddress='navin@contoso.com')",
	} {
		r := c.get(t, resource, admin)
		wantStatus(t, r, 200, `"Name":"Navin Rao"`, "/$entity")
		if r.Header().Get("OData-Version") != "4.0" || !strings.Contains(r.Header().Get("Content-Type"), "odata.metadata=minimal") {
			t.Errorf("%s: headers %v", resource, r.Header())
		}
	}
	// A slash and a plus of base64 between the quotes belong to the key.
	for _, text := range []string{"ghost?>>@contoso.com", "ghost???@contoso.com"} {
		for _, key := range []string{b64(text), url.QueryEscape(b64(text))} {
			r := c.get(t, "Mailbox('"+key+"')/MailboxPermission?isEncoded=true", admin)
			wantStatus(t, r, 404)
			if !strings.Contains(fmt.Sprint(r.JSON["error"]), text) {
				t.Errorf("%s: %v does not name %s", key, r.JSON["error"], text)
			}
		}
	}
}

func TestEntityRequestRefused(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	for resource, want := range map[string]string{
		"Mailbox('" + b64("ghost@contoso.com") + "')?isEncoded=true": "404 couldn't be found",
		"Mailbox('*')":                                                          "400 does not name one object",
		"Mailbox('')":                                                           "400 does not name one object",
		"Mailbox(5)":                                                            "400 one text in quotes",
		"Mailbox('*')/MailboxPermission":                                        "400 one text in quotes",
		"Mailbox('nav*')/MailboxPermission":                                     "400 one text in quotes",
		"Mailbox('a'":                                                           "400 Error in query syntax",
		"Mailbox('!')?isEncoded=true":                                           "400 not encoded in base64",
		"Mailbox('navin')/Nothing":                                              "404 nothing at this path",
		"Mailbox('navin')?$filter=Name":                                         "400 has no $filter",
		"Recipient?$expand=Nope":                                                "501 $expand of Nope is not supported",
		"Mailbox?$select=Nope":                                                  "400 Could not find a property named 'Nope' on type 'Exchange.Mailbox'.",
		"Mailbox?$orderby=Nope":                                                 "400 Could not find a property named 'Nope' on type 'Exchange.Mailbox'.",
		"Mailbox?$filter=Nope%20eq%201":                                         "400 Could not find a property named 'Nope' on type 'Exchange.Mailbox'.",
		"Mailbox?$filter=LanguagesRaw%20eq%20'x'":                               "400 LanguagesRaw",
		"Mailbox?PropertySet=Nope":                                              "400 There is no property set 'Nope'.",
		"Mailbox?Nope=1":                                                        "400 The query option 'nope' is not supported by Mailbox.",
		"Mailbox?RecipientTypeDetails=Nope":                                     "400 RecipientTypeDetails",
		"Mailbox?$count=true":                                                   "501 '$count' is not supported",
		"Mailbox?$top=x":                                                        "400 $top",
		"Mailbox?$orderby=Name%20desc":                                          "501 $orderby Name desc is not supported",
		"Mailbox?$select=Name&$SELECT=Alias":                                    "400 more than once",
		"Mailbox?$skiptoken=AAAA":                                               "400 skiptoken",
		"Mailbox?ReadIdsAndParamsFromHeaders=True":                              "400 XParameter-Identity is missing",
		"Mailbox('navin')/MailboxPermission?$filter=User%20eq%20'x'":            "501 $filter is not supported",
		"Mailbox?$expand=MailboxPermission":                                     "501 $expand of MailboxPermission is not supported",
		"Mailbox('navin')/MailboxPermission?$expand=x":                          "501 $expand of x",
		"Mailbox('navin')/MailboxPermission?$select=x":                          "400 property named 'x' on type 'Exchange.MailboxPermission'",
		"Mailbox('navin')/MailboxPermission?$top=1":                             "400 has no $filter",
		"Mailbox('navin')/Exchange.GetMailboxStatistics()?$select=x":            "400 property named 'x'",
		"Mailbox('navin')/Exchange.GetMailboxStatistics()?Nope=1":               "400 'nope' is not supported by Exchange.GetMailboxStatistics",
		"GetMobileDeviceStatisticsByIdentity()":                                 "400 needs an Identity",
		"Mailbox/Exchange.GetMailboxStatisticsV2(mailboxGuid=1,databaseGuid=5)": "501 no databases",
	} {
		r := c.get(t, resource, admin)
		status, text, _ := strings.Cut(want, " ")
		fault, _ := r.JSON["error"].(map[string]any)
		message, _ := fault["message"].(string)
		if fmt.Sprint(r.Code) != status || !strings.Contains(message, text) {
			t.Errorf("%s: %d %q, want %s", resource, r.Code, message, want)
		}
	}
	wantStatus(t, c.get(t, "", admin), 200, `{"name":"Mailbox","kind":"EntitySet","url":"Mailbox"}`)
	wantStatus(t, c.get(t, "Mailbox('invoices')/MailboxPermission?$select=User", admin), 200, `{"User":"NT AUTHORITY\\SELF"}`)
	r := c.do(t, "POST", "Mailbox", admin, "{}")
	wantStatus(t, r, 405)
	if r.Header().Get("Allow") != "GET" {
		t.Error(r.Header())
	}
}

// S-57: what is too long is refused before it is read.
func TestEntityLimits(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	for _, resource := range []string{
		"Mailbox('" + strings.Repeat("a", 40<<10) + "')",
		"Mailbox" + query("$filter", "Alias eq '"+strings.Repeat("a", 1<<20)+"'"),
		"Mailbox" + query("$filter", strings.Repeat("(", 5000)+"Alias eq 'a'"+strings.Repeat(")", 5000)),
		"Mailbox" + query("$select", strings.Repeat("Nope,", 2000)),
		strings.Repeat("Mailbox/", 20) + "Mailbox",
		"Mailbox('" + b64(strings.Repeat("a", 5000)) + "')?isEncoded=true",
	} {
		if r := c.get(t, resource, admin); r.Code < 400 || r.Code > 404 {
			t.Errorf("%.60s: %d %.200s", resource, r.Code, r.Body)
		}
	}
}

// S-49: a next link holds for the identity in the header of its request, not for another one.
func TestS49NextLinkIsOfItsIdentity(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	const resource = "Recipient?ReadIdsAndParamsFromHeaders=true"
	r := c.get(t, resource, admin, "XParameter-Identity", b64("*"), "Prefer", "odata.maxpagesize=2")
	wantStatus(t, r, 200)
	_, token, ok := strings.Cut(r.text("@odata.nextLink"), "$skiptoken=")
	if !ok {
		t.Fatalf("no next link: %s", r.Body)
	}
	for identity, want := range map[string]int{"*": 200, "a*": 400, "**": 400} {
		if got := c.get(t, resource+"&$skiptoken="+token, admin, "XParameter-Identity", b64(identity), "Prefer", "odata.maxpagesize=2"); got.Code != want {
			t.Errorf("%s: %d %.200s", identity, got.Code, got.Body)
		}
	}
}

// S-57: an expansion is a command for each entity, so that its pages are small however large a client asks
// for them.
func TestS57ExpansionsComeInSmallPages(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	have := len(c.get(t, "Recipient", admin).value())
	for i := have; i <= 100; i++ {
		wantStatus(t, c.invoke(t, admin, "New-Mailbox", fmt.Sprintf(`"Name":"Room %d","Shared":true,"Confirm":false`, i)), 200)
	}
	r := c.get(t, "Recipient?$expand=RecipientPermission&$select=Alias", admin, "Prefer", "odata.maxpagesize=1000")
	wantStatus(t, r, 200, "@odata.nextLink")
	if got := len(r.value()); got != 100 {
		t.Errorf("a page of %d", got)
	}
}

// Every property set shows what the catalog says, with the minimum (protocol section 5.3).
func TestPropertySets(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	for cmdlet, resource := range map[string]string{
		"Get-EXOMailbox": "Mailbox", "Get-EXORecipient": "Recipient", "Get-EXOCasMailbox": "CasMailbox",
		"Get-EXOMailboxStatistics": "Mailbox/Exchange.GetMailboxStatistics()",
	} {
		resource = strings.Replace(resource, "Mailbox/", "Mailbox('navin')/", 1)
		if !strings.Contains(resource, "(") {
			resource += "('navin')"
		}
		p, _ := catalog.Must(cmdlet).Param("PropertySets")
		minimum, _ := catalog.PropertySet(cmdlet, "Minimum")
		for _, set := range p.Values {
			want, known := catalog.PropertySet(cmdlet, set)
			r := c.get(t, resource+query("PropertySet", strings.ToLower(set)), admin)
			wantStatus(t, r, 200)
			if !known {
				continue
			}
			for _, name := range slices.Concat(minimum, want) {
				if _, ok := r.JSON[name]; !ok && !slices.Contains(unmodelled(), name) {
					t.Errorf("%s %s: %s is missing", cmdlet, set, name)
				}
			}
			for name := range r.JSON {
				if !strings.HasPrefix(name, "@") && !slices.Contains(want, name) && !slices.Contains(minimum, name) {
					t.Errorf("%s %s: %s is too much", cmdlet, set, name)
				}
			}
		}
	}
}

// Properties of a set that no model of the vendor's service has.
func unmodelled() []string {
	return []string{"FastIsEnabled", "QuarantineDescription", "QuarantineEnd", "QuarantineFileVersion", "QuarantineLastCrash"}
}

// What an entity shows is what the plain cmdlet shows, for every mailbox and every property that both have.
func TestEntitiesAgreeWithTwins(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	for twin, resource := range map[string]string{"Get-Mailbox": "Mailbox", "Get-Recipient": "Recipient", "Get-CASMailbox": "CasMailbox"} {
		plain := c.invoke(t, admin, twin, `"ResultSize":"Unlimited"`)
		wantStatus(t, plain, 200)
		entities := c.get(t, resource+query("PropertySet", "All"), admin)
		wantStatus(t, entities, 200)
		if len(plain.value()) < 20 || len(plain.value()) != len(entities.value()) {
			t.Fatalf("%s: %d objects, %d entities", twin, len(plain.value()), len(entities.value()))
		}
		compared := 0
		for i, v := range plain.value() {
			object, entity := v.(map[string]any), entities.value()[i].(map[string]any)
			for name, want := range object {
				got, both := entity[name]
				if !both || strings.Contains(name, "@") {
					continue
				}
				compared++
				if !strings.EqualFold(fmt.Sprint(got), fmt.Sprint(want)) && !(got == nil && fmt.Sprint(want) == "[]") {
					t.Errorf("%s of %v: %s is %v, and %v in the entity", twin, object["Name"], name, want, got)
				}
			}
		}
		if compared < 1000 {
			t.Errorf("%s: %d values compared", twin, compared)
		}
	}
}

// The parts of a query select as the twins' parameters do.
func TestEntityQueries(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	for resource, twin := range map[string]string{
		"Mailbox" + query("$filter", "startswith(DisplayName,'A')"):                      `"Filter":"DisplayName -like 'A*'"`,
		"Mailbox" + query("$filter", "EmailAddresses/any(d:contains(d,'navin'))"):        `"Filter":"EmailAddresses -like '*navin*'"`,
		"Mailbox" + query("$filter", "RecipientTypeDetails eq 'RoomMailbox'"):            `"RecipientTypeDetails":"RoomMailbox"`,
		"Mailbox" + query("RecipientTypeDetails", "RoomMailbox,SharedMailbox"):           `"RecipientTypeDetails":["RoomMailbox","SharedMailbox"]`,
		"Mailbox" + query("Anr", "kim"):                                                  `"Anr":"kim"`,
		"Mailbox" + query("Archive", "True"):                                             `"Archive":true`,
		"Mailbox" + query("SoftDeletedMailbox", "True"):                                  `"SoftDeletedMailbox":true`,
		"Mailbox" + query("Archive", "False", "$orderby", "DisplayName", "$select", "*"): `"SortBy":"DisplayName"`,
	} {
		want := c.invoke(t, admin, "Get-Mailbox", twin+`,"ResultSize":"Unlimited"`)
		got := c.get(t, resource, admin)
		wantStatus(t, got, 200)
		if !slices.Equal(shown(got, "Guid"), shown(want, "Guid")) {
			t.Errorf("%s: %v, want %v", resource, shown(got, "Name"), shown(want, "Name"))
		}
	}
	r := c.get(t, "Recipient"+query("ReadIdsAndParamsFromHeaders", "True"), admin, "XParameter-Identity", b64("navin"))
	if names := shown(r, "Name"); len(names) != 1 || names[0] != "Navin Rao" {
		t.Errorf("by header: %v", names)
	}
	r = c.get(t, "Mailbox"+query("$select", "City,DisplayName", "$top", "2"), admin)
	if r.Code != 400 {
		r = c.get(t, "Mailbox"+query("$select", "Office,DisplayName", "$top", "2"), admin)
	}
	wantStatus(t, c.get(t, "Mailbox"+query("$select", "Office,DisplayName", "$top", "2"), admin), 200, "#Mailbox(Office,DisplayName)", `"@odata.id":"https://exosh.example:8443/adminapi/beta/contoso.com/Mailbox('`)
	if strings.Contains(c.get(t, "Mailbox?PropertySet=All", admin).Body.String(), "@odata.id") {
		t.Error("an entity with its key has an id")
	}
}

// Pages follow each other by links that keep the query (protocol section 5.5), and S-49: a link is bound to
// the user, the path, the query and the identity.
func TestEntityPages(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	all := shown(c.get(t, "Mailbox", admin), "Guid")
	var got []string
	first := ""
	for link := "Mailbox" + query("$select", "Alias", "PropertySet", "Quota"); link != ""; {
		r := c.get(t, link, admin, "Prefer", "odata.maxpagesize=7;")
		wantStatus(t, r, 200, `"ProhibitSendQuota"`)
		if len(r.value()) > 7 {
			t.Fatalf("a page of %d", len(r.value()))
		}
		got = append(got, shown(r, "Guid")...)
		link = strings.TrimPrefix(r.text("@odata.nextLink"), "https://exosh.example:8443/adminapi/beta/contoso.com/")
		if first == "" {
			first = link
		}
	}
	if !slices.Equal(got, all) {
		t.Errorf("%d in pages, %d at once", len(got), len(all))
	}
	if !strings.HasPrefix(first, "Mailbox?$select=Alias&PropertySet=Quota&$skiptoken=") {
		t.Errorf("the link is %s", first)
	}
	for name, tt := range map[string]struct{ link, upn string }{
		"of another user":  {first, "amara@contoso.com"},
		"of another query": {strings.Replace(first, "Alias", "Name", 1), admin},
		"of another set":   {strings.Replace(first, "Mailbox?", "CasMailbox?", 1), admin},
		"edited":           {first[:len(first)-4] + "AAAA", admin},
	} {
		if r := c.get(t, tt.link, tt.upn); r.Code != 400 {
			t.Errorf("%s: %d %s", name, r.Code, r.Body)
		}
	}
	r := c.get(t, "Mailbox?$top=5", admin, "Prefer", "odata.maxpagesize=3")
	next := c.get(t, strings.TrimPrefix(r.text("@odata.nextLink"), "https://exosh.example:8443/adminapi/beta/contoso.com/"), admin, "Prefer", "odata.maxpagesize=3")
	if len(r.value()) != 3 || len(next.value()) != 2 || next.text("@odata.nextLink") != "" {
		t.Errorf("$top of 5 in pages of 3: %d and %d: %.300s", len(r.value()), len(next.value()), r.Body)
	}
}

// S-46, S-48, S-49: entities follow the roles and scopes of the plain cmdlets; who may not see an object
// finds nothing, as where there is none.
func TestEntitiesFollowRoles(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	me := ordinary(t, c)
	if r := c.get(t, "Mailbox", me); r.Code != 200 || len(r.value()) != 1 {
		t.Errorf("an ordinary user sees %d: %s", len(r.value()), r.Body)
	}
	other, ghost := c.get(t, "Mailbox('navin@contoso.com')", me), c.get(t, "Mailbox('ghost@contoso.com')", me)
	if a, b := fmt.Sprint(other.JSON), strings.ReplaceAll(fmt.Sprint(ghost.JSON), "ghost", "navin"); other.Code != 404 || a != b {
		t.Errorf("%d %s\n%d %s", other.Code, a, ghost.Code, b)
	}
	for resource, denied := range map[string]string{
		"mailbox?ARCHIVE=true": "Archive", "Mailbox?SoftDeletedMailbox=True": "SoftDeletedMailbox", "Mailbox?Anr=kim": "Anr",
		"Mailbox('navin@contoso.com')/MailboxPermission":                                             "Get-MailboxPermission",
		"Recipient/Exchange.GetRecipientPermissionByFilters(identity='',trustee='',accessRights=[])": "Get-RecipientPermission",
	} {
		r := c.get(t, resource, me)
		if r.Code != 403 || !strings.Contains(r.Body.String(), denied) {
			t.Errorf("%s: %d %s", resource, r.Code, r.Body)
		}
	}
	r := c.get(t, "Mailbox", admin, "X-AnchorMailbox", "UPN:x@fabrikam.com")
	wantStatus(t, r, 200) // no tenant of that name: a hint, not a place
	wantStatus(t, c.get(t, "Mailbox", "nobody@contoso.com"), 401)
}
