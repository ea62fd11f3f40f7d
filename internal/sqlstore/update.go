package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/exosh/internal/org"
)

// maxTries is how often a closure runs at most: once, and again after each org.ErrConflict.
const maxTries = 3

// maxReply is the largest reply that is kept for a retry, in bytes.
const maxReply = 4 << 20

// ErrNoCause says that an Update came without a reason to put into the audit trail.
var ErrNoCause = errors.New("no cause in the caller")

// Update runs fn, appends the audit record of the Caller's Cause, and returns when both are durable.
// A Cause whose RequestID was carried out before gives an *org.ReplayedError, or org.ErrReplay where
// its BodyHash is another one; fn is not run then. fn may run on the goroutine of another caller of Update;
// its panic comes back to its own. Neither fn nor a View's closure inside of it may call
// Update: it would wait for itself.
func (s *Store) Update(ctx context.Context, fn func(org.Tx) error) error {
	caller, ok := org.CallerFrom(ctx)
	switch {
	case !ok:
		return org.ErrNoCaller
	case caller.Cause == nil || caller.Cause.Operation == "" && !caller.Cause.Silent:
		return ErrNoCause
	}
	return s.writer.do(ctx, func(c *conn) error {
		u := &update{ctx: ctx, store: s, c: c, caller: caller, fn: fn}
		if err := u.run(); err != nil {
			return err
		}
		if err := s.sweeper.sweep(c, s.time()); err != nil {
			return err
		}
		c.lengthened(caller.Tenant, u.queued)
		return nil
	})
}

// An update is one call of Update that is carried out.
type update struct {
	ctx    context.Context
	store  *Store
	c      *conn
	caller *org.Caller
	fn     func(org.Tx) error
	queued int64 // what the attempt added to the queue
}

func (u *update) run() error {
	if err := u.replayed(); err != nil {
		return err
	}
	for try := 1; ; try++ {
		err := u.attempt()
		if err == nil || !errors.Is(err, org.ErrConflict) || try == maxTries {
			return err
		}
		if _, err := u.c.exec(qRollbackTo); err != nil {
			return fmt.Errorf("update: %w", err)
		}
	}
}

// Runs the closure once, under the savepoint of its write.
func (u *update) attempt() error {
	t := newTx(u.ctx, u.store, u.c, u.caller.Tenant)
	t.write = true
	defer t.end()
	err := u.perform(t)
	u.queued = t.queued
	return err
}

func (u *update) perform(t *tx) error {
	cause := u.caller.Cause
	if cause.Begin != nil {
		cause.Begin()
	}
	if err := u.fn(t); err != nil {
		return err
	}
	if t.broken != nil {
		return t.broken
	}
	if err := u.ctx.Err(); err != nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	return u.record(t)
}

// Appends the audit record and keeps the reply.
func (u *update) record(t *tx) error {
	cause := u.caller.Cause
	var reply []byte
	if cause.Reply != nil {
		var err error
		if reply, err = cause.Reply(); err != nil {
			return fmt.Errorf("reply: %w", err)
		}
	}
	if err := u.past(t); err != nil {
		return err
	}
	var seq int64
	if !cause.Silent {
		r, err := u.auditRecord(t)
		if err != nil {
			return err
		}
		if seq, err = u.store.appendAudit(u.c, u.caller.Tenant, r); err != nil {
			return err
		}
	}
	return u.keep(t.now, seq, reply)
}

// Appends the records of the past, each at its own time. Nothing can be put before or between records
// that are there (S-59).
func (u *update) past(t *tx) error {
	if len(u.caller.Cause.Past) == 0 {
		return nil
	}
	head, err := u.c.auditHead(t.tenant)
	if err != nil {
		return err
	}
	if head.seq != 0 {
		return org.ErrHasPast
	}
	for _, r := range u.caller.Cause.Past {
		if r.Time.After(t.now) {
			return fmt.Errorf("record of %s: %s lies in the future", r.Operation, r.Time)
		}
		if _, err := u.store.appendAudit(u.c, u.caller.Tenant, &r); err != nil {
			return err
		}
	}
	return nil
}

func (u *update) auditRecord(t *tx) (*org.AuditRecord, error) {
	cause := u.caller.Cause
	seen := t.recorded(cause.Founding)
	changes, err := changes(seen)
	if err != nil {
		return nil, err
	}
	r := &org.AuditRecord{
		Time: t.now, Operation: cause.Operation, Params: cause.Params, Targets: targets(seen),
		Changes: changes, Result: "True", RequestID: cause.RequestID, BodyHash: cause.BodyHash,
	}
	fillCaller(r, u.caller)
	return r, nil
}

// Says whether the request was carried out before, and how it was answered.
func (u *update) replayed() error {
	cause := u.caller.Cause
	if cause.RequestID == "" {
		return nil
	}
	var hash string
	var reply []byte
	err := u.c.row(qRequest, []any{org.IDText(u.caller.Tenant), actorKey(u.caller), cause.RequestID}, &hash, &reply)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("look up request: %w", err)
	case hash != cause.BodyHash:
		return org.ErrReplay
	}
	return &org.ReplayedError{Reply: reply}
}

func (u *update) keep(now time.Time, seq int64, reply []byte) error {
	cause := u.caller.Cause
	if cause.RequestID == "" {
		return nil
	}
	if len(reply) > maxReply {
		return fmt.Errorf("keep reply: it has %d bytes, more than %d", len(reply), maxReply)
	}
	_, err := u.c.exec(qPutRequest, org.IDText(u.caller.Tenant), actorKey(u.caller), cause.RequestID,
		cause.BodyHash, seq, reply, now.UnixMicro())
	if err != nil {
		return fmt.Errorf("keep reply: %w", err)
	}
	return nil
}

// Returns what tells actors apart: their object id, or their name where they have none.
func actorKey(c *org.Caller) string {
	if c.ActorID != (org.ID{}) {
		return org.IDText(c.ActorID)
	}
	return org.Fold(c.Actor)
}
