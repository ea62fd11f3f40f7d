package folder_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/folder"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// world returns Contoso with nothing in the mailboxes of these tests.
func world(t testing.TB) *cmdlettest.World {
	t.Helper()
	w := cmdlettest.New(t, folder.Commands)
	w.Empty("olivia", "hana")
	return w
}

func errorID(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID
	}
	return fmt.Sprint(err)
}

// rows returns permissions as lines of user, rights and flags.
func rows(objects []*object.Object) string {
	var b strings.Builder
	for _, o := range objects {
		for i, name := range []string{"User", "AccessRights", "SharingPermissionFlags"} {
			v, _ := o.Get(name)
			if text := object.String(v); i == 0 || text != "" {
				b.WriteString(map[bool]string{true: "", false: ":"}[i == 0] + text)
			}
		}
		b.WriteString("\n")
	}
	return strings.TrimSpace(b.String())
}

// Each row is a change of the permissions on a folder, and all of them afterwards.
func TestPermissions(t *testing.T) {
	t.Parallel()
	w := world(t)
	calendar := []any{"Identity", `olivia:\Calendar`}
	for _, c := range []struct {
		cmdlet string
		args   []any
		want   string
	}{
		{"", nil, "Default:AvailabilityOnly\nAnonymous:None"},
		{"Add", []any{"User", "hana", "AccessRights", "Reviewer"}, "Default:AvailabilityOnly\nAnonymous:None\nHana Sato:Reviewer"},
		{"Set", []any{"User", "hana@contoso.com", "AccessRights", []any{"FolderVisible", "readitems", "CreateItems", "EditOwnedItems", "DeleteOwnedItems"}}, "Default:AvailabilityOnly\nAnonymous:None\nHana Sato:Author"},
		{"Set", []any{"User", "hana", "AccessRights", "createitems,readitems"}, "Default:AvailabilityOnly\nAnonymous:None\nHana Sato:ReadItems CreateItems"},
		{"Set", []any{"User", "hana", "AccessRights", "editor", "SharingPermissionFlags", "delegate,CanViewPrivateItems"}, "Default:AvailabilityOnly\nAnonymous:None\nHana Sato:Editor:Delegate, CanViewPrivateItems"},
		{"Set", []any{"User", "hana", "AccessRights", "Editor"}, "Default:AvailabilityOnly\nAnonymous:None\nHana Sato:Editor:Delegate, CanViewPrivateItems"},
		{"Set", []any{"User", "hana", "AccessRights", "Editor", "SharingPermissionFlags", "None"}, "Default:AvailabilityOnly\nAnonymous:None\nHana Sato:Editor"},
		{"Set", []any{"User", "default", "AccessRights", "LimitedDetails"}, "Default:LimitedDetails\nAnonymous:None\nHana Sato:Editor"},
		{"Remove", []any{"User", "Hana Sato"}, "Default:LimitedDetails\nAnonymous:None"},
	} {
		if c.cmdlet != "" {
			w.Must(c.cmdlet+"-MailboxFolderPermission", append(calendar[:2:2], c.args...)...)
		}
		if got := rows(w.Must("Get-MailboxFolderPermission", calendar...)); got != c.want {
			t.Errorf("%s %v:\n%s\nwant\n%s", c.cmdlet, c.args, got, c.want)
		}
	}
	if got := rows(w.Must("Get-MailboxFolderPermission", "Identity", "olivia")); got != "Default:None\nAnonymous:None" {
		t.Errorf("the root: %s", got)
	}
	if n := len(w.Audited("Set-MailboxFolderPermission")); n != 5 {
		t.Errorf("%d audit records (F-12)", n)
	}
}

// What changes nothing warns, and leaves no trace.
func TestUnmodified(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Set-MailboxCalendarFolder", "Identity", `hana:\Calendar`, "PublishEnabled", true)
	for cmdlet, args := range map[string][]any{
		"Set-MailboxFolderPermission": {"Identity", `olivia:\Calendar`, "User", "Default", "AccessRights", "AvailabilityOnly"},
		"Set-MailboxCalendarFolder":   {"Identity", `hana:\Calendar`, "PublishEnabled", true, "DetailLevel", "AvailabilityOnly"},
	} {
		audited := len(w.Audited(cmdlet))
		w.Unchanged(cmdlet, func() {
			if r := w.Run(cmdlet, args...); r.Err != nil || len(r.Warnings) != 1 || len(w.Audited(cmdlet)) != audited {
				t.Errorf("%s: %v, %v, %d records", cmdlet, r.Err, r.Warnings, len(w.Audited(cmdlet))-audited)
			}
		})
	}
}

