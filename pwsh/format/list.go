package format

import (
	"strings"

	"example.org/exosh/object"
)

// A list lays each object out as lines of name and value.
type list struct {
	opt     *Options
	columns []column // of the view; the same for all objects
	began   bool
}

// Returns the lines of an object, with the values given in the order of the columns.
func (l *list) entry(columns []column, values []object.Value) string {
	label := 0
	for _, c := range columns {
		label = max(label, width(c.header))
	}
	label = min(label, max(1, l.opt.width()-10))
	var b strings.Builder
	if !l.began {
		b.WriteByte('\n')
	}
	l.began = true
	for i, c := range columns {
		b.WriteString(l.line(c, label, l.opt.cellText(values[i], c.format)))
	}
	b.WriteByte('\n')
	return b.String()
}

func (l *list) line(c column, label int, text string) string {
	room := max(l.opt.width()-label-3, 1)
	head := l.opt.style(header).paint(pad(fit(c.header, label), label, AlignLeft) + " : ")
	var b strings.Builder
	for i, s := range wrap(strings.ReplaceAll(text, "\t", "    "), room) {
		if i > 0 {
			head = strings.Repeat(" ", label+3)
		}
		b.WriteString(strings.TrimRight(head+s, " "))
		b.WriteByte('\n')
	}
	return b.String()
}
