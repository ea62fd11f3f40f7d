package sqlstore

import (
	"context"
	"fmt"

	"example.org/exosh/internal/org"
)

// View runs fn over a snapshot of the caller's tenant. It fails with org.ErrNoCaller without a Caller.
func (s *Store) View(ctx context.Context, fn func(org.Tx) error) error {
	caller, ok := org.CallerFrom(ctx)
	if !ok {
		return org.ErrNoCaller
	}
	return s.read(ctx, func(c *conn) error {
		tx := newTx(ctx, s, c, caller.Tenant)
		defer tx.end()
		if err := fn(tx); err != nil {
			return err
		}
		return tx.broken
	})
}

// Runs fn in a read transaction. It must not read again: see maxLists.
func (s *Store) read(ctx context.Context, fn func(*conn) error) error {
	return s.readFrom(ctx, s.readers, fn)
}

// Runs fn in a read transaction on a connection of a pool.
func (s *Store) readFrom(ctx context.Context, from *pool, fn func(*conn) error) error {
	if s.closed.Load() {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	c, err := from.get(ctx)
	if err != nil {
		return fmt.Errorf("read store: %w", err)
	}
	if _, err := c.exec(qBeginRead); err != nil {
		from.drop(c)
		return fmt.Errorf("read store: %w", err)
	}
	defer s.endRead(from, c)
	return fn(c)
}

func (s *Store) endRead(to *pool, c *conn) {
	if _, err := c.exec(qRollback); err != nil {
		s.log.Error("end read transaction", "error", err)
		to.drop(c)
		return
	}
	to.put(c)
}
