package message

import (
	"net/mail"
	"strings"
	"time"
)

// MessageID returns the message's identifier with its brackets, "" where there is none that can be used.
func (h Header) MessageID() string {
	id := strings.TrimSpace(h.Get("Message-ID"))
	if !strings.HasPrefix(id, "<") || !strings.HasSuffix(id, ">") || strings.ContainsAny(id, " \t") {
		return ""
	}
	return id
}

// Date returns when the message says that it was written; ok is false where it does not or cannot be read.
func (h Header) Date() (t time.Time, ok bool) {
	t, err := mail.ParseDate(h.Get("Date"))
	return t, err == nil
}
