package seed

import (
	"time"

	"example.org/exosh/internal/mail/setting"
)

// region checks the language and the time zone of a place.
func (c *checker) region(p *Place) {
	if _, ok := setting.FindCulture(p.Language); !ok && p.Language != "" {
		c.Fault(&p.Language, `there is no language %q: write one with its country, such as en-US or de-DE`, p.Language)
	}
	if _, ok := setting.FindZone(p.TimeZone); !ok && p.TimeZone != "" {
		c.Fault(&p.TimeZone, `there is no time zone %q: write its name, such as UTC or W. Europe Standard Time`, p.TimeZone)
	}
}

func (c *checker) settings(m *Mailbox) {
	if m.AutoReply != nil {
		c.autoReply(m.AutoReply)
	}
	if m.Booking != nil {
		c.booking(m.Booking)
	}
}

func (c *checker) autoReply(a *AutoReply) {
	c.oneOf(a, "the state", a.State, "Enabled", scheduled)
	if a.Audience != "" {
		c.oneOf(&a.Audience, "the audience", a.Audience, "None", "Known", "All")
	}
	var now time.Time
	switch {
	case a.State != scheduled && !(a.From.IsZero() && a.Until.IsZero()):
		c.Fault(a, "from and until are for the state %s", scheduled)
	case a.State == scheduled && (a.From.IsZero() || a.Until.IsZero()):
		c.Fault(a, "a scheduled reply has from and until, when it begins and ends")
	case a.State == scheduled && a.From.isAgo == a.Until.isAgo && !a.Until.In(now).After(a.From.In(now)):
		c.Fault(a, "the reply would end before it begins")
	}
}

func (c *checker) booking(b *Booking) {
	if b.Automate != "" {
		c.oneOf(&b.Automate, "automate", b.Automate, "None", "AutoUpdate", "AutoAccept")
	}
	for i := range b.Delegates {
		c.refer(&b.Delegates[i], accounts()...)
	}
	for i := range b.OnlyFrom {
		c.refer(&b.OnlyFrom[i])
	}
	if b.Days < 0 || b.Days > 1080 {
		c.Fault(&b.Days, "days is how far ahead it can be booked: a number up to 1080")
	}
}
