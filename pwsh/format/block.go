package format

import (
	"example.org/exosh/object"
)

// A block is what consecutive objects share: the view that made it, and a table or a list unless the
// view makes lines of its own. Without a view there is none.
type block struct {
	view  *view
	typed bool // the view is that of a known type
	table *table
	list  *list
}

// Writes a line that belongs to no table; one that is under way goes on after it.
func (w *Writer) line(s string) {
	if w.block.table != nil {
		s = w.block.table.insert(s)
	}
	w.print(s)
}

// The entries of a hash table are rows of name and value.
func (w *Writer) dict(d *object.Dict) {
	for k, v := range d.All() {
		w.object(&object.Object{Types: []string{dictionaryEntry, "System.Object"}, Props: []object.Property{
			{Name: "Name", Value: k}, {Name: "Value", Value: v},
		}})
	}
}

func (w *Writer) object(v object.Value) {
	found := viewOf(v)
	if found == nil && len(object.Names(v)) == 0 {
		return // an object without properties shows nothing
	}
	if !w.joins(found, v) {
		w.finish()
		w.begin(found, v)
	}
	switch {
	case w.block.view.line != nil:
		w.print(w.opt.escape(w.block.view.line(v)) + "\n")
	case w.block.table != nil:
		w.tableRow(v)
	default:
		w.listEntry(v)
	}
}

// Says whether an object goes on in the block under way.
func (w *Writer) joins(found *view, v object.Value) bool {
	b := &w.block
	switch {
	case b.view == nil:
		return false
	case b.typed || found != nil:
		return b.typed && found != nil && sameView(b.view, found)
	case b.list != nil:
		return len(object.Names(v)) > autoTable || b.view.suits(v)
	}
	return b.view.suits(v)
}

func sameView(a, b *view) bool {
	if a.name != b.name && a.line != nil || len(a.columns) != len(b.columns) || a.shape != b.shape {
		return false
	}
	for i := range a.columns {
		if a.columns[i].header != b.columns[i].header {
			return false
		}
	}
	return true
}

func (w *Writer) begin(found *view, v object.Value) {
	typed := found != nil
	if !typed {
		found = w.opt.adHoc(v)
	}
	w.block = block{view: found, typed: typed}
	if found.line != nil {
		w.printBlock("\n")
		return
	}
	if found.shape == List {
		w.block.list = &list{opt: &w.opt, columns: found.columns}
		return
	}
	w.block.table = &table{opt: &w.opt, columns: found.columns, group: found.group}
}

func (w *Writer) tableRow(v object.Value) {
	t := w.block.table
	if t.group != nil {
		w.printBlock(t.enter(t.group.read(v)))
	}
	cells := make([]string, len(t.columns))
	for i := range t.columns {
		cells[i] = w.opt.cellText(t.columns[i].read(v), t.columns[i].format)
	}
	w.printBlock(t.add(cells))
}

// An object of unknown type lists its own properties, whatever the first one had.
func (w *Writer) listEntry(v object.Value) {
	columns := w.block.view.columns
	if !w.block.typed {
		columns = w.opt.properties(object.Names(v))
	}
	values := make([]object.Value, len(columns))
	for i := range columns {
		values[i] = columns[i].read(v)
	}
	w.printBlock(w.block.list.entry(columns, values))
}
