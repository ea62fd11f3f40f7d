package format

import (
	"strings"
)

// defaultPerLine is how many columns Format-Wide has.
const defaultPerLine = 2

// Lays texts out in columns, line by line.
func (o *Options) wide(cells []string, perLine int, autoSize bool) string {
	if len(cells) == 0 {
		return ""
	}
	line := o.width()
	w := 1
	for _, c := range cells {
		w = max(w, width(c))
	}
	switch {
	case autoSize:
		w = min(w, line)
		perLine = max(1, (line+1)/(w+1))
	case perLine <= 0:
		perLine = defaultPerLine
		w = max(1, (line-perLine+1)/perLine)
	default:
		w = max(1, (line-perLine+1)/perLine)
	}
	var b strings.Builder
	b.WriteByte('\n')
	for i := 0; i < len(cells); i += perLine {
		b.WriteString(wideLine(cells[i:min(i+perLine, len(cells))], w))
	}
	b.WriteByte('\n')
	return b.String()
}

func wideLine(cells []string, w int) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(' ')
		}
		c, _, _ = strings.Cut(c, "\n")
		b.WriteString(pad(fit(c, w), w, AlignLeft))
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}
