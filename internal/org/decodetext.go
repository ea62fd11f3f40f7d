package org

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Reads a string; one without escapes is a part of the input.
func (d *decoder) string() string {
	d.expect('"')
	rest := d.s[d.i:]
	end := strings.IndexByte(rest, '"')
	switch {
	case end < 0:
		d.fail("string without end")
		return ""
	case strings.IndexByte(rest[:end], '\\') >= 0:
		return d.escaped()
	}
	d.i += end + 1
	return rest[:end]
}

func (d *decoder) escaped() string {
	var b strings.Builder
	for d.i < len(d.s) {
		c := d.s[d.i]
		d.i++
		switch c {
		case '"':
			return b.String()
		case '\\':
			d.escape(&b)
		default:
			b.WriteByte(c)
		}
	}
	d.fail("string without end")
	return ""
}

func (d *decoder) escape(b *strings.Builder) {
	if d.i >= len(d.s) {
		d.fail("escape without end")
		return
	}
	c := d.s[d.i]
	d.i++
	switch c {
	case '"', '\\', '/':
		b.WriteByte(c)
	case 'b':
		b.WriteByte('\b')
	case 'f':
		b.WriteByte('\f')
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case 't':
		b.WriteByte('\t')
	case 'u':
		b.WriteRune(d.unicode())
	default:
		d.fail("unknown escape")
	}
}

func (d *decoder) unicode() rune {
	r := d.hex4()
	if utf16.IsSurrogate(r) && strings.HasPrefix(d.s[d.i:], `\u`) {
		d.i += 2
		return utf16.DecodeRune(r, d.hex4())
	}
	if !utf8.ValidRune(r) {
		return utf8.RuneError
	}
	return r
}

func (d *decoder) hex4() rune {
	if d.i+4 > len(d.s) {
		d.fail("escape without end")
		return 0
	}
	n, err := strconv.ParseUint(d.s[d.i:d.i+4], 16, 32)
	if err != nil {
		d.fail("bad escape")
		return 0
	}
	d.i += 4
	return rune(n)
}
