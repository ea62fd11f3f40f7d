package format

import (
	"strings"

	"example.org/exosh/object"
)

// defaultDepth is how deep Format-Custom goes.
const defaultDepth = 5

// Draws objects with all that they contain.
func (w *Writer) drawCustom(r *Request, columns []column) {
	depth := r.Depth
	if depth <= 0 {
		depth = defaultDepth
	}
	var b strings.Builder
	b.WriteByte('\n')
	for _, row := range r.Rows {
		if s, ok := w.opt.scalarText(row.Object); ok && r.Columns == nil {
			b.WriteString(w.opt.escape(s) + "\n")
			continue
		}
		own := columns
		if r.Columns == nil {
			own = w.opt.properties(object.Names(row.Object))
		}
		d := drawer{opt: &w.opt, b: &b}
		d.class(row.Object, own, w.values(r, row, own), 0, depth)
		b.WriteByte('\n')
	}
	w.printBlock(b.String())
}

// A drawer writes nested objects, two blanks deeper each time.
type drawer struct {
	opt *Options
	b   *strings.Builder
}

func (d *drawer) line(indent int, s string) {
	d.b.WriteString(strings.TrimRight(strings.Repeat(" ", indent)+s, " ") + "\n")
}

func (d *drawer) class(v object.Value, columns []column, values []object.Value, indent, depth int) {
	name := object.TypeName(v)
	d.line(indent, "class "+d.opt.escape(name[strings.LastIndexByte(name, '.')+1:]))
	d.line(indent, "{")
	for i, c := range columns {
		d.member(c.header, values[i], indent+2, depth)
	}
	d.line(indent, "}")
}

func (d *drawer) member(name string, v object.Value, indent, depth int) {
	if !d.deep(v) || depth <= 1 {
		d.line(indent, name+" = "+d.opt.cellText(v, ""))
		return
	}
	d.line(indent, name+" =")
	d.value(v, indent+2, depth-1)
}

// Says whether a value has something inside.
func (d *drawer) deep(v object.Value) bool {
	switch v.(type) {
	case *object.Object, *object.Dict:
		return true
	}
	return object.IsCollection(v)
}

func (d *drawer) value(v object.Value, indent, depth int) {
	switch t := v.(type) {
	case *object.Object:
		columns := d.opt.properties(object.Names(t))
		values := make([]object.Value, len(columns))
		for i := range columns {
			values[i] = columns[i].read(t)
		}
		d.class(t, columns, values, indent, depth)
		return
	case *object.Dict:
		d.line(indent, "[")
		for k, e := range t.All() {
			d.member(d.opt.label(object.String(k)), e, indent+2, depth)
		}
		d.line(indent, "]")
		return
	}
	if !object.IsCollection(v) {
		d.line(indent, d.opt.cellText(v, ""))
		return
	}
	d.line(indent, "[")
	for i, e := range object.Unroll(v) {
		if i == d.opt.limit() {
			d.line(indent+2, "...")
			break
		}
		d.value(e, indent+2, depth)
	}
	d.line(indent, "]")
}
