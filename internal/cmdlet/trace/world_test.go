package trace_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/trace"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// world has an organisation without mail, on the tenth day of its month.
func world(t testing.TB) *cmdlettest.World {
	w := cmdlettest.New(t, trace.Commands)
	w.Now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	return w
}

// id returns a message's number that grows with n.
func id(n int) org.ID {
	var i org.ID
	copy(i[:], fmt.Sprintf("%016d", n))
	return i
}

// write stores rows of mail.
func write(w *cmdlettest.World, fn func(m mail.Tx) error) {
	w.T.Helper()
	ctx := org.WithCaller(context.Background(), &org.Caller{Tenant: w.Tenant, Actor: "system", Cause: &org.Cause{Operation: "deliver", Silent: true}})
	err := w.Store.Update(ctx, func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		return fn(m)
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// put stores rows of the trace, with their messages.
func put(w *cmdlettest.World, rows ...mail.Trace) {
	w.T.Helper()
	write(w, func(m mail.Tx) error {
		for i := range rows {
			r := &rows[i]
			if _, err := m.Message(r.Message); org.IsNotFound(err) {
				known := &mail.Message{ID: r.Message, MessageID: r.MessageID, Subject: r.Subject, Received: r.Received}
				if err := m.PutMessage(known, strings.NewReader("Subject: x\r\n\r\n")); err != nil {
					return err
				}
			}
			if err := m.PutTrace(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// row returns the row of message n, received so long before now.
func row(w *cmdlettest.World, n int, ago time.Duration, from, to string) mail.Trace {
	return mail.Trace{
		Message: id(n), Recipient: to, Sender: from, MessageID: fmt.Sprintf("<%d@contoso.com>", n), Subject: fmt.Sprint("Report ", n),
		Size: int64(1000 + n), Received: w.Now.Add(-ago), Status: mail.Delivered, FromIP: "192.0.2.7",
	}
}