// A permission outlives whom it was given to, and can be taken away by their security identifier.
func TestDangling(t *testing.T) {
	t.Parallel()
	w := world(t)
	gone := org.ID{1, 2, 3, 4}
	w.Update(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "olivia", directory.LiveMailbox)
		if err != nil {
			return err
		}
		b, err := box.Open(tx, e, box.Primary)
		if err != nil {
			return err
		}
		if err := b.Find(`\Inbox`).Allow(box.Access{Who: gone, Rights: []string{"Owner"}}); err != nil {
			return err
		}
		return b.Save(tx)
	})
	w.Must("Add-MailboxFolderPermission", "Identity", `olivia:\Inbox`, "User", "hana", "AccessRights", "Editor")
	var hana org.ID
	w.Update(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "hana", directory.LiveMailbox)
		if err != nil {
			return err
		}
		hana = e.ID
		return directory.SoftDelete(tx, e)
	})
	if got := rows(w.Must("Get-MailboxFolderPermission", "Identity", `olivia:\Inbox`)); !strings.Contains(got, directory.SID(hana)+":Editor") || strings.Contains(got, "Hana") {
		t.Errorf("a removed user shows: %s", got)
	}
	name := "NT User:" + directory.SID(gone)
	if got := rows(w.Must("Get-MailboxFolderPermission", "Identity", `olivia:\Inbox`)); !strings.Contains(got, name+":Owner") {
		t.Fatalf("%s is not shown: %s", name, got)
	}
	w.Must("Remove-MailboxFolderPermission", "Identity", `olivia:\Inbox`, "User", name)
	w.Must("Remove-MailboxFolderPermission", "Identity", `olivia:\Inbox`, "User", "S-1-12-1-"+strings.TrimPrefix(directory.SID(hana), "S-1-12-1-"))
	if got := rows(w.Must("Get-MailboxFolderPermission", "Identity", `olivia:\Inbox`)); strings.Contains(got, "NT User") {
		t.Errorf("it is still there: %s", got)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	w := world(t)
	add := func(identity, user string, more ...any) []any {
		return append([]any{"Identity", identity, "User", user}, more...)
	}
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		id     string
	}{
		"there already":             {"Add", add(`olivia:\Calendar`, "Default", "AccessRights", "Owner"), "UserAlreadyExistsInPermissionEntryException"},
		"not there":                 {"Set", add(`olivia:\Calendar`, "hana", "AccessRights", "Owner"), "UserNotFoundInPermissionEntryException"},
		"not there to be removed":   {"Remove", add(`olivia:\Calendar`, "hana"), "UserNotFoundInPermissionEntryException"},
		"not there to be shown":     {"Get", add(`olivia:\Calendar`, "hana"), "UserNotFoundInPermissionEntryException"},
		"nobody":                    {"Add", add(`olivia:\Calendar`, "nobody", "AccessRights", "Owner"), "InvalidInternalUserIdException"},
		"a distribution group":      {"Add", add(`olivia:\Calendar`, "all.sales", "AccessRights", "Owner"), "InvalidInternalUserIdException"},
		"somebody gone":             {"Add", add(`olivia:\Calendar`, "S-1-12-1-1-2-3-4", "AccessRights", "Owner"), "InvalidInternalUserIdException"},
		"no folder":                 {"Get", []any{"Identity", `olivia:\Kalender`}, "ManagementObjectNotFoundException"},
		"no mailbox":                {"Get", []any{"Identity", `all.sales:\Calendar`}, "ManagementObjectNotFoundException"},
		"no right":                  {"Add", add(`olivia:\Inbox`, "hana", "AccessRights", "Everything"), "DataValidationException"},
		"a role and a right":        {"Add", add(`olivia:\Inbox`, "hana", "AccessRights", "Editor,ReadItems"), "DataValidationException"},
		"free or busy of an inbox":  {"Add", add(`olivia:\Inbox`, "hana", "AccessRights", "AvailabilityOnly"), "DataValidationException"},
		"a delegate of an inbox":    {"Add", add(`olivia:\Inbox`, "hana", "AccessRights", "Editor", "SharingPermissionFlags", "Delegate"), "DataValidationException"},
		"a delegate who only reads": {"Add", add(`olivia:\Calendar`, "hana", "AccessRights", "Reviewer", "SharingPermissionFlags", "Delegate"), "DataValidationException"},
		"private items alone":       {"Add", add(`olivia:\Calendar`, "hana", "AccessRights", "Editor", "SharingPermissionFlags", "CanViewPrivateItems"), "DataValidationException"},
		"everybody a delegate":      {"Set", add(`olivia:\Calendar`, "Default", "AccessRights", "Editor", "SharingPermissionFlags", "Delegate"), "DataValidationException"},
		"everybody removed":         {"Remove", add(`olivia:\Calendar`, "Default"), "CannotRemoveSpecialUserException"},
		"an invitation":             {"Add", add(`olivia:\Calendar`, "hana", "AccessRights", "Editor", "SendNotificationToUser", true), "NotSupported"},
		"a reset":                   {"Remove", []any{"Identity", `olivia:\Calendar`, "ResetDelegateUserCollection", true}, "NotSupported"},
	} {
		if r := w.Run(c.cmdlet+"-MailboxFolderPermission", c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	w.Must("Add-MailboxFolderPermission", add(`olivia:\Calendar`, "hana", "AccessRights", "Editor", "SendNotificationToUser", false)...)
}

// The same folder by every way to name it.
func TestIdentities(t *testing.T) {
	t.Parallel()
	w := world(t)
	inbox := w.Must("Get-MailboxFolder", "Identity", `olivia:\Inbox`)[0]
	id, _ := inbox.Get("FolderStoreObjectId")
	for _, identity := range []string{
		`olivia@contoso.com:\Inbox`, `olivia:\INBOX`, `smtp:olivia@contoso.com:\Inbox\`, `olivia:/Inbox`, "olivia:" + object.String(id), `olivia:\` + object.String(id),
	} {
		if got := w.Must("Get-MailboxFolder", "Identity", identity); cmdlettest.Column(got, "Identity")[0] != `olivia@contoso.com:\Inbox` {
			t.Errorf("%s: %v", identity, cmdlettest.Column(got, "Identity"))
		}
	}
	if r := w.Run("Get-MailboxFolder", "Identity", "navin:"+object.String(id)); !org.IsNotFound(r.Err) {
		t.Errorf("an id of another mailbox: %v", r.Err)
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.View(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "olivia", directory.LiveMailbox)
		w.Actor, _ = directory.AccountID(e)
		return err
	})
	w.Must("New-MailboxFolder", "Parent", `:\Inbox`, "Name", "Projects")
	made := w.Must("New-MailboxFolder", "Parent", `\Inbox\Projects`, "Name", "R/D")[0]
	if identity, _ := made.Get("Identity"); identity != "olivia@contoso.com:\\Inbox\\Projects\\R\uF8FFD" {
		t.Errorf("made %v", identity)
	}
	for name, c := range map[string]struct {
		args []any
		want []string
	}{
		"one":       {[]any{"Identity", `:\Inbox`}, []string{"Inbox"}},
		"those in":  {[]any{"Identity", `:\Inbox`, "GetChildren", true}, []string{"Projects"}},
		"all below": {[]any{"Identity", `:\Inbox`, "Recurse", true}, []string{"Inbox", "Projects", "R/D"}},
		"by path":   {[]any{"Identity", "\\Inbox\\Projects\\R\uF8FFD"}, []string{"R/D"}},
		"no mail":   {[]any{"Identity", `:\Calendar`, "Recurse", true, "MailFolderOnly", true}, nil},
		"two":       {[]any{"Recurse", true, "ResultSize", 2}, []string{"Top of Information Store", "Archive"}},
	} {
		if got := cmdlettest.Column(w.Must("Get-MailboxFolder", c.args...), "Name"); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for _, bad := range [][]any{
		{"Parent", `:\Inbox`, "Name", "projects"}, {"Parent", `:\Inbox`, "Name", `a\b`}, {"Parent", `:\Inbox`, "Name", " "},
		{"Parent", `:\Deletions`, "Name", "x"}, {"Parent", `:\Nothing`, "Name", "x"}, {"Parent", `:\`, "Name", strings.Repeat("x", 256)},
	} {
		if r := w.Run("New-MailboxFolder", bad...); r.Err == nil {
			t.Errorf("%v was made", bad)
		}
	}
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	w := world(t)
	calendar := []any{"Identity", `olivia:\Calendar`}
	w.Must("Set-MailboxCalendarFolder", append(calendar, "PublishEnabled", true, "DetailLevel", "fulldetails", "PublishDateRangeTo", "OneYear")...)
	o := w.Must("Get-MailboxCalendarFolder", calendar...)[0]
	for property, want := range map[string]string{
		"PublishEnabled": "True", "DetailLevel": "FullDetails", "PublishDateRangeTo": "OneYear", "PublishDateRangeFrom": "ThreeMonths", "PublishedCalendarUrl": "",
	} {
		if v, _ := o.Get(property); object.String(v) != want {
			t.Errorf("%s is %v, want %s", property, v, want)
		}
	}
	if r := w.Run("Get-MailboxCalendarFolder", "Identity", `olivia:\Inbox`); errorID(r.Err) != "DataValidationException" {
		t.Error(r.Err)
	}
	if r := w.Run("Set-MailboxCalendarFolder", append(calendar, "DetailLevel", "Everything")...); errorID(r.Err) != "DataValidationException" {
		t.Error(r.Err)
	}
}

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(folder.Commands))
	w.Empty("olivia")
	for _, c := range []cmdlettest.Change{
		cmdlettest.Change{Cmdlet: "Add-MailboxFolderPermission", Args: []any{"Identity", `olivia:\Calendar`, "User", "hana", "AccessRights", "Editor"}, Writes: 1},
		cmdlettest.Change{Cmdlet: "Set-MailboxFolderPermission", Args: []any{"Identity", `olivia:\Calendar`, "User", "hana", "AccessRights", "Owner"}, Writes: 1},
		cmdlettest.Change{Cmdlet: "Remove-MailboxFolderPermission", Args: []any{"Identity", `olivia:\Calendar`, "User", "hana"}, Writes: 1},
		cmdlettest.Change{Cmdlet: "New-MailboxFolder", Args: []any{"Parent", `olivia:\Inbox`, "Name", "x"}, Writes: 1},
		cmdlettest.Change{Cmdlet: "Set-MailboxCalendarFolder", Args: []any{"Identity", `olivia:\Calendar`, "PublishEnabled", true}, Writes: 1},
	} {
		w.AllOrNothing(f, c)
	}
}

type limit struct{}

func (limit) CanRead(e *org.Entry) bool  { return directory.Text(e, "Alias") != "olivia" }
func (limit) CanWrite(e *org.Entry) bool { return directory.Text(e, "Alias") == "hana" }

// S-49: what may not be read or written is absent, folders and users alike.
func TestScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must("Add-MailboxFolderPermission", "Identity", `hana:\Calendar`, "User", "olivia", "AccessRights", "Editor")
	w.Scope = limit{}
	for cmdlet, more := range map[string][]any{
		"Add-MailboxFolderPermission":    {"User", "hana", "AccessRights", "Owner"},
		"Set-MailboxFolderPermission":    {"User", "Default", "AccessRights", "Owner"},
		"Remove-MailboxFolderPermission": {"User", "hana"},
		"Set-MailboxCalendarFolder":      {"PublishEnabled", true},
	} {
		for _, who := range []string{"olivia", "navin"} {
			got := w.Run(cmdlet, append([]any{"Identity", who + `:\Calendar`}, more...)...)
			absent := w.Run(cmdlet, append([]any{"Identity", `nobody:\Calendar`}, more...)...)
			if got.Err == nil || strings.ReplaceAll(got.Err.Error(), who, "nobody") != absent.Err.Error() {
				t.Errorf("%s of %s: %v, absent %v", cmdlet, who, got.Err, absent.Err)
			}
		}
	}
	if r := w.Run("Add-MailboxFolderPermission", "Identity", `hana:\Inbox`, "User", "olivia", "AccessRights", "Owner"); errorID(r.Err) != "InvalidInternalUserIdException" {
		t.Errorf("a hidden user: %v", r.Err)
	}
	if got := rows(w.Must("Get-MailboxFolderPermission", "Identity", `hana:\Calendar`)); strings.Contains(got, "Olivia") {
		t.Errorf("a hidden user shows: %s", got)
	}
	w.Must("Add-MailboxFolderPermission", "Identity", `hana:\Inbox`, "User", "navin", "AccessRights", "Owner")
}

// Every row of the tables is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for _, s := range folder.Support() {
		if _, ok := catalog.Must(s.Cmdlet).Param(s.Param); !ok {
			t.Errorf("%s has no -%s", s.Cmdlet, s.Param)
		}
	}
}
