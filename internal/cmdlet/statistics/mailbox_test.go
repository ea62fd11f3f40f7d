package statistics_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/statistics"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func world(t testing.TB) *cmdlettest.World { return cmdlettest.New(t, statistics.Commands) }

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

func errorID(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID
	}
	return fmt.Sprint(err)
}

// fill puts messages into folders of a mailbox that is empty otherwise: path, messages, bytes.
func fill(w *cmdlettest.World, mailbox string, which box.Which, folders map[string][2]int64) {
	w.T.Helper()
	w.Empty(mailbox)
	w.Update(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, mailbox, directory.LiveMailbox)
		if err != nil {
			return err
		}
		b, err := box.Open(tx, e, which)
		if err != nil {
			return err
		}
		for path, n := range folders {
			f, err := b.Make(path)
			if err != nil {
				return err
			}
			f.Items, f.Size, f.Oldest, f.Newest = n[0], n[1], w.Now.AddDate(-1, 0, 0), w.Now
		}
		b.LastLogon = w.Now.Add(-time.Hour)
		return b.Save(tx)
	})
}

// What nobody logged on to is shown with a warning.
func TestNeverLoggedOn(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Empty("olivia")
	r := w.Run("Get-MailboxStatistics", "Identity", "olivia")
	if r.Err != nil || len(r.Objects) != 1 || len(r.Warnings) != 1 {
		t.Fatalf("%v %v %v", r.Objects, r.Warnings, r.Err)
	}
	o := r.Objects[0]
	for property, want := range map[string]string{
		"ItemCount": "0", "TotalItemSize": "0 B (0 bytes)", "LastLogonTime": "", "MailboxTypeDetail": "UserMailbox", "IsArchiveMailbox": "False",
		"StorageLimitStatus": "BelowLimit", "LastLoggedOnUserAccount": "",
	} {
		if got := text(o, property); got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	fill(w, "olivia", box.Primary, nil)
	if r := w.Run("Get-MailboxStatistics", "Identity", "olivia"); len(r.Warnings) != 0 || text(r.Objects[0], "LastLoggedOnUserAccount") != "olivia@contoso.com" {
		t.Errorf("after a log-on: %v", r.Warnings)
	}
}

// The totals of a mailbox are the sums of its folders, each counted once.
func TestTotals(t *testing.T) {
	t.Parallel()
	w := world(t)
	fill(w, "olivia", box.Primary, map[string][2]int64{
		`\Inbox`: {10, 1000}, `\Inbox\A\B`: {5, 1 << 30}, `\Calendar`: {1, 10}, `\Deletions`: {7, 70_000}, `\Recoverable Items`: {1, 1},
	})
	o := w.Must("Get-MailboxStatistics", "Identity", "olivia")[0]
	sums := map[string]int64{}
	for _, f := range w.Must("Get-MailboxFolderStatistics", "Identity", "olivia") {
		items, _ := f.Get("ItemsInFolder")
		size, _ := f.Get("FolderSize")
		in := "visible"
		if text(f, "RecoverableItemsFolder") == "True" {
			in = "deleted"
		}
		sums[in] += int64(items.(int32))
		sums[in+" size"] += int64(size.(object.ByteQuantifiedSize))
	}
	for property, sum := range map[string]int64{"ItemCount": sums["visible"], "DeletedItemCount": sums["deleted"]} {
		if got := text(o, property); got != fmt.Sprint(sum) || sum == 0 {
			t.Errorf("%s is %s, the folders hold %d", property, got, sum)
		}
	}
	for property, sum := range map[string]int64{"TotalItemSize": sums["visible size"], "TotalDeletedItemSize": sums["deleted size"]} {
		if got, want := text(o, property), object.ByteQuantifiedSize(sum).String(); got != want || sum == 0 {
			t.Errorf("%s is %s, the folders hold %s", property, got, want)
		}
	}
	if got := text(o, "TotalItemSize"); got != "1 GB (1,073,742,834 bytes)" {
		t.Errorf("TotalItemSize is %q", got)
	}
	inbox := w.Must("Get-MailboxFolderStatistics", "Identity", `olivia:\Inbox`)[0]
	if got := text(inbox, "ItemsInFolderAndSubfolders") + " " + text(inbox, "FolderAndSubfolderSize"); got != "15 1 GB (1,073,742,824 bytes)" {
		t.Errorf("the inbox and what is in it: %s", got)
	}
}

// The status of a mailbox follows from the quotas that it has.
func TestStorageLimitStatus(t *testing.T) {
	t.Parallel()
	w := world(t)
	for size, want := range map[int64]string{1: "BelowLimit", 2 << 30: "IssueWarning", 3 << 30: "ProhibitSend", 5 << 30: "MailboxDisabled"} {
		fill(w, "olivia", box.Primary, map[string][2]int64{`\Inbox`: {1, size}})
		w.Update(func(tx org.Tx) error {
			e, err := directory.Resolve(tx, "olivia", directory.LiveMailbox)
			if err != nil {
				return err
			}
			e.Props.Set("IssueWarningQuota", directory.Size(2<<30))
			e.Props.Set("ProhibitSendQuota", directory.Size(3<<30))
			e.Props.Set("ProhibitSendReceiveQuota", directory.Size(4<<30))
			return directory.Save(tx, e)
		})
		if got := text(w.Must("Get-MailboxStatistics", "Identity", "olivia")[0], "StorageLimitStatus"); got != want {
			t.Errorf("%d bytes: %s, want %s", size, got, want)
		}
	}
}

// An archive is a store of its own; a mailbox that was removed keeps what is in it.
func TestArchiveAndRemoved(t *testing.T) {
	t.Parallel()
	w := world(t)
	if r := w.Run("Get-MailboxStatistics", "Identity", "olivia", "Archive", true); errorID(r.Err) != "ManagementObjectNotFoundException" {
		t.Errorf("no archive: %v", r.Err)
	}
	fill(w, "victor", box.Archive, map[string][2]int64{`\Old`: {3, 300}})
	o := w.Must("Get-MailboxStatistics", "Identity", "victor", "Archive", true)[0]
	if got := text(o, "ItemCount") + text(o, "IsArchiveMailbox"); got != "3True" || !strings.HasPrefix(text(o, "DisplayName"), "In-Place Archive") {
		t.Errorf("the archive: %s, %s", got, text(o, "DisplayName"))
	}
	if got := text(w.Must("Get-MailboxStatistics", "Identity", "victor")[0], "ItemCount"); got != "0" {
		t.Errorf("the mailbox itself holds %s", got)
	}
	w.Update(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "victor", directory.LiveMailbox)
		if err != nil {
			return err
		}
		return directory.SoftDelete(tx, e)
	})
	if r := w.Run("Get-MailboxStatistics", "Identity", "victor"); !org.IsNotFound(r.Err) {
		t.Errorf("a removed mailbox: %v", r.Err)
	}
	o = w.Must("Get-MailboxStatistics", "Identity", "victor", "IncludeSoftDeletedRecipients", true)[0]
	if got := text(o, "DisconnectReason"); got != "SoftDeleted" {
		t.Errorf("removed because of %q", got)
	}
}

func TestFolderScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	fill(w, "olivia", box.Primary, map[string][2]int64{`\Inbox\A\B`: {5, 50}, `\Sent Items\C`: {1, 10}, `\D`: {1, 1}})
	for name, c := range map[string]struct {
		args []any
		want string
	}{
		"inbox":           {[]any{"FolderScope", "inbox"}, "/Inbox /Inbox/A /Inbox/A/B"},
		"personal":        {[]any{"FolderScope", "Personal"}, "/D /Inbox/A /Inbox/A/B /Sent Items/C"},
		"recoverable":     {[]any{"FolderScope", "RecoverableItems", "ResultSize", 3}, "/Recoverable Items /Audits /Calendar Logging"},
		"nothing":         {[]any{"FolderScope", "Clutter"}, ""},
		"feeds":           {[]any{"FolderScope", "RssSubscriptions"}, "/RSS Feeds"},
		"the first two":   {[]any{"ResultSize", 2}, "/Top of Information Store /Archive"},
		"the second":      {[]any{"ResultSize", 1, "SkipCount", 1}, "/Archive"},
		"past the end":    {[]any{"SkipCount", 1000}, ""},
		"of one folder":   {[]any{"Identity", `olivia:\Inbox\A`}, "/Inbox/A /Inbox/A/B"},
		"of both":         {[]any{"Identity", `olivia:\Inbox\A`, "FolderScope", "SentItems"}, ""},
		"all below inbox": {[]any{"Identity", `olivia:\Inbox`, "FolderScope", "All"}, "/Inbox /Inbox/A /Inbox/A/B"},
	} {
		if c.args[0] != "Identity" {
			c.args = append([]any{"Identity", "olivia"}, c.args...)
		}
		if got := strings.Join(cmdlettest.Column(w.Must("Get-MailboxFolderStatistics", c.args...), "FolderPath"), " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	dates := func(args ...any) string {
		o := w.Must("Get-MailboxFolderStatistics", append([]any{"Identity", `olivia:\D`}, args...)...)[0]
		return text(o, "OldestItemReceivedDate") + " " + text(o, "NewestItemReceivedDate")
	}
	if got := dates(); got != " " {
		t.Errorf("dates that were not asked for: %s", got)
	}
	if got := dates("IncludeOldestAndNewestItems", true); got != "03/02/2025 09:00:00 03/02/2026 09:00:00" {
		t.Errorf("dates: %s", got)
	}
}

