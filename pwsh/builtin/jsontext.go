package builtin

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf16"

	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

func (w *jsonWriter) float(f float64) {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		w.text(object.String(f))
	default:
		s := object.String(f)
		if !strings.ContainsAny(s, ".E") {
			s += ".0"
		}
		w.b.WriteString(s)
	}
}

// decimalText has a decimal point, except where a whole number is too large for any other type.
func decimalText(d *decimal.Decimal) string {
	s := d.String()
	if d.Scale() == 0 && len(d.Digits()) < 19 {
		s += ".0"
	}
	return s
}

// jsonTime is ISO 8601 with as many decimals as are needed, and the zone where there is one.
func jsonTime(t time.Time) string {
	s := t.Format("2006-01-02T15:04:05.9999999")
	switch {
	case object.IsUnspecified(t):
		return s
	case t.Location() == time.UTC:
		return s + "Z"
	}
	return s + t.Format("-07:00")
}

// text writes a string. What is not text in UTF-8 becomes the replacement character.
func (w *jsonWriter) text(s string) {
	w.b.WriteByte('"')
	for _, r := range s {
		if short := strings.IndexRune("\"\\\b\f\n\r\t", r); short >= 0 {
			w.b.WriteByte('\\')
			w.b.WriteByte(`"\bfnrt`[short])
			continue
		}
		if w.escaped(r) {
			w.unicode(r)
			continue
		}
		w.b.WriteRune(r)
	}
	w.b.WriteByte('"')
}

func (w *jsonWriter) escaped(r rune) bool {
	switch {
	case r < 0x20, r == 0x85, r == 0x2028, r == 0x2029:
		return true
	case strings.EqualFold(w.escape, "EscapeNonAscii"):
		return r > 0x7e
	case strings.EqualFold(w.escape, "EscapeHtml"):
		return strings.ContainsRune("<>&'", r)
	}
	return false
}

func (w *jsonWriter) unicode(r rune) {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		fmt.Fprintf(&w.b, `\u%04x\u%04x`, high, low)
		return
	}
	fmt.Fprintf(&w.b, `\u%04x`, r)
}
