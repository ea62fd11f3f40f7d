package sqlstore

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"example.org/exosh/internal/org"
)

const (
	maxBatch    = 256                   // most writes under one fsync
	batchWindow = 20 * time.Millisecond // see writer.window
)

// A writer is the one connection that writes. Writes stand in a line. Whose write is first in it leads: it carries
// out its own and those that come after it, each under a savepoint, commits for all (group commit), tells them,
// and lets the next one in the line lead. So a lone writer commits at once, many are served without passing the
// connection from one goroutine to the next, and no goroutine runs while nobody writes.
type writer struct {
	window time.Duration // longest that a finished write waits while others are carried out
	log    *slog.Logger

	mu   sync.Mutex // guards the line, and failed and sick
	line []*write
	led  bool // somebody leads

	conn   *conn // used by who leads, as is what follows
	batch  *batch
	closed bool

	failed error // the file cannot be trusted: no write until it is opened again
	sick   error // the last commit failed for want of space or permission
}

// A write is one call of do.
type write struct {
	ctx      context.Context
	fn       func(*conn) error
	news     chan news // of capacity 1
	err      error
	panicked any // what fn panicked with while another goroutine led
}

// News is what somebody in the line is told.
type news int

const (
	lead news = iota // it is first now
	over             // its write is durable, or undone
)

// A batch is the writes of one SQL transaction. err says how it ended.
type batch struct {
	started time.Time
	writes  []*write
	err     error
}

// Tells the caller of a write that the batch has ended.
func (b *batch) tell(me *write) {
	if b.err != nil {
		me.err = b.err
	}
	me.news <- over
}

func newWriter(c *conn, log *slog.Logger) *writer {
	return &writer{window: batchWindow, conn: c, log: log}
}

// Runs fn under a savepoint and returns when what it did is durable, or undone. An error of fn undoes
// its own work alone; its caller, too, hears of it only when the batch is durable, because fn may
// have seen others' work. fn may run on another caller's goroutine; its panic comes back to its own.
func (w *writer) do(ctx context.Context, fn func(*conn) error) error {
	me := &write{ctx: ctx, fn: fn, news: make(chan news, 1)}
	if w.join(me) || w.wait(me) == lead {
		w.lead(me)
	}
	if me.panicked != nil {
		panic(me.panicked)
	}
	return me.err
}

// Puts a write at the end of the line; true where it is to lead.
func (w *writer) join(me *write) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.led {
		w.led = true
		return true
	}
	w.line = append(w.line, me)
	return false
}

// Waits for news. Who gives up before its write began leaves the line.
func (w *writer) wait(me *write) news {
	select {
	case n := <-me.news:
		return n
	case <-me.ctx.Done():
	}
	if w.leave(me) {
		me.err = me.ctx.Err()
		return over
	}
	return <-me.news
}

func (w *writer) leave(me *write) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := slices.Index(w.line, me)
	if at < 0 {
		return false
	}
	w.line = slices.Delete(w.line, at, at+1)
	return true
}

// How many stand in the line.
func (w *writer) waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.line)
}

// Takes the first write from the line; nil where nobody stands there, or somebody who has to lead.
func (w *writer) next() *write {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.line) == 0 || w.line[0].fn == nil {
		return nil
	}
	first := w.line[0]
	w.line = w.line[1:]
	return first
}

// Carries out a write and those behind it, and commits. Whatever a write does, the next one leads afterwards.
func (w *writer) lead(me *write) {
	defer w.handOver()
	w.carryOut(me, true)
	for w.batch == nil || len(w.batch.writes) < maxBatch && time.Since(w.batch.started) <= w.window {
		next := w.next()
		if next == nil {
			return
		}
		w.carryOut(next, false)
	}
}

// Commits, and lets the first in the line lead.
func (w *writer) handOver() {
	if w.batch != nil {
		w.commit()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.led = len(w.line) > 0; w.led {
		w.line[0].news <- lead
		w.line = w.line[1:]
	}
}

// Carries out a write. Its caller is told when the batch has ended, or at once where it never began. A panic of
// somebody else's write is kept for them.
func (w *writer) carryOut(me *write, own bool) {
	if err := w.ready(me.ctx); err != nil {
		me.err = err
		me.news <- over
		return
	}
	b, done := w.batch, false
	defer func() {
		if !done && !own {
			w.caught(me, recover())
		}
		w.settle(me, b)
	}()
	me.err = w.guarded(me.fn)
	done = true
}

// Keeps the panic of a write for its caller's goroutine, where it goes on; the log has where it began.
func (w *writer) caught(me *write, v any) {
	if me.panicked = v; v == nil {
		me.err = errors.New("write: it ended the goroutine that it ran on")
		return
	}
	w.log.Error("store", "doing", "write", "panic", v, "stack", string(debug.Stack()))
}

// Puts a write that was carried out into its batch, or tells how that has ended.
func (w *writer) settle(me *write, b *batch) {
	if w.batch == b {
		b.writes = append(b.writes, me)
		return
	}
	b.tell(me)
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
	w.batch = &batch{started: time.Now()}
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
	b := w.batch
	if b == nil {
		return
	}
	w.batch, b.err = nil, err
	for _, me := range b.writes {
		b.tell(me)
	}
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
	me := &write{news: make(chan news, 1)} // without fn: it leads when its time has come
	if !w.join(me) {
		<-me.news
	}
	defer w.handOver()
	w.closed = true
	return w.conn.close()
}
