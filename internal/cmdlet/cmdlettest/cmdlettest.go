// Package cmdlettest runs cmdlets in tests, over a real store with the demo's organisation.
package cmdlettest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/sqlstore"
	"example.org/exosh/object"
)

// A World is Contoso in a store of its own, with an audit trail that begins with it.
type World struct {
	T      testing.TB
	Store  *sqlstore.Store
	Tenant org.ID
	Now    time.Time   // what the store's clock shows; may be moved on
	Scope  org.Scope   // of the caller, nil for everything
	Actor  org.ID      // account of the caller; zero for one that has no recipient
	Env    catalog.Env // of the caller's connection; 0 means Exchange Online
	ID     string      // client-request-id of the calls, "" for none
	list   []*command.Command
	path   string
	db     *sql.DB // the same database, for looking at all of it
}

// New returns a world with the cmdlets that the families make.
func New(t testing.TB, families ...func(cmdlet.Deps) []*command.Command) *World {
	t.Helper()
	w := &World{T: t, Now: began()}
	contoso, err := template()
	if err != nil {
		t.Fatal(err)
	}
	w.path = filepath.Join(t.TempDir(), "org.db")
	if err := os.WriteFile(w.path, contoso.data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: w.path, Now: func() time.Time { return w.Now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if w.db, err = sql.Open("sqlite", w.path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.db.Close() })
	w.Store, w.Tenant = s, contoso.tenant
	hasher := &password.Hasher{Cost: password.Cheap()}
	for _, family := range families {
		w.list = append(w.list, family(cmdlet.Deps{Store: org.Scoped(s), Passwords: hasher, Random: rand.Reader})...)
	}
	return w
}

// A Reply is what a cmdlet wrote.
type Reply struct {
	Objects  []*object.Object
	Warnings []string
	Next     string // cursor of the next page
	Err      error
}

// Args returns arguments of pairs of name and value.
func Args(pairs ...any) []command.Arg {
	var list []command.Arg
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, command.Arg{Name: pairs[i].(string), Value: pairs[i+1], HasValue: true})
	}
	return list
}

// Run runs a cmdlet, confirmed.
func (w *World) Run(name string, pairs ...any) Reply {
	w.T.Helper()
	return w.Page(nil, name, pairs...)
}

// Must is Run of what has to succeed.
func (w *World) Must(name string, pairs ...any) []*object.Object {
	w.T.Helper()
	r := w.Run(name, pairs...)
	if r.Err != nil {
		w.T.Fatalf("%s %v: %v", name, pairs, r.Err)
	}
	return r.Objects
}

// Page runs a cmdlet for one page of its output.
func (w *World) Page(page *command.Page, name string, pairs ...any) Reply {
	w.T.Helper()
	yes := false
	return w.Call(page, command.Prefs{Confirm: &yes}, name, pairs...)
}

// Call runs a cmdlet under preferences.
func (w *World) Call(page *command.Page, prefs command.Prefs, name string, pairs ...any) Reply {
	w.T.Helper()
	for _, c := range w.list {
		if c.Meta.Name == name {
			return w.call(c, page, prefs, Args(pairs...))
		}
	}
	w.T.Fatalf("no cmdlet %s in this test", name)
	return Reply{}
}

func (w *World) call(c *command.Command, page *command.Page, prefs command.Prefs, raw []command.Arg) Reply {
	var r Reply
	if w.Env != 0 {
		narrowed := *c
		if narrowed.Meta = c.Meta.In(w.Env); narrowed.Meta == nil {
			w.T.Fatalf("%s is no cmdlet of this environment", c.Meta.Name)
		}
		c = &narrowed
	}
	args, err := command.Bind(c.Meta, raw)
	if err != nil {
		return Reply{Err: err}
	}
	call := &command.Call{Meta: c.Meta, Name: c.Meta.Name, Args: args, Page: page, Prefs: prefs, Sink: func(rec command.Record) error {
		switch rec.Stream {
		case command.Output:
			r.Objects = append(r.Objects, rec.Value.(*object.Object))
		case command.Warning:
			r.Warnings = append(r.Warnings, rec.Value.(string))
		}
		return nil
	}}
	ctx := w.Context(c.Meta.Name)
	if caller, _ := org.CallerFrom(ctx); caller != nil {
		for name, v := range args.All() {
			caller.Cause.Params = append(caller.Cause.Params, org.AuditParam{Name: name, Value: object.String(v)})
		}
		caller.Cause.Begin = func() { r.Objects, r.Warnings = nil, nil }
	}
	r.Err = c.New().Process(ctx, call)
	if r.Err != nil {
		r.Objects = nil
	}
	if page != nil {
		r.Next = page.Next
	}
	return r
}

// Context returns the context of a call by the demo's administrator.
func (w *World) Context(operation string) context.Context {
	return org.WithCaller(context.Background(), &org.Caller{
		Tenant: w.Tenant, Actor: "navin@contoso.com", ActorID: w.Actor, Client: "test", Scope: w.Scope, Env: w.Env, Cause: &org.Cause{Operation: operation, RequestID: w.ID},
	})
}

// As makes the calls that follow those of an account, which is named by its user principal name.
func (w *World) As(upn string) {
	w.T.Helper()
	w.View(func(tx org.Tx) error {
		e, err := org.ResolveIn(tx, []string{org.KindAccount}, []string{org.SpaceUPN}, upn)
		if err == nil {
			w.Actor = e.ID
		}
		return err
	})
}

// View reads the store as the test.
func (w *World) View(fn func(org.Tx) error) {
	w.T.Helper()
	if err := w.Store.View(w.Context(""), fn); err != nil {
		w.T.Fatal(err)
	}
}

// Audited returns the audit rows of an operation, newest first.
func (w *World) Audited(operation string) []*org.AuditRecord {
	w.T.Helper()
	var rows []*org.AuditRecord
	w.View(func(tx org.Tx) error {
		for r, err := range tx.AuditLog(org.AuditQuery{Operations: []string{operation}}) {
			if err != nil {
				return err
			}
			rows = append(rows, r)
		}
		return nil
	})
	return rows
}

// Column returns one property of every object, as text.
func Column(objects []*object.Object, property string) []string {
	var list []string
	for _, o := range objects {
		v, _ := o.Get(property)
		list = append(list, object.String(v))
	}
	return list
}
