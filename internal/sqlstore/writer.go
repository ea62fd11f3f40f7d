package sqlstore

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"example.org/exosh/internal/org"
)

const (
	maxBatch    = 256                   // most writes under one fsync
	batchWindow = 20 * time.Millisecond // see writer.window
)

// A writer is the one connection that writes. Who writes takes the turn, runs under a savepoint, and
// passes the turn on; the last of those that wait commits for all (group commit). No goroutine runs
// while nobody writes, and a lone writer commits at once.
type writer struct {
	turn    chan struct{} // holds one token while somebody has the turn
	waiting atomic.Int32  // how many wait for it
	window  time.Duration // longest that a finished write waits while others do their work
	conn    *conn         // guarded by the turn, as is what follows
	batch   *batch
	closed  bool

	log    *slog.Logger
	mu     sync.Mutex
	failed error // the file cannot be trusted: no write until it is opened again
	sick   error // the last commit failed for want of space or permission
}

// A batch is the writes of one SQL transaction. done is closed when it ended, err says how.
type batch struct {
	started time.Time
	size    int
	err     error
	done    chan struct{}
}

func newWriter(c *conn, log *slog.Logger) *writer {
	return &writer{turn: make(chan struct{}, 1), window: batchWindow, conn: c, log: log}
}

// Runs fn under a savepoint and returns when what it did is durable, or undone. An error of fn undoes
// its own work alone; its caller, too, hears of it only when the batch is durable, because fn may
// have seen others' work.
func (w *writer) do(ctx context.Context, fn func(*conn) error) error {
	b, err := w.join(ctx, fn)
	if b == nil {
		return err
	}
	<-b.done
	if b.err != nil {
		return b.err
	}
	return err
}

func (w *writer) join(ctx context.Context, fn func(*conn) error) (*batch, error) {
	if err := w.wait(ctx); err != nil {
		return nil, err
	}
	defer w.pass()
	if err := w.ready(ctx); err != nil {
		return nil, err
	}
	b := w.batch
	b.size++
	return b, w.guarded(fn)
}

// Waits for the turn. Who gives up leaves the duty to commit to a goroutine in its place.
func (w *writer) wait(ctx context.Context) error {
	w.waiting.Add(1)
	select {
	case w.turn <- struct{}{}:
		w.waiting.Add(-1)
		return nil
	default:
	}
	select {
	case w.turn <- struct{}{}:
		w.waiting.Add(-1)
		return nil
	case <-ctx.Done():
		go func() {
			w.turn <- struct{}{}
			w.waiting.Add(-1)
			w.pass()
		}()
		return ctx.Err()
	}
}

// Begins a transaction unless one is open.
func (w *writer) ready(ctx context.Context) error {
	if w.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.failure(); err != nil {
		return err
	}
	if w.batch != nil {
		return nil
	}
	if _, err := w.conn.exec(qBeginWrite); err != nil {
		return w.report("begin", err)
	}
	w.batch = &batch{started: time.Now(), done: make(chan struct{})}
	return nil
}

// Runs fn under a savepoint; a panic, too, undoes its work and goes on to the caller.
func (w *writer) guarded(fn func(*conn) error) error {
	if _, err := w.conn.exec(qSavepoint); err != nil {
		return w.abort(w.report("write", err))
	}
	kept := false
	var failed error
	defer func() {
		if !kept {
			w.undo(failed)
		}
	}()
	if err := fn(w.conn); err != nil {
		failed = w.observe(err)
		return failed
	}
	if _, err := w.conn.exec(qRelease); err != nil {
		return w.abort(w.report("write", err))
	}
	kept = true
	return nil
}

// Undoes one write that failed. Where the database undid the whole batch by itself, as it does when the disk is
// full, all that share it hear of that failure.
func (w *writer) undo(failed error) {
	if w.batch == nil {
		return
	}
	_, err := w.conn.exec(qRollbackTo)
	if err == nil {
		_, err = w.conn.exec(qRelease)
	}
	switch {
	case err == nil:
	case errors.Is(failed, org.ErrUnavailable):
		_ = w.abort(failed)
	default:
		_ = w.abort(w.report("undo", err))
	}
}

// Ends the batch without keeping any of it.
func (w *writer) abort(err error) error {
	if _, e := w.conn.exec(qRollback); e != nil {
		w.log.Debug("roll back", "error", e) // SQLite may have done it already
	}
	w.finish(err)
	return err
}

func (w *writer) finish(err error) {
	clear(w.conn.queued)
	if w.batch != nil {
		w.batch.err = err
		close(w.batch.done)
		w.batch = nil
	}
}

// Commits if nobody is about to join or the batch is full, and passes the turn on.
func (w *writer) pass() {
	if b := w.batch; b != nil {
		if w.waiting.Load() == 0 || b.size >= maxBatch || time.Since(b.started) > w.window {
			w.commit()
		}
	}
	<-w.turn
}

func (w *writer) commit() {
	err := w.conn.putLengths()
	if err == nil {
		_, err = w.conn.exec(qCommit)
	}
	if err != nil {
		_ = w.abort(w.report("commit", err))
		return
	}
	w.mu.Lock()
	w.sick = nil
	w.mu.Unlock()
	w.finish(nil)
}

func (w *writer) close() error {
	if w == nil {
		return nil
	}
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	w.closed = true
	if w.batch != nil {
		w.commit()
	}
	return w.conn.close()
}
