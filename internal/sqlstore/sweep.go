package sqlstore

import (
	"time"
)

const (
	sweepEvery = time.Minute
	sweepRows  = 500            // most rows removed at a time
	keepReply  = 24 * time.Hour // how long a request can be retried
)

// A sweeper removes what has expired, along with a write that happens anyway. The turn to write
// guards it.
type sweeper struct{ last time.Time }

func (w *sweeper) due(now time.Time) bool {
	if d := now.Sub(w.last); d >= 0 && d < sweepEvery {
		return false
	}
	w.last = now
	return true
}

func (w *sweeper) sweep(c *conn, now time.Time) error {
	if !w.due(now) {
		return nil
	}
	if _, err := c.exec(qSweepTickets, now.UnixMicro(), sweepRows); err != nil {
		return err
	}
	_, err := c.exec(qSweepRequests, now.Add(-keepReply).UnixMicro(), sweepRows)
	return err
}
