// Package project turns what the organisation keeps into what cmdlets show: an object in the order,
// with the names and the types of the catalog. It also holds the two things that every family of
// cmdlets needs around that: the table that says what each parameter does, and the listing that
// pages.
package project

import (
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// New returns an object of the shape t. get is asked once for each property, in order; where it has
// none, the property is the empty value of its type: an empty array for a list, $null for all else.
// Dates are kept in UTC: a property whose name ends in UTC stays so, every other date is shown in the
// server's own time, which is the same instant without the mark of UTC. A …UTC property that get does
// not know is made of its twin.
func New(t *catalog.ObjectType, get func(name string) (object.Value, bool)) *object.Object {
	o := &object.Object{Types: t.Types, Props: make([]object.Property, len(t.Props))}
	for i := range t.Props {
		p := &t.Props[i]
		o.Props[i] = object.Property{Name: p.Name, Value: value(p, get)}
	}
	return o
}

func value(p *catalog.Prop, get func(string) (object.Value, bool)) object.Value {
	v, ok := get(p.Name)
	twin, isUTC := strings.CutSuffix(p.Name, "UTC")
	if !ok && isUTC {
		v, ok = get(twin)
	}
	if !ok {
		return empty(p)
	}
	return shown(v, isUTC)
}

// empty returns what a property without a value is shown as.
func empty(p *catalog.Prop) object.Value {
	if strings.HasSuffix(p.Type, "[]") {
		return []any{}
	}
	return nil
}

// shown returns a value as it is shown: a date in UTC, or in the servers' zone, whose offset is zero as
// well; everything else as it is.
func shown(v object.Value, utc bool) object.Value {
	t, ok := v.(time.Time)
	switch {
	case !ok:
		return v
	case t.IsZero():
		return nil
	case utc:
		return t.UTC()
	}
	return t.In(serversZone)
}

// serversZone is never changed.
var serversZone = time.FixedZone("", 0)
