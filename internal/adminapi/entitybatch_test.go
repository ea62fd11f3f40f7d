package adminapi_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"
)

// What lies below a mailbox is what the cmdlets of it show (protocol section 5.2).
func TestEntitiesBelowMailbox(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	wantStatus(t, c.invoke(t, admin, "Add-MailboxPermission", `"Identity":"invoices","User":"olivia","AccessRights":"FullAccess"`), 200)
	for resource, words := range map[string][]string{
		"Mailbox('invoices')/MailboxPermission":                                                                         {`"User":"olivia@contoso.com"`, `"IsOwner":true`, `"PermissionList":[{"AccessRights":["FullAccess"]`},
		"Mailbox('invoices')/MailboxPermission('olivia')":                                                               {`"User":"olivia@contoso.com"`, `"Deny":false`},
		"Mailbox('invoices')/MailboxPermission('hana')":                                                                 {`"PermissionList":[]`},
		"Mailbox('invoices')/MailboxPermission" + query("$filter", "IsOwner eq true"):                                   {`"value":[{"PermissionId":"NT AUTHORITY\\SELF"`},
		"Mailbox('navin')/Exchange.GetMailboxStatistics()":                                                              {`"$metadata#Exchange.MailboxStatistics"`, `"ItemCount":`, `"TotalItemSize":`},
		"Mailbox('navin')/MailboxFolder/Exchange.GetMailboxFolderStatistics(folderscope=Exchange.ElcFolderType'Inbox')": {`"Name":"Inbox"`, `"FolderType":"Inbox"`},
		"Mailbox('navin')/MailboxFolder('%5CCalendar')/MailboxFolderPermission":                                         {`"FolderName":"Calendar"`, `"User":"Default"`, `"MailboxFolderUser":{`},
		"Mailbox('navin')/MailboxFolder('%5CCalendar')/MailboxFolderPermission('Default')":                              {`"User":"Default"`},
		"Recipient('invoices')?$expand=RecipientPermission&$select=RecipientPermission":                                 {`"RecipientPermission":[{"Identity":"Invoices"`, `"AccessRights":["SendAs"]`},
		"Recipient/Exchange.GetRecipientPermissionByFilters(identity='invoices',trustee='',accessRights=[\"SendAs\"])":  {`"Identity":"Invoices","RecipientPermission":[{`},
	} {
		r := c.get(t, resource, admin)
		if r.Code != 200 {
			t.Errorf("%s: %d %s", resource, r.Code, r.Body)
		}
		for _, word := range words {
			word = strings.Replace(word, `"$metadata`, "$metadata", 1)
			if !strings.Contains(r.Body.String(), strings.TrimSuffix(word, `"`)) {
				t.Errorf("%s: no %s in %s", resource, word, r.Body)
			}
		}
	}
	r := c.get(t, "Recipient?$expand=RecipientPermission&$select=RecipientPermission,Name&$top=200", admin)
	wantStatus(t, r, 200)
	if all := c.get(t, "Recipient", admin); len(all.value()) != len(r.value()) {
		t.Errorf("%d recipients with their permissions, of %d", len(r.value()), len(all.value()))
	}
	wantStatus(t, c.get(t, "Mailbox('navin')/MobileDevice/Exchange.GetMobileDeviceStatistics()", admin), 501, "Get-MobileDeviceStatistics")
}

func TestMetadataRoute(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	for _, path := range []string{"$metadata", "%24metadata", "$METADATA"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/AdminApi/beta/contoso.com/"+path, nil)
		r.Header.Set("Authorization", "Bearer "+admin)
		c.h.ServeHTTP(w, r)
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/xml") || !strings.Contains(w.Body.String(), `<EntitySet Name="Mailbox" EntityType="Exchange.Mailbox">`) {
			t.Errorf("%s: %d %.300s", path, w.Code, w.Body)
		}
	}
	wantStatus(t, c.get(t, "$metadata", "nobody@contoso.com"), 401)
}

