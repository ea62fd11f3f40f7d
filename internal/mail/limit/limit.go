// Package limit is how much mail may be sent and received: figures with their sources, as the vendor documents
// them, and what an organisation has set instead.
package limit

import (
	_ "embed"
	"fmt"
	"math"
	"strings"
	"sync"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Name is what a figure is called, in figures.txt and by administrators.
type Name string

// The figures.
const (
	ConcurrentConnections         Name = "ConcurrentConnections"
	MessagesPerMinute             Name = "MessagesPerMinute"
	RecipientsPerMessage          Name = "RecipientsPerMessage"
	RecipientsPerDay              Name = "RecipientsPerDay"
	ExternalRecipientsPerDay      Name = "ExternalRecipientsPerDay"
	TrialExternalRecipientsPerDay Name = "TrialExternalRecipientsPerDay"
	Trial                         Name = "Trial"
	MessageSize                   Name = "MessageSize"
	ReceivedPerHour               Name = "ReceivedPerHour"
	ReceivedFromOnePercent        Name = "ReceivedFromOnePercent"
	TraceQueries                  Name = "TraceQueries"
)

// A Figure is one number with where it comes from.
type Figure struct {
	Name        Name
	Value       int64
	Unit        string // what is counted, in what time
	Least, Most int64  // what may be set instead
	Meaning     string
	Source      string // where the vendor documents it
	Date        string // of the source, "2024-06"
}

//go:embed figures.txt
var text string

var figures = sync.OnceValues(func() ([]Figure, error) { return parse(text) })

// All returns the figures in the order of the file.
func All() []Figure {
	list, err := figures()
	if err != nil {
		panic(err) // the file is part of the binary; a test reads it
	}
	return list
}

// Find returns a figure by its name, whose case does not matter.
func Find(name string) (Figure, bool) {
	for _, f := range All() {
		if strings.EqualFold(string(f.Name), name) {
			return f, true
		}
	}
	return Figure{}, false
}

// Limits are the figures of one organisation.
type Limits struct{ set map[Name]int64 }

// property of the tenant's own entry that keeps what differs from the figures.
const property = "MailLimits"

// Of returns the limits that the tenant's own entry holds.
func Of(tenant *org.Entry) Limits {
	l := Limits{set: map[Name]int64{}}
	v, _ := tenant.Props.Get(property)
	kept, ok := v.(*object.Object)
	if !ok {
		return l
	}
	for _, p := range kept.Props {
		if n, ok := p.Value.(int64); ok {
			l.set[Name(p.Name)] = n
		}
	}
	return l
}

// Get returns a figure as it holds for the organisation. It panics for a name that is none.
func (l Limits) Get(name Name) int64 {
	if v, ok := l.set[name]; ok {
		return v
	}
	f, ok := Find(string(name))
	if !ok {
		panic("there is no limit " + string(name))
	}
	return f.Value
}

// Own says whether the organisation has set the figure.
func (l Limits) Own(name Name) bool {
	_, ok := l.set[name]
	return ok
}

// Set stores a figure in the tenant's own entry; nil goes back to the documented one. The error says what may
// be set.
func Set(tenant *org.Entry, f Figure, value *int64) error {
	if value != nil && (*value < f.Least || *value > f.Most) {
		return fmt.Errorf("%s can be %d to %d (%s), not %d", f.Name, f.Least, f.Most, f.Unit, *value)
	}
	kept := &object.Object{}
	for _, known := range All() {
		old, own := Of(tenant).set[known.Name]
		switch {
		case known.Name == f.Name && value != nil:
			kept.Set(string(f.Name), *value)
		case known.Name != f.Name && own:
			kept.Set(string(known.Name), old)
		}
	}
	if len(kept.Props) == 0 {
		tenant.Props.Delete(property)
		return nil
	}
	tenant.Props.Set(property, kept)
	return nil
}

// External returns to how many recipients outside the organisation may send in 24 hours, given how many
// licences with a mailbox it has.
func (l Limits) External(licences int64) int64 {
	switch {
	case l.Get(Trial) == 1:
		return l.Get(TrialExternalRecipientsPerDay)
	case l.Get(ExternalRecipientsPerDay) > 0:
		return l.Get(ExternalRecipientsPerDay)
	}
	return int64(500*math.Pow(float64(licences), 0.7)) + 9500
}

// ReceivedFromOne returns how many messages a mailbox may receive from one sender in any hour.
func (l Limits) ReceivedFromOne() int64 {
	return l.Get(ReceivedPerHour) * l.Get(ReceivedFromOnePercent) / 100
}
