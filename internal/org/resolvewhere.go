package org

import "iter"

// ResolveWhere is Resolve among the entries that keep holds for: the others do not exist.
func ResolveWhere(tx Tx, kinds []string, identity string, keep func(*Entry) bool) (*Entry, error) {
	e, err := ResolveIn(keptTx{tx, keep}, kinds, spacesOf(identity), identity)
	if err == nil {
		note(tx, e.ID, identity)
	}
	return e, err
}

// A keptTx finds by key what keep holds for.
type keptTx struct {
	Tx
	keep func(*Entry) bool
}

func (t keptTx) ByKey(space, value string) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		for e, err := range t.Tx.ByKey(space, value) {
			if err == nil && !t.keep(e) {
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
