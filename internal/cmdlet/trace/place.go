package trace

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A place is a row of a listing, which goes on behind it. The rows are in order: newest first, recipients in the
// order of their folded addresses, messages in that of their ids.
type place struct {
	at        time.Time
	recipient string // folded; "" for the beginning
	message   org.ID // zero where all of that recipient's came before
}

func placeOf(t *mail.Trace) place { return place{t.Received, org.Fold(t.Recipient), t.Message} }

// behind says whether a row comes after the place.
func (p place) behind(t *mail.Trace) bool {
	if p.recipient == "" || !t.Received.Equal(p.at) {
		return true
	}
	order := cmp.Compare(org.Fold(t.Recipient), p.recipient)
	return order > 0 || order == 0 && p.message != (org.ID{}) && t.Message.String() > p.message.String()
}

// A cursor is where a call goes on that is answered in several pages: its window stays as it was at first.
type cursor struct {
	window
	place
	taken int // rows of the pages before
}

// text returns the cursor as a page cursor.
func (c cursor) text() string {
	return fmt.Sprintf("%d.%d.%d.%d.%s.%s", c.from.UnixNano(), c.to.UnixNano(), c.taken, c.at.UnixNano(), c.message, c.recipient)
}

func parseCursor(text string) (cursor, error) {
	var c cursor
	var from, to, at int64
	parts := strings.SplitN(text, ".", 6)
	if len(parts) == 6 {
		n, err := fmt.Sscanf(strings.Join(parts[:4], " "), "%d %d %d %d", &from, &to, &c.taken, &at)
		if err == nil && n == 4 && c.taken >= 0 && c.message.UnmarshalText([]byte(parts[4])) == nil {
			c.window = window{time.Unix(0, from).UTC(), time.Unix(0, to).UTC()}
			c.at, c.recipient = time.Unix(0, at).UTC(), parts[5]
			return c, nil
		}
	}
	return c, org.Invalid("the page cursor", text, "it was not made by this service")
}
