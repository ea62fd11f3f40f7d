package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A trespass is what an ordinary user tries with the mailbox of somebody else. %s stands for its name.
type trespass struct {
	cmdlet string
	params map[string]any
}

func trespasses() []trespass {
	const own = "olivia@contoso.com"
	return []trespass{
		{"Get-InboxRule", map[string]any{"Mailbox": "%s"}},
		{"Get-InboxRule", map[string]any{"Mailbox": own, "Identity": `%s\Newsletters`}},
		{"Get-InboxRule", map[string]any{"Identity": `%s\Newsletters`}},
		{"New-InboxRule", map[string]any{"Mailbox": "%s", "Name": "x", "DeleteMessage": true}},
		{"New-InboxRule", map[string]any{"Mailbox": own, "Name": "x", "MoveToFolder": `%s:\Inbox`}},
		{"Set-InboxRule", map[string]any{"Mailbox": own, "Identity": `%s\Newsletters`, "DeleteMessage": true}},
		{"Set-InboxRule", map[string]any{"Mailbox": "%s", "Identity": "Newsletters", "DeleteMessage": true}},
		{"Disable-InboxRule", map[string]any{"Mailbox": "%s", "Identity": "Newsletters"}},
		{"Remove-InboxRule", map[string]any{"Identity": `%s\Newsletters`, "Force": true}},
		{"Get-MailboxAutoReplyConfiguration", map[string]any{"Identity": "%s"}},
		{"Set-MailboxAutoReplyConfiguration", map[string]any{"Identity": "%s", "AutoReplyState": "Enabled"}},
		{"Get-MailboxRegionalConfiguration", map[string]any{"Identity": "%s"}},
		{"Set-MailboxRegionalConfiguration", map[string]any{"Identity": "%s", "Language": "de-DE"}},
		{"Get-CalendarProcessing", map[string]any{"Identity": "%s"}},
		{"Set-CalendarProcessing", map[string]any{"Identity": "%s", "AutomateProcessing": "None"}},
		{"Get-MailboxFolderPermission", map[string]any{"Identity": `%s:\Calendar`}},
		{"Add-MailboxFolderPermission", map[string]any{"Identity": `%s:\Calendar`, "User": own, "AccessRights": "Owner"}},
		{"Set-MailboxFolderPermission", map[string]any{"Identity": `%s:\Calendar`, "User": "Default", "AccessRights": "Owner"}},
		{"Remove-MailboxFolderPermission", map[string]any{"Identity": `%s:\Calendar`, "User": own}},
		{"Get-MailboxFolder", map[string]any{"Identity": `%s:\Inbox`}},
		{"New-MailboxFolder", map[string]any{"Parent": `%s:\Inbox`, "Name": "x"}},
		{"Get-MailboxCalendarFolder", map[string]any{"Identity": `%s:\Calendar`}},
		{"Set-MailboxCalendarFolder", map[string]any{"Identity": `%s:\Calendar`, "PublishEnabled": true}},
		{"Get-MailboxFolderStatistics", map[string]any{"Identity": "%s"}},
		{"Get-MailboxStatistics", map[string]any{"Identity": "%s"}},
		{"Get-MobileDevice", map[string]any{"Mailbox": "%s"}},
		{"Get-MobileDeviceStatistics", map[string]any{"Mailbox": "%s"}},
	}
}

// S-49: what a mailbox holds and how it behaves is its own user's. By whatever name an ordinary user
// addresses somebody else's, alone or beside their own, the answer is that for nobody at all, and nothing
// changes.
func TestS49MailboxContentIsItsUsers(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	r := s.Realms()[0]
	admin, olivia := at(t, s, r.ConnectionURI, account(t, s, "amara")), at(t, s, r.ConnectionURI, account(t, s, "olivia"))
	_, answer := admin.ask(http.MethodPost, "InvokeCommand", "test", invocationOf("Get-Mailbox", map[string]any{"Identity": "navin@contoso.com"}))
	navin := answer["value"].([]any)[0].(map[string]any)
	before := census(t, s)
	for property, absent := range map[string]string{
		"Guid": "11111111-2222-4333-8444-555555555555", "ExchangeGuid": "11111111-2222-4333-8444-555555555556",
		"Alias": "nosuch", "UserPrincipalName": "nosuch@contoso.com", "DisplayName": "No Such", "LegacyExchangeDN": "/o=exosh/cn=nosuch",
		"DistinguishedName": "CN=No Such,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local",
	} {
		hidden, _ := navin[property].(string)
		for _, try := range trespasses() {
			status1, text1 := olivia.trespass(try, hidden)
			status2, text2 := olivia.trespass(try, absent)
			if status1 < 400 || status1 != status2 || strings.ReplaceAll(text1, hidden, "X") != strings.ReplaceAll(text2, absent, "X") {
				t.Errorf("%s %v by %s:\n%d %s\n%d %s", try.cmdlet, try.params, property, status1, text1, status2, text2)
			}
		}
	}
	if after := census(t, s); after != before {
		t.Errorf("the organisation changed:\nbefore %s\nafter  %s", before, after)
	}
}

