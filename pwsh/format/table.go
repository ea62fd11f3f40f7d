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
	if t.settled {
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
	t.settled, t.widths = false, nil
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

func (t *table) measure() {
	t.widths = make([]int, len(t.columns))
	for i, c := range t.columns {
		if c.width > 0 && !t.fit {
			t.widths[i] = c.width
			continue
		}
		t.widths[i] = max(1, width(c.header))
		for _, p := range t.pending {
			if p.isRow {
				t.widths[i] = max(t.widths[i], cellWidth(p.cells[i], t.opt.width()+1))
			}
		}
	}
	if !t.fit {
		share(t.widths, t.opt.width())
	}
	trim(t.widths, t.opt.width())
}

// Returns the width of the widest line of a cell, at most most.
func cellWidth(s string, most int) int {
	if !strings.Contains(s, "\n") {
		return widthUpTo(s, most)
	}
	w := 0
	for line := range strings.SplitSeq(s, "\n") {
		w = max(w, widthUpTo(line, most)+1) // a cut line ends in an ellipsis
	}
	return w
}

// minShare is the least that a wide column keeps when columns share a line.
const minShare = 6

// Makes columns fit into a line: the widest give up what is missing, as far as minShare.
func share(widths []int, line int) {
	excess := total(widths) - line
	if excess <= 0 {
		return
	}
	most := min(highest(widths), line)
	for most > minShare && total(capped(widths, most)) > line {
		most--
	}
	spare := line - total(capped(widths, most))
	for i, w := range widths {
		if w > most {
			widths[i] = most
			if spare > 0 {
				widths[i]++
				spare--
			}
		}
	}
}

func highest(widths []int) int {
	w := 0
	for _, v := range widths {
		w = max(w, v)
	}
	return w
}

func capped(widths []int, most int) []int {
	list := make([]int, len(widths))
	for i, w := range widths {
		list[i] = min(w, most)
	}
	return list
}

// Makes columns fit into a line: the last one is cut, or left out (-1) where nothing of it is left.
func trim(widths []int, line int) {
	for last := len(widths) - 1; last >= 0; last-- {
		excess := total(widths) - line
		if excess <= 0 {
			return
		}
		if widths[last] > excess {
			widths[last] -= excess
			return
		}
		if last > 0 {
			widths[last] = -1
		} else {
			widths[last] = max(1, line)
		}
	}
}

func total(widths []int) int {
	sum := -1
	for _, w := range widths {
		if w >= 0 {
			sum += w + 1
		}
	}
	return sum
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
