package exocmdlet_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/exocmdlet"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// A service answers requests and remembers them.
type service struct {
	mu     sync.Mutex
	asked  []*http.Request
	answer func(*http.Request) (status int, body string)
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	s.mu.Unlock()
	status, body := s.answer(r)
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(body))), Request: r}, nil
}

func (s *service) conn(threads int) func() (*exocmdlet.Conn, error) {
	base, _ := url.Parse("https://exo.example")
	c := &restclient.Client{
		Base: base, TenantID: "contoso.com", HTTP: &http.Client{Transport: s}, Anchor: "UPN:navin@contoso.com", ModuleVersion: "3.9.0",
		Bearer:    func(context.Context, string) (string, error) { return "tok", nil },
		RequestID: func() string { return "r1" },
	}
	return func() (*exocmdlet.Conn, error) { return &exocmdlet.Conn{Rest: c, Threads: threads}, nil }
}

// A written is what a cmdlet wrote.
type written struct {
	objects  []*object.Object
	warnings []string
	errors   []*command.Error
}

func (w *written) take(r command.Record) error {
	switch v := r.Value.(type) {
	case *object.Object:
		w.objects = append(w.objects, v)
	case *command.Error:
		w.errors = append(w.errors, v)
	case string:
		if r.Stream == command.Warning {
			w.warnings = append(w.warnings, v)
		}
	}
	return nil
}

// Runs a cmdlet with names and values in turn, as a shell binds them.
func (s *service) run(t *testing.T, threads int, name string, pairs ...any) written {
	t.Helper()
	cmd, ok := exocmdlet.Command(name, s.conn(threads))
	if !ok {
		t.Fatal(name)
	}
	var args []command.Arg
	for i := 0; i+1 < len(pairs); i += 2 {
		args = append(args, command.Arg{Name: pairs[i].(string), Value: pairs[i+1], HasValue: true})
	}
	bound, err := command.Bind(cmd.Meta, args)
	if err != nil {
		return written{errors: []*command.Error{{Message: err.Error()}}}
	}
	var w written
	st := cmd.New()
	c := &command.Call{Meta: cmd.Meta, Args: bound, Sink: w.take}
	for _, step := range []command.Func{st.Process, st.End} {
		if err := step(t.Context(), c); err != nil {
			var e *command.Error
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			w.errors = append(w.errors, e)
		}
	}
	return w
}

func empty(*http.Request) (int, string) { return 200, `{"value":[]}` }

func key(s string) string { return url.PathEscape(base64.StdEncoding.EncodeToString([]byte(s))) }

