package outbound

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/emersion/go-smtp"

	"example.org/exosh/internal/mail"
)

// refuse returns a status of our own.
func refuse(code int, enhanced, text string) *mail.Status {
	return &mail.Status{Code: code, Enhanced: enhanced, Text: oneLine(text)}
}

// statusOf returns what a server said; nil if the error is no reply of a server: the connection broke. A reply
// that the protocol does not allow there counts as one that may be gone the next time.
func statusOf(err error, server string) *mail.Status {
	var e *smtp.SMTPError
	if !errors.As(err, &e) {
		return nil
	}
	s := &mail.Status{Code: e.Code, Text: oneLine(e.Message), Remote: server}
	if s.Code < 400 || s.Code > 599 {
		s.Code, s.Enhanced = 451, nonsense
		s.Text = oneLine(fmt.Sprintf("the server sent %d %s where the protocol does not allow it", e.Code, e.Message))
		return s
	}
	if c := e.EnhancedCode; c[0] == s.Code/100 && c[1] >= 0 && c[2] >= 0 {
		s.Enhanced = fmt.Sprintf("%d.%d.%d", c[0], c[1], c[2])
	}
	return s
}

// accepted returns the status of a message that a server took.
func accepted(text, server string) *mail.Status {
	s := &mail.Status{Code: 250, Text: oneLine(text), Remote: server}
	if first, rest, ok := strings.Cut(s.Text, " "); ok && strings.HasPrefix(first, "2.") && strings.Count(first, ".") == 2 {
		s.Enhanced, s.Text = first, rest
	}
	return s
}

// ends says whether nothing more is said to a server after a reply: it closes the connection (RFC 5321, 3.8), or
// what it says makes no sense.
func ends(s *mail.Status) bool { return s != nil && (s.Code == 421 || s.Enhanced == nonsense) }

// nonsense is the enhanced code of replies that the protocol does not allow.
const nonsense = "4.5.0"

// maxText is how much is kept of a reply.
const maxText = 500

// oneLine returns what can be kept and shown of a text from outside: one line without control characters.
func oneLine(text string) string {
	text = strings.ToValidUTF8(text, "?")
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "..."
	}
	return text
}
