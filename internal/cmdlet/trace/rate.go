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
	"example.org/exosh/internal/org"
)

// A rate is how many queries of one cmdlet an organisation may make within a time that slides on.
type rate struct {
	most   int
	within time.Duration
}

// vendorRate returns the rate of Get-MessageTraceV2, and that of Get-MessageTraceDetailV2. Source: their articles
// (learn.microsoft.com/powershell/module/exchangepowershell/get-messagetracev2, 2025-11); that each has its own:
// jpmessaging.github.io/blog, "MessageTraceV2", 2025-06-13.
func vendorRate() rate { return rate{100, 5 * time.Minute} }

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
	err := t.Store.Update(org.WithCaller(ctx, &quiet), func(tx org.Tx) error { return t.rate.count(tx, cmdlet) })
	if errors.Is(err, org.ErrUnavailable) {
		return nil
	}
	return err
}

// count adds a query to those of the time before. One that is refused does not count.
func (r rate) count(tx org.Tx, cmdlet string) error {
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
	since := now.Add(-r.within).UnixMilli()
	times = slices.DeleteFunc(times, func(ms int64) bool { return ms <= since })
	if len(times) >= r.most {
		return r.refuse(time.UnixMilli(times[len(times)-r.most]).Add(r.within).Sub(now))
	}
	if ticket.Data, err = json.Marshal(append(times, now.UnixMilli())); err != nil {
		return err
	}
	ticket.Expires = now.Add(r.within)
	return tx.PutTicket(ticket)
}

// refuse returns the error of a query that comes too early.
func (r rate) refuse(wait time.Duration) *command.Error {
	return &command.Error{
		Category: command.LimitsExceeded, ID: "MessageTraceThrottled", Type: "System.InvalidOperationException",
		Message: "Your recent queries have surpassed the permitted limit, please try again later.",
		Advice: fmt.Sprintf("Wait %d seconds. An organization may make %d queries within %d minutes; larger ones, with -ResultSize %d for instance, bring more in each.",
			int(math.Ceil(wait.Seconds())), r.most, int(r.within.Minutes()), mostSize),
	}
}
