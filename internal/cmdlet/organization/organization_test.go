package organization_test

import (
	"slices"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/organization"
	"example.org/exosh/object"
)

func TestMailboxPlan(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, organization.Commands)
	names := cmdlettest.Column(w.Must("Get-MailboxPlan"), "DisplayName")
	slices.Sort(names)
	if want := []string{"ExchangeOnline", "ExchangeOnlineDeskless", "ExchangeOnlineEnterprise", "ExchangeOnlineEssentials"}; !slices.Equal(names, want) {
		t.Errorf("plans are %v", names)
	}
	standard := w.Must("Get-MailboxPlan", "Filter", "IsDefault -eq $true")
	if got := cmdlettest.Column(standard, "ProhibitSendReceiveQuota"); !slices.Equal(got, []string{"100 GB (107,374,182,400 bytes)"}) {
		t.Errorf("the default plan has %v", got)
	}
	if got := w.Must("Get-MailboxPlan", "Identity", "ExchangeOnlineDeskless"); len(got) != 1 {
		t.Errorf("%d plans", len(got))
	}
}

// A plan is what new mailboxes get.
func TestSetMailboxPlan(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, organization.Commands, mailbox.Commands)
	quota := func(name string) string {
		return cmdlettest.Column(w.Must("Get-Mailbox", "Identity", name), "ProhibitSendReceiveQuota")[0]
	}
	old := quota("olivia")
	w.Must("Set-MailboxPlan", "Identity", "ExchangeOnlineEnterprise", "IssueWarningQuota", "7GB", "ProhibitSendQuota", "8GB", "ProhibitSendReceiveQuota", "9GB")
	w.Must("New-Mailbox", "Name", "Newcomer", "MicrosoftOnlineServicesID", "newcomer@contoso.com", "Password", &object.SecureString{Plain: "Granite-Meadow-17"})
	if got := quota("newcomer"); got != "9 GB (9,663,676,416 bytes)" {
		t.Errorf("the new mailbox has %s", got)
	}
	if got := quota("olivia"); got != old {
		t.Errorf("the quota of an old mailbox went from %s to %s", old, got)
	}
	w.Must("Set-MailboxPlan", "Identity", "ExchangeOnline", "IsDefault", true)
	if got := cmdlettest.Column(w.Must("Get-MailboxPlan", "Filter", "IsDefault -eq $true"), "DisplayName"); !slices.Equal(got, []string{"ExchangeOnline"}) {
		t.Errorf("default plans are %v", got)
	}
	for _, args := range [][]any{
		{"ProhibitSendQuota", "12GB"}, {"MaxSendSize", "200MB"}, {"RetainDeletedItemsFor", "31.00:00:00"}, {"ProhibitSendReceiveQuota", "Unlimited"},
		{"RoleAssignmentPolicy", "Default Role Assignment Policy"}, {"Guid", "x"},
	} {
		if r := w.Run("Set-MailboxPlan", append([]any{"Identity", "ExchangeOnlineEnterprise"}, args...)...); r.Err == nil {
			t.Errorf("%v was accepted", args)
		}
	}
	r := w.Run("Set-MailboxPlan", "Identity", "ExchangeOnlineEnterprise", "ProhibitSendReceiveQuota", "9GB")
	if r.Err != nil || len(r.Warnings) != 1 {
		t.Errorf("unchanged: %v %v", r.Warnings, r.Err)
	}
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(organization.Commands))
	w.AllOrNothing(f, cmdlettest.Change{Cmdlet: "Set-MailboxPlan", Args: []any{"Identity", "ExchangeOnline", "IsDefault", true}, Writes: 2})
}