// Every cmdlet asks what protocol section 5.2 says.
func TestRequests(t *testing.T) {
	t.Parallel()
	const id = "31583f77-6f3a-5ae7-accd-34c25c0793cc"
	const zero = "00000000-0000-0000-0000-000000000000"
	for _, tt := range []struct {
		name string
		args []any
		want string // behind the tenant
	}{
		{"Get-EXOMailbox", nil, "Mailbox"},
		{"Get-EXOMailbox", []any{"Identity", "navin"}, "Mailbox('" + key("navin") + "')?isEncoded=true"},
		{"Get-EXOMailbox", []any{"Identity", "ümläut??>"}, "Mailbox('" + key("ümläut??>") + "')?isEncoded=true"},
		{"Get-EXOMailbox", []any{"PrimarySmtpAddress", "a@b.c"}, "Mailbox('" + key("a@b.c") + "')?isEncoded=true"},
		{"Get-EXOMailbox", []any{"Identity", "x", "ExternalDirectoryObjectId", id}, "Mailbox('" + key(id) + "')?isEncoded=true"},
		{"Get-EXOMailbox", []any{"Identity", "x", "ExternalDirectoryObjectId", zero}, "Mailbox('" + key("x") + "')?isEncoded=true"},
		{"Get-EXOMailbox", []any{"Identity", "navin", "IncludeInactiveMailbox", true}, "Mailbox?ReadIdsAndParamsFromHeaders=True&IncludeInactiveMailbox=True"},
		{"Get-EXOMailbox", []any{"Properties", []any{"City", "Office"}, "PropertySets", []any{"quota", "Cust"}}, "Mailbox?$select=City,Office&PropertySet=Quota,Custom"},
		{"Get-EXOMailbox", []any{"Properties", "*"}, "Mailbox?$select=*"},
		{"Get-EXOMailbox", []any{"Filter", "DisplayName -like 'A B*'"}, "Mailbox?$filter=startswith(DisplayName, 'A B')"},
		{"Get-EXOMailbox", []any{"RecipientTypeDetails", []any{"RoomMailbox", "SharedMailbox"}, "Archive", true}, "Mailbox?Archive=True&RecipientTypeDetails=RoomMailbox,SharedMailbox"},
		{"Get-EXOMailbox", []any{"Anr", "kim", "Archive", false}, "Mailbox?Anr=kim"},
		{"Get-EXORecipient", []any{"Identity", "navin"}, "Recipient?ReadIdsAndParamsFromHeaders=True"},
		{"Get-EXORecipient", []any{"UserPrincipalName", "a@b.c"}, "Recipient('" + key("a@b.c") + "')?isEncoded=true"},
		{"Get-EXORecipient", []any{"RecipientPreviewFilter", "City -eq 'Oslo'", "IncludeSoftDeletedRecipients", true}, "Recipient?IncludeSoftDeletedRecipients=True&RecipientPreviewFilter=City -eq 'Oslo'"},
		{"Get-EXOCasMailbox", []any{"ProtocolSettings", true, "PropertySets", "Pop"}, "CasMailbox?PropertySet=ProtocolSettings,Pop"},
		{"Get-EXOMailboxPermission", []any{"Identity", "navin"}, "Mailbox('" + key("navin") + "')/MailboxPermission?isEncoded=true"},
		{"Get-EXOMailboxPermission", []any{"Identity", "navin", "User", "olivia"}, "Mailbox('" + key("navin") + "')/MailboxPermission('" + key("olivia") + "')?isEncoded=true"},
		{"Get-EXOMailboxPermission", []any{"Identity", "navin", "Owner", true}, "Mailbox('" + key("navin") + "')/MailboxPermission?$filter=IsOwner eq true&isEncoded=true"},
		{"Get-EXORecipientPermission", nil, "Recipient?$expand=RecipientPermission&$select=RecipientPermission,ExternalDirectoryObjectId"},
		{"Get-EXORecipientPermission", []any{"Identity", "x", "Trustee", "y"}, "Recipient/Exchange.GetRecipientPermissionByFilters(identity='" + key("x") + "',trustee='" + key("y") + "',accessRights=[])?isEncoded=true"},
		{"Get-EXORecipientPermission", []any{"AccessRights", "SendAs"}, `Recipient/Exchange.GetRecipientPermissionByFilters(identity='',trustee='',accessRights=["SendAs"])?isEncoded=true`},
		{"Get-EXOMailboxFolderPermission", []any{"Identity", `navin:\Calendar`}, "Mailbox('" + key("navin") + "')/MailboxFolder('" + key(`\Calendar`) + "')/MailboxFolderPermission?IsUsingMailboxFolderId=True&isEncoded=true"},
		{"Get-EXOMailboxFolderPermission", []any{"Identity", `navin`, "User", "Default", "GroupMailbox", true}, "Mailbox('" + key("navin") + "')/MailboxFolder('" + key(`\`) + "')/MailboxFolderPermission('" + key("Default") + "')?GroupMailbox=True&IsUsingMailboxFolderId=True&isEncoded=true"},
		{"Get-EXOMailboxFolderStatistics", []any{"Identity", "navin"}, "Mailbox('" + key("navin") + "')/MailboxFolder/Exchange.GetMailboxFolderStatistics(folderscope=Exchange.ElcFolderType'All')?isEncoded=true"},
		{"Get-EXOMailboxFolderStatistics", []any{"Identity", "navin", "Folderscope", "inbox", "Archive", true}, "Mailbox('" + key("navin") + "')/MailboxFolder/Exchange.GetMailboxFolderStatistics(folderscope=Exchange.ElcFolderType'Inbox')?Archive=True&isEncoded=true"},
		{"Get-EXOMailboxStatistics", []any{"Identity", "navin", "PropertySets", "All"}, "Mailbox('" + key("navin") + "')/Exchange.GetMailboxStatistics()?PropertySet=All&isEncoded=true"},
		{"Get-EXOMailboxStatistics", []any{"ExchangeGuid", id}, "Mailbox('" + key(id) + "')/Exchange.GetMailboxStatistics()?isEncoded=true"},
		{"Get-EXOMailboxStatistics", []any{"ExchangeGuid", id, "DatabaseGuid", id}, "Mailbox/Exchange.GetMailboxStatisticsV2(mailboxGuid=" + id + ",databaseGuid=" + id + ")?UseCopyOnLocalServer=True"},
		{"Get-EXOMobileDeviceStatistics", []any{"Mailbox", "navin", "ActiveSync", true}, "Mailbox('" + key("navin") + "')/MobileDevice/Exchange.GetMobileDeviceStatistics()?ActiveSync=True&isEncoded=true"},
		{"Get-EXOMobileDeviceStatistics", []any{"Identity", `navin\phone`}, "GetMobileDeviceStatisticsByIdentity(Identity='XParameter-Identity')?ReadIdsAndParamsFromHeaders=True"},
	} {
		s := &service{answer: empty}
		w := s.run(t, 1, tt.name, tt.args...)
		if len(w.errors) > 0 || len(s.asked) != 1 {
			t.Errorf("%s %v: %d requests, %v", tt.name, tt.args, len(s.asked), w.errors)
			continue
		}
		r := s.asked[0]
		got := strings.TrimPrefix(r.URL.EscapedPath(), "/adminapi/beta/contoso.com/")
		if q, err := url.QueryUnescape(r.URL.RawQuery); err == nil && q != "" {
			got += "?" + q
		}
		if got = strings.NewReplacer("%5B%22", `["`, "%22%5D", `"]`).Replace(got); got != tt.want {
			t.Errorf("%s %v:\n got %s\nwant %s", tt.name, tt.args, got, tt.want)
		}
		if r.Method != "GET" || strings.Contains(r.URL.RawQuery, "+") {
			t.Errorf("%s %s", r.Method, r.URL)
		}
	}
}

// Protocol sections 5.1 and 5.4.
func TestHeaders(t *testing.T) {
	t.Parallel()
	const id = "31583f77-6f3a-5ae7-accd-34c25c0793cc"
	for _, tt := range []struct {
		name   string
		args   []any
		header string
		want   string
	}{
		{"Get-EXOMailbox", nil, "X-AnchorMailbox", "UPN:navin@contoso.com"},
		{"Get-EXOMailbox", []any{"UserPrincipalName", "kim@contoso.com"}, "X-AnchorMailbox", "UPN:kim@contoso.com"},
		{"Get-EXOMailbox", []any{"PrimarySmtpAddress", "kim@contoso.com"}, "X-AnchorMailbox", "SMTP:kim@contoso.com"},
		{"Get-EXOMailbox", []any{"PrimarySmtpAddress", "kim@fabrikam.com"}, "X-AnchorMailbox", "UPN:navin@contoso.com"},
		{"Get-EXOMailbox", []any{"Identity", id}, "X-AnchorMailbox", id + "@contoso.com"},
		{"Get-EXOMailboxStatistics", []any{"ExchangeGuid", id}, "X-AnchorMailbox", "MBX:" + id + "@contoso.com"},
		{"Get-EXOMailbox", []any{"ResultSize", 5}, "Prefer", "odata.maxpagesize=5;"},
		{"Get-EXOMailbox", []any{"ResultSize", "Unlimited"}, "Prefer", "odata.maxpagesize=1000;"},
		{"Get-EXOMailbox", nil, "OData-MaxVersion", "4.0"},
		{"Get-EXOMailbox", nil, "Accept", "application/json;odata.metadata=minimal"},
		{"Get-EXORecipient", []any{"Identity", "ümläut"}, "XParameter-Identity", base64.StdEncoding.EncodeToString([]byte("ümläut"))},
	} {
		s := &service{answer: empty}
		s.run(t, 1, tt.name, tt.args...)
		if len(s.asked) != 1 || s.asked[0].Header.Get(tt.header) != tt.want {
			t.Errorf("%s %v: %s is %q, want %q", tt.name, tt.args, tt.header, s.asked[0].Header.Get(tt.header), tt.want)
		}
	}
}

// What cannot be meant reaches no service.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		args []any
		want string
	}{
		{"Get-EXOMailbox", []any{"PublicFolder", true}, "does not support the parameter -PublicFolder"},
		{"Get-EXOMailbox", []any{"GroupMailbox", true}, "-GroupMailbox"},
		{"Get-EXOMailbox", []any{"Async", true}, "-Async"},
		{"Get-EXOMailbox", []any{"Migration", true}, "-Migration"},
		{"Get-EXOMailbox", []any{"PropertySets", "Nope"}, `no property set "Nope"`},
		{"Get-EXOMailbox", []any{"PropertySets", "A"}, `no property set "A"`},
		{"Get-EXOMailbox", []any{"ResultSize", "-3"}, "ResultSize"},
		{"Get-EXOMailbox", []any{"Identity", " "}, "-Identity is empty"},
		{"Get-EXOMailbox", []any{"Filter", "Alias -match 'a'"}, "no operator -match"},
		{"Get-EXOCasMailbox", []any{"SendLogsTo", "a"}, "-SendLogsTo"},
		{"Get-EXOMailboxPermission", nil, "needs the identity"},
		{"Get-EXOMailboxPermission", []any{"Identity", "a", "User", " "}, "-User is empty"},
		{"Get-EXOMailboxPermission", []any{"Identity", "a", "User", "b", "Owner", true}, "cannot be used together"},
		{"Get-EXORecipientPermission", []any{"AccessRights", "FullAccess"}, `no right "FullAccess"`},
		{"Get-EXOMailboxFolderPermission", []any{"Identity", `navin:`}, "lacks the mailbox or the folder"},
		{"Get-EXOMailboxFolderPermission", []any{"Identity", `:\Inbox`}, "lacks the mailbox or the folder"},
		{"Get-EXOMailboxFolderStatistics", []any{"Identity", "a", "DiagnosticInfo", "x"}, "-DiagnosticInfo"},
		{"Get-EXOMailboxStatistics", nil, "needs the identity"},
		{"Get-EXOMailboxStatistics", []any{"Identity", "a", "IncludeMoveReport", true}, "-IncludeMoveReport"},
		{"Get-EXOMobileDeviceStatistics", nil, "needs the identity"},
	} {
		s := &service{answer: empty}
		w := s.run(t, 1, tt.name, tt.args...)
		if len(s.asked) != 0 || len(w.errors) != 1 || !strings.Contains(w.errors[0].Message, tt.want) {
			t.Errorf("%s %v: %d requests, %v, want %s", tt.name, tt.args, len(s.asked), w.errors, tt.want)
		}
	}
	cmd, _ := exocmdlet.Command("get-exomailbox", func() (*exocmdlet.Conn, error) { return nil, exocmdlet.NotConnected() })
	err := cmd.New().Process(t.Context(), &command.Call{Meta: cmd.Meta, Sink: (&written{}).take})
	if err == nil || err.Error() != "You must call the Connect-ExchangeOnline cmdlet before calling any other cmdlets." {
		t.Errorf("not connected: %v", err)
	}
}

// Protocol section 5.5: pages are followed until there are enough, and a warning says that there are more.
func TestPaging(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		size           any
		objects, pages int
		warned         bool
		last           string
	}{
		{"Unlimited", 5, 3, false, "e4"}, {2, 2, 1, true, "e1"}, {3, 3, 2, true, "e2"}, {5, 5, 3, false, "e4"}, {9, 5, 3, false, "e4"}, {nil, 5, 3, false, "e4"},
	} {
		s := &service{}
		s.answer = func(r *http.Request) (int, string) {
			switch {
			case strings.Contains(r.URL.RawQuery, "t=2"):
				return 200, `{"value":[{"Name":"e4"}]}`
			case strings.Contains(r.URL.RawQuery, "t=1"):
				return 200, `{"value":[{"Name":"e2"},{"Name":"e3"}],"@odata.nextLink":"https://exo.example/adminapi/beta/contoso.com/Mailbox?t=2"}`
			}
			return 200, `{"value":[{"Name":"e0"},{"Name":"e1"}],"@odata.nextLink":"https://exo.example/adminapi/beta/contoso.com/Mailbox?t=1"}`
		}
		w := s.run(t, 1, "Get-EXOMailbox", "ResultSize", tt.size)
		if len(w.objects) != tt.objects || len(s.asked) != tt.pages || (len(w.warnings) > 0) != tt.warned || len(w.errors) > 0 {
			t.Errorf("%v: %d objects, %d pages, %v %v", tt.size, len(w.objects), len(s.asked), w.warnings, w.errors)
			continue
		}
		if v, _ := w.objects[len(w.objects)-1].Get("Name"); v != tt.last {
			t.Errorf("%v: the last is %v", tt.size, v)
		}
	}
}

// Protocol section 5.7.
func TestOutput(t *testing.T) {
	t.Parallel()
	s := &service{answer: func(*http.Request) (int, string) {
		return 200, `{"@odata.context":"x","DisplayName":"Kim","MailboxGuid":"31583f77-6f3a-5ae7-accd-34c25c0793cc","TotalItemSize":2048,` +
			`"ItemCount":7,"DatabaseProhibitSendQuota":-9223372036854775808,"LastLogonTime":"2024-05-06T07:08:09.0000000Z","@odata.id":"y"}`
	}}
	w := s.run(t, 1, "Get-EXOMailboxStatistics", "Identity", "kim")
	if len(w.objects) != 1 {
		t.Fatal(w)
	}
	o := w.objects[0]
	var names []string
	for _, p := range o.Props {
		names = append(names, fmt.Sprintf("%s=%s:%s", p.Name, object.TypeName(p.Value), object.String(p.Value)))
	}
	want := []string{"DisplayName=System.String:Kim", "MailboxGuid=System.Guid:31583f77-6f3a-5ae7-accd-34c25c0793cc", "ItemCount=System.Int32:7", ":Unlimited"}
	for _, text := range want {
		if !strings.Contains(strings.Join(names, " "), text) {
			t.Errorf("no %s in %v", text, names)
		}
	}
	if v, _ := o.Get("TotalItemSize"); object.String(v) != "2 KB (2,048 bytes)" {
		t.Errorf("a size is %v", v)
	}
	if len(o.Props) != 6 {
		t.Errorf("%v", names)
	}
	s.answer = func(*http.Request) (int, string) {
		return 200, `{"value":[{"MailboxIdentity":"Kim","User":"olivia","PermissionList":[{"AccessRights":["FullAccess"],"Deny":false},{"AccessRights":["ReadPermission"],"Deny":true}]},` +
			`{"MailboxIdentity":"Kim","User":"hana","PermissionList":[{"AccessRights":["FullAccess"]}]}]}`
	}
	w = s.run(t, 1, "Get-EXOMailboxPermission", "Identity", "kim", "ResultSize", 2)
	if len(w.objects) != 2 || len(w.warnings) != 1 {
		t.Errorf("%d permissions, %v", len(w.objects), w.warnings)
	}
	if user, _ := w.objects[1].Get("User"); user != "olivia" {
		t.Errorf("%v", w.objects[1])
	}
}

// Protocol section 5.5: the error is the vendor's, with the text of the service cut.
func TestServiceErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		body   string
		want   string
	}{
		{404, `{"error":{"code":"NotFound","message":"No mailbox."}}`, "Error while querying REST service. HttpStatusCode=404 ErrorMessage=No mailbox."},
		{400, `{"error":{"message":"` + strings.Repeat("x", 3000) + `"}}`, strings.Repeat("x", 1000)},
		{403, "\x00\x00", "HttpStatusCode=403 ErrorMessage=exo.example answered 403 Forbidden"},
	} {
		s := &service{answer: func(*http.Request) (int, string) { return tt.status, tt.body }}
		w := s.run(t, 1, "Get-EXOMailbox", "Identity", "x")
		if len(w.errors) != 1 || !strings.Contains(w.errors[0].Message, tt.want) || len(w.errors[0].Message) > 1100 {
			t.Errorf("%d: %v", tt.status, w.errors)
			continue
		}
		if e := w.errors[0]; e.Category != "ProtocolError" || e.Type != "Microsoft.Exchange.Management.RestApiClient.RestClientException" {
			t.Errorf("%+v", e)
		}
	}
	s := &service{}
	s.answer = func(r *http.Request) (int, string) {
		if strings.Contains(r.URL.Path, "V2") {
			return 501, `{"error":{"code":"NotSupported","message":"no"}}`
		}
		return 200, `{"DisplayName":"Kim"}`
	}
	const id = "31583f77-6f3a-5ae7-accd-34c25c0793cc"
	if w := s.run(t, 1, "Get-EXOMailboxStatistics", "ExchangeGuid", id, "DatabaseGuid", id); len(w.objects) != 1 || len(s.asked) != 2 || len(w.errors) > 0 {
		t.Errorf("fallback: %d requests, %v", len(s.asked), w)
	}
}

// A pipeline of mailboxes asks for several at once and writes the answers in its own order.
func TestThreads(t *testing.T) {
	t.Parallel()
	for _, threads := range []int{1, 4} {
		s, most, now := &service{}, 0, 0
		var mu sync.Mutex
		gate := make(chan struct{}, 100)
		s.answer = func(r *http.Request) (int, string) {
			mu.Lock()
			now++
			most = max(most, now)
			full := now == threads
			mu.Unlock()
			if full { // everybody who may be here is
				for range threads {
					gate <- struct{}{}
				}
			}
			<-gate
			mu.Lock()
			now--
			mu.Unlock()
			parts := strings.Split(r.URL.Path, "'")
			name, _ := base64.StdEncoding.DecodeString(parts[1])
			if string(name) == "m3" {
				return 404, `{"error":{"message":"gone"}}`
			}
			return 200, `{"DisplayName":"` + string(name) + `"}`
		}
		cmd, _ := exocmdlet.Command("Get-EXOMailboxStatistics", s.conn(threads))
		st, w := cmd.New(), written{}
		for i := range 8 {
			bound, err := command.Bind(cmd.Meta, []command.Arg{{Name: "Identity", Value: fmt.Sprint("m", i), HasValue: true}})
			if err != nil {
				t.Fatal(err)
			}
			if err := st.Process(t.Context(), &command.Call{Meta: cmd.Meta, Args: bound, HasInput: true, Sink: w.take}); err != nil {
				t.Fatal(err)
			}
		}
		if err := st.End(t.Context(), &command.Call{Meta: cmd.Meta, Sink: w.take}); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range w.objects {
			v, _ := o.Get("DisplayName")
			got = append(got, object.String(v))
		}
		if strings.Join(got, " ") != "m0 m1 m2 m4 m5 m6 m7" || len(w.errors) != 1 || most != threads {
			t.Errorf("%d threads: %v, %v, %d at once", threads, got, w.errors, most)
		}
	}
}

// Each parameter is read or refused: none is ignored.
func TestSupport(t *testing.T) {
	t.Parallel()
	list := exocmdlet.Support()
	acts := 0
	for _, p := range list {
		if p.Acts {
			acts++
		}
	}
	if len(exocmdlet.Names()) != 9 || len(list) < 100 || acts < 85 || acts == len(list) {
		t.Errorf("%d parameters of %v, %d act", len(list), exocmdlet.Names(), acts)
	}
}
