package mailbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

func archiveGuid(w *cmdlettest.World, who string) string {
	return cmdlettest.Column(w.Must("Get-Mailbox", "Identity", who), "ArchiveGuid")[0]
}

const noGuid = "00000000-0000-0000-0000-000000000000"

// An archive that was taken away comes back within thirty days, with what is in it.
func TestArchiveComesBack(t *testing.T) {
	t.Parallel()
	w := world(t)
	was := archiveGuid(w, "victor")
	w.Must("Disable-Mailbox", "Identity", "victor", "Archive", true)
	if got := archiveGuid(w, "victor"); got != noGuid {
		t.Errorf("archive %s is still there", got)
	}
	if got := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "victor"), "DisabledArchiveGuid")[0]; got != was {
		t.Errorf("the disabled archive is %s", got)
	}
	w.Now = w.Now.AddDate(0, 0, 29)
	made := w.Must("Enable-Mailbox", "Identity", "victor", "Archive", true, "ArchiveName", "Old mail")
	if len(made) != 1 || cmdlettest.Column(made, "ArchiveStatus")[0] != "Active" || archiveGuid(w, "victor") != was {
		t.Errorf("the archive is %s, was %s", archiveGuid(w, "victor"), was)
	}
	if got := cmdlettest.Column(made, "ArchiveName")[0]; got != "[Old mail]" && got != "Old mail" {
		t.Errorf("it is called %s", got)
	}
	w.Must("Disable-Mailbox", "Identity", "victor", "Archive", true)
	w.Now = w.Now.AddDate(0, 0, 31)
	w.Must("Enable-Mailbox", "Identity", "victor", "Archive", true)
	if got := archiveGuid(w, "victor"); got == was || got == noGuid {
		t.Errorf("after 31 days the archive is %s", got)
	}
}

func TestArchiveIsTakenForGood(t *testing.T) {
	t.Parallel()
	w := world(t)
	id, _ := org.ParseID(archiveGuid(w, "victor"))
	w.Must("Disable-Mailbox", "Identity", "victor", "Archive", true, "PermanentlyDisable", true)
	w.View(func(tx org.Tx) error {
		if _, err := tx.Get(box.KindContent, id); !org.IsNotFound(err) {
			t.Errorf("what was in it is still there: %v", err)
		}
		return nil
	})
	if got := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "victor"), "DisabledArchiveGuid")[0]; got != noGuid {
		t.Errorf("the disabled archive is %s", got)
	}
}

func TestArchiveRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Enable-Mailbox", "Identity", "siobhan.oconnor", "Archive", true)
	w.Must("Enable-Mailbox", "Identity", "victor", "AutoExpandingArchive", true)
	w.Must("Enable-Mailbox", "Identity", "lucia", "Archive", true)
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		want   string
	}{
		"has one":           {"Enable-Mailbox", []any{"Identity", "victor", "Archive", true}, "already has an archive"},
		"plan has none":     {"Enable-Mailbox", []any{"Identity", "tomasz", "Archive", true}, "has no plan that includes an archive"},
		"no plan":           {"Enable-Mailbox", []any{"Identity", "invoices", "Archive", true}, "has no plan that includes an archive"},
		"none to grow":      {"Enable-Mailbox", []any{"Identity", "navin", "AutoExpandingArchive", true}, "has no archive that could grow"},
		"small one":         {"Enable-Mailbox", []any{"Identity", "lucia", "AutoExpandingArchive", true}, "only one of 90 GB or more"},
		"group":             {"Enable-Mailbox", []any{"Identity", "all.sales", "Archive", true}, "couldn't be found"},
		"none to take":      {"Disable-Mailbox", []any{"Identity", "navin", "Archive", true}, "has no archive"},
		"under hold":        {"Disable-Mailbox", []any{"Identity", "siobhan.oconnor", "Archive", true}, "has to be kept"},
		"grows":             {"Disable-Mailbox", []any{"Identity", "victor", "Archive", true}, "can't be disabled any more"},
		"nothing of both":   {"Disable-Mailbox", []any{"Identity", "victor"}, "Archive"},
		"removed":           {"Disable-Mailbox", []any{"Identity", "felix", "Archive", true}, "couldn't be found"},
		"name of one twice": {"Enable-Mailbox", []any{"Identity", "navin", "Archive", true, "ArchiveName", []any{"a", "b"}}, "ArchiveName"},
	} {
		if r := w.Run(c.cmdlet, c.args...); r.Err == nil || !strings.Contains(fmt.Sprint(r.Err), c.want) {
			t.Errorf("%s: got %v, want %s", name, r.Err, c.want)
		}
	}
}

// A removed mailbox comes back as it was, with a new account that has the old name and no roles.
func TestUndoSoftDeletedMailbox(t *testing.T) {
	t.Parallel()
	w := world(t)
	guid := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "amara"), "Guid")[0]
	w.Must("Remove-Mailbox", "Identity", "amara")
	got := w.Must("Undo-SoftDeletedMailbox", "SoftDeletedObject", guid, "Password", secret(good))
	if len(got) != 1 || cmdlettest.Column(got, "PrimarySmtpAddress")[0] != "amara@contoso.com" || cmdlettest.Column(got, "Guid")[0] != guid {
		t.Errorf("got %v", got)
	}
	w.View(func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, "amara@contoso.com")
		if err != nil {
			return err
		}
		if !a.Enabled || a.PasswordHash == "" || len(a.DirectoryRoles) != 0 || len(a.Plans) != 1 {
			t.Errorf("the account is %+v", a)
		}
		return nil
	})
	if left := w.Must("Get-Mailbox", "SoftDeletedMailbox", true); len(left) != 2 {
		t.Errorf("%d removed mailboxes", len(left))
	}
	if n := len(w.Audited("Undo-SoftDeletedMailbox")); n != 1 {
		t.Errorf("%d audit records", n)
	}
}

