package format

import (
	"strconv"
	"strings"
)

// A style is the start of a colour, "" for none.
type style struct{ start string }

// What has a style, with the defaults of $PSStyle.
type part uint8

const (
	header part = iota
	failure
	warning
	verbose
	debugging
	advice
)

func (o *Options) style(p part) style {
	if !o.Color {
		return style{}
	}
	switch p {
	case header:
		return style{"\x1b[32;1m"}
	case failure:
		return style{"\x1b[31;1m"}
	case advice:
		return style{"\x1b[36m"}
	}
	return style{"\x1b[33;1m"}
}

// Colours text; line feeds stay outside of the colour, so that a pager shows each line right.
func (s style) paint(text string) string {
	if s.start == "" || text == "" {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = s.start + l + "\x1b[0m"
		}
	}
	return strings.Join(lines, "\n")
}

// Returns the style of Write-Host's colours, System.ConsoleColor by name.
func hostStyle(foreground, background string) style {
	start := ""
	if c := consoleColor(foreground, 30); c != "" {
		start += c
	}
	if c := consoleColor(background, 40); c != "" {
		start += c
	}
	return style{start}
}

// base is 30 for the foreground and 40 for the background; bright colours are 60 above it (aixterm).
func consoleColor(name string, base int) string {
	names := [...]string{"Black", "DarkRed", "DarkGreen", "DarkYellow", "DarkBlue", "DarkMagenta", "DarkCyan", "Gray",
		"DarkGray", "Red", "Green", "Yellow", "Blue", "Magenta", "Cyan", "White"}
	for i, n := range names {
		if strings.EqualFold(n, name) {
			code := base + i
			if i >= 8 {
				code = base + 60 + i - 8
			}
			return "\x1b[" + strconv.Itoa(code) + "m"
		}
	}
	return ""
}
