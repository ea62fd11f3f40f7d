package shell

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"example.org/exosh/command"
)

const barWidth = 20

// showProgress draws one line on the terminal, over the one before; elsewhere it is silent.
func (s *Shell) showProgress(p *command.Progress) {
	if !s.o.OutTerminal {
		return
	}
	if p.Completed {
		s.clearProgress()
		return
	}
	width := 80
	if s.o.Width != nil && s.o.Width() > 0 {
		width = s.o.Width()
	}
	fmt.Fprintf(s.o.Err, "\r\x1b[K%s", cut(progressLine(p), width-1))
	s.bar = true
}

// clearProgress takes the line away before anything else is written.
func (s *Shell) clearProgress() {
	if s.bar {
		fmt.Fprint(s.o.Err, "\r\x1b[K")
		s.bar = false
	}
}

func progressLine(p *command.Progress) string {
	var b strings.Builder
	b.WriteString(p.Activity)
	if p.Percent >= 0 && p.Percent <= 100 {
		full := p.Percent * barWidth / 100
		fmt.Fprintf(&b, " [%s%s] %d%%", strings.Repeat("#", full), strings.Repeat(" ", barWidth-full), p.Percent)
	}
	for _, text := range []string{p.Status, p.Operation} {
		if text != "" {
			b.WriteString(" " + text)
		}
	}
	if p.SecondsLeft > 0 {
		fmt.Fprintf(&b, " (%d s left)", p.SecondsLeft)
	}
	return strings.Map(printable, b.String())
}

// printable drops control characters, which would move the cursor (checks.md S-56).
func printable(r rune) rune {
	if r < ' ' || r >= 0x7f && r < 0xa0 {
		return -1
	}
	return r
}

// cut shortens a text to a width in columns.
func cut(text string, width int) string {
	if uniseg.StringWidth(text) <= width {
		return text
	}
	used, end := 0, 0
	g := uniseg.NewGraphemes(text)
	for g.Next() {
		if used += g.Width(); used > width {
			break
		}
		_, end = g.Positions()
	}
	return text[:end]
}
