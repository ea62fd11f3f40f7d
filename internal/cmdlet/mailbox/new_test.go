package mailbox_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func secret(text string) *object.SecureString { return &object.SecureString{Plain: text} }

const good = "Correct-Horse-9"

func TestNewMailboxOfAPerson(t *testing.T) {
	t.Parallel()
	w := world(t)
	made := w.Must("New-Mailbox", "Name", "Zoë Ångström", "MicrosoftOnlineServicesID", "zoe@contoso.com",
		"Password", secret(good), "FirstName", "Zoë", "ResetPasswordOnNextLogon", true)[0]
	for property, want := range map[string]string{
		"Alias": "zoe", "PrimarySmtpAddress": "zoe@contoso.com", "UserPrincipalName": "zoe@contoso.com",
		"DisplayName": "Zoë Ångström", "RecipientTypeDetails": "UserMailbox", "AccountDisabled": "False",
		"ResetPasswordOnNextLogon": "True", "RoleAssignmentPolicy": "Default Role Assignment Policy",
		"ProhibitSendQuota": "99 GB (106,300,440,576 bytes)", "RetentionPolicy": "Default MRM Policy",
		"EmailAddresses": "SMTP:zoe@contoso.com smtp:zoe@contoso.onmicrosoft.com",
	} {
		if v, _ := made.Get(property); object.String(v) != want {
			t.Errorf("%s is %q, want %q", property, object.String(v), want)
		}
	}
	w.View(func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, "zoe@contoso.com")
		if err != nil || !a.Enabled || !a.MustChange || !strings.HasPrefix(a.PasswordHash, "$argon2id$") {
			t.Errorf("account is %+v, %v", a, err)
		}
		return nil
	})
	rows := w.Audited("New-Mailbox")
	if len(rows) != 1 || len(rows[0].Targets) != 2 {
		t.Fatalf("F-12: audit rows are %+v", rows)
	}
	for _, c := range rows[0].Changes {
		if strings.Contains(object.String(c.New), "argon2id") {
			t.Errorf("S-60: the audit row shows the hash in %s", c.Property)
		}
	}
}

func TestNewMailboxOfThings(t *testing.T) {
	t.Parallel()
	w := world(t)
	for kind, details := range map[string]string{"Shared": "SharedMailbox", "Room": "RoomMailbox", "Equipment": "EquipmentMailbox"} {
		made := w.Must("New-Mailbox", "Name", "Blue "+kind, kind, true)[0]
		for property, want := range map[string]string{
			"RecipientTypeDetails": details, "Alias": "Blue" + kind, "AccountDisabled": "True",
			"PrimarySmtpAddress": "Blue" + kind + "@contoso.com", "ProhibitSendReceiveQuota": "50 GB (53,687,091,200 bytes)",
		} {
			if v, _ := made.Get(property); object.String(v) != want {
				t.Errorf("%s: %s is %q, want %q", kind, property, object.String(v), want)
			}
		}
	}
	capacity := w.Must("New-Mailbox", "Name", "Big Room", "Room", true, "ResourceCapacity", 40, "DisplayName", "The Big Room", "Alias", "big")
	if got := cmdlettest.Column(capacity, "ResourceCapacity"); got[0] != "40" {
		t.Errorf("capacity is %v", got)
	}
}

// F-11: what can't be made is not half made.
func TestNewMailboxIsAllOrNothing(t *testing.T) {
	t.Parallel()
	w := world(t)
	count := func() (n int) {
		w.View(func(tx org.Tx) error {
			for _, kind := range []string{org.KindAccount, org.KindRecipient} {
				all, err := org.All(tx, kind, nil)
				if err != nil {
					return err
				}
				n += len(all)
			}
			return nil
		})
		return n
	}
	before := count()
	person := func(more ...any) []any {
		return append([]any{"Name", "New One", "MicrosoftOnlineServicesID", "new.one@contoso.com", "Password", secret(good)}, more...)
	}
	for name, c := range map[string]struct {
		args []any
		id   string
	}{
		"taken address":     {person("PrimarySmtpAddress", "navin@contoso.com"), "ProxyAddressExistsException"},
		"taken alias":       {person("Alias", "navin"), "ProxyAddressExistsException"},
		"taken name":        {append(person(), "Name", "Navin Rao")[2:], "ADObjectAlreadyExistsException"},
		"taken UPN":         {[]any{"Name", "x", "Alias", "xyz", "MicrosoftOnlineServicesID", "yara@contoso.com", "Password", secret(good)}, "ProxyAddressExistsException"},
		"foreign domain":    {[]any{"Name", "x", "MicrosoftOnlineServicesID", "x@elsewhere.example", "Password", secret(good)}, "NotAcceptedDomainException"},
		"weak password":     {[]any{"Name", "x", "MicrosoftOnlineServicesID", "x@contoso.com", "Password", secret("1")}, "PasswordPolicy"},
		"no plan":           {person("MailboxPlan", "None"), "ManagementObjectNotFoundException"},
		"no archive":        {person("MailboxPlan", "ExchangeOnlineDeskless", "Archive", true), "RecipientTaskException"},
		"no such unit":      {person("OrganizationalUnit", "Elsewhere"), "ManagementObjectNotFoundException"},
		"not carried out":   {[]any{"Name", "x", "PublicFolder", true}, "NotSupported"},
		"nothing said":      {[]any{"Name", "x"}, ""},
		"unknown moderator": {person("ModeratedBy", "nobody"), "ManagementObjectNotFoundException"},
	} {
		r := w.Run("New-Mailbox", c.args...)
		var e *command.Error
		if !errors.As(r.Err, &e) || c.id != "" && e.ID != c.id {
			t.Errorf("%s: error is %v", name, r.Err)
		}
		if len(r.Objects) > 0 {
			t.Errorf("%s: there was output", name)
		}
	}
	if after := count(); after != before {
		t.Errorf("%d objects before, %d after", before, after)
	}
	if rows := w.Audited("New-Mailbox"); len(rows) != 0 {
		t.Errorf("%d audit rows", len(rows))
	}
}

