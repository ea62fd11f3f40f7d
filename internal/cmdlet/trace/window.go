package trace

import (
	"fmt"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

const day = 24 * time.Hour

// A reach is how far a cmdlet looks back.
type reach struct {
	days     int // before today, by UTC
	interval int // most days of one query; 0 for no limit
}

// reachOf returns the reach of a cmdlet. Source: the vendor's articles of the four cmdlets, 2025-11.
func reachOf(cmdlet string) reach {
	if cmdlet == nameV2 || cmdlet == detailV2 {
		return reach{days: 90, interval: 10}
	}
	return reach{days: 10}
}

// unasked is how far a query without dates looks back.
const unasked = 48 * time.Hour

// A window is the time in which messages were received, both ends included.
type window struct{ from, to time.Time }

// holds says whether a time is within the window.
func (w window) holds(t time.Time) bool { return !t.Before(w.from) && !t.After(w.to) }

// windowOf reads -StartDate and -EndDate.
func windowOf(args command.Args, now time.Time, r reach) (window, error) {
	from, hasFrom, err := date(args, "StartDate")
	if err != nil {
		return window{}, err
	}
	to, hasTo, err := date(args, "EndDate")
	switch {
	case err != nil:
		return window{}, err
	case !hasFrom && !hasTo:
		return window{now.Add(-unasked), now}, nil
	case !hasTo:
		return window{}, badDate("EndDate is required when a StartDate is entered.", "Give -EndDate as well; for all up to now that is (Get-Date).")
	case !hasFrom:
		return window{}, badDate("StartDate is required when an EndDate is entered.", "Give -StartDate as well.")
	}
	return window{from, to}, r.check(window{from, to}, now)
}

// check refuses what the cmdlet does not look at. Days are counted from midnight, as the vendor does: a script
// that computes its dates a moment before the call is not refused for that moment.
func (r reach) check(w window, now time.Time) error {
	oldest := now.UTC().Truncate(day).AddDate(0, 0, -r.days)
	switch {
	case w.to.Before(w.from):
		return badDate("Invalid date range. The StartDate can't be later than the EndDate.", "Exchange the two dates.")
	case w.from.Before(oldest):
		return badDate(fmt.Sprintf("Invalid StartDate value. The StartDate can't be older than %d days from today.", r.days), r.advice())
	case r.interval > 0 && w.to.Sub(w.from) > time.Duration(r.interval)*day+time.Second:
		return badDate(fmt.Sprintf("The interval between StartDate and EndDate can't be longer than %d days.", r.interval),
			"Ask in several queries, each for a part of the time.")
	}
	return nil
}

func (r reach) advice() string {
	if r.interval == 0 {
		return "Get-MessageTraceV2 and Get-MessageTraceDetailV2 look 90 days back."
	}
	return "Traces are kept for 90 days."
}

// date reads a date, and says whether it was given.
func date(args command.Args, name string) (time.Time, bool, error) {
	v, given := args.Get(name)
	if !given || v == nil {
		return time.Time{}, false, nil
	}
	d, err := object.Convert(v, "DateTime")
	t, ok := d.(time.Time)
	if err != nil || !ok {
		return time.Time{}, false, org.Invalid(name, args.Text(name), "it must be a date")
	}
	return t.UTC(), true, nil
}

func badDate(message, advice string) *command.Error {
	return &command.Error{Category: command.InvalidArgument, ID: "InvalidDateRange", Type: "System.ArgumentException",
		Message: message, Advice: advice}
}