// Somebody else has the name by now: the mailbox comes back under another.
func TestUndoSoftDeletedMailboxUnderAnotherName(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("New-Mailbox", "Name", "Felix Other", "MicrosoftOnlineServicesID", "felix@contoso.com", "Password", secret(good))
	if r := w.Run("Undo-SoftDeletedMailbox", "SoftDeletedObject", "Felix Arden"); r.Err == nil || !strings.Contains(r.Err.Error(), "felix@contoso.com") {
		t.Errorf("the name was given twice: %v", r.Err)
	}
	r := w.Run("Undo-SoftDeletedMailbox", "SoftDeletedObject", "Felix Arden", "WindowsLiveID", "felix.arden@contoso.com", "DisplayName", "Felix A.")
	if r.Err == nil {
		t.Error("the alias was given twice")
	}
	w.Must("Set-Mailbox", "Identity", "felix@contoso.com", "Alias", "felix.other")
	got := w.Must("Undo-SoftDeletedMailbox", "SoftDeletedObject", "Felix Arden", "WindowsLiveID", "felix.arden@contoso.com", "DisplayName", "Felix A.")
	if cmdlettest.Column(got, "PrimarySmtpAddress")[0] != "felix.arden@contoso.com" || cmdlettest.Column(got, "DisplayName")[0] != "Felix A." ||
		cmdlettest.Column(got, "UserPrincipalName")[0] != "felix.arden@contoso.com" {
		t.Errorf("got %v", got[0].Props)
	}
}

func TestUndoSoftDeletedMailboxRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		args []any
		want string
	}{
		"there":          {[]any{"SoftDeletedObject", "olivia"}, "couldn't be found"},
		"inactive":       {[]any{"SoftDeletedObject", "Greta Lindqvist"}, "is inactive"},
		"foreign domain": {[]any{"SoftDeletedObject", "Felix Arden", "WindowsLiveID", "felix@fabrikam.example"}, "fabrikam.example"},
		"weak password":  {[]any{"SoftDeletedObject", "Felix Arden", "Password", secret("x")}, "password"},
		"public folder":  {[]any{"SoftDeletedObject", "Felix Arden", "PublicFolder", true}, "PublicFolder"},
	} {
		if r := w.Run("Undo-SoftDeletedMailbox", c.args...); r.Err == nil || !strings.Contains(fmt.Sprint(r.Err), c.want) {
			t.Errorf("%s: got %v, want %s", name, r.Err, c.want)
		}
	}
	w.Now = w.Now.Add(20 * 24 * time.Hour)
	if r := w.Run("Undo-SoftDeletedMailbox", "SoftDeletedObject", "Felix Arden"); r.Err == nil || !strings.Contains(r.Err.Error(), "more than 30 days ago") {
		t.Errorf("after 32 days: %v", r.Err)
	}
}

// An inactive mailbox is kept for as long as its hold lasts; then it is a removed one like others.
func TestInactiveMailbox(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, want := range map[string]int{"InactiveMailboxOnly": 1, "IncludeInactiveMailbox": 35, "SoftDeletedMailbox": 2} {
		if got := w.Must("Get-Mailbox", name, true); len(got) != want {
			t.Errorf("-%s shows %d, want %d", name, len(got), want)
		}
	}
	if r := w.Run("Set-Mailbox", "Identity", "Felix Arden", "InactiveMailbox", true, "LitigationHoldEnabled", true); !org.IsNotFound(r.Err) {
		t.Errorf("Felix is not inactive: %v", r.Err)
	}
	w.Must("Set-Mailbox", "Identity", "Greta Lindqvist", "InactiveMailbox", true, "LitigationHoldDuration", "100")
	w.Must("Set-Mailbox", "Identity", "Greta Lindqvist", "InactiveMailbox", true, "LitigationHoldEnabled", false)
	if got := w.Must("Get-Mailbox", "InactiveMailboxOnly", true); len(got) != 0 {
		t.Errorf("%d are still inactive", len(got))
	}
	w.Must("Remove-Mailbox", "Identity", "Greta Lindqvist", "PermanentlyDelete", true)
}

// F-11.
func TestArchivesAndUndoAreAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(mailbox.Commands))
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "Enable-Mailbox", Args: []any{"Identity", "navin", "Archive", true}, Writes: 1},
		{Cmdlet: "Disable-Mailbox", Args: []any{"Identity", "victor", "Archive", true, "PermanentlyDisable", true}, Writes: 2},
		{Cmdlet: "Undo-SoftDeletedMailbox", Args: []any{"SoftDeletedObject", "Felix Arden", "Name", "Felix B.", "Password", secret(good)}, Writes: 2},
	} {
		w.AllOrNothing(f, c)
	}
}
