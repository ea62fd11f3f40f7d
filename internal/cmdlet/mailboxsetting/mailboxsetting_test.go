package mailboxsetting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/cmdlet/mailboxsetting"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

const (
	getReply, setReply   = "Get-MailboxAutoReplyConfiguration", "Set-MailboxAutoReplyConfiguration"
	getCal, setCal       = "Get-CalendarProcessing", "Set-CalendarProcessing"
	getRegion, setRegion = "Get-MailboxRegionalConfiguration", "Set-MailboxRegionalConfiguration"
)

func world(t testing.TB) *cmdlettest.World {
	return cmdlettest.New(t, mailboxsetting.Commands, mailbox.Commands)
}

// blank takes away what is known of where somebody lives.
func blank(w *cmdlettest.World, who string) {
	w.Must(setRegion, "Identity", who, "Language", nil, "DateFormat", nil, "TimeFormat", nil, "TimeZone", nil)
}

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	if list, ok := v.([]any); ok {
		texts := make([]string, len(list))
		for i, item := range list {
			texts[i] = object.String(item)
		}
		return strings.Join(texts, ", ")
	}
	return object.String(v)
}

// Each row is one Set- cmdlet and a property that the Get- cmdlet shows afterwards.
func TestSetActs(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 20, 7, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		noun           string
		args           []any
		property, want string
	}{
		{"MailboxAutoReplyConfiguration", []any{"AutoReplyState", "enabled"}, "AutoReplyState", "Enabled"},
		{"MailboxAutoReplyConfiguration", []any{"InternalMessage", "Back on Monday"}, "InternalMessage", "<html>\n<body>\nBack on Monday\n</body>\n</html>\n"},
		{"MailboxAutoReplyConfiguration", []any{"ExternalMessage", "<HTML>Away</HTML>"}, "ExternalMessage", "<HTML>Away</HTML>"},
		{"MailboxAutoReplyConfiguration", []any{"ExternalAudience", "Known"}, "ExternalAudience", "Known"},
		{"MailboxAutoReplyConfiguration", []any{"AutoReplyState", "Scheduled", "StartTime", at, "EndTime", at.Add(time.Hour)}, "EndTime", "03/20/2026 08:00:00"},
		{"MailboxAutoReplyConfiguration", []any{"DeclineEventsForScheduledOOF", true}, "DeclineEventsForScheduledOOF", "True"},
		{"MailboxAutoReplyConfiguration", []any{"OOFEventSubject", "Away"}, "OOFEventSubject", "Away"},
		{"CalendarProcessing", []any{"AutomateProcessing", "None"}, "AutomateProcessing", "None"},
		{"CalendarProcessing", []any{"BookingWindowInDays", 30}, "BookingWindowInDays", "30"},
		{"CalendarProcessing", []any{"MaximumDurationInMinutes", 0, "MinimumDurationInMinutes", 60}, "MinimumDurationInMinutes", "60"},
		{"CalendarProcessing", []any{"AllBookInPolicy", false}, "AllBookInPolicy", "False"},
		{"CalendarProcessing", []any{"BookingType", "reserved"}, "BookingType", "Reserved"},
		{"CalendarProcessing", []any{"AdditionalResponse", "Floor 9"}, "AdditionalResponse", "Floor 9"},
		{"CalendarProcessing", []any{"ResourceDelegates", "hana,ruth"}, "ResourceDelegates", ""},
		{"CalendarProcessing", []any{"ResourceDelegates", []any{"hana", "ruth"}}, "ResourceDelegates", "Hana Sato, Ruth Abrams"},
		{"MailboxRegionalConfiguration", []any{"Language", "de-de"}, "Language", "de-DE"},
		{"MailboxRegionalConfiguration", []any{"Language", "da-DK"}, "DateFormat", "dd-MM-yyyy"},
		{"MailboxRegionalConfiguration", []any{"Language", "ja-JP", "DateFormat", "yy/MM/dd"}, "DateFormat", "yy/MM/dd"},
		{"MailboxRegionalConfiguration", []any{"TimeZone", "tokyo standard time"}, "TimeZone", "Tokyo Standard Time"},
		{"MailboxRegionalConfiguration", []any{"TimeFormat", "HH:mm"}, "TimeFormat", "HH:mm"},
	} {
		t.Run(fmt.Sprint(c.noun, c.args), func(t *testing.T) {
			t.Parallel()
			w := world(t)
			blank(w, "owen")
			before := len(w.Audited("Set-" + c.noun))
			r := w.Run("Set-"+c.noun, append([]any{"Identity", "owen"}, c.args...)...)
			if c.want == "" {
				if r.Err == nil {
					t.Error("it was accepted")
				}
				return
			}
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			if got := text(w.Must("Get-"+c.noun, "Identity", "owen")[0], c.property); got != c.want {
				t.Errorf("%s is %q, want %q", c.property, got, c.want)
			}
			if n := len(w.Audited("Set-"+c.noun)) - before; n != 1 {
				t.Errorf("%d audit records (F-12)", n)
			}
			if again := w.Run("Set-"+c.noun, append([]any{"Identity", "owen"}, c.args...)...); again.Err != nil || len(again.Warnings) != 1 {
				t.Errorf("the same once more: %v, %v", again.Warnings, again.Err)
			}
			if n := len(w.Audited("Set-"+c.noun)) - before; n != 1 {
				t.Errorf("%d audit records after a change of nothing", n)
			}
		})
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	w := world(t)
	at := time.Date(2026, 3, 20, 7, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		want   string
	}{
		"state":               {setReply, []any{"AutoReplyState", "On"}, "it must be one of Enabled, Disabled, Scheduled"},
		"audience":            {setReply, []any{"ExternalAudience", nil}, "it must be one of None, Known, All"},
		"no times":            {setReply, []any{"AutoReplyState", "Scheduled"}, "needs the time at which it begins"},
		"backwards":           {setReply, []any{"AutoReplyState", "Scheduled", "StartTime", at, "EndTime", at}, "isn't after its beginning"},
		"long":                {setReply, []any{"InternalMessage", strings.Repeat("x", 128<<10+1)}, "at most 131072 characters"},
		"events":              {setReply, []any{"EventsToDeleteIDs", "x"}, "EventsToDeleteIDs"},
		"processing":          {setCal, []any{"AutomateProcessing", "Always"}, "it must be one of None, AutoUpdate, AutoAccept"},
		"window":              {setCal, []any{"BookingWindowInDays", 1081}, "it must be a number from 0 to 1080"},
		"percentage":          {setCal, []any{"ConflictPercentageAllowed", -1}, "it must be a number from 0 to 100"},
		"claim":               {setCal, []any{"PostReservationMaxClaimTimeInMinutes", 1}, "it must be a number from 5"},
		"durations":           {setCal, []any{"MinimumDurationInMinutes", 1441}, "it is more than MaximumDurationInMinutes, which is 1440"},
		"delegate is a group": {setCal, []any{"ResourceDelegates", "all.sales"}, "all.sales"},
		"nobody":              {setCal, []any{"BookInPolicy", "nobody"}, "nobody"},
		"language":            {setRegion, []any{"Language", "xx-YY"}, `such as "en-US" or "de-DE"`},
		"zone":                {setRegion, []any{"TimeZone", "Mars Standard Time"}, `the name of a time zone`},
		"zone of IANA":        {setRegion, []any{"TimeZone", "Europe/Berlin"}, `the name of a time zone`},
		"date of another":     {setRegion, []any{"Language", "da-DK", "DateFormat", "M/d/yyyy"}, `DateFormat "M/d/yyyy" isn't valid for current language setting "da-DK". Valid formats include "dd-MM-yyyy, dd-MM-yy, `},
		"time in words":       {setRegion, []any{"TimeFormat", "half past"}, `isn't valid for current language setting`},
		"folders":             {setRegion, []any{"Language", "da-DK", "LocalizeDefaultFolderName", true}, "LocalizeDefaultFolderName"},
	} {
		r := w.Run(c.cmdlet, append([]any{"Identity", "owen"}, c.args...)...)
		if r.Err == nil || !strings.Contains(fmt.Sprint(r.Err), c.want) {
			t.Errorf("%s: got %v, want %s", name, r.Err, c.want)
		}
		if n := len(w.Audited(c.cmdlet)); n != 0 {
			t.Errorf("%s: %d audit records of what was refused", name, n)
		}
	}
	for _, cmdlet := range []string{setReply, setCal, setRegion} {
		for _, who := range []string{"nobody", "printshop", "all.sales", "felix"} {
			args := map[string][]any{setReply: {"AutoReplyState", "Enabled"}, setCal: {"AllowConflicts", true}, setRegion: {"TimeZone", "UTC"}}[cmdlet]
			if r := w.Run(cmdlet, append([]any{"Identity", who}, args...)...); !org.IsNotFound(r.Err) {
				t.Errorf("%s %s: %v", cmdlet, who, r.Err)
			}
		}
	}
}

