package format

import (
	"strings"

	"github.com/rivo/uniseg"
)

const ellipsis = "…"

// Returns how many cells of a terminal a text takes.
func width(s string) int {
	if n, ok := asciiWidth(s); ok {
		return n
	}
	return uniseg.StringWidth(s)
}

func asciiWidth(s string) (int, bool) {
	for i := range len(s) {
		if s[i] >= 0x7f || s[i] < ' ' {
			return 0, false
		}
	}
	return len(s), true
}

// Returns the width of a text, or most where it is wider, without reading on.
func widthUpTo(s string, most int) int {
	if len(s) <= most {
		return width(s)
	}
	head, tail := cut(s, most)
	if tail != "" {
		return most
	}
	return width(head)
}

// Cuts a text to a width; what is cut off leaves an ellipsis.
func fit(s string, w int) string {
	if _, tail := cut(s, w); tail == "" {
		return s
	}
	if w <= 0 {
		return ""
	}
	head, _ := cut(s, w-1)
	return head + ellipsis
}

// Splits a text where it reaches a width.
func cut(s string, w int) (head, tail string) {
	used, rest, state := 0, s, -1
	for rest != "" {
		_, next, n, newState := uniseg.FirstGraphemeClusterInString(rest, state)
		if used+n > w {
			break
		}
		used += n
		rest, state = next, newState
	}
	return s[:len(s)-len(rest)], rest
}

// Adds blanks so that a text takes a width on the given side.
func pad(s string, w int, a Align) string {
	gap := w - width(s)
	switch {
	case gap <= 0:
		return s
	case a == AlignRight:
		return strings.Repeat(" ", gap) + s
	case a == AlignCenter:
		return strings.Repeat(" ", gap/2) + s + strings.Repeat(" ", gap-gap/2)
	}
	return s + strings.Repeat(" ", gap)
}

// Breaks a text into lines of at most w cells, between words where it can.
func wrap(s string, w int) []string {
	var lines []string
	for _, line := range strings.Split(s, "\n") {
		lines = append(lines, wrapLine(line, max(w, 1))...)
	}
	return lines
}

func wrapLine(s string, w int) []string {
	var lines []string
	for {
		head, tail := cut(s, w)
		if tail == "" {
			return append(lines, s)
		}
		if head == "" { // one cluster is wider than the line
			_, size := firstCluster(s)
			head, tail = s[:size], s[size:]
		}
		if i := strings.LastIndexByte(head, ' '); i > 0 && !strings.HasPrefix(tail, " ") {
			head, tail = s[:i], s[i+1:]
		}
		lines = append(lines, strings.TrimRight(head, " "))
		s = strings.TrimLeft(tail, " ")
	}
}

func firstCluster(s string) (string, int) {
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return cluster, len(cluster)
}