// A page begins where the one before it ended.
func TestFolderPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	all := cmdlettest.Column(w.Must("Get-MailboxFolderStatistics", "Identity", "olivia"), "FolderId")
	var got []string
	page := &command.Page{Limit: 7}
	for n := 0; ; n++ {
		r := w.Page(page, "Get-MailboxFolderStatistics", "Identity", "olivia")
		if r.Err != nil || n > len(all) {
			t.Fatal(r.Err, n)
		}
		got = append(got, cmdlettest.Column(r.Objects, "FolderId")...)
		if r.Next == "" {
			break
		}
		page = &command.Page{Limit: 7, After: r.Next}
	}
	if fmt.Sprint(got) != fmt.Sprint(all) {
		t.Errorf("%d folders in pages, %d at once", len(got), len(all))
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		id     string
	}{
		"a group":      {"Get-MailboxStatistics", []any{"Identity", "all.sales"}, "ManagementObjectNotFoundException"},
		"nobody":       {"Get-MailboxFolderStatistics", []any{"Identity", "nobody"}, "ManagementObjectNotFoundException"},
		"no folder":    {"Get-MailboxFolderStatistics", []any{"Identity", `olivia:\Nothing`}, "ManagementObjectNotFoundException"},
		"no scope":     {"Get-MailboxFolderStatistics", []any{"Identity", "olivia", "FolderScope", "Everything"}, "DataValidationException"},
		"a count":      {"Get-MailboxFolderStatistics", []any{"Identity", "olivia", "SkipCount", -1}, "DataValidationException"},
		"an analysis":  {"Get-MailboxFolderStatistics", []any{"Identity", "olivia", "IncludeAnalysis", true}, "NotSupported"},
		"a move":       {"Get-MailboxStatistics", []any{"Identity", "olivia", "IncludeMoveHistory", true}, "NotSupported"},
		"no archive":   {"Get-MailboxFolderStatistics", []any{"Identity", "olivia", "Archive", true}, "ManagementObjectNotFoundException"},
		"no more than": {"Get-MailboxFolderStatistics", []any{"Identity", "olivia", "ResultSize", 0}, "DataValidationException"},
	} {
		if r := w.Run(c.cmdlet, c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}

type limit struct{}

func (limit) CanRead(e *org.Entry) bool { return directory.Text(e, "Alias") != "olivia" }
func (limit) CanWrite(*org.Entry) bool  { return false }

// S-49.
func TestScope(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Scope = limit{}
	for _, cmdlet := range []string{"Get-MailboxStatistics", "Get-MailboxFolderStatistics"} {
		got, absent := w.Run(cmdlet, "Identity", "olivia"), w.Run(cmdlet, "Identity", "nobody")
		if got.Err == nil || strings.ReplaceAll(got.Err.Error(), "olivia", "nobody") != absent.Err.Error() {
			t.Errorf("%s: %v, absent %v", cmdlet, got.Err, absent.Err)
		}
		w.Must(cmdlet, "Identity", "navin")
	}
}

// Every row of the tables is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for _, s := range statistics.Support() {
		if _, ok := catalog.Must(s.Cmdlet).Param(s.Param); !ok {
			t.Errorf("%s has no -%s", s.Cmdlet, s.Param)
		}
	}
}

// Statistics grow with what is delivered; nobody logged on by that.
func TestStatisticsAfterDelivery(t *testing.T) {
	t.Parallel()
	w := world(t)
	fill(w, "olivia", box.Primary, map[string][2]int64{`\Inbox`: {10, 1000}})
	was := w.Must("Get-MailboxStatistics", "Identity", "olivia")[0]
	w.Update(func(tx org.Tx) error {
		e, err := directory.Resolve(tx, "olivia", directory.LiveMailbox)
		if err != nil {
			return err
		}
		store, err := mail.In(tx)
		if err != nil {
			return err
		}
		m := &mail.Message{}
		if err := store.PutMessage(m, strings.NewReader(strings.Repeat("x", 4096))); err != nil {
			return err
		}
		_, err = box.Deliver(tx, e, box.Inbox, m, "olivia@contoso.com")
		return err
	})
	is := w.Must("Get-MailboxStatistics", "Identity", "olivia")[0]
	if text(is, "ItemCount") != "11" || text(is, "TotalItemSize") != "4.977 KB (5,096 bytes)" || text(is, "LastLogonTime") != text(was, "LastLogonTime") {
		t.Errorf("ItemCount %s, TotalItemSize %s, LastLogonTime %s", text(is, "ItemCount"), text(is, "TotalItemSize"), text(is, "LastLogonTime"))
	}
	for _, f := range w.Must("Get-MailboxFolderStatistics", "Identity", "olivia", "IncludeOldestAndNewestItems", true) {
		switch text(f, "Name") {
		case "Inbox":
			newest, _ := f.Get("NewestItemReceivedDate")
			if text(f, "ItemsInFolder") != "11" || text(f, "FolderSize") != "4.977 KB (5,096 bytes)" || !w.Now.Equal(newest.(time.Time)) {
				t.Errorf("Inbox: %s items, %s, newest %v", text(f, "ItemsInFolder"), text(f, "FolderSize"), newest)
			}
		case "Top of Information Store":
			if text(f, "ItemsInFolderAndSubfolders") != "11" {
				t.Errorf("below the root: %s", text(f, "ItemsInFolderAndSubfolders"))
			}
		}
	}
}