// The format of another language stands in the way of a change of language, as with the vendor.
func TestLanguageKeepsFormats(t *testing.T) {
	t.Parallel()
	w := world(t)
	blank(w, "owen")
	w.Must(setRegion, "Identity", "owen", "Language", "en-US")
	if r := w.Run(setRegion, "Identity", "owen", "Language", "fi-FI"); r.Err == nil || !strings.Contains(r.Err.Error(), "DateFormat") {
		t.Errorf("got %v", r.Err)
	}
	w.Must(setRegion, "Identity", "owen", "Language", "fi-FI", "DateFormat", nil, "TimeFormat", nil)
	o := w.Must(getRegion, "Identity", "owen", "VerifyDefaultFolderNameLanguage", true)[0]
	if text(o, "DateFormat") != "d.M.yyyy" || text(o, "TimeFormat") != "H:mm" || text(o, "DefaultFolderNameMatchingUserLanguage") != "False" {
		t.Errorf("got %v", o.Props)
	}
}

// Rooms accept what fits, people are only shown it; lists of who may book follow names and removals.
func TestCalendarOfRooms(t *testing.T) {
	t.Parallel()
	w := world(t)
	for who, want := range map[string]string{"room.isar": "AutoAccept", "projector.lake": "AutoAccept", "owen": "AutoUpdate", "invoices": "AutoUpdate"} {
		if got := text(w.Must(getCal, "Identity", who)[0], "AutomateProcessing"); got != want {
			t.Errorf("%s: %s", who, got)
		}
	}
	w.Must(setCal, "Identity", "projector.lake", "AllBookInPolicy", false, "BookInPolicy", []any{"all.sales", "kofi"}, "ResourceDelegates", "hana")
	w.Must(setCal, "Identity", "projector.lake", "BookInPolicy", []any{"owen", "kofi"})
	w.Must("Remove-Mailbox", "Identity", "kofi")
	w.Must("Set-Mailbox", "Identity", "hana", "Name", "Hana S.")
	o := w.Must(getCal, "Identity", "projector.lake")[0]
	if got := text(o, "BookInPolicy"); strings.Count(got, "/cn=Recipients/cn=") != 1 || !strings.HasSuffix(got, "-OwenPrice") {
		t.Errorf("book in policy is %q", got)
	}
	if got := text(o, "ResourceDelegates"); got != "Hana S." {
		t.Errorf("delegates are %q", got)
	}
}

