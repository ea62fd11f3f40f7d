package demo

import (
	"context"
	"fmt"
	"io"
)

// A step of the tour is what a person types and, where its output alone is no proof, a command that
// fails unless it held.
type step struct{ typed, proof string }

// tour is the article's quick test: load, connect with a second factor, look around, change
// something, see the change and its audit record, send a message and see where it went, disconnect.
var tour = []step{
	{typed: `Import-Module ExchangeOnlineManagement`},
	{
		typed: `Connect-ExchangeOnline -UserPrincipalName navin@contoso.com -ShowProgress $true`,
		proof: `if (@(Get-ConnectionInformation).Count -ne 1) { throw 'there is no connection' }`,
	},
	{
		typed: `Get-Mailbox -ResultSize 8`,
		proof: `if (@(Get-Mailbox -ResultSize 8 -WarningAction SilentlyContinue).Count -ne 8) { throw 'there are not eight mailboxes' }`,
	},
	{
		typed: `Get-AcceptedDomain`,
		proof: `if (@(Get-AcceptedDomain).DomainName -notcontains 'contoso.com') { throw 'contoso.com is not accepted' }`,
	},
	{
		typed: `Get-ConnectionInformation | Format-List UserPrincipalName, ConnectionUri, State, TokenStatus`,
		proof: `if ((Get-ConnectionInformation).State -ne 'Connected') { throw 'the connection is not connected' }`,
	},
	{typed: `Set-Mailbox -Identity olivia@contoso.com -CustomAttribute1 'Set by the demo'`},
	{
		typed: `Get-Mailbox -Identity olivia@contoso.com | Format-List DisplayName, PrimarySmtpAddress, CustomAttribute1`,
		proof: `if ((Get-Mailbox -Identity olivia@contoso.com).CustomAttribute1 -ne 'Set by the demo') { throw 'the change is not there' }`,
	},
	{
		typed: `$found = Search-UnifiedAuditLog -StartDate (Get-Date).AddDays(-1) -EndDate (Get-Date).AddDays(1) -Operations Set-Mailbox -UserIds navin@contoso.com`,
		proof: `if (@($found).Count -ne 1) { throw "the change has $(@($found).Count) audit records" }`,
	},
	{typed: `$found | Format-List CreationDate, UserIds, Operations`},
	{
		typed: `Send-MailMessage -From olivia@contoso.com -To navin@contoso.com -Subject 'Hello' -Body 'Sent by the demo.' -WarningAction Ignore`,
		proof: `for ($i = 0; (Get-MessageTraceV2 -SenderAddress olivia@contoso.com).Status -ne 'Delivered'; $i++) { if ($i -eq 20) { throw 'the message was not delivered' }; Start-Sleep -Milliseconds 200 }`,
	},
	{typed: `Get-MessageTraceV2 -SenderAddress olivia@contoso.com | Format-Table SenderAddress, RecipientAddress, Subject, Status`},
	{
		typed: `Disconnect-ExchangeOnline -Confirm:$false`,
		proof: `if (@(Get-ConnectionInformation).Count -ne 0) { throw 'there is still a connection' }`,
	},
}

// runner runs a text in the session that the steps share and returns its exit code.
type runner interface {
	Run(ctx context.Context, text string, args []string) int
}

// play types the steps one after the other. It stops at the first that does not hold and returns
// whether all did.
func play(ctx context.Context, sh runner, out io.Writer, steps []step) bool {
	for i, s := range steps {
		fmt.Fprintf(out, "PS> %s\n", s.typed)
		if code := sh.Run(ctx, s.typed, nil); code != 0 {
			fmt.Fprintf(out, "\nStep %d of %d failed.\n", i+1, len(steps))
			return false
		}
		if s.proof == "" {
			continue
		}
		if code := sh.Run(ctx, s.proof, nil); code != 0 {
			fmt.Fprintf(out, "\nStep %d of %d did not hold.\n", i+1, len(steps))
			return false
		}
	}
	fmt.Fprintf(out, "\nAll %d steps held.\n", len(steps))
	return true
}
