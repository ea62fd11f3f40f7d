package message

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"
)

// section gathers the fields of a header while its lines are read.
type section struct {
	fields Header
	field  []byte // the field that is being read
	size   int64
	hops   int  // Received fields
	part   bool // of a part, not of the message itself
}

// isASCII says whether all bytes are below 128.
func isASCII(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// add takes a line that is not empty.
func (h *section) add(s *lines, line []byte) error {
	if s.limits.lenient {
		h.keep(s.limits, line)
		return nil
	}
	if !isASCII(line) && (!s.limits.UTF8 || !utf8.Valid(line)) {
		return s.wrong(EightBit, "has bytes above 127 in a header field")
	}
	if h.size += int64(len(line)); h.size > s.limits.HeaderBytes {
		return &Error{Kind: LargeHeader, Detail: fmt.Sprintf("has a header of more than %d bytes", s.limits.HeaderBytes)}
	}
	if !h.fits(line) {
		return s.wrong(BadHeader, "is no header field")
	}
	if folded(line) {
		h.field = append(h.field, line...)
		return nil
	}
	h.end()
	h.field = bytes.Clone(line)
	return h.count(s.limits)
}

// fits says whether a line can be one of the header.
func (h *section) fits(line []byte) bool {
	if folded(line) {
		return h.field != nil
	}
	return fieldName(line) != ""
}

func (h *section) empty() bool { return h.field == nil && len(h.fields) == 0 }

func folded(line []byte) bool { return line[0] == ' ' || line[0] == '\t' }

// keep takes a line that fits, as long as the header is not too large.
func (h *section) keep(l Limits, line []byte) {
	if h.size += int64(len(line)); h.size > l.HeaderBytes || len(h.fields) >= l.Fields {
		return
	}
	if folded(line) {
		h.field = append(h.field, line...)
		return
	}
	h.end()
	h.field = bytes.Clone(line)
}

// count holds the limits of the message's own header when a field begins.
func (h *section) count(l Limits) error {
	if strings.EqualFold(fieldName(h.field), "Received") {
		h.hops++
	}
	if h.hops > l.Received && !h.part {
		return &Error{Kind: Loop, Detail: fmt.Sprintf("has passed more than %d servers and seems to run in a circle", l.Received)}
	}
	if len(h.fields) >= l.Fields {
		return &Error{Kind: ManyFields, Detail: fmt.Sprintf("has more than %d header fields", l.Fields)}
	}
	return nil
}

// end takes the field that was being read into the header.
func (h *section) end() {
	if h.field != nil {
		h.fields = append(h.fields, Field{Name: fieldName(h.field), Raw: h.field})
	}
	h.field = nil
}

// fieldName returns the name of a field that a line begins, "" where it begins none. White space before the
// colon is allowed as in old messages (RFC 5322, 4.5).
func fieldName(line []byte) string {
	name, _, ok := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	if !ok || len(name) == 0 {
		return ""
	}
	for _, c := range name {
		if c <= ' ' || c > '~' {
			return ""
		}
	}
	return string(name)
}
