package admin

import (
	"context"
	"errors"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// batch is how many items are changed in one transaction.
const batch = 500

func retryQueued(ctx context.Context, d *Desk, j *job) error {
	if j.args[0] == "all" {
		return retryAll(ctx, d, j)
	}
	n := 0
	err := d.update(ctx, j, func(tx org.Tx) error {
		m, list, err := queued(tx, j.args[0])
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
	j.say("%s: tried at once.", count(total, "item"))
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
		_, list, err := queued(tx, j.args[0])
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
