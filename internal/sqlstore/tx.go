package sqlstore

import (
	"context"
	"errors"
	"time"

	"example.org/exosh/internal/org"
)

// A tx is a transaction of one tenant, on a connection that is its own while it lasts.
type tx struct {
	ctx    context.Context
	store  *Store
	c      *conn
	id     org.ID
	tenant string // text of id, first in every key
	now    time.Time
	write  bool
	over   bool
	broken error      // a read or a write that failed: what came after may rest on it, nothing may be kept
	seen   []*touched // entries written, in order of their first write
	byRef  map[ref]*touched
	events pendingEvents
	queued int64 // items of the queue that were added, less those removed
}

// A ref names an entry within its tenant.
type ref struct {
	kind string
	id   org.ID
}

var (
	errOver     = errors.New("transaction is over")
	errReadOnly = errors.New("write in a view")
)

func newTx(ctx context.Context, s *Store, c *conn, tenant org.ID) *tx {
	return &tx{ctx: ctx, store: s, c: c, id: tenant, tenant: org.IDText(tenant), now: s.time()}
}

func (t *tx) end() { t.over = true }

// Tenant is the tenant of the transaction.
func (t *tx) Tenant() org.ID { return t.id }

// Now is the time at which the transaction began.
func (t *tx) Now() time.Time { return t.now }

// Fails where the transaction cannot go on: it is over, or its context has ended.
func (t *tx) check() error {
	if t.over {
		return errOver
	}
	return t.breaks(t.ctx.Err())
}

func (t *tx) checkWrite() error {
	if !t.write {
		return errReadOnly
	}
	if t.broken != nil {
		return t.broken
	}
	return t.check()
}

// Remembers that a read or a write failed, so that the transaction fails even where its closure goes on
// without what it could not read. Absence is no failure.
func (t *tx) breaks(err error) error {
	if err != nil && t.broken == nil {
		t.broken = err
	}
	return err
}
