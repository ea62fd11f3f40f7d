package queue

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

func (w *Worker) now() time.Time {
	if w.Now == nil {
		return time.Now().UTC()
	}
	return w.Now()
}

func (w *Worker) random() io.Reader {
	if w.Random == nil {
		return rand.Reader
	}
	return w.Random
}

func (w *Worker) log() *slog.Logger {
	if w.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return w.Log
}

func (w *Worker) host() string {
	if w.Host == "" {
		return "localhost"
	}
	return w.Host
}

// as returns the context of a transaction of a tenant. It is not done when the worker is to end: what is under
// way is finished (F-33).
func as(ctx context.Context, tenant org.ID) context.Context {
	return org.WithCaller(context.WithoutCancel(ctx), &org.Caller{
		Tenant: tenant, Actor: "system", Client: "mail queue", Cause: &org.Cause{Silent: true},
	})
}

func (w *Worker) view(ctx context.Context, tenant org.ID, fn func(org.Tx, mail.Tx) error) (err error) {
	defer caught(&err)
	return w.Store.View(as(ctx, tenant), within(fn))
}

func (w *Worker) update(ctx context.Context, tenant org.ID, fn func(org.Tx, mail.Tx) error) (err error) {
	defer caught(&err)
	return w.Store.Update(as(ctx, tenant), within(fn))
}

// within runs fn over the mail of a transaction. A panic undoes the transaction as an error does, and the worker
// goes on.
func within(fn func(org.Tx, mail.Tx) error) func(org.Tx) error {
	return func(tx org.Tx) (err error) {
		defer caught(&err)
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		return fn(tx, m)
	}
}

// caught makes an error of a panic. It is deferred.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
	}
}

// lease takes what is due, for as long as leased says.
func (w *Worker) lease(ctx context.Context, tenant org.ID, l mail.Lease, leased time.Duration) (items []*mail.Queued, err error) {
	err = w.update(ctx, tenant, func(tx org.Tx, m mail.Tx) error {
		l.Until = tx.Now().Add(leased)
		items, err = m.Lease(l)
		return err
	})
	return items, err
}

// tell tells of messages that came into folders or left the server.
func (w *Worker) tell(tenant org.ID, messages []org.ID) {
	if w.Delivered != nil && len(messages) > 0 {
		w.Delivered(tenant, messages)
	}
}
