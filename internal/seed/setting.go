package seed

import (
	"time"

	"example.org/exosh/internal/mail/setting"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// settle lets a mailbox behave as the file says: its language, its automatic replies, its answers to
// meeting requests. The language is that of the place.
func (s *sower) settle(e *org.Entry, city string, m *Mailbox) error {
	if at := s.place(city); at.Language != "" || at.TimeZone != "" {
		if err := s.keepSetting(e, setting.KindRegional, regionOf(at)); err != nil {
			return err
		}
	}
	if m.AutoReply != nil {
		if err := s.keepSetting(e, setting.KindAutoReply, s.replyOf(m.AutoReply)); err != nil {
			return err
		}
	}
	if m.Booking != nil {
		return s.keepSetting(e, setting.KindCalendar, s.bookingOf(m.Booking))
	}
	return nil
}

func (s *sower) keepSetting(mailbox *org.Entry, kind string, props []object.Property) error {
	e, err := setting.Of(s.tx, kind, mailbox)
	if err != nil {
		return err
	}
	for _, p := range props {
		if p.Value != nil && p.Value != "" {
			e.Props.Set(p.Name, p.Value)
		}
	}
	return s.tx.Put(e)
}

func regionOf(at Place) []object.Property {
	props := []object.Property{{Name: "Language", Value: at.Language}, {Name: "TimeZone", Value: at.TimeZone}}
	if c, ok := setting.FindCulture(at.Language); ok {
		props = append(props, object.Property{Name: "DateFormat", Value: c.Dates[0]}, object.Property{Name: "TimeFormat", Value: c.Times[0]})
	}
	return props
}

func (s *sower) replyOf(a *AutoReply) []object.Property {
	props := []object.Property{
		{Name: "AutoReplyState", Value: a.State}, {Name: "ExternalAudience", Value: a.Audience},
		{Name: "InternalMessage", Value: setting.Page(a.Inside)}, {Name: "ExternalMessage", Value: setting.Page(a.Outside)},
	}
	if a.State == scheduled {
		props = append(props,
			object.Property{Name: "StartTime", Value: a.From.In(s.now)}, object.Property{Name: "EndTime", Value: a.Until.In(s.now)})
	}
	return props
}

// scheduled is the state of an automatic reply that begins and ends by itself.
const scheduled = "Scheduled"

func (s *sower) bookingOf(b *Booking) []object.Property {
	props := []object.Property{{Name: "AutomateProcessing", Value: b.Automate}, {Name: "AdditionalResponse", Value: b.Answer}}
	set := func(when bool, name string, v object.Value) {
		if when {
			props = append(props, object.Property{Name: name, Value: v})
		}
	}
	set(len(b.Delegates) > 0, "ResourceDelegates", s.ids(b.Delegates))
	set(len(b.OnlyFrom) > 0, "BookInPolicy", s.ids(b.OnlyFrom))
	set(len(b.OnlyFrom) > 0, "AllBookInPolicy", false)
	set(len(b.OnlyFrom) > 0 && len(b.Delegates) > 0, "AllRequestInPolicy", true)
	set(b.Days > 0, "BookingWindowInDays", b.Days)
	set(b.Longest > 0, "MaximumDurationInMinutes", int32(time.Duration(b.Longest)/time.Minute))
	set(b.Conflicts, "AllowConflicts", true)
	set(b.Answer != "", "AddAdditionalResponse", true)
	return props
}

// ids returns the Guids of recipients.
func (s *sower) ids(aliases []string) []any {
	list := make([]any, len(aliases))
	for i, a := range aliases {
		list[i] = s.byAlias[a].ID
	}
	return list
}
