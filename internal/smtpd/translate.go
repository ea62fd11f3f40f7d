package smtpd

import (
	"strconv"
	"strings"
	"time"
)

// Write takes the replies of go-smtp.
func (w *wire) Write(p []byte) (int, error) {
	w.part = append(w.part, p...)
	for {
		text, rest, ok := strings.Cut(string(w.part), "\r\n")
		if !ok {
			return len(p), nil
		}
		w.part = append(w.part[:0], rest...)
		w.replied(text)
	}
}

func (w *wire) replied(text string) {
	final := len(text) < 4 || text[3] != '-'
	switch {
	case w.mode == isOver && w.swallow == 0:
	case w.swallow > 0:
		if final {
			w.swallow--
		}
	case !final:
		w.answer(text)
	case w.instead != nil:
		w.refuse(w.instead)
		w.instead = nil
	default:
		w.give(text)
		w.wear()
	}
}

// give passes the last line of a reply on, in the vendor's words where they are known.
func (w *wire) give(text string) {
	code, _ := strconv.Atoi(text[:min(3, len(text))])
	r := w.session.take(text)
	if r == nil && w.broke != nil {
		r = &refusal{Error: w.fault(w.broke, "Deferred")}
	}
	if r != nil {
		w.refuse(r.Error)
		if r.drop || r.Code == 421 || w.broke != nil {
			w.drop("refused")
		}
		return
	}
	switch {
	case code == 354:
		w.mode, w.ender, w.since = inContent, ender{}, time.Now()
		text = "354 Start mail input; end with <CRLF>.<CRLF>"
	case w.verb == "MAIL" && code == 250:
		text = "250 2.1.0 Sender OK"
	case w.verb == "RCPT" && code == 250:
		text = "250 2.1.5 Recipient OK"
	case w.verb == "RSET" && code == 250:
		text = resetting
	}
	if code >= 400 {
		w.refused(code, text, "", nil)
	}
	w.answer(text)
	w.record.replied()
}
