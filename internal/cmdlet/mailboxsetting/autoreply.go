package mailboxsetting

import (
	"strings"
	"time"
	"unicode/utf8"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/setting"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxReply is the longest automatic reply, in characters.
const maxReply = 128 << 10

func autoReply() *noun {
	return &noun{
		kind: setting.KindAutoReply,
		get:  project.Table[struct{}]{Cmdlet: "Get-MailboxAutoReplyConfiguration", Rows: project.Reads[struct{}]("Identity", "ResultSize")},
		set: project.Table[*change.Change]{Cmdlet: "Set-MailboxAutoReplyConfiguration", Rows: change.Join(
			change.Read("Identity"),
			change.Kept(change.Join(
				change.Choice("AutoReplyState", "Enabled", "Disabled", "Scheduled"),
				change.Choice("ExternalAudience", "None", "Known", "All"),
				change.Dates("StartTime", "EndTime"),
				change.Do("InternalMessage", reply("InternalMessage")),
				change.Do("ExternalMessage", reply("ExternalMessage")),
				change.Do("DeclineMeetingMessage", reply("DeclineMeetingMessage")),
				change.Flags("AutoDeclineFutureRequestsWhenOOF", "DeclineAllEventsForScheduledOOF", "DeclineEventsForScheduledOOF", "CreateOOFEvent"),
				change.Text(255, "OOFEventSubject"),
			)),
		)},
		view: view("Get-MailboxAutoReplyConfiguration", map[string]func(*item) object.Value{
			"StartTime": func(i *item) object.Value { return during(i.entry, i.tx.Now(), "StartTime") },
			"EndTime":   func(i *item) object.Value { return during(i.entry, i.tx.Now(), "EndTime") },
		}),
		preset: func(*org.Entry) map[string]object.Value {
			return map[string]object.Value{
				"AutoDeclineFutureRequestsWhenOOF": false, "AutoReplyState": "Disabled", "CreateOOFEvent": false,
				"DeclineAllEventsForScheduledOOF": false, "DeclineEventsForScheduledOOF": false, "DeclineMeetingMessage": "",
				"EventsToDeleteIDs": []any{}, "ExternalAudience": "All", "ExternalMessage": "", "InternalMessage": "",
				"OOFEventSubject": "", "Recipients": []any{}, "ReminderMinutesBeforeStart": int32(0), "ReminderMessage": nil,
			}
		},
		check: checkAutoReply,
	}
}

// reply returns the rule of a text that is kept as a page of HTML. Line feeds end lines as the vendor's
// service has them there.
func reply(property string) func(*change.Change, object.Value) error {
	return func(c *change.Change, v object.Value) error {
		text := ""
		if v != nil {
			text = object.String(v)
		}
		if utf8.RuneCountInString(text) > maxReply {
			return org.Invalid(property, text[:32]+"...", "it may have at most 131072 characters")
		}
		c.Entry.Props.Set(property, setting.Page(text))
		return nil
	}
}

// during returns when replies begin or end. Where nobody said, it is shown as the day from now on, which
// is what a mail program proposes.
func during(e *org.Entry, now time.Time, property string) time.Time {
	v, _ := e.Props.Get(property)
	if t, ok := v.(time.Time); ok {
		return t
	}
	now = now.Truncate(time.Hour)
	if property == "EndTime" {
		return now.Add(24 * time.Hour)
	}
	return now
}

// checkAutoReply refuses a schedule that ends before it begins, or without both times.
func checkAutoReply(c *change.Change) error {
	if !strings.EqualFold(directory.Text(c.Entry, "AutoReplyState"), "Scheduled") {
		return nil
	}
	for _, name := range []string{"StartTime", "EndTime"} {
		if _, ok := c.Entry.Props.Get(name); !ok {
			return &command.Error{
				Category: command.InvalidArgument, ID: "InvalidScheduledOofDuration",
				Type:    "Microsoft.Exchange.Data.Storage.Management.InvalidScheduledOofDuration",
				Message: "A scheduled automatic reply needs the time at which it begins and the one at which it ends.",
				Advice:  "Give -StartTime and -EndTime as well.", Target: name,
			}
		}
	}
	start, end := during(c.Entry, c.Now(), "StartTime"), during(c.Entry, c.Now(), "EndTime")
	if !end.After(start) {
		return &command.Error{
			Category: command.InvalidArgument, ID: "InvalidScheduledOofDuration",
			Type:    "Microsoft.Exchange.Data.Storage.Management.InvalidScheduledOofDuration",
			Message: "The automatic reply would end at " + end.Format(time.DateTime) + ", which isn't after its beginning at " + start.Format(time.DateTime) + " (UTC).",
			Advice:  "Give an -EndTime that is later than -StartTime.", Target: "EndTime",
		}
	}
	return nil
}
