package format

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Draws what a Format- cmdlet asked for.
func (w *Writer) request(r *Request) {
	if len(r.Rows) == 0 {
		return
	}
	columns, err := w.columnsOf(r)
	if err != nil {
		w.errorTo(w.w, err)
		return
	}
	switch r.Shape {
	case List:
		w.drawList(r, columns)
	case Wide:
		w.drawWide(r, columns)
	case Custom:
		w.drawCustom(r, columns)
	default:
		w.drawTable(r, columns)
	}
}

func (w *Writer) drawTable(r *Request, columns []column) {
	t := &table{opt: &w.opt, columns: columns, wrap: r.Wrap, hide: r.HideHeaders, fit: r.AutoSize, group: w.groupOf(r)}
	if t.group == nil && r.Columns == nil {
		if v := viewOf(r.Rows[0].Object); v != nil && v.shape == Table {
			t.group = v.group
		}
	}
	for _, row := range r.Rows {
		if t.group != nil {
			w.printBlock(t.enter(groupValue(r, t.group, row)))
		}
		values := w.values(r, row, columns)
		cells := make([]string, len(values))
		for i, v := range values {
			cells[i] = w.opt.cellText(v, columns[i].format)
		}
		// AutoSize looks at all rows: nothing settles before the end of a block.
		t.pending = append(t.pending, item{cells: cells, isRow: true})
	}
	w.printBlock(t.end())
}

func (w *Writer) groupOf(r *Request) *groupBy {
	if r.GroupBy == nil {
		return nil
	}
	return &groupBy{label: w.opt.label(r.GroupBy.Header), left: 3}
}

func groupValue(r *Request, g *groupBy, row Row) object.Value {
	if r.GroupBy != nil {
		return row.Group
	}
	return g.read(row.Object)
}

// Returns the values of a row in the order of the columns: those computed, or read from the object.
func (w *Writer) values(r *Request, row Row, columns []column) []object.Value {
	values := make([]object.Value, len(columns))
	for i := range columns {
		if r.Columns == nil {
			values[i] = columns[i].read(row.Object)
		} else if i < len(row.Cells) {
			values[i] = row.Cells[i]
		}
	}
	return values
}

func (w *Writer) drawList(r *Request, columns []column) {
	l := &list{opt: &w.opt}
	var current object.Value
	for i, row := range r.Rows {
		if r.GroupBy != nil && (i == 0 || !object.Equal(current, row.Group, true)) {
			current = row.Group
			l.began = true
			w.printBlock("\n   " + w.opt.style(header).paint(w.opt.label(r.GroupBy.Header)+": ") + w.opt.cellText(row.Group, "") + "\n\n")
		}
		own := columns
		if r.Columns == nil {
			own = w.listColumns(row.Object)
		}
		if s, ok := w.opt.scalarText(row.Object); ok && r.Columns == nil {
			w.print(w.opt.escape(s) + "\n")
			continue
		}
		w.printBlock(l.entry(own, w.values(r, row, own)))
	}
}

func (w *Writer) listColumns(v object.Value) []column {
	if known := viewOf(v); known != nil && known.shape == List {
		return known.columns
	}
	return w.opt.properties(object.Names(v))
}

func (w *Writer) drawWide(r *Request, columns []column) {
	cells := make([]string, len(r.Rows))
	for i, row := range r.Rows {
		if s, ok := w.opt.scalarText(row.Object); ok && r.Columns == nil {
			cells[i] = w.opt.escape(s)
			continue
		}
		if values := w.values(r, row, columns); len(values) > 0 {
			cells[i] = w.opt.cellText(values[0], columns[0].format)
		}
	}
	w.printBlock(w.opt.wide(cells, r.PerLine, r.AutoSize))
}

// Chooses the columns of a request: those asked for, those of a view, or the object's properties.
func (w *Writer) columnsOf(r *Request) ([]column, *command.Error) {
	first := r.Rows[0].Object
	if r.Columns != nil {
		return w.asked(r), nil
	}
	v := viewOf(first)
	if r.View != "" {
		named, err := viewNamed(r.View, first)
		if err != nil {
			return nil, err
		}
		v = named
	}
	switch {
	case r.Shape == Wide:
		return w.opt.properties([]string{wideProperty(first, v)}), nil
	case v != nil && v.shape == Table && r.Shape == Table:
		return v.columns, nil
	}
	names := object.Names(first)
	if r.Shape == Table && len(names) > maxAutoColumns {
		names = names[:maxAutoColumns]
	}
	return aligned(w.opt.properties(names), first), nil
}

func (w *Writer) asked(r *Request) []column {
	list := make([]column, len(r.Columns))
	for i, c := range r.Columns {
		list[i] = column{header: w.opt.label(c.Header), format: c.Format, width: max(0, c.Width), align: c.Align}
		if c.Align == AlignAuto && i < len(r.Rows[0].Cells) && isNumber(r.Rows[0].Cells[i]) {
			list[i].align = AlignRight
		}
	}
	return list
}

// Chooses the property that stands for an object: the first of its view, or one that is called like a name.
func wideProperty(o object.Value, v *view) string {
	if v != nil && len(v.columns) > 0 {
		for _, c := range v.columns {
			if strings.EqualFold(c.header, "Name") {
				return c.header
			}
		}
		return v.columns[0].header
	}
	names := object.Names(o)
	for _, pattern := range [...]string{"Name", "Id", "Key", "*Key", "*Name", "*Id"} {
		for _, n := range names {
			if object.Like(n, pattern, false) {
				return n
			}
		}
	}
	if len(names) > 0 {
		return names[0]
	}
	return ""
}
