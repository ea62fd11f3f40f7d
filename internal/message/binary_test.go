package message

import (
	"errors"
	"strings"
	"testing"
)

// S-75: what may be binary leaves as lines; what may not is refused as ever.
func TestS75BinaryBecomesLines(t *testing.T) {
	t.Parallel()
	bytes := "\x00bare\nline\rends\r\n.\r\n" + strings.Repeat("x", 200_000) + "\r\n--bc\r\n\xff"
	head := "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: binary\r\n\r\n--b\r\n\r\nwords\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: BINARY\r\n\r\n"
	m := receive(t, head+bytes+"\r\n--b--\r\n", func(l *Limits) { l.Binary = true })
	if got := all(t, m.Content(m.Root.Leaves()[1])); got != bytes {
		t.Errorf("the content became %.100q", got)
	}
	text := all(t, m.Open())
	if again := receive(t, text, func(l *Limits) { l.Line = 998 }); again.EightBit || strings.Contains(strings.ToLower(text), "binary") || again.Root.encoding() != "8bit" {
		t.Errorf("it became %.300q", text)
	}
	alone := receive(t, "Content-Transfer-Encoding: binary\r\n\r\n\n\n", func(l *Limits) { l.Binary = true })
	if got := all(t, alone.Open()); got != "Content-Transfer-Encoding: base64\r\n\r\nCgo=\r\n" {
		t.Errorf("got %q", got)
	}
	for name, c := range map[string]struct {
		text   string
		binary bool
	}{
		"not said":         {head + bytes + "\r\n--b--\r\n", false},
		"in another part":  {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbare\nline\r\n--b--\r\n", true},
		"in a header":      {"Content-Transfer-Encoding: binary\r\nX: a\nb\r\n\r\n", true},
		"in the preamble":  {"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: binary\r\n\r\nbare\nline\r\n--b--\r\n", true},
		"in a part header": {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: binary\r\nX: a\rb\r\n\r\n\r\n--b--\r\n", true},
	} {
		l := DefaultLimits()
		l.Binary = c.binary
		_, err := Receive(strings.NewReader(c.text), l)
		var e *Error
		if !errors.As(err, &e) || e.Kind != BareLF && e.Kind != BareCR && e.Kind != NUL {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
