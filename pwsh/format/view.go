package format

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A view is how the objects of some types are shown unless something else is asked for.
type view struct {
	name    string
	types   []string // exact names, without "Deserialized."
	shape   Shape
	columns []column
	group   *groupBy
	line    func(object.Value) string // of a Custom view: the whole text of an object
}

// A column is one property of a view, or one value computed from the object.
type column struct {
	header string
	prop   string                                // "" means header
	value  func(object.Value) object.Value       // nil reads the property
	format string                                // .NET format string
	width  int                                   // 0 means as wide as needed
	align  Align                                 // of headers and cells
	skip   func(object.Value, object.Value) bool // leaves a line of a list out; nil never does
}

// A groupBy says what begins a new block of a table, and what its heading is.
type groupBy struct {
	prop  string
	value func(object.Value) object.Value // nil reads prop
	label string                          // "Directory"
	left  int                             // blanks before the label
}

func (c *column) read(v object.Value) object.Value {
	if c.value != nil {
		return c.value(v)
	}
	name := c.prop
	if name == "" {
		name = c.header
	}
	got, _ := object.Get(v, name)
	return got
}

func (g *groupBy) read(v object.Value) object.Value {
	if g.value != nil {
		return g.value(v)
	}
	got, _ := object.Get(v, g.prop)
	return got
}

// Names of the views that values without type names of their own have.
const dictionaryEntry = "System.Collections.DictionaryEntry"

// Finds the view of a value by its type names; nil where none is known.
func viewOf(v object.Value) *view {
	if isError(v) {
		return nil
	}
	for _, name := range object.TypeNames(v) {
		if found := viewOfType(strings.TrimPrefix(name, "Deserialized.")); found != nil {
			return found
		}
	}
	return nil
}

// Finds a view by the name that -View gives.
func viewNamed(name string, v object.Value) (*view, *command.Error) {
	found := viewOf(v)
	if found != nil && strings.EqualFold(found.name, name) {
		return found, nil
	}
	return nil, &command.Error{
		Category: command.InvalidArgument, ID: "FormatViewNotFound", Type: "System.Management.Automation.PSArgumentException",
		Message: `The view name "` + name + `" cannot be found for objects of type "` + object.TypeName(v) + `".`,
		Advice:  "Leave -View out, or name the columns.", Target: name,
	}
}

// autoTable is how many properties an unknown object may have to be a table.
const autoTable = 4

// maxAutoColumns is how many columns Format-Table makes of an unknown object.
const maxAutoColumns = 10

// Makes the view of an object of unknown type.
func (o *Options) adHoc(v object.Value) *view {
	columns := o.properties(object.Names(v))
	if len(columns) > autoTable {
		return &view{shape: List, columns: columns}
	}
	return &view{shape: Table, columns: aligned(columns, v)}
}

// Makes a column of each property; names are data and are escaped.
func (o *Options) properties(names []string) []column {
	list := make([]column, len(names))
	for i, n := range names {
		list[i] = column{header: o.label(n), prop: n}
	}
	return list
}

// Returns the text of a header, which is one line.
func (o *Options) label(s string) string {
	return strings.ReplaceAll(o.escape(s), "\n", "`n")
}

func named(names []string) []column {
	list := make([]column, len(names))
	for i, n := range names {
		list[i] = column{header: n}
	}
	return list
}

// Puts numbers to the right, as the first object has them.
func aligned(columns []column, v object.Value) []column {
	for i := range columns {
		if columns[i].align == AlignAuto && isNumber(columns[i].read(v)) {
			columns[i].align = AlignRight
		}
	}
	return columns
}

// Says whether an object of unknown type has something to show in one of the columns.
func (v *view) suits(o object.Value) bool {
	for i := range v.columns {
		if _, ok := object.Get(o, v.columns[i].prop); ok {
			return true
		}
	}
	return false
}
