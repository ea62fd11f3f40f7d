package seed

import (
	"net/netip"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/nearest"
)

// maxEvents is how many records a file may make of its history.
const maxEvents = 10_000

func (c *checker) history() {
	total := 0
	for i := range c.f.History {
		ev := &c.f.History[i]
		if total += ev.count(); total > maxEvents || ev.Times > maxEvents {
			c.Fault(ev, "the history makes more than %d records", maxEvents)
			return
		}
		c.event(ev)
	}
}

func (c *checker) event(ev *Event) {
	switch last := ev.At.ago - time.Duration(ev.count()-1)*time.Duration(ev.Every); {
	case !ev.At.isAgo:
		c.Fault(ev, `at says how long ago it happened: write such as "12 days ago"`)
	case ev.Times > 1 && ev.Every <= 0:
		c.Fault(ev, "it happened %d times: write every as well, the time between", ev.Times)
	case last < 0:
		c.Fault(ev, "the last of %d times lies in the future: %s, every %s", ev.Times, ev.At.ago, time.Duration(ev.Every))
	}
	c.refer(&ev.By, accounts()...)
	if ev.On != "" {
		c.refer(&ev.On)
	}
	if ev.From != "" {
		if _, err := netip.ParseAddr(ev.From); err != nil {
			c.Fault(&ev.From, "%q is no network address", ev.From)
		}
	}
	c.operation(ev)
}

// operation checks that the cmdlet exists and has the parameters.
func (c *checker) operation(ev *Event) {
	if ev.Run == "UserLoggedIn" || ev.Run == "UserLoginFailed" {
		if (ev.Run == "UserLoginFailed") != (ev.Refused != "") {
			c.Fault(ev, "UserLoginFailed needs refused, why it failed; UserLoggedIn has none")
		}
		return
	}
	meta, ok := catalog.Lookup(ev.Run)
	if !ok {
		c.Fault(&ev.Run, "there is no cmdlet %q: write one, or UserLoggedIn or UserLoginFailed", ev.Run)
		return
	}
	var names []string
	for _, p := range meta.Params {
		names = append(names, p.Name)
	}
	for name := range ev.With {
		if directory.HasWord(names, name) {
			continue
		}
		near, _ := nearest.Word(name, names)
		c.Fault(&ev.With, "%s has no parameter %q; the nearest is %q", ev.Run, name, near)
	}
}
