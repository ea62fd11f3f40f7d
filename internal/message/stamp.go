package message

import (
	"bytes"
	"io"
	"strings"
	"time"
)

// The lengths of lines in a header (RFC 5322, 2.1.1): they are folded before the first where white space allows,
// and the second is never passed by text that can be encoded.
const (
	goodLine = 76
	mostLine = 900
)

// NewField returns a field of unstructured text, folded. The value becomes one line whatever it holds, and is
// encoded where it is not ASCII (RFC 2047) or has words that fit no line. It panics for a name that is none:
// names are written in code.
func NewField(name, value string) Field {
	value = strings.Trim(oneLine(value), " ")
	if needsWords(value) {
		value = encodeWords(value)
	}
	return structured(name, value)
}

// structured returns a field whose value has a grammar: it is folded only.
func structured(name, value string) Field {
	if fieldName([]byte(name+":")) != name {
		panic("message: " + name + " is no name of a field")
	}
	return Field{Name: name, Raw: folding(name, oneLine(value))}
}

// needsWords says whether text cannot stand in a header as it is.
func needsWords(s string) bool {
	return !isASCII([]byte(s)) || strings.Contains(s, "=?") || longWord(s)
}

func longWord(value string) bool {
	for value != "" {
		end := wordEnd(value)
		if end > mostLine {
			return true
		}
		value = value[end:]
	}
	return false
}

// folding breaks a field before white space so that its lines stay short where they can.
func folding(name, value string) []byte {
	var b bytes.Buffer
	b.WriteString(name + ":")
	width := len(name) + 1
	rest := " " + strings.Trim(value, " ")
	for first := true; rest != ""; first = false {
		end := wordEnd(rest)
		if width+end > goodLine && !first {
			b.WriteString("\r\n")
			width = 0
		}
		b.WriteString(rest[:end])
		width += end
		rest = rest[end:]
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// wordEnd returns where the first word of a text ends that begins with spaces.
func wordEnd(s string) int {
	word := len(s) - len(strings.TrimLeft(s, " "))
	if i := strings.IndexByte(s[word:], ' '); i >= 0 {
		return word + i
	}
	return len(s)
}

// DateText formats a time as fields have it (RFC 5322, 3.3).
func DateText(t time.Time) string { return t.Format("Mon, 02 Jan 2006 15:04:05 -0700") }

// Changes say what becomes different in a header; the rest of the message stays as it is.
type Changes struct {
	Prepend []Field  // before all others, in this order
	Remove  []string // names of fields that go; "X-Name-*" stands for all that begin with "X-Name-"
}

// With returns the bytes of the message with a changed header, and how many they are. An empty line ends the
// header, even where the message has none.
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
	if head.Len() > 0 && !bytes.HasSuffix(head.Bytes(), []byte("\r\n")) {
		head.WriteString("\r\n") // the message ended inside its header
	}
	head.WriteString("\r\n")
	size, rest := int64(head.Len()), m.Size-m.Root.Body
	return io.MultiReader(&head, io.NewSectionReader(&m.spool, m.Root.Body, rest)), size + rest
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
