package smtpd

import (
	"fmt"
	"strings"
	"testing"

	"example.org/exosh/internal/message"
)

// endings are what some servers take for the end of a message (S-75), and what they may be part of.
var endings = []string{
	"\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\x00.\r\n", "\r\n\x00.\r\n", "\r\n.\x00\r\n",
	"\r\n.\r\r\n", "\r\r\n.\r\n", "\n\n.\r\n", "\r\n\r.\r\n", "\r\n.\n\r\n",
}

const smuggled = "MAIL FROM:<admin@contoso.com>\r\nRCPT TO:<olivia@contoso.com>\r\nDATA\r\nFrom: admin@contoso.com\r\n\r\nsmuggled\r\n.\r\n"

// S-75: a message with an ambiguous end is refused, the connection dropped, nothing taken.
func TestS75EndOfDataVariants(t *testing.T) {
	t.Parallel()
	for _, ending := range endings {
		for _, chunked := range []bool{false, true} {
			t.Run(fmt.Sprintf("%q/chunked=%v", ending, chunked), func(t *testing.T) {
				t.Parallel()
				w := start(t)
				c := w.signedIn(t)
				c.transaction()
				text := letterText + "the end" + ending + smuggled
				if chunked {
					c.send(fmt.Sprintf("BDAT %d LAST\r\n%s", len(text), text) + smuggled)
				} else {
					c.want("DATA", "354")
					c.send(text)
				}
				got := c.rest()
				if !strings.HasPrefix(got, "5") || strings.Count(got, "\r\n") != 1 {
					t.Errorf("answered %q", got)
				}
				if list := w.desk.letters(); len(list) != 0 {
					t.Errorf("taken: %+v", list)
				}
			})
		}
	}
}

// The end is found wherever the pieces of a message are cut.
func TestEnder(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		".\r\n": 3, "a\r\n.\r\nb": 6, "\r\n.\r\n": 5, "..\r\n.\r\n": 7, ".a\r\n.\r\n": 7, "a.\r\n": -1, "a\r\n.b\r\n": -1, "\r\n..\r\n": -1,
		"a\nb": -2, "\n": -2, "\r\r\n": -2, "a\rb": -2, ".\n": -2, ".\rx": -2, "a\r\n.\r\r\n": -2, "": -1, strings.Repeat("x", 9999) + "\r\n.\r\n": 10004,
	} {
		for piece := 1; piece <= len(text)+1; piece += 1 + piece/9 {
			if got := whole(text, piece); got != want {
				t.Errorf("%.40q in pieces of %d: %d, want %d", text, piece, got, want)
			}
		}
	}
}

// whole returns where the content ends, -1 where it does not, -2 for an ambiguous ending.
func whole(text string, piece int) int {
	var e ender
	for at := 0; at < len(text); {
		part := text[at:min(at+piece, len(text))]
		_, n, done, ok := e.copy(make([]byte, len(part)), []byte(part))
		switch {
		case !ok:
			return -2
		case done:
			return at + n
		}
		at += n
	}
	return -1
}

// Full stops are taken away where clients doubled them, and nowhere else.
func TestStuffing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "a\r\n", ".\r\n", "..\r\n.a\r\n", "a.\r\n\r\n.\r\n..b\r\n", ".a.\r\n" + strings.Repeat(".x\r\n", 3000)} {
		stuffed := strings.ReplaceAll("\r\n"+text, "\r\n.", "\r\n..")[2:] + ".\r\n"
		for _, piece := range []int{1, 2, 3, 7, 4096, len(stuffed)} {
			var e ender
			var got []byte
			for at := 0; at < len(stuffed); {
				part := []byte(stuffed[at:min(at+piece, len(stuffed))])
				dst := make([]byte, len(part))
				n, read, done, ok := e.copy(dst, part)
				if got = append(got, dst[:n]...); !ok || read != len(part) || done != (at+read == len(stuffed)) {
					t.Fatalf("%.20q at %d in pieces of %d: %d, %v, %v", stuffed, at, piece, read, done, ok)
				}
				at += read
			}
			if string(got) != text {
				t.Errorf("%.20q in pieces of %d: %.40q", text, piece, got)
			}
		}
	}
}

// Content that is refused leaves the connection usable where it is clear where it ends.
func TestUnfitMessages(t *testing.T) {
	t.Parallel()
	w := start(t, func(s *Server) {
		s.Content = message.DefaultLimits()
		s.Content.Size, s.Content.HeaderBytes = 100_000, 4096
	})
	c := w.signedIn(t)
	for name, text := range map[string]string{
		"552 5.3.4 Message size exceeds fixed maximum message size": letterText + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 1450),
		"552 5.3.4 Header size exceeds fixed maximum size":          "X: " + strings.Repeat("x\r\n ", 1200) + "\r\n\r\n",
		"554 5.4.14 Hop count exceeded - possible mail loop":        strings.Repeat("Received: from a by b; x\r\n", 26) + letterText,
		"554 5.6.0 Invalid message content; the message ":           "Subject: \xff\r\n\r\n",
	} {
		c.transaction()
		c.want("DATA", "354")
		c.want(text+".", name)
		c.want("DATA", "503 5.5.2 Need mail command")
	}
	c.want("MAIL FROM:<hana@contoso.com> SIZE=100001", "552 5.3.4")
	c.want("MAIL FROM:<hana@contoso.com> SIZE=100000", "250")
	c.want("RCPT TO:<olivia@contoso.com>", "250")
	c.send("BDAT 12 LAST\r\nSubject: \xff\r\n")
	c.want("", "554 5.6.0")
	if n := len(w.desk.letters()); n != 0 {
		t.Errorf("%d messages were taken", n)
	}
	c.transaction()
	c.want("DATA", "354")
	c.want(letterText+".", "250")
}

// What is more than large is not read to its end.
func TestFarTooLarge(t *testing.T) {
	t.Parallel()
	small := func(s *Server) {
		s.Content = message.DefaultLimits()
		s.Content.Size = 10_000
	}
	w := start(t, small)
	c := w.signedIn(t)
	c.transaction()
	c.want("DATA", "354")
	first := c.conn
	go func() {
		_, _ = first.Write([]byte(letterText))
		for range 100 {
			if _, err := first.Write([]byte(strings.Repeat(strings.Repeat("x", 70)+"\r\n", 100))); err != nil {
				return
			}
		}
	}()
	if got := c.rest(); !strings.HasPrefix(got, "552 5.3.4") {
		t.Errorf("answered %q", got)
	}
	c = w.signedIn(t)
	c.transaction()
	c.want("BDAT 10001 LAST", "552 5.3.4")
	if got := c.rest(); got != "" {
		t.Errorf("then %q", got)
	}
	if n := len(w.desk.letters()); n != 0 {
		t.Errorf("%d messages were taken", n)
	}
}