// london is the scope of somebody who administers the people in London, and may see the others or not.
type london struct{ hidden bool }

func (l london) CanRead(e *org.Entry) bool { return !l.hidden || l.CanWrite(e) }
func (london) CanWrite(e *org.Entry) bool  { return directory.Text(e, "City") == "London" }

// S-49: settings of a mailbox outside the scope are not found; outside the write scope they can be read.
func TestSettingsOutsideTheScope(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ get, set, param string }{
		{getReply, setReply, "OOFEventSubject"}, {getCal, setCal, "AdditionalResponse"}, {getRegion, setRegion, "TimeZone"},
	} {
		w := world(t)
		truly := w.Run(c.set, "Identity", "nobody", c.param, "UTC")
		w.Scope = london{}
		if r := w.Run(c.set, "Identity", "olivia", c.param, "UTC"); fmt.Sprint(r.Err) != strings.ReplaceAll(fmt.Sprint(truly.Err), "nobody", "olivia") {
			t.Errorf("%s outside the write scope: %v, want as %v", c.set, r.Err, truly.Err)
		}
		w.Must(c.get, "Identity", "olivia")
		w.Must(c.set, "Identity", "owen", c.param, "UTC")
		w.Scope = london{hidden: true}
		if r := w.Run(c.get, "Identity", "olivia"); !org.IsNotFound(r.Err) {
			t.Errorf("%s outside the scope: %v", c.get, r.Err)
		}
	}
}

// What a mailbox does by itself goes with it for good, and comes back with it.
func TestSettingsBelongToTheMailbox(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Must(setReply, "Identity", "owen", "AutoReplyState", "Enabled")
	w.Must(setRegion, "Identity", "owen", "TimeZone", "UTC")
	guid := cmdlettest.Column(w.Must("Get-Mailbox", "Identity", "owen"), "Guid")[0]
	w.Must("Remove-Mailbox", "Identity", "owen")
	if r := w.Run(getReply, "Identity", guid); !org.IsNotFound(r.Err) {
		t.Errorf("of a removed mailbox: %v", r.Err)
	}
	w.Must("Undo-SoftDeletedMailbox", "SoftDeletedObject", guid)
	if got := text(w.Must(getReply, "Identity", guid)[0], "AutoReplyState"); got != "Enabled" {
		t.Errorf("after it was restored: %s", got)
	}
	w.Must("Remove-Mailbox", "Identity", "owen")
	w.Must("Remove-Mailbox", "Identity", guid, "PermanentlyDelete", true)
	w.View(func(tx org.Tx) error {
		id, _ := org.ParseID(guid)
		left, err := org.Owned(tx, "", id)
		if len(left) != 0 {
			t.Errorf("%d entries are left", len(left))
		}
		return err
	})
}

// F-10, F-11: a failure leaves nothing behind.
func TestSetIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(mailboxsetting.Commands))
	for _, c := range []cmdlettest.Change{
		{Cmdlet: setReply, Args: []any{"Identity", "owen", "AutoReplyState", "Enabled"}, Writes: 1},
		{Cmdlet: setCal, Args: []any{"Identity", "owen", "AllowConflicts", true, "ResourceDelegates", "hana"}, Writes: 1},
		{Cmdlet: setRegion, Args: []any{"Identity", "owen", "TimeZone", "UTC"}, Writes: 1},
	} {
		w.AllOrNothing(f, c)
	}
}
