package admin

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// mailQueueCommands are those about the mail queue. An ID is that of an item, or that of a message, which means all
// its items.
func mailQueueCommands() []command {
	silent := func(fs *flag.FlagSet, c *choices) { fs.BoolVar(&c.silent, "silent", false, "") }
	return []command{
		{"mail", "queue list", "", "list what waits to be delivered", nil, 0, 0, listQueue},
		{"mail", "queue show", "ID", "tell all of an item of the queue", nil, 1, 1, showQueued},
		{"mail", "queue retry", "ID|all", "try an item, or all, at once", nil, 1, 1, retryQueued},
		{"mail", "queue remove", "ID [--silent]", "give an item up; its sender is told, or not with --silent", silent, 1, 1, removeQueued},
	}
}

// mostListed is how many items the list shows.
const mostListed = 500

// A listed item is one with what its message says of itself.
type listed struct {
	*mail.Queued
	message *mail.Message
	next    time.Time // when it is tried: its destination may be put off beyond its own time
	why     string    // the last error, of the item or of its destination
}

func listedOf(m mail.Tx, q *mail.Queued) listed {
	l := listed{q, messageOf(m, q), q.Due, q.LastError}
	if q.Destination == "" {
		return l
	}
	if d, err := m.Held(q.Destination); err == nil && d.Held.After(l.next) {
		l.next, l.why = d.Held, d.LastError
	}
	return l
}

func listQueue(ctx context.Context, d *Desk, j *job) error {
	var list []listed
	var all int64
	var now time.Time
	err := d.view(ctx, func(tx org.Tx) error {
		list, now = nil, tx.Now()
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		state, err := m.QueueState()
		if err != nil {
			return err
		}
		all = state.Items
		list, err = first(m, j)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range list {
		l.line(j, now)
	}
	switch more := all - int64(len(list)); {
	case all == 0:
		j.say("The queue is empty.")
	case more > 0:
		j.say("... and %d more", more)
	}
	return nil
}

// first returns the first items of the queue. Those that are damaged are told at once: they stop no other.
func first(m mail.Tx, j *job) (list []listed, err error) {
	for q, err := range m.Queue() {
		switch {
		case errors.Is(err, org.ErrDamaged):
			j.say("%s", plain(err.Error(), 300))
		case err != nil:
			return nil, err
		case len(list) == mostListed:
			return list, nil
		default:
			list = append(list, listedOf(m, q))
		}
	}
	return list, nil
}

// messageOf returns what is known of an item's message; one that can't be read has no subject.
func messageOf(m mail.Tx, q *mail.Queued) *mail.Message {
	known, err := m.Message(q.Message)
	if err != nil {
		return &mail.Message{ID: q.Message}
	}
	return known
}

// line tells an item in two lines: what it is, and how it is.
func (l listed) line(j *job, now time.Time) {
	j.say("%s  %-10s %s -> %s: %s", org.IDText(l.ID), l.where(), l.sender(), l.to(), plain(l.message.Subject, 60))
	j.say("    %s old, tried %s, next %s%s", age(now.Sub(l.Created)), count(l.Tries, "time"), next(l.next, now), reason(l.why, 200))
}

// where names what an item waits for.
func (l listed) where() string {
	if l.Stage == mail.Accepted {
		return "routing"
	}
	return plain(l.Destination, 100)
}

func (l listed) sender() string {
	if l.Envelope.Sender == "" {
		return "(notification)"
	}
	return plain(l.Envelope.Sender, 100)
}

// to names the first recipient, and how many more there are.
func (l listed) to() string {
	list := l.Envelope.Recipients
	switch len(list) {
	case 0:
		return "nobody"
	case 1:
		return plain(list[0].Address, 100)
	}
	return fmt.Sprintf("%s and %d more", plain(list[0].Address, 100), len(list)-1)
}

func showQueued(ctx context.Context, d *Desk, j *job) error {
	return d.view(ctx, func(tx org.Tx) error {
		m, list, err := queued(tx, j.args[0])
		if err != nil {
			return err
		}
		for _, q := range list {
			listedOf(m, q).tell(j, tx.Now())
		}
		return nil
	})
}

// tell tells all of an item.
func (l listed) tell(j *job, now time.Time) {
	row := func(name, format string, args ...any) { j.say("%-12s %s", name, fmt.Sprintf(format, args...)) }
	row("Item", "%s", org.IDText(l.ID))
	row("Message", "%s", org.IDText(l.Message))
	row("Message-ID", "%s", plain(l.message.MessageID, 200))
	row("Subject", "%s", plain(l.message.Subject, 200))
	row("Size", "%d bytes", l.message.Size)
	row("Waits for", "%s", l.where())
	row("Accepted", "%s (%s ago)", stamp(l.Created), age(now.Sub(l.Created)))
	row("Next try", "%s", next(l.next, now))
	if !l.Expires.IsZero() {
		row("Given up", "%s", stamp(l.Expires))
	}
	row("Tries", "%d", l.Tries)
	if l.why != "" {
		row("Last error", "%s", plain(l.why, 2000))
	}
	row("Sender", "%s", l.sender())
	for _, r := range l.Envelope.Recipients {
		row("Recipient", "%s", plain(r.Address, 320))
	}
	j.say("")
}

// queued returns the items that an ID names: one item, or those of a message.
func queued(tx org.Tx, text string) (mail.Tx, []*mail.Queued, error) {
	id, err := org.ParseID(strings.TrimSpace(text))
	if err != nil {
		return nil, nil, &UsageError{fmt.Sprintf("%q is no ID; `exosh admin mail queue list` shows them", plain(text, 60))}
	}
	m, err := mail.In(tx)
	if err != nil {
		return nil, nil, err
	}
	q, err := m.Queued(id)
	if err == nil {
		return m, []*mail.Queued{q}, nil
	}
	if !org.IsNotFound(err) {
		return nil, nil, err
	}
	var list []*mail.Queued
	for q, err := range m.QueueOf(id) {
		if err != nil {
			return nil, nil, err
		}
		list = append(list, q)
	}
	if len(list) == 0 {
		return nil, nil, fmt.Errorf("the queue holds no item %s, and none of a message of that number: it was delivered or given up, see Get-MessageTraceV2", org.IDText(id))
	}
	return m, list, nil
}
