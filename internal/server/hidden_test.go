package server

import (
	"encoding/json"
	"strings"
	"testing"
)

// S-49: by whatever name an ordinary user addresses somebody else, as the object of a cmdlet or in a
// parameter that refers to people, the answer is that for nobody at all.
func TestS49HiddenIsAbsent(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	tenant := s.Realms()[0].TenantID
	admin, olivia := token(t, s, account(t, s, "amara")), token(t, s, account(t, s, "olivia"))
	_, answer := invoke(t, s, admin, tenant, "Get-Mailbox", map[string]any{"Identity": "navin@contoso.com"})
	navin := answer["value"].([]any)[0].(map[string]any)
	ask := func(cmdlet, parameter string, value any) (int, string) {
		params := map[string]any{"Identity": "olivia@contoso.com", "Confirm": false}
		if strings.HasPrefix(cmdlet, "Get-") {
			params = map[string]any{}
		}
		if cmdlet == "Set-Mailbox" && parameter == "Identity" {
			params["DeliverToMailboxAndForward"] = false
		}
		params[parameter] = value
		status, answer := invoke(t, s, olivia, tenant, cmdlet, params)
		text, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		return status, string(text)
	}
	for property, absent := range map[string]string{
		"Guid": "11111111-2222-4333-8444-555555555555", "ExchangeGuid": "11111111-2222-4333-8444-555555555556",
		"ExternalDirectoryObjectId": "11111111-2222-4333-8444-555555555557", "Alias": "nosuch", "UserPrincipalName": "nosuch@contoso.com",
		"LegacyExchangeDN": "/o=exosh/cn=nosuch", "SamAccountName": "$nosuch", "DisplayName": "No Such",
		"DistinguishedName": "CN=No Such,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local",
	} {
		hidden, _ := navin[property].(string)
		if hidden == "" {
			t.Fatalf("navin has no %s", property)
		}
		for _, c := range []struct{ cmdlet, parameter string }{
			{"Get-Mailbox", "Identity"}, {"Get-User", "Identity"}, {"Get-Recipient", "Identity"},
			{"Set-Mailbox", "Identity"}, {"Set-Mailbox", "ForwardingAddress"}, {"Set-Mailbox", "GrantSendOnBehalfTo"}, {"Set-User", "Manager"},
		} {
			status1, text1 := ask(c.cmdlet, c.parameter, hidden)
			status2, text2 := ask(c.cmdlet, c.parameter, absent)
			if status1 < 400 || status1 != status2 || strings.ReplaceAll(text1, hidden, "X") != strings.ReplaceAll(text2, absent, "X") {
				t.Errorf("%s -%s by %s:\n%d %s\n%d %s", c.cmdlet, c.parameter, property, status1, text1, status2, text2)
			}
		}
	}
}
