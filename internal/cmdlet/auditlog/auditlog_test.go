package auditlog_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/auditlog"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/org"
)

const (
	start = "2026-03-01T00:00:00Z"
	end   = "2026-03-05T00:00:00Z"
)

// world has a number of changes to look for, a minute apart.
func world(t testing.TB, changes int) *cmdlettest.World {
	w := cmdlettest.New(t, auditlog.Commands, mailbox.Commands)
	for n := range changes {
		w.Now = w.Now.Add(time.Minute)
		w.Must("Set-Mailbox", "Identity", "olivia", "CustomAttribute3", fmt.Sprint("value ", n))
	}
	return w
}

// F-12: each acknowledged change has exactly one record, and AuditData says what it was.
func TestSearchShowsTheChange(t *testing.T) {
	t.Parallel()
	w := world(t, 3)
	found := w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "Operations", "Set-Mailbox")
	if len(found) != 3 {
		t.Fatalf("%d records", len(found))
	}
	text := cmdlettest.Column(found, "AuditData")[0]
	var data struct {
		Operation, ObjectID, UserID, Workload, ResultStatus string
		RecordType                                          int
		Parameters                                          []struct{ Name, Value string }
		ModifiedProperties                                  []struct{ Name, NewValue, OldValue string }
	}
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatalf("AuditData %s: %v", text, err)
	}
	if data.Operation != "Set-Mailbox" || data.UserID != "navin@contoso.com" || data.Workload != "Exchange" ||
		data.ResultStatus != "True" || data.RecordType != 1 || len(data.Parameters) != 2 {
		t.Errorf("AuditData is %s", text)
	}
	if len(data.ModifiedProperties) != 1 || data.ModifiedProperties[0].NewValue != "value 2" || data.ModifiedProperties[0].OldValue != "value 1" {
		t.Errorf("modified properties are %v", data.ModifiedProperties)
	}
}

