package org

import (
	"context"
	"errors"
	"iter"

	"example.org/exosh/command"
)

// Scoped returns a view of a store for cmdlets: its transactions honour the Caller's Scope. Recipients
// and accounts outside CanRead are absent. A Put or Delete outside CanWrite fails with the error of
// NotFound for the identity that the caller typed, the same as for an object that does not exist (S-49).
func Scoped(s Store) Store { return scopedStore{s} }

type scopedStore struct{ Store }

func (s scopedStore) View(ctx context.Context, fn func(Tx) error) error {
	return s.Store.View(ctx, scopeTo(ctx, fn))
}

func (s scopedStore) Update(ctx context.Context, fn func(Tx) error) error {
	return s.Store.Update(ctx, scopeTo(ctx, fn))
}

func scopeTo(ctx context.Context, fn func(Tx) error) func(Tx) error {
	c, ok := CallerFrom(ctx)
	if !ok || c.Scope == nil {
		return fn
	}
	return func(tx Tx) error {
		return fn(&scopedTx{Tx: tx, scope: c.Scope, typed: map[ID]string{}})
	}
}

// A scopedTx filters what its scope hides.
type scopedTx struct {
	Tx
	scope Scope
	typed map[ID]string // the identity that the caller gave for an object
}

// Remembers the identity an object was found by, for errors about it.
func note(tx Tx, id ID, identity string) {
	if s, ok := tx.(*scopedTx); ok {
		s.typed[id] = identity
	}
}

func (t *scopedTx) identity(id ID) string {
	if s, ok := t.typed[id]; ok {
		return s
	}
	return IDText(id)
}

func limited(kind string) bool { return kind == KindRecipient || kind == KindAccount }

// visible says whether the caller may see an entry: what belongs to a recipient is seen with it.
func (t *scopedTx) visible(e *Entry) bool {
	if owner, owned := ownerOf(e); owned {
		r, err := t.Tx.Get(KindRecipient, owner)
		return err == nil && t.scope.CanRead(r)
	}
	return !limited(e.Kind) || t.scope.CanRead(e)
}

func (t *scopedTx) Get(kind string, id ID) (*Entry, error) {
	e, err := t.Tx.Get(kind, id)
	if err == nil && !t.visible(e) {
		return nil, ErrNotFound
	}
	return e, err
}

func (t *scopedTx) Find(q Query) iter.Seq2[*Entry, error] {
	match := q.Match
	q.Only = nil // the scope looks at all of an entry, and at its keys
	q.Match = func(e *Entry) bool { return t.visible(e) && (match == nil || match(e)) }
	return t.Tx.Find(q)
}

func (t *scopedTx) ByKey(space, value string) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		for e, err := range t.Tx.ByKey(space, value) {
			if err == nil && !t.visible(e) {
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func (t *scopedTx) Put(e *Entry) error {
	if limited(e.Kind) {
		if err := t.mayPut(e); err != nil {
			return err
		}
	}
	if err := t.mayWriteOwner(e.Kind, e.ID, e); err != nil {
		return err
	}
	return t.Tx.Put(e)
}

// Fails unless the caller may write the recipient that an entry belongs to, as it is stored and as it is
// to be.
func (t *scopedTx) mayWriteOwner(kind string, id ID, now *Entry) error {
	if limited(kind) {
		return nil
	}
	was, err := t.Tx.Get(kind, id)
	if err != nil && !IsNotFound(err) {
		return err
	}
	for _, e := range []*Entry{was, now} {
		if e == nil {
			continue
		}
		if owner, owned := ownerOf(e); owned {
			if err := t.mayWrite(KindRecipient, owner); err != nil {
				return err
			}
		}
	}
	return nil
}

// Refuses an object that is out of scope before the change, and one that would be after it.
func (t *scopedTx) mayPut(e *Entry) error {
	if err := t.mayWrite(e.Kind, e.ID); err != nil && (!IsNotFound(err) || e.Version != 0) {
		return err
	}
	if t.scope.CanWrite(e) {
		return nil
	}
	return OutOfScope(t.identity(e.ID))
}

func (t *scopedTx) Delete(kind string, id ID) error {
	if limited(kind) {
		if err := t.mayWrite(kind, id); err != nil {
			return err
		}
	}
	if err := t.mayWriteOwner(kind, id, nil); err != nil {
		return err
	}
	return t.Tx.Delete(kind, id)
}

// Fails as if the object were absent, unless it is stored and may be written.
func (t *scopedTx) mayWrite(kind string, id ID) error {
	stored, err := t.Tx.Get(kind, id)
	if errors.Is(err, ErrNotFound) || err == nil && !t.scope.CanWrite(stored) {
		return NotFound(t.identity(id))
	}
	return err
}

// Writable returns the error with which a change of a stored entry would fail because of its caller's
// scope, nil where it would not. A cmdlet asks before it says anything else about the object.
func Writable(tx Tx, e *Entry) error {
	if t, ok := tx.(*scopedTx); ok && limited(e.Kind) {
		return t.mayWrite(e.Kind, e.ID)
	}
	return nil
}

// OutOfScope returns the error for an object that the caller may see but that a change would put, or
// a creation would make, outside the recipients that they may write.
func OutOfScope(identity string) *command.Error {
	return &command.Error{
		Category: command.PermissionDenied,
		ID:       "OperationRequiresWriteScope",
		Type:     "Microsoft.Exchange.Configuration.Authorization.ScopeSetException",
		Message:  "The change would leave '" + identity + "' outside the recipients that you may change.",
		Advice:   "Ask an administrator whose role assignment covers that part of the organization.",
		Target:   identity,
	}
}
