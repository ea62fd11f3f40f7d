package format

import (
	"strings"

	"example.org/exosh/object"
)

// A table lays rows out under headers. Rows wait until the widths are settled.
type table struct {
	opt      *Options
	columns  []column
	group    *groupBy
	wrap     bool
	hide     bool // no headers
	fit      bool // fit to the cells even where a column has a width
	widths   []int
	least    []int // widths of the headers before; nil before the first
	settled  bool
	began    bool // something of the table was written
	pending  []item
	current  object.Value
	hasGroup bool
}

// An item is a row of a table, or a line that came between its rows.
type item struct {
	cells []string
	line  string
	isRow bool
}

// maxPending is how many rows wait for the widths of a table at most.
const maxPending = 300

// Adds a row; text is ready to be written when this returns it.
func (t *table) add(cells []string) string {
	if t.settled && !t.widen(cells) {
		return t.row(cells)
	}
	t.pending = append(t.pending, item{cells: cells, isRow: true})
	if len(t.pending) >= maxPending {
		return t.settle()
	}
	return ""
}

// Adds a line between rows.
func (t *table) insert(line string) string {
	if t.settled {
		return line
	}
	t.pending = append(t.pending, item{line: line})
	return ""
}

// Begins a new block where the object belongs to another group.
func (t *table) enter(value object.Value) string {
	if t.hasGroup && object.Equal(t.current, value, true) {
		return ""
	}
	out := ""
	if t.hasGroup {
		out = t.settle() + "\n"
	}
	t.hasGroup, t.current = true, value
	t.settled, t.widths, t.least = false, nil, nil
	return out
}

// Decides the widths and writes what waits.
func (t *table) settle() string {
	if t.settled || len(t.pending) == 0 {
		return ""
	}
	t.measure()
	t.settled = true
	var b strings.Builder
	b.WriteString(t.head())
	for _, i := range t.pending {
		if i.isRow {
			b.WriteString(t.row(i.cells))
		} else {
			b.WriteString(i.line)
		}
	}
	t.pending = nil
	return b.String()
}

func (t *table) head() string {
	var b strings.Builder
	b.WriteByte('\n')
	t.began = true
	if t.hasGroup && t.group != nil {
		b.WriteString(t.groupHead())
	}
	if t.hide {
		return b.String()
	}
	headers, rules := make([]string, len(t.columns)), make([]string, len(t.columns))
	for i, c := range t.columns {
		headers[i] = c.header
		if w := t.widths[i]; w > 0 {
			rules[i] = strings.Repeat("-", min(w, max(1, width(c.header))))
		}
	}
	b.WriteString(t.line(headers, t.opt.style(header)))
	b.WriteString(t.line(rules, t.opt.style(header)))
	return b.String()
}

func (t *table) groupHead() string {
	text := t.opt.cellText(t.current, "")
	return strings.Repeat(" ", t.group.left) + t.opt.style(header).paint(t.group.label+": ") + text + "\n\n"
}

func (t *table) row(cells []string) string {
	if t.wrap {
		return t.wrapped(cells)
	}
	short := make([]string, len(cells))
	for i, s := range cells {
		if head, _, more := strings.Cut(s, "\n"); more {
			s = strings.TrimRight(head, "\r") + ellipsis
		}
		short[i] = s
	}
	return t.line(short, style{})
}

// Writes a row whose cells are broken into as many lines as they need.
func (t *table) wrapped(cells []string) string {
	lines := make([][]string, len(cells))
	height := 1
	for i, s := range cells {
		if t.widths[i] > 0 {
			lines[i] = wrap(s, t.widths[i])
			height = max(height, len(lines[i]))
		}
	}
	var b strings.Builder
	for n := range height {
		row := make([]string, len(cells))
		for i := range cells {
			if n < len(lines[i]) {
				row[i] = lines[i][n]
			}
		}
		b.WriteString(t.line(row, style{}))
	}
	return b.String()
}

// Writes one line of cells, each cut and padded to its column; the last one is not padded.
func (t *table) line(cells []string, s style) string {
	var b strings.Builder
	first := true
	last := t.lastVisible()
	for i, w := range t.widths {
		if w < 0 {
			continue
		}
		if !first {
			b.WriteByte(' ')
		}
		first = false
		text := fit(strings.ReplaceAll(cells[i], "\t", "    "), w)
		if i != last || t.columns[i].align == AlignRight || t.columns[i].align == AlignCenter {
			text = pad(text, w, t.columns[i].align)
		}
		b.WriteString(s.paint(text))
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}

func (t *table) lastVisible() int {
	last := -1
	for i, w := range t.widths {
		if w >= 0 {
			last = i
		}
	}
	return last
}

// Ends the table.
func (t *table) end() string {
	out := t.settle()
	if t.began {
		out += "\n"
	}
	return out
}
