package trace

import (
	"fmt"
	"strings"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// placeOf returns the place of a row.
func placeOf(t *mail.Trace) mail.TracePlace {
	return mail.TracePlace{Received: t.Received, Recipient: org.Fold(t.Recipient), Message: t.Message}
}

// behindAll returns the place behind all messages of a time that a recipient was sent.
func behindAll(at time.Time, recipient string) mail.TracePlace {
	p := mail.TracePlace{Received: at, Recipient: org.Fold(recipient)}
	for i := range p.Message {
		p.Message[i] = 0xff
	}
	return p
}

// A cursor is where a call goes on that is answered in several pages: its window stays as it was at first.
type cursor struct {
	window
	after *mail.TracePlace // nil for the beginning
	taken int              // rows of the pages before
}

// text returns the cursor, which is not that of the beginning, as a page cursor.
func (c cursor) text() string {
	return fmt.Sprintf("%d.%d.%d.%d.%s.%s", c.from.UnixNano(), c.to.UnixNano(), c.taken, c.after.Received.UnixNano(), c.after.Message, c.after.Recipient)
}

func parseCursor(text string) (cursor, error) {
	c := cursor{after: &mail.TracePlace{}}
	var from, to, at int64
	parts := strings.SplitN(text, ".", 6)
	if len(parts) == 6 {
		n, err := fmt.Sscanf(strings.Join(parts[:4], " "), "%d %d %d %d", &from, &to, &c.taken, &at)
		if err == nil && n == 4 && c.taken >= 0 && c.after.Message.UnmarshalText([]byte(parts[4])) == nil {
			c.window = window{time.Unix(0, from).UTC(), time.Unix(0, to).UTC()}
			c.after.Received, c.after.Recipient = time.Unix(0, at).UTC(), parts[5]
			return c, nil
		}
	}
	return c, org.Invalid("the page cursor", text, "it was not made by this service")
}
