package queue

import (
	"context"
	"errors"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
)

// acceptedLease is for how long accepted messages are leased: routing them takes much less.
const acceptedLease = 5 * time.Minute

// A job is an accepted message that is being routed.
type job struct {
	item    *mail.Queued
	message *mail.Message
	plan    *route.Plan
	sent    []*route.Recipient // whose Sent Items it belongs into
	err     error              // why it cannot be routed
	// hopeless says that even setting it aside failed.
	hopeless bool
}

// resumed says whether the job is the rest of a message that was routed before.
func (j *job) resumed() bool {
	for _, r := range j.item.Envelope.Recipients {
		if len(r.Trail) > 0 {
			return true
		}
	}
	return false
}

// accepted routes one batch of what a tenant has accepted and carries it out in one transaction. It says whether
// there may be more.
func (w *Worker) accepted(ctx context.Context, tenant org.ID) (more bool, err error) {
	most := w.limits().Batch
	items, err := w.lease(ctx, tenant, mail.Lease{Stage: mail.Accepted, Limit: most}, acceptedLease)
	if err != nil || len(items) == 0 {
		return false, err
	}
	jobs := make([]*job, len(items))
	for i, q := range items {
		jobs[i] = &job{item: q}
	}
	var limits limit.Limits
	err = w.view(ctx, tenant, func(tx org.Tx, m mail.Tx) (err error) {
		limits, err = w.plan(tx, m, jobs)
		return err
	})
	if err != nil {
		return false, errors.Join(err, w.giveBack(ctx, tenant, items))
	}
	again, err := w.settle(ctx, tenant, jobs, limits)
	if err != nil {
		return false, errors.Join(err, w.giveBack(ctx, tenant, items))
	}
	return again || len(items) == most, nil
}

// giveBack ends leases of items that could not be worked on, through no fault of theirs.
func (w *Worker) giveBack(ctx context.Context, tenant org.ID, items []*mail.Queued) error {
	return w.update(ctx, tenant, func(_ org.Tx, m mail.Tx) error {
		for _, q := range items {
			kept := *q // Requeue takes the lease from what it is given, and this may run again
			if err := m.Requeue(&kept); err != nil && !errors.Is(err, org.ErrConflict) {
				return err
			}
		}
		return nil
	})
}

// plan decides where the messages go, over one snapshot. A message that cannot be routed does not hold up the
// others. It returns the organisation's limits.
func (w *Worker) plan(tx org.Tx, m mail.Tx, jobs []*job) (limit.Limits, error) {
	home, err := directory.Load(tx)
	if err != nil {
		return limit.Limits{}, err
	}
	view := &route.Directory{Tx: org.Unscoped(tx), Dynamic: w.Dynamic}
	plus := !directory.Flag(home.Entry, "DisablePlusAddressInRecipients")
	for _, j := range jobs {
		j.err = w.planOne(view, m, j, plus)
	}
	return limit.Of(home.Entry), nil
}

// planOne routes one message. A panic is an error of that message alone.
func (w *Worker) planOne(view *route.Directory, m mail.Tx, j *job, plus bool) (err error) {
	defer caught(&err)
	if j.message, err = m.Message(j.item.Message); err != nil {
		return err
	}
	if j.sent, err = view.Sent(j.message.Submitter, j.message.From); err != nil {
		return err
	}
	view.Message = j.message.ID
	j.plan, err = route.Deliveries(view, &route.Mail{
		Sender: j.item.Envelope.Sender, From: j.message.From, Submitter: j.message.Submitter, Size: j.message.Size,
		Outside:    j.item.Envelope.Outside,
		Recipients: j.item.Envelope.Recipients, Plus: plus, MayForward: view.MayForward, Most: w.limits().Recipients,
		ToOrCc: func(addresses ...string) (bool, error) { return toOrCc(m, j.message.ID, addresses) },
	})
	return err
}

// A jobError says which job a transaction failed for.
type jobError struct {
	job *job
	err error
}

func (e *jobError) Error() string { return e.err.Error() }
func (e *jobError) Unwrap() error { return e.err }

// A batch is what became of jobs that were settled together.
type batch struct {
	arrived []org.ID // messages that came into folders
	counted []outcome
	again   bool // something new is to be routed
}

// settle carries out what was decided, in one transaction. A message that makes it fail is set aside, and the
// others are settled without it. It says whether that put something new into the queue that is to be routed.
func (w *Worker) settle(ctx context.Context, tenant org.ID, jobs []*job, limits limit.Limits) (again bool, err error) {
	for {
		var b batch
		err := w.update(ctx, tenant, func(tx org.Tx, m mail.Tx) (err error) {
			b, err = w.settleIn(tx, m, jobs, limits)
			return err
		})
		var bad *jobError
		if errors.As(err, &bad) && !bad.job.hopeless {
			bad.job.hopeless = bad.job.err != nil
			bad.job.err = bad.err
			continue
		}
		if err == nil {
			w.tell(tenant, b.arrived)
			w.tally(b.counted)
		}
		return b.again, err
	}
}

// settleIn is settle within a transaction.
func (w *Worker) settleIn(tx org.Tx, m mail.Tx, jobs []*job, limits limit.Limits) (b batch, err error) {
	together := &shared{intake: limit.NewIntake(m, limits, tx.Now())}
	for _, j := range jobs {
		s := w.settling(tx, m, j.item, j.message)
		s.shared = together
		if err := s.route(j); err != nil {
			return b, &jobError{j, err}
		}
		b.again, b.counted = b.again || s.again, append(b.counted, s.counted...)
		if s.arrived {
			b.arrived = append(b.arrived, j.item.Message)
		}
	}
	return b, together.intake.Store()
}
