package sqlstore

import "time"

const (
	sweepEvery = time.Minute
	sweepAgain = 250 * time.Millisecond // after a step that left something to do
	sweepRows  = 500                    // most rows removed at a time
	keepReply  = 24 * time.Hour         // how long a request can be retried
)

// A sweeper removes what has expired, along with a write that happens anyway. The turn to write
// guards it.
type sweeper struct {
	last time.Time
	more bool // the last step left something to do
	mail mailCursor
}

func (w *sweeper) due(now time.Time) bool {
	wait := sweepEvery
	if w.more {
		wait = sweepAgain
	}
	if d := now.Sub(w.last); d >= 0 && d < wait {
		return false
	}
	w.last = now
	return true
}

func (w *sweeper) sweep(c *conn, now time.Time) error {
	if !w.due(now) {
		return nil
	}
	w.more = false
	for q, before := range map[query]time.Time{qSweepTickets: now, qSweepRequests: now.Add(-keepReply)} {
		n, err := c.exec(q, before.UnixMicro(), sweepRows)
		if err != nil {
			return err
		}
		w.more = w.more || n == sweepRows
	}
	m := mailSweeper{c: c, now: now, at: &w.mail}
	err := m.step()
	w.more = w.more || m.more
	return err
}
