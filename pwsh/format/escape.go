package format

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Escape shows what could steer a terminal or turn the order of text as PowerShell's escapes do:
// ESC is "`e", U+202E is "`u{202E}". Line feeds and tabs stay. Bytes that are not UTF-8 become U+FFFD.
func Escape(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if e := escapeOf(r); e != "" {
			b.WriteString(e)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c == 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return isPlainUTF8(s)
		}
	}
	return true
}

func isPlainUTF8(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if escapeOf(r) != "" {
			return false
		}
	}
	return true
}

// Returns how a character is shown instead of itself, "" where it is harmless.
func escapeOf(r rune) string {
	switch r {
	case '\n', '\t':
		return ""
	case 0:
		return "`0"
	case '\a':
		return "`a"
	case '\b':
		return "`b"
	case '\f':
		return "`f"
	case '\v':
		return "`v"
	case '\r':
		return "`r"
	case 0x1b:
		return "`e"
	}
	if r < ' ' || 0x7f <= r && r < 0xa0 || isBidi(r) || r == 0x2028 || r == 0x2029 {
		return fmt.Sprintf("`u{%X}", r)
	}
	return ""
}

// Says whether a character sets the direction of text, Unicode Annex 9, 2.
func isBidi(r rune) bool {
	return 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x61c
}
