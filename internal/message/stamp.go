package message

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"strings"
	"time"
)

// NewField returns a field of that name and value, folded. The value becomes one line whatever it holds, and is
// encoded where it is not ASCII (RFC 2047). It panics for a name that is none: names are written in code.
func NewField(name, value string) Field {
	if fieldName([]byte(name+":")) != name {
		panic("message: " + name + " is no name of a field")
	}
	value = oneLine(value)
	if !isASCII([]byte(value)) {
		value = mime.QEncoding.Encode("utf-8", value)
	}
	return Field{Name: name, Raw: fold(name, value)}
}

// DateText formats a time as fields have it (RFC 5322, 3.3).
func DateText(t time.Time) string { return t.Format("Mon, 02 Jan 2006 15:04:05 -0700") }

// Changes say what becomes different in a header; the rest of the message stays as it is.
type Changes struct {
	Prepend []Field  // before all others, in this order
	Remove  []string // names of fields that go; "X-Name-*" stands for all that begin with "X-Name-"
}

// With returns the bytes of the message with a changed header, and how many they are.
func (m *Received) With(c Changes) (io.Reader, int64) {
	var head bytes.Buffer
	for _, f := range c.Prepend {
		head.Write(f.Raw)
	}
	for _, f := range m.Header {
		if !c.removes(f.Name) {
			head.Write(f.Raw)
		}
	}
	if !bytes.HasSuffix(head.Bytes(), []byte("\r\n")) && head.Len() > 0 {
		head.WriteString("\r\n") // the message ended inside its header
	}
	head.WriteString("\r\n")
	rest := m.Size - m.Root.Body
	return io.MultiReader(&head, io.NewSectionReader(&m.spool, m.Root.Body, rest)), int64(head.Len()) + rest
}

func (c Changes) removes(name string) bool {
	for _, r := range c.Remove {
		prefix, all := strings.CutSuffix(r, "*")
		if all && len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) || strings.EqualFold(name, r) {
			return true
		}
	}
	return false
}

// fold breaks a field at white space so that lines stay below 78 bytes where they can (RFC 5322, 2.1.1), and
// inside a word where they could not be sent otherwise.
func fold(name, value string) []byte {
	var b bytes.Buffer
	b.WriteString(name + ":")
	width := len(name) + 1
	for _, word := range strings.Fields(value) {
		if width+1+len(word) > 76 && width > 1 && width != len(name)+1 {
			b.WriteString("\r\n")
			width = 0
		}
		fmt.Fprintf(&b, " %s", word)
		width += 1 + len(word)
	}
	b.WriteString("\r\n")
	return b.Bytes()
}
