package mailroom

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// A world is a room of Contoso's, over a store of its own.
type world struct {
	*cmdlettest.World
	room *Room
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := cmdlettest.New(t)
	return &world{w, &Room{Store: w.Store, Tenant: w.Tenant, Organization: "Contoso", Now: func() time.Time { return w.Now }}}
}

// deliver puts a message into inboxes and into the lab's outbox, which has those outside contoso.com.
func (w *world) deliver(raw string, recipients ...string) org.ID {
	w.T.Helper()
	raw = strings.ReplaceAll(raw, "\n", "\r\n")
	m, err := message.Read(strings.NewReader(raw))
	if err != nil {
		w.T.Fatal(err)
	}
	defer m.Close()
	row := &mail.Message{MessageID: m.Header.MessageID(), Subject: m.Header.Subject()}
	if from, err := m.Header.Addresses("From"); err == nil && len(from) > 0 {
		row.From = from[0].Address
	}
	ctx := org.WithCaller(w.T.Context(), &org.Caller{Tenant: w.Tenant, Actor: "system", Cause: &org.Cause{Operation: "test", Silent: true}})
	err = w.Store.Update(ctx, func(tx org.Tx) error {
		row.ID = org.ID{}
		x, err := mail.In(tx)
		if err != nil {
			return err
		}
		if err := x.PutMessage(row, m.Open()); err != nil {
			return err
		}
		for _, address := range recipients {
			if err := put(tx, x, row, address); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
	w.room.Arrived(w.Tenant, []org.ID{row.ID})
	return row.ID
}

func put(tx org.Tx, x mail.Tx, m *mail.Message, address string) error {
	i := &mail.Item{Box: mail.LabBox, Folder: 1, Message: m.ID, Size: m.Size, Received: m.Received, For: address}
	if strings.HasSuffix(address, "@contoso.com") {
		e, err := org.One(tx, org.KindRecipient, org.SpaceSMTP, address)
		if err != nil {
			return err
		}
		b, err := box.Open(tx, e, box.Primary)
		if err != nil {
			return err
		}
		i.Box, i.Folder = b.ID, b.Find(`\Inbox`).Number
	}
	if err := x.PutTrace(&mail.Trace{
		Message: m.ID, Recipient: address, Sender: m.From, Subject: m.Subject, Size: m.Size, Received: m.Received, Status: mail.Delivered,
	}); err != nil {
		return err
	}
	return x.PutItem(i)
}

// get answers a request as the server would.
func (w *world) get(path string) *httptest.ResponseRecorder {
	w.T.Helper()
	rec := httptest.NewRecorder()
	w.room.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec
}

// body is get of what has to succeed.
func (w *world) body(path string) string {
	w.T.Helper()
	rec := w.get(path)
	b, _ := io.ReadAll(rec.Body)
	if rec.Code != http.StatusOK {
		w.T.Fatalf("GET %s: %d %s", path, rec.Code, b)
	}
	return string(b)
}

// read is get of JSON.
func read[T any](w *world, path string) T {
	w.T.Helper()
	var v T
	if err := json.Unmarshal([]byte(w.body(path)), &v); err != nil {
		w.T.Fatalf("GET %s: %v", path, err)
	}
	return v
}
