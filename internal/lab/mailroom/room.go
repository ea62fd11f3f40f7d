// Package mailroom shows the mail of a laboratory: what arrived in its mailboxes and in its outbox, the
// conversations of the SMTP door, as pages for a person and as an HTTP interface for tests that can wait for a
// message. It protects nothing by itself: the server mounts it on loopback only.
package mailroom

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A Room shows the mail of one organisation. All methods may be used concurrently.
type Room struct {
	Store        org.Store
	Tenant       org.ID
	Organization string           // display name
	Now          func() time.Time // nil means time.Now
	Log          *slog.Logger     // nil discards

	searched int // how many messages a search looks at; 0 means mostSearched
	once     sync.Once
	handler  http.Handler
	waiting  waiting
	recorded ring
}

// ServeHTTP answers what is below /lab/mail, /lab/connections and /lab/api.
func (r *Room) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.once.Do(r.route)
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox")
	r.handler.ServeHTTP(w, q)
}

func (r *Room) route() {
	mux := http.NewServeMux()
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request){
		"GET /lab/mail":                       r.listPage,
		"GET /lab/mail/{id}":                  r.messagePage,
		"GET /lab/mail/{id}/html":             r.htmlPage,
		"GET /lab/mail/{id}/raw":              r.raw,
		"GET /lab/mail/{id}/part/{n}":         r.part,
		"GET /lab/connections":                r.connectionsPage,
		"GET /lab/connections/{id}":           r.connectionPage,
		"GET /lab/api/messages":               r.apiList,
		"DELETE /lab/api/messages":            r.apiEmpty,
		"GET /lab/api/messages/{id}":          r.apiMessage,
		"GET /lab/api/messages/{id}/raw":      r.raw,
		"GET /lab/api/messages/{id}/part/{n}": r.part,
		"GET /lab/api/wait":                   r.apiWait,
		"GET /lab/api/connections":            r.apiConnections,
		"GET /lab/api/connections/{id}":       r.apiConnection,
	} {
		mux.HandleFunc(pattern, serve)
	}
	r.handler = mux
}

// Arrived says that messages were put into folders or into the lab's outbox. It never blocks. Other tenants'
// messages are no concern of the room.
func (r *Room) Arrived(tenant org.ID, messages []org.ID) {
	if tenant == r.Tenant {
		r.waiting.tell(messages)
	}
}

// Record keeps a conversation of the SMTP door, in place of what was kept of it before. Conversations of other
// tenants' accounts are no concern of the room.
func (r *Room) Record(c mail.Conversation) {
	if c.Tenant == r.Tenant || c.Tenant == (org.ID{}) {
		r.recorded.put(c)
	}
}

// Close ends all waits, so that a server can shut down.
func (r *Room) Close() { r.waiting.close() }

func (r *Room) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

func (r *Room) log() *slog.Logger {
	if r.Log != nil {
		return r.Log
	}
	return slog.New(slog.DiscardHandler)
}

// view reads the organisation's mail in one transaction.
func (r *Room) view(ctx context.Context, fn func(*reading) error) error {
	return r.Store.View(r.caller(ctx, nil), func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		return fn(&reading{tx: tx, mail: m, most: cmp.Or(r.searched, mostSearched), owners: map[org.ID]*owner{}})
	})
}

func (r *Room) caller(ctx context.Context, cause *org.Cause) context.Context {
	return org.WithCaller(ctx, &org.Caller{Tenant: r.Tenant, Actor: "lab", Client: "lab", Cause: cause})
}