// A batch mixes cmdlets and entities; each part passes authorisation by itself (S-49).
func TestBatchOfEntities(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	me := ordinary(t, c)
	body := `{"requests":[` + strings.Join([]string{
		`{"id":"a","method":"GET","url":"Mailbox('` + me + `')?$select=Alias"}`,
		`{"id":"b","method":"GET","url":"https://exosh.example:8443/adminapi/beta/contoso.com/Mailbox('navin@contoso.com')"}`,
		`{"id":"c","method":"GET","url":"/adminapi/beta/contoso.com/Mailbox('` + b64(me) + `')?isEncoded=true"}`,
		`{"id":"d","method":"POST","url":"InvokeCommand","body":` + invocation("Get-Mailbox", `"Identity":"`+me+`"`) + `}`,
		`{"id":"e","method":"GET","url":"/adminapi/beta/fabrikam.com/Mailbox"}`,
		`{"id":"f","method":"GET","url":"Mailbox?Anr=kim"}`,
		`{"id":"g","method":"GET","url":"$batch"}`,
		`{"id":"h","method":"POST","url":"$batch","body":{"requests":[]}}`,
		`{"id":"i","method":"GET","url":"EXOModuleFile"}`,
		`{"id":"j","method":"POST","url":"Mailbox","body":{}}`,
	}, ",") + `]}`
	r := c.do(t, "POST", "$batch", me, body)
	wantStatus(t, r, 200)
	var got []string
	for _, v := range r.JSON["responses"].([]any) {
		item := v.(map[string]any)
		got = append(got, fmt.Sprint(item["id"], "=", item["status"]))
	}
	if want := "a=200 b=404 c=200 d=200 e=403 f=403 g=400 h=400 i=400 j=400"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s: %s", got, want, r.Body)
	}
}

// An OData client of the older kind sends a batch as multipart/mixed and gets one.
func TestMultipartBatch(t *testing.T) {
	t.Parallel()
	c := newContoso(t)
	part := func(text string) string {
		return "--b1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n" + strings.ReplaceAll(text, "\n", "\r\n") + "\r\n"
	}
	get := part("GET Mailbox('navin')?$select=Alias HTTP/1.1\nAccept: application/json\n\n")
	post := part("POST InvokeCommand HTTP/1.1\nContent-Type: application/json\n\n" + invocation("Get-Mailbox", `"Identity":"navin"`) + "\n")
	answers := c.multipart(t, get+post+part("GET Mailbox('ghost') HTTP/1.1\n\n")+"--b1--\r\n", 200)
	if len(answers) != 3 || !strings.HasPrefix(answers[0], "HTTP/1.1 200 OK") || !strings.Contains(answers[0], `"Alias":"navin"`) ||
		!strings.Contains(answers[1], `"Name":"Navin Rao"`) || !strings.HasPrefix(answers[2], "HTTP/1.1 404 Not Found") {
		t.Errorf("%q", answers)
	}
	for name, body := range map[string]string{
		"none":         "--b1--\r\n",
		"eleven":       strings.Repeat(get, 11) + "--b1--\r\n",
		"change set":   "--b1\r\nContent-Type: multipart/mixed; boundary=b2\r\n\r\n--b2--\r\n--b1--\r\n",
		"no request":   part("Hello\n\n") + "--b1--\r\n",
		"other method": part("DELETE Mailbox('navin') HTTP/1.1\n\n") + "--b1--\r\n",
		"no JSON":      part("POST InvokeCommand HTTP/1.1\n\n{") + "--b1--\r\n",
		"not closed":   get,
	} {
		if got := c.multipart(t, body, 400); got != nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func (c *contoso) multipart(t *testing.T, body string, status int) []string {
	t.Helper()
	r := httptest.NewRequest("POST", "/adminapi/beta/contoso.com/$batch", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+admin)
	r.Header.Set("Content-Type", "multipart/mixed; boundary=b1")
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	if w.Code != status {
		t.Errorf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	kind, params, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		return nil
	}
	var list []string
	for in := multipart.NewReader(bytes.NewReader(w.Body.Bytes()), params["boundary"]); ; {
		p, err := in.NextPart()
		if err != nil {
			return list
		}
		data, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(data))
	}
}
