package trace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/org"
)

// rateWindow is the time of the limit limit.TraceQueries.
const rateWindow = 5 * time.Minute

// rateClass is the class of the tickets that hold when an organisation's last queries were made.
const rateClass = "tracerate"

// admit counts a query of a cmdlet, and refuses one too many. A store that can't write does not keep anybody from
// reading: the query is not counted then.
func (t *trace) admit(ctx context.Context, cmdlet string) error {
	caller, ok := org.CallerFrom(ctx)
	if !ok {
		return org.ErrNoCaller
	}
	quiet := *caller
	quiet.Cause = &org.Cause{Operation: cmdlet, Silent: true}
	err := t.Store.Update(org.WithCaller(ctx, &quiet), func(tx org.Tx) error {
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		return countQuery(tx, cmdlet, int(limit.Of(home.Entry).Get(limit.TraceQueries)))
	})
	if errors.Is(err, org.ErrUnavailable) {
		return nil
	}
	return err
}

// countQuery adds a query to those of the time before, of which there may be most. One that is refused does not
// count.
func countQuery(tx org.Tx, cmdlet string, most int) error {
	now := tx.Now()
	ticket, err := tx.Ticket(rateClass, cmdlet)
	if errors.Is(err, org.ErrNotFound) {
		ticket, err = &org.Ticket{Class: rateClass, Key: cmdlet, Owner: cmdlet, Data: json.RawMessage("[]")}, nil
	}
	if err != nil {
		return err
	}
	var times []int64 // milliseconds since 1970, in order
	if err := json.Unmarshal(ticket.Data, &times); err != nil {
		return fmt.Errorf("read the queries of the last minutes: %w", err)
	}
	since := now.Add(-rateWindow).UnixMilli()
	times = slices.DeleteFunc(times, func(ms int64) bool { return ms <= since })
	if len(times) >= most {
		return tooMany(most, time.UnixMilli(times[len(times)-most]).Add(rateWindow).Sub(now))
	}
	if ticket.Data, err = json.Marshal(append(times, now.UnixMilli())); err != nil {
		return err
	}
	ticket.Expires = now.Add(rateWindow)
	return tx.PutTicket(ticket)
}

// tooMany returns the error of a query that comes too early.
func tooMany(most int, wait time.Duration) *command.Error {
	return &command.Error{
		Category: command.LimitsExceeded, ID: "MessageTraceThrottled", Type: "System.InvalidOperationException",
		Message: "Your recent queries have surpassed the permitted limit, please try again later.",
		Advice: fmt.Sprintf("Wait %d seconds. An organization may make %d queries within %d minutes; larger ones, with -ResultSize %d for instance, bring more in each.",
			int(math.Ceil(wait.Seconds())), most, int(rateWindow.Minutes()), mostSize),
	}
}
