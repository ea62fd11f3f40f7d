package message

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
)

// MessageID returns the message's identifier with its brackets, "" where there is none that can be used.
func (h Header) MessageID() string {
	id := strings.TrimSpace(h.Get("Message-ID"))
	if !isID(id) {
		return ""
	}
	return id
}

// mostID is how long an identifier may be, in bytes.
const mostID = 900

// isID says whether text is an identifier in brackets (RFC 5322, 3.6.4). What stands inside is not looked at
// further than that nobody can take it for something else.
func isID(s string) bool {
	if len(s) < 3 || len(s) > mostID || s[0] != '<' || s[len(s)-1] != '>' || strings.ContainsAny(s[1:len(s)-1], "<>") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == ' ' })
}

// Date returns when the message says that it was written; ok is false where it does not or cannot be read.
func (h Header) Date() (t time.Time, ok bool) {
	t, err := mail.ParseDate(h.Get("Date"))
	return t, err == nil
}