// S-49: nor through the entities below a mailbox, alone or in a batch.
func TestS49EntitiesOfOthersAreAbsent(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	r := s.Realms()[0]
	olivia := at(t, s, r.ConnectionURI, account(t, s, "olivia"))
	for _, resource := range []string{
		"Mailbox('%s')", "Recipient('%s')", "CasMailbox('%s')", "Mailbox('%s')/MailboxPermission",
		"Mailbox('%s')/MailboxFolder('Calendar')/MailboxFolderPermission", "Mailbox('%s')/Exchange.GetMailboxStatistics()",
		"Mailbox('%s')/MailboxFolder/Exchange.GetMailboxFolderStatistics(folderscope=All)",
		"Mailbox('%s')/MobileDevice/Exchange.GetMobileDeviceStatistics()", "Recipient/Exchange.BySmtpAddress(SmtpAddress='%s')",
	} {
		var single, batched [2]string
		for i, name := range []string{"navin@contoso.com", "nosuch@contoso.com"} {
			path := strings.ReplaceAll(resource, "%s", url.PathEscape(name))
			status, answer := olivia.ask(http.MethodGet, path, "test", nil)
			single[i] = anonymous(status, answer["error"], name)
			_, answer = olivia.ask(http.MethodPost, "$batch", "test", map[string]any{"requests": []any{map[string]any{"id": "1", "method": "GET", "url": path}}})
			one := answer["responses"].([]any)[0].(map[string]any)
			body, _ := one["body"].(map[string]any)
			batched[i] = anonymous(int(one["status"].(float64)), body["error"], name)
		}
		if single[0] != single[1] || batched[0] != batched[1] || strings.HasPrefix(single[0], "2") || strings.HasPrefix(batched[0], "2") {
			t.Errorf("%s:\n%q\n%q", resource, single, batched)
		}
	}
	status, answer := olivia.ask(http.MethodGet, "Mailbox", "test", nil)
	if list, _ := answer["value"].([]any); status != http.StatusOK || len(list) != 1 {
		t.Errorf("an ordinary user lists %d mailboxes: %d", len(list), status)
	}
}

// anonymous returns an answer's status and message without the name that was asked for.
func anonymous(status int, fault any, name string) string {
	e, _ := fault.(map[string]any)
	message, _ := e["message"].(string)
	return fmt.Sprintln(status, strings.ReplaceAll(message, name, "X"))
}

func invocationOf(cmdlet string, params map[string]any) map[string]any {
	return map[string]any{"CmdletInput": map[string]any{"CmdletName": cmdlet, "Parameters": params}}
}

// trespass tries something on a mailbox and returns the answer.
func (e endpoint) trespass(try trespass, name string) (int, string) {
	e.t.Helper()
	params := map[string]any{}
	for p, v := range try.params {
		if text, ok := v.(string); ok {
			v = strings.ReplaceAll(text, "%s", name)
		}
		params[p] = v
	}
	if !strings.HasPrefix(try.cmdlet, "Get-") {
		params["Confirm"] = false
	}
	status, answer := e.ask(http.MethodPost, "InvokeCommand", "test", invocationOf(try.cmdlet, params))
	text, err := json.Marshal(answer["error"])
	if err != nil {
		e.t.Fatal(err)
	}
	return status, strings.ReplaceAll(string(text), `\\`, `\`)
}