// A change made through Security & Compliance is a record of that workload.
func TestComplianceIsAWorkload(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, auditlog.Commands)
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: w.Tenant, Actor: "navin@contoso.com", Env: catalog.SCC})
	if err := w.Store.Audit(ctx, org.AuditRecord{Operation: "New-ComplianceCase", Result: "True"}); err != nil {
		t.Fatal(err)
	}
	found := w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "RecordType", "SecurityComplianceCenterEOPCmdlet", "Formatted", true)
	if len(found) != 1 {
		t.Fatalf("%d records", len(found))
	}
	text := cmdlettest.Column(found, "AuditData")[0]
	for _, want := range []string{`"Operation":"New-ComplianceCase"`, `"RecordType":"SecurityComplianceCenterEOPCmdlet"`, `"Workload":"SecurityComplianceCenter"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if found := w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "RecordType", "ExchangeAdmin", "Operations", "New-ComplianceCase"); len(found) != 0 {
		t.Error("it is a record of Exchange Online too")
	}
}

func TestSearchNarrows(t *testing.T) {
	t.Parallel()
	w := world(t, 4)
	w.Must("Set-Mailbox", "Identity", "kofi", "CustomAttribute3", "something else")
	for name, c := range map[string]struct {
		args []any
		want int
	}{
		"operation":       {[]any{"Operations", "Set-Mailbox"}, 5},
		"other operation": {[]any{"Operations", "Remove-Mailbox"}, 0},
		"user":            {[]any{"UserIds", "NAVIN@contoso.com"}, 5},
		"nobody":          {[]any{"UserIds", "nobody@contoso.com"}, 0},
		"object":          {[]any{"ObjectIds", "kofi@contoso.com", "Operations", "Set-Mailbox"}, 1},
		"free text":       {[]any{"FreeText", "something else", "Operations", "Set-Mailbox"}, 1},
		"record type":     {[]any{"RecordType", "ExchangeAdmin", "Operations", "Set-Mailbox"}, 5},
		"other type":      {[]any{"RecordType", "SharePoint"}, 0},
		"number":          {[]any{"ResultSize", 2}, 2},
	} {
		got := w.Must("Search-UnifiedAuditLog", append([]any{"StartDate", start, "EndDate", end}, c.args...)...)
		if len(got) != c.want {
			t.Errorf("%s: %d records, want %d", name, len(got), c.want)
		}
	}
}

// A session returns every record once, over as many calls as it takes, and then nothing.
func TestSearchSessions(t *testing.T) {
	t.Parallel()
	w := world(t, 25)
	for _, command := range []string{"ReturnLargeSet", "ReturnNextPreviewPage"} {
		args := []any{"StartDate", start, "EndDate", end, "Operations", "Set-Mailbox", "ResultSize", 10,
			"SessionId", "s " + command, "SessionCommand", command}
		var sizes []int
		var ids []string
		for range 5 {
			found := w.Must("Search-UnifiedAuditLog", args...)
			sizes = append(sizes, len(found))
			ids = append(ids, cmdlettest.Column(found, "Identity")...)
			// what is written meanwhile does not move the pages
			w.Must("Set-Mailbox", "Identity", "mei", "CustomAttribute3", fmt.Sprint(len(ids)))
		}
		slices.Sort(ids)
		unique := len(slices.Compact(ids))
		if want := []int{10, 10, unique - 20, 0, 0}; !slices.Equal(sizes, want) {
			t.Errorf("%s: pages of %v, want %v", command, sizes, want)
		}
		if len(ids) != unique {
			t.Errorf("%s: %d records, %d of them different", command, len(ids), unique)
		}
	}
}

// F-13: a client that asks again with the same request id, because the answer was lost, gets the same page.
func TestSearchRetryGetsTheSamePage(t *testing.T) {
	t.Parallel()
	w := world(t, 6)
	call := func(id string) []string {
		w.ID = id
		return cmdlettest.Column(w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "Operations", "Set-Mailbox",
			"ResultSize", 2, "SessionId", "s", "SessionCommand", "ReturnLargeSet"), "Identity")
	}
	first, again, next := call("a"), call("a"), call("b")
	if !slices.Equal(first, again) {
		t.Errorf("the retry got %v, not %v", again, first)
	}
	if len(next) != 2 || slices.Contains(first, next[0]) {
		t.Errorf("the next page is %v after %v", next, first)
	}
}

// Scripts compute their dates for every call; the session goes on with those of the first.
func TestSearchSessionKeepsItsDates(t *testing.T) {
	t.Parallel()
	w := world(t, 5)
	var ids []string
	for n := range 4 {
		found := w.Must("Search-UnifiedAuditLog", "StartDate", fmt.Sprintf("2026-03-02T09:00:%02dZ", 30+n), "EndDate", fmt.Sprintf("2026-03-04T00:00:%02dZ", n),
			"Operations", "Set-Mailbox", "ResultSize", 2, "SessionId", "s", "SessionCommand", "ReturnLargeSet")
		ids = append(ids, cmdlettest.Column(found, "Identity")...)
	}
	slices.Sort(ids)
	if len(ids) != 5 || len(slices.Compact(ids)) != 5 {
		t.Errorf("%d records, %d different", len(ids), len(slices.Compact(ids)))
	}
}

// A session belongs to one search.
func TestSearchSessionIsOneSearch(t *testing.T) {
	t.Parallel()
	w := world(t, 2)
	args := []any{"StartDate", start, "EndDate", end, "SessionId", "s", "SessionCommand", "ReturnLargeSet"}
	w.Must("Search-UnifiedAuditLog", append(args, "Operations", "Set-Mailbox")...)
	if r := w.Run("Search-UnifiedAuditLog", append(args, "Operations", "New-Mailbox")...); r.Err == nil {
		t.Error("another search went on with the session")
	}
}

// A call of more records than a page holds goes on by cursor, and no record comes twice.
func TestSearchPagesByCursor(t *testing.T) {
	t.Parallel()
	w := world(t, 23)
	var ids []string
	page := &command.Page{Limit: 5}
	for range 10 {
		r := w.Page(page, "Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "Operations", "Set-Mailbox", "ResultSize", 20)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		ids = append(ids, cmdlettest.Column(r.Objects, "Identity")...)
		if r.Next == "" {
			break
		}
		page = &command.Page{Limit: 5, After: r.Next}
	}
	slices.Sort(ids)
	if len(ids) != 20 || len(slices.Compact(ids)) != 20 {
		t.Errorf("%d records, %d different", len(ids), len(slices.Compact(ids)))
	}
}

func TestSearchRefuses(t *testing.T) {
	t.Parallel()
	w := world(t, 0)
	for name, args := range map[string][]any{
		"no end":            {"StartDate", start},
		"backwards":         {"StartDate", end, "EndDate", start},
		"too many":          {"StartDate", start, "EndDate", end, "ResultSize", 5001},
		"command alone":     {"StartDate", start, "EndDate", end, "SessionCommand", "ReturnLargeSet"},
		"not in this build": {"StartDate", start, "EndDate", end, "SiteIds", "x"},
		"S-57: operations":  {"StartDate", start, "EndDate", end, "Operations", strings.Repeat("x,", 1001)},
		"S-57: users":       {"StartDate", start, "EndDate", end, "UserIds", strings.Repeat("x,", 1001)},
		"S-57: objects":     {"StartDate", start, "EndDate", end, "ObjectIds", strings.Repeat("x,", 1001)},
		"S-57: addresses":   {"StartDate", start, "EndDate", end, "IPAddresses", strings.Repeat("x,", 1001)},
	} {
		if r := w.Run("Search-UnifiedAuditLog", args...); r.Err == nil {
			t.Errorf("%s was accepted", name)
		} else if strings.Contains(r.Err.Error(), "%!") {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}

func TestSignInsAreShownAsSuch(t *testing.T) {
	t.Parallel()
	w := world(t, 0)
	for _, row := range []org.AuditRecord{
		{Operation: "UserLoggedIn", Actor: "olivia@contoso.com", Address: "192.0.2.7", Result: "True", Params: []org.AuditParam{{Name: "RequestType", Value: "OAuth2:Token"}}},
		{Operation: "UserLoginFailed", Actor: "olivia@contoso.com", Address: "192.0.2.8", Result: "False", Detail: "wrong password"},
	} {
		if err := w.Store.Audit(w.Context(""), row); err != nil {
			t.Fatal(err)
		}
	}
	found := w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "RecordType", "AzureActiveDirectoryStsLogon", "Formatted", true)
	text := strings.Join(cmdlettest.Column(found, "AuditData"), "\n")
	for _, want := range []string{`"RecordType":"AzureActiveDirectoryStsLogon"`, `"ResultStatus":"Success"`, `"ResultStatus":"Failed"`,
		`"LogonError":"wrong password"`, `"ActorIpAddress":"192.0.2.8"`, `"ExtendedProperties":[{"Name":"RequestType"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
	if got := w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "IPAddresses", "192.0.2.7"); len(got) != 1 {
		t.Errorf("%d records of one address", len(got))
	}
}

func TestAuditConfigIsOn(t *testing.T) {
	t.Parallel()
	w := world(t, 0)
	o := w.Must("Get-AdminAuditLogConfig")[0]
	for _, name := range []string{"AdminAuditLogEnabled", "UnifiedAuditLogIngestionEnabled"} {
		if v, _ := o.Get(name); v != true {
			t.Errorf("%s is %v", name, v)
		}
	}
}

// A kind that does not exist is an error that names those that do.
func TestRecordTypes(t *testing.T) {
	t.Parallel()
	w := world(t, 1)
	for _, text := range []string{"ExchangeAdmin", "exchangeadmin", "1"} {
		if got := w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "RecordType", text, "Operations", "Set-Mailbox"); len(got) != 1 {
			t.Errorf("%s: %d records", text, len(got))
		}
	}
	for _, text := range []string{"Nope", "0", "26", "Exchange Admin", "*"} {
		r := w.Run("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "RecordType", text)
		if got := fmt.Sprint(r.Err); !strings.Contains(got, "RecordType") || !strings.Contains(got, "ExchangeItemAggregated") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// S-59: while ingestion is off nothing is found of what happens, but it is in the trail; that it was switched
// off is found.
func TestIngestion(t *testing.T) {
	t.Parallel()
	w := world(t, 1)
	count := func(operation string) int {
		return len(w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "Operations", operation))
	}
	ingest := func(on bool) {
		w.Now = w.Now.Add(time.Minute)
		w.Must("Set-AdminAuditLogConfig", "UnifiedAuditLogIngestionEnabled", on)
		if got := cmdlettest.Column(w.Must("Get-AdminAuditLogConfig"), "UnifiedAuditLogIngestionEnabled")[0]; (got == "True") != on {
			t.Errorf("ingestion is %s", got)
		}
		w.Now = w.Now.Add(time.Minute)
	}
	ingest(false)
	w.Must("Set-Mailbox", "Identity", "mei", "CustomAttribute5", "hidden")
	if got := count("Set-Mailbox"); got != 1 {
		t.Errorf("%d records while it is off", got)
	}
	ingest(true)
	w.Must("Set-Mailbox", "Identity", "mei", "CustomAttribute5", "seen")
	if got := count("Set-Mailbox"); got != 2 {
		t.Errorf("%d records afterwards", got)
	}
	if got := count("Set-AdminAuditLogConfig"); got != 2 {
		t.Errorf("%d records of the switch", got)
	}
	if got := len(w.Audited("Set-Mailbox")); got != 3 {
		t.Errorf("%d records in the trail", got)
	}
	r := w.Run("Set-AdminAuditLogConfig", "UnifiedAuditLogIngestionEnabled", true)
	if r.Err != nil || len(r.Warnings) != 1 || len(w.Audited("Set-AdminAuditLogConfig")) != 2 {
		t.Errorf("unchanged: %v %v", r.Warnings, r.Err)
	}
}

// What a mailbox sends is an item of Exchange, with the fields that scripts look for.
func TestSendsAreShownAsSuch(t *testing.T) {
	t.Parallel()
	w := world(t, 0)
	for _, operation := range []string{"Send", "SendAs", "SendOnBehalf"} {
		row := org.AuditRecord{Operation: operation, Actor: "olivia@contoso.com", Address: "192.0.2.7", Client: "SMTP", Result: "True", Params: []org.AuditParam{
			{Name: "MailboxOwnerUPN", Value: "invoices@contoso.com"}, {Name: "MailboxGuid", Value: "0198f5a0-0000-7000-8000-000000000001"},
			{Name: "InternetMessageId", Value: "<1@contoso.com>"}, {Name: "NetworkMessageId", Value: "0198f5a0-0000-7000-8000-000000000002"},
			{Name: "Subject", Value: "Bills"}, {Name: map[string]string{"Send": "X", "SendAs": "SendAsUserSmtp", "SendOnBehalf": "SendOnBehalfOfUserSmtp"}[operation], Value: "invoices@contoso.com"},
		}}
		if err := w.Store.Audit(w.Context(""), row); err != nil {
			t.Fatal(err)
		}
	}
	found := w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "RecordType", "ExchangeItem")
	if got := strings.Join(cmdlettest.Column(found, "Operations"), " "); got != "SendOnBehalf SendAs Send" {
		t.Fatalf("operations are %s", got)
	}
	for i, want := range [][]string{
		{`"RecordType":2,`, `"LogonType":2`, `"SendOnBehalfOfUserSmtp":"invoices@contoso.com"`},
		{`"SendAsUserSmtp":"invoices@contoso.com"`, `"UserId":"olivia@contoso.com"`, `"UserType":0`, `"MailboxGuid":"0198f5a0-0000-7000-8000-000000000001"`},
		{`"LogonType":0`, `"Item":{"Id":"0198f5a0-0000-7000-8000-000000000002","InternetMessageId":"<1@contoso.com>","Subject":"Bills"}`,
			`"MailboxOwnerUPN":"invoices@contoso.com"`, `"ResultStatus":"Succeeded"`, `"ClientIPAddress":"192.0.2.7"`},
	} {
		text := cmdlettest.Column(found, "AuditData")[i]
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("no %s in %s", part, text)
			}
		}
		if strings.Contains(text, `"Parameters"`) {
			t.Errorf("parameters in %s", text)
		}
	}
	if found := w.Must("Search-UnifiedAuditLog", "StartDate", start, "EndDate", end, "FreeText", "Bills"); len(found) != 3 {
		t.Errorf("%d records of the subject", len(found))
	}
}
