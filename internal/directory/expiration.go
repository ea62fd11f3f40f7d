package directory

import (
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// MessageExpiration is for how long the organisation tries to send a message; 0 where nobody has changed that.
func (t Transport) MessageExpiration() time.Duration {
	v, _ := t.entry.Props.Get("MessageExpiration")
	span, _ := v.(object.EnhancedTimeSpan)
	return time.Duration(span) * 100
}

// TellsDelay says whether senders are told that a message is late: those inside the organisation, and those
// outside.
func (t Transport) TellsDelay(inside bool) bool {
	name := "ExternalDelayDsnEnabled"
	if inside {
		name = "InternalDelayDsnEnabled"
	}
	return switched(t.entry, name, true)
}

// Postmaster is the address that notifications to senders outside come from; "" where the organisation has named
// none.
func (t Transport) Postmaster() string { return Text(t.entry, "ExternalPostmasterAddress") }

// switched returns a property that is a switch, or what it is where the entry has no value of its own.
func switched(e *org.Entry, name string, usual bool) bool {
	v, _ := e.Props.Get(name)
	if b, ok := v.(bool); ok {
		return b
	}
	return usual
}
