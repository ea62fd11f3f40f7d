package mailbox_test

import (
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
)

// F-11: a cmdlet of several writes that breaks at any of them leaves everything as it was, and no audit
// record (F-12).
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(mailbox.Commands))
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "New-Mailbox", Args: []any{"Name", "Whole Or None", "MicrosoftOnlineServicesID", "whole@contoso.com", "Password", secret(good)}, Writes: 2},
		{Cmdlet: "Set-Mailbox", Args: []any{"Identity", "olivia", "Name", "Olivia New", "AccountDisabled", true, "DisplayName", "x"}, Writes: 3},
		{Cmdlet: "Remove-Mailbox", Args: []any{"Identity", "hana"}, Writes: 3},
	} {
		w.AllOrNothing(f, c)
	}
}
