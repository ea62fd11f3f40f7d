package message

import (
	"bytes"
	"strings"
)

// A Field is one field of a header (RFC 5322, 2.2) as it was read.
type Field struct {
	Name string // as it was written, without the colon
	Raw  []byte // the whole field with its line ends
}

// Value returns the field's body unfolded (RFC 5322, 2.2.3): one line, without white space around it. It is
// neither decoded nor parsed.
func (f Field) Value() string {
	_, body, _ := bytes.Cut(f.Raw, []byte(":"))
	s := strings.NewReplacer("\r", "", "\n", "").Replace(string(body))
	return strings.TrimSpace(s)
}

// Text returns the field's body with its encoded words decoded (RFC 2047), for a person. Bytes that are not
// UTF-8 are replaced.
func (f Field) Text() string { return decodeWords(f.Value()) }

// A Header is a message's header or a part's: its fields in order. The zero value is empty.
type Header []Field

// Get returns the value of the first field of that name, "" without one.
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value()
		}
	}
	return ""
}

// Text returns the decoded text of the first field of that name, "" without one.
func (h Header) Text(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Text()
		}
	}
	return ""
}

// Values returns the values of all fields of that name in order.
func (h Header) Values(name string) []string {
	var list []string
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			list = append(list, f.Value())
		}
	}
	return list
}

// Has says whether there is a field of that name.
func (h Header) Has(name string) bool {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}

// Subject returns the decoded subject on one line, "" without one.
func (h Header) Subject() string { return oneLine(h.Text("Subject")) }
