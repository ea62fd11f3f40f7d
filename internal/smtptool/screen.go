package smtptool

import (
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"

	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/smtpclient"
	"example.org/exosh/pwsh/format"
)

const (
	plainWidth = 80 // where there is no terminal
	maxWidth   = 100
	labelWidth = 18 // of the left column
)

// A screen writes paragraphs, fields and steps in lines that fit.
type screen struct {
	w      io.Writer
	width  int
	colour bool

	terminal bool
	under    bool // a step under way is shown
}

func newScreen(env *prog.Env) *screen {
	s := &screen{w: env.Stdout, width: plainWidth}
	if env.OutTerminal && env.Width != nil && env.Width() > 0 {
		s.width = min(env.Width(), maxWidth)
	}
	s.terminal = env.OutTerminal && env.Getenv("TERM") != "dumb"
	s.colour = s.terminal && env.Getenv("NO_COLOR") == ""
	return s
}

// Colours of a terminal, of its own sixteen, so that they fit light and dark ones.
const (
	bold   = "1"
	green  = "32"
	red    = "31"
	yellow = "33"
	faint  = "2"
)

func (s *screen) paint(text, colour string) string {
	if !s.colour || text == "" || colour == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// title begins a part of the screen.
func (s *screen) title(text string) { s.put("", "", bold, text) }

func (s *screen) gap() { fmt.Fprintln(s.w) }

// text writes a paragraph.
func (s *screen) text(text string) { s.put("", "", "", text) }

// field writes a label and what belongs to it.
func (s *screen) field(label, value string) { s.put("  "+pad(label, labelWidth), "", "", value) }

// put writes a head and a text that goes on below itself. The text is taken from outside: what could steer the
// terminal is shown (checks.md S-56).
func (s *screen) put(head, colour, textColour, text string) {
	indent := uniseg.StringWidth(head)
	for i, line := range wrap(format.Escape(text), s.width-indent) {
		if i > 0 {
			fmt.Fprintln(s.w, strings.Repeat(" ", indent)+s.paint(line, textColour))
			continue
		}
		fmt.Fprintln(s.w, strings.TrimRight(s.paint(head, colour)+s.paint(line, textColour), " "))
	}
}

// mark is the sign of a state.
func mark(state smtpclient.State) (sign, colour string) {
	switch state {
	case smtpclient.OK:
		return "✓", green
	case smtpclient.Failed:
		return "✗", red
	case smtpclient.Warning:
		return "!", yellow
	}
	return "-", faint
}

// begin shows a step that is under way, on a terminal only. The sign-in may ask for a password there.
func (s *screen) begin(name string) {
	if s.terminal && name != "Sign-in" {
		fmt.Fprint(s.w, s.paint("  … "+name, faint))
		s.under = true
	}
}

// step writes a step of a trial.
func (s *screen) step(x smtpclient.Step) {
	if s.under {
		fmt.Fprint(s.w, "\r\x1b[K")
		s.under = false
	}
	sign, colour := mark(x.State)
	head := "  " + s.paint(sign, colour) + " " + pad(x.Name, labelWidth-2)
	textColour := ""
	if x.State == smtpclient.Skipped || x.State == smtpclient.Failed {
		textColour = colour
	}
	indent := strings.Repeat(" ", labelWidth+2)
	for i, text := range append([]string{x.Detail}, x.Also...) {
		for j, line := range wrap(format.Escape(text), s.width-len(indent)) {
			lead := indent
			if i == 0 && j == 0 {
				lead = head
			}
			fmt.Fprintln(s.w, strings.TrimRight(lead+s.paint(line, textColour), " "))
		}
	}
	if x.Advice != "" {
		s.put(indent, "", "", x.Advice)
	}
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(1, width-uniseg.StringWidth(text)))
}

// wrap breaks a text at spaces into lines of at most so many columns; a longer word has a line of its own. Line
// feeds are kept.
func wrap(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		line := ""
		for word := range strings.FieldsSeq(paragraph) {
			if line != "" && uniseg.StringWidth(line)+1+uniseg.StringWidth(word) > width {
				lines = append(lines, line)
				line = ""
			}
			line = strings.TrimLeft(line+" "+word, " ")
		}
		lines = append(lines, line)
	}
	return lines
}
