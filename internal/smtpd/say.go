package smtpd

import (
	"time"

	"example.org/exosh/internal/smtpreply"
)

func reply(name string, values ...string) *smtpreply.Error { return smtpreply.Refuse(name, values...) }

// line is a reply as it is sent.
func line(e *smtpreply.Error) []byte { return append([]byte(e.Error()), '\r', '\n') }

// say gives a refusal of the table.
func (c *conn) say(name string, values ...string) { c.refuse(reply(name, values...)) }

func (c *conn) refuse(e *smtpreply.Error) {
	c.refused(e.Code, e.Error(), e.Name, e.Err)
	c.send(e.Error(), e.Name)
}

// refused counts a refusal, and makes one line of log of it.
func (c *conn) refused(code int, text, name string, reason error) {
	switch {
	case code >= 500 && code <= 504:
		c.errors++
	case code >= 500:
		c.refusals++
	}
	attrs := []any{"client", c.client, "reply", text}
	if reason != nil {
		attrs = append(attrs, "reason", reason)
	}
	c.server.Log.Info("SMTP refusal", attrs...)
	c.server.refused(name)
}

// answer gives a reply that refuses nothing.
func (c *conn) answer(text string) { c.send(text, "") }

func (c *conn) send(text, refusal string) {
	c.record.said(text, refusal)
	c.out = append(append(c.out, text...), '\r', '\n')
}

// worn says whether there were too many errors.
func (c *conn) worn() bool {
	return c.errors >= c.server.Limits.Errors || c.refusals >= c.server.Limits.Refusals
}

// flush sends the replies. What cannot be sent is lost with the connection.
func (c *conn) flush() {
	if len(c.out) == 0 {
		return
	}
	_ = c.tcp.SetWriteDeadline(time.Now().Add(c.server.Limits.Write))
	if _, err := c.stream.Write(c.out); err != nil {
		c.ended("client went away")
		_ = c.tcp.Close()
	}
	c.out = c.out[:0]
	if cap(c.out) > bufferSize {
		c.out = nil
	}
}
