package command

import "example.org/exosh/object"

// A described object has properties, and a text of its own where text is wanted.
type described struct {
	object.Object
	text string
}

// String implements object.Stringer.
func (d *described) String() string { return d.text }

// TypeNames implements object.Properties.
func (d *described) TypeNames() []string { return append(d.Types, "System.Object") }

// PropertyNames lists the properties in their order.
func (d *described) PropertyNames() []string {
	names := make([]string, len(d.Props))
	for i, p := range d.Props {
		names[i] = p.Name
	}
	return names
}

// Property returns one of them.
func (d *described) Property(name string) (object.Value, bool) { return d.Get(name) }