// F-11: of many who want one address at the same time, one gets it.
func TestAddressIsUniqueUnderConcurrency(t *testing.T) {
	t.Parallel()
	w := world(t)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			errs[i] = w.Run("New-Mailbox", "Name", fmt.Sprint("Racer ", i), "Alias", fmt.Sprint("racer", i), "Shared", true,
				"PrimarySmtpAddress", "race@contoso.com").Err
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		}
	}
	if rows := w.Audited("New-Mailbox"); won != 1 || len(rows) != 1 {
		t.Errorf("%d got the address, %d audit rows: %v", won, len(rows), errs)
	}
}

func TestRemoveMailbox(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Remove-Mailbox", "Identity", "olivia")
	if r := w.Run("Get-Mailbox", "Identity", "olivia"); !org.IsNotFound(r.Err) {
		t.Errorf("the mailbox is still there: %v", r.Err)
	}
	gone := w.Must("Get-Mailbox", "SoftDeletedMailbox", true, "Identity", "olivia@contoso.com")
	if got := cmdlettest.Column(gone, "IsSoftDeletedByRemove"); got[0] != "True" {
		t.Errorf("IsSoftDeletedByRemove is %v", got)
	}
	if got := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "peter"), "ForwardingAddress"); got[0] != "" {
		t.Errorf("mail is still forwarded to %v", got)
	}
	w.View(func(tx org.Tx) error {
		if _, _, err := org.AccountByUPN(tx, "olivia@contoso.com"); !org.IsNotFound(err) {
			t.Errorf("the account is still there: %v", err)
		}
		return nil
	})
	// its names are free again
	w.Must("New-Mailbox", "Name", "Olivia Martin", "Alias", "olivia", "MicrosoftOnlineServicesID", "olivia@contoso.com", "Password", secret(good))
	if got := w.Must("Get-Mailbox", "Identity", "olivia@contoso.com"); len(got) != 1 {
		t.Errorf("%d mailboxes", len(got))
	}
	// and the removed one can be purged
	guid := cmdlettest.Column(gone, "Guid")[0]
	w.Must("Remove-Mailbox", "Identity", guid, "PermanentlyDelete", true)
	if r := w.Run("Get-Mailbox", "SoftDeletedMailbox", true, "Identity", guid); !org.IsNotFound(r.Err) {
		t.Errorf("the removed mailbox is still there: %v", r.Err)
	}
}

func TestRemoveMailboxUnderHold(t *testing.T) {
	t.Parallel()
	w := world(t)
	guid := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "siobhan.oconnor"), "Guid")[0]
	w.Must("Remove-Mailbox", "Identity", guid)
	if got := w.Must("Get-Mailbox", "InactiveMailboxOnly", true); len(got) != 2 { // Greta was before
		t.Errorf("%d inactive mailboxes", len(got))
	}
	if r := w.Run("Remove-Mailbox", "Identity", guid, "PermanentlyDelete", true); r.Err == nil {
		t.Error("a mailbox on hold was deleted for good")
	}
}

// S-50: the last administrator can't be removed, blocked or disconnected.
func TestLastAdministratorStays(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, r := range map[string]cmdlettest.Reply{
		"removed": w.Run("Remove-Mailbox", "Identity", "navin"),
		"blocked": w.Run("Set-Mailbox", "Identity", "navin", "AccountDisabled", true),
	} {
		var e *command.Error
		if !errors.As(r.Err, &e) || e.ID != "LastAdministrator" {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}

// Removing asks by itself, and does nothing where nobody can answer.
func TestRemoveMailboxAsks(t *testing.T) {
	t.Parallel()
	w := world(t)
	if r := w.Call(nil, command.Prefs{}, "Remove-Mailbox", "Identity", "olivia"); r.Err == nil {
		t.Error("it did not ask")
	}
	w.Must("Get-Mailbox", "Identity", "olivia")
	if r := w.Call(nil, command.Prefs{}, "Remove-Mailbox", "Identity", "olivia", "Force", true); r.Err != nil {
		t.Errorf("-Force: %v", r.Err)
	}
}

// A group of more members than an entry has names still loses the one who goes.
func TestRemoveMailboxLeavesLargeGroups(t *testing.T) {
	t.Parallel()
	w := world(t)
	update := func(fn func(org.Tx) error) {
		t.Helper()
		if err := w.Store.Update(w.Context("test"), fn); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx org.Tx) error {
		g, err := directory.Resolve(tx, "all.sales", directory.Live)
		if err != nil {
			return err
		}
		v, _ := g.Props.Get("Members")
		members := v.([]any)
		for n := range 2500 {
			id := org.SeedID(w.Tenant, fmt.Sprint("member ", n))
			members = append(members, object.ADObjectID{ID: id, Name: fmt.Sprint("Member ", n)})
		}
		g.Props.Set("Members", members)
		return directory.Save(tx, g)
	})
	w.Must("Remove-Mailbox", "Identity", "olivia")
	w.View(func(tx org.Tx) error {
		g, err := directory.Resolve(tx, "all.sales", directory.Live)
		if err != nil {
			return err
		}
		if got := len(directory.References(g, "Members")); got != 2504 {
			t.Errorf("%d members are left", got)
		}
		return nil
	})
}
