package auditlog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// sessionClass is the class of the tickets that hold how far a search session has come.
const sessionClass = "auditsearch"

// sessionLife is how long a session waits for its next call.
const sessionLife = time.Hour

// A session is the state of a search that is fetched by several calls.
type session struct {
	Query   string   // hash of what is searched for
	From    position // where the present call begins
	Next    position // where the next call begins
	Request string   // client-request-id of the present call: a retry gets the same page
}

// position returns where the call begins: at its cursor, where its session stands, or at the newest
// record.
func (a *auditlog) position(ctx context.Context, c *command.Call, q *query) (position, error) {
	if c.Page != nil && c.Page.After != "" {
		return parsePosition(c.Page.After)
	}
	if q.session == "" {
		var p position
		err := a.Store.View(ctx, func(tx org.Tx) (err error) {
			p, err = q.start(tx)
			return err
		})
		return p, err
	}
	return a.advance(ctx, q)
}

// advance moves the session on by one call. The state of a search is no change of the organisation, so
// it leaves no audit record.
func (a *auditlog) advance(ctx context.Context, q *query) (position, error) {
	caller, ok := org.CallerFrom(ctx)
	if !ok {
		return position{}, org.ErrNoCaller
	}
	request := ""
	if caller.Cause != nil {
		request = caller.Cause.RequestID
	}
	quiet := *caller
	quiet.Cause = &org.Cause{Operation: "Search-UnifiedAuditLog", Silent: true}
	var from position
	err := a.Store.Update(org.WithCaller(ctx, &quiet), func(tx org.Tx) error {
		t, s, err := q.load(tx, caller)
		if err != nil {
			return err
		}
		if s.Request == "" || s.Request != request {
			s.From = s.Next
			s.From.Left = q.size
			if s.Next, err = q.after(tx, s.From); err != nil {
				return err
			}
			s.Request = request
		}
		from = s.From
		return store(tx, t, s)
	})
	return from, err
}

// load reads the session, or begins it.
func (q *query) load(tx org.Tx, caller *org.Caller) (*org.Ticket, *session, error) {
	t, err := tx.Ticket(sessionClass, caller.ActorID.String()+" "+caller.Actor+" "+q.session)
	if errors.Is(err, org.ErrNotFound) {
		p, err := q.start(tx)
		return &org.Ticket{Class: sessionClass, Key: caller.ActorID.String() + " " + caller.Actor + " " + q.session, Owner: caller.ActorID.String()},
			&session{Query: q.hash(), Next: p}, err
	}
	if err != nil {
		return nil, nil, err
	}
	s := &session{}
	if err := json.Unmarshal(t.Data, s); err != nil {
		return nil, nil, fmt.Errorf("read the state of a search: %w", err)
	}
	if s.Query != q.hash() {
		return nil, nil, org.Invalid("SessionId", q.session, "it belongs to a search with other parameters; choose another one for a new search")
	}
	return t, s, nil
}

func store(tx org.Tx, t *org.Ticket, s *session) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	t.Data, t.Expires = raw, tx.Now().Add(sessionLife)
	return tx.PutTicket(t)
}

// hash stands for what is searched for, the dates aside.
func (q *query) hash() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %q %q %q", q.audit.Operations, q.audit.Actors, q.audit.Text,
		q.record, q.objects, q.addresses, q.command)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// hits yields the records found from a position on, newest first.
func (q *query) hits(tx org.Tx, from position) iter.Seq2[*org.AuditRecord, error] {
	audit := q.audit
	audit.Before, audit.From, audit.To = from.Before, time.UnixMicro(from.From).UTC(), time.UnixMicro(from.To).UTC()
	return func(yield func(*org.AuditRecord, error) bool) {
		home, err := directory.Load(tx)
		if err != nil {
			yield(nil, err)
			return
		}
		q.pauses = pausesOf(home.Entry)
		for r, err := range tx.AuditLog(audit) {
			if err == nil && !q.wants(r) {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}
