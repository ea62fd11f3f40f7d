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
		list, err = listedOf(m, j)
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

// listedOf returns the first items of the queue. Those that are damaged are told at once: they stop no other.
func listedOf(m mail.Tx, j *job) (list []listed, err error) {
	for q, err := range m.Queue() {
		switch {
		case errors.Is(err, org.ErrDamaged):
			j.say("%s", plain(err.Error(), 300))
		case err != nil:
			return nil, err
		case len(list) == mostListed:
			return list, nil
		default:
			list = append(list, listed{q, messageOf(m, q)})
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
	j.say("    %s old, tried %d times, next %s%s", age(now.Sub(l.Created)), l.Tries, next(l.Due, now), reason(l.LastError, 200))
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
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		list, err := queued(m, j.args[0])
		if err != nil {
			return err
		}
		for _, q := range list {
			listed{q, messageOf(m, q)}.tell(j, tx.Now())
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
	row("Next try", "%s", next(l.Due, now))
	if !l.Expires.IsZero() {
		row("Given up", "%s", stamp(l.Expires))
	}
	row("Tries", "%d", l.Tries)
	if l.LastError != "" {
		row("Last error", "%s", plain(l.LastError, 2000))
	}
	row("Sender", "%s", l.sender())
	for _, r := range l.Envelope.Recipients {
		row("Recipient", "%s", plain(r.Address, 320))
	}
	j.say("")
}

// batch is how many items are changed in one transaction.
const batch = 500

func retryQueued(ctx context.Context, d *Desk, j *job) error {
	if j.args[0] == "all" {
		return retryAll(ctx, d, j)
	}
	n := 0
	err := d.update(ctx, j, func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		list, err := queued(m, j.args[0])
		if err != nil {
			return err
		}
		n, err = retry(m, tx.Now(), list)
		if err == nil && n == 0 {
			return errHeld
		}
		return err
	})
	return said(err, j, "%s is tried at once.")
}

// errHeld says that nothing can be done with an item now.
var errHeld = errors.New("it is being delivered at this moment: look again in a minute")

// retry makes items due, and says how many. One that is being delivered is tried anyway.
func retry(m mail.Tx, now time.Time, list []*mail.Queued) (n int, err error) {
	for _, q := range list {
		if q.Destination != "" {
			if err := m.Hold(mail.Destination{Name: q.Destination}); err != nil {
				return n, err
			}
		}
		q.Due = now
		if err := m.Requeue(q); errors.Is(err, org.ErrConflict) {
			continue
		} else if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// retryAll makes everything due, a batch at a time, so that the server beside it can go on. The first transaction
// leaves the audit record.
func retryAll(ctx context.Context, d *Desk, j *job) error {
	all, total, change := []org.ID{}, 0, d.update
	err := d.view(ctx, func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		all = nil
		for q, err := range m.Queue() {
			switch {
			case errors.Is(err, org.ErrDamaged):
			case err != nil:
				return err
			default:
				all = append(all, q.ID)
			}
		}
		return nil
	})
	for len(all) > 0 && err == nil {
		part := all[:min(batch, len(all))]
		all = all[len(part):]
		n := 0
		err = change(ctx, j, func(tx org.Tx) error {
			n, err = retryThose(tx, part)
			return err
		})
		total, change = total+n, d.quietly
	}
	if err != nil {
		return err
	}
	j.say("%d items are tried at once.", total)
	return nil
}

func retryThose(tx org.Tx, ids []org.ID) (int, error) {
	m, err := mail.In(tx)
	if err != nil {
		return 0, err
	}
	var list []*mail.Queued
	for _, id := range ids {
		q, err := m.Queued(id)
		if org.IsNotFound(err) {
			continue
		}
		if err != nil {
			return 0, err
		}
		list = append(list, q)
	}
	return retry(m, tx.Now(), list)
}

func removeQueued(ctx context.Context, d *Desk, j *job) error {
	err := d.update(ctx, j, func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		list, err := queued(m, j.args[0])
		for _, q := range list {
			if err := d.GiveUp(tx, q, removedStatus(), !j.silent); errors.Is(err, org.ErrConflict) {
				return errHeld
			} else if err != nil {
				return err
			}
		}
		return err
	})
	return said(err, j, "%s is given up.")
}

// removedStatus says why an item was given up that an administrator removed.
func removedStatus() *mail.Status {
	return &mail.Status{Code: 550, Enhanced: "5.7.0", Text: "an administrator of the sender's organisation removed the message from the queue"}
}

// queued returns the items that an ID names: one item, or those of a message.
func queued(m mail.Tx, text string) ([]*mail.Queued, error) {
	id, err := org.ParseID(strings.TrimSpace(text))
	if err != nil {
		return nil, &UsageError{fmt.Sprintf("%q is no ID; `exosh admin mail queue list` shows them", plain(text, 60))}
	}
	q, err := m.Queued(id)
	if err == nil {
		return []*mail.Queued{q}, nil
	}
	if !org.IsNotFound(err) {
		return nil, err
	}
	var list []*mail.Queued
	for q, err := range m.QueueOf(id) {
		if err != nil {
			return nil, err
		}
		list = append(list, q)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("the queue holds no item %s, and none of a message of that number: it was delivered or given up, see Get-MessageTraceV2", org.IDText(id))
	}
	return list, nil
}
