package format

import (
	"strings"
)

func (t *table) measure() {
	t.widths = make([]int, len(t.columns))
	for i, c := range t.columns {
		if c.width > 0 && !t.fit {
			t.widths[i] = c.width
			continue
		}
		t.widths[i] = max(1, width(c.header))
		if t.least != nil {
			t.widths[i] = max(t.widths[i], t.least[i])
		}
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

// Reports whether a row that came after the widths were settled begins the table anew, with headers, as
// it would be cut although the line has room for all of it.
func (t *table) widen(cells []string) bool {
	if t.wrap || t.hide {
		return false
	}
	wider := make([]int, len(t.widths))
	grown := false
	for i, w := range t.widths {
		wider[i] = w
		if w < 0 || t.columns[i].width > 0 && !t.fit {
			continue
		}
		wider[i] = max(w, cellWidth(cells[i], t.opt.width()+1))
		grown = grown || wider[i] > w
	}
	if !grown || total(wider) > t.opt.width() {
		return false
	}
	t.settled, t.least = false, wider
	return true
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
