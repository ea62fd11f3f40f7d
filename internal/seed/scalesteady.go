package seed

import (
	"iter"
	"slices"

	"example.org/exosh/internal/org"
)

// A steadyTx remembers what it read of the configuration, which does not change while mailboxes are
// added. Recipients and accounts are read anew.
type steadyTx struct {
	org.Tx
	byKey map[org.Key][]*org.Entry
	kinds map[string][]*org.Entry
}

func steady(tx org.Tx) *steadyTx {
	return &steadyTx{Tx: tx, byKey: map[org.Key][]*org.Entry{}, kinds: map[string][]*org.Entry{}}
}

// ByKey remembers who holds the names of domains and plans.
func (t *steadyTx) ByKey(space, value string) iter.Seq2[*org.Entry, error] {
	if space != org.SpaceName && space != org.SpaceDisplayName {
		return t.Tx.ByKey(space, value)
	}
	k := org.Key{Space: space, Value: value}
	return remembered(t.byKey, k, t.Tx.ByKey(space, value))
}

// Find remembers the objects of kinds that a mailbox is given: plans and policies.
func (t *steadyTx) Find(q org.Query) iter.Seq2[*org.Entry, error] {
	if q.Kind != org.KindRolePolicy && q.Kind != org.KindMailboxPlan {
		return t.Tx.Find(q)
	}
	all := remembered(t.kinds, q.Kind, t.Tx.Find(org.Query{Kind: q.Kind}))
	return func(yield func(*org.Entry, error) bool) {
		for e, err := range all {
			if err == nil && q.Match != nil && !q.Match(e) {
				continue
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// remembered yields what is known under a key, or reads it whole at first.
func remembered[K comparable](known map[K][]*org.Entry, k K, read iter.Seq2[*org.Entry, error]) iter.Seq2[*org.Entry, error] {
	return func(yield func(*org.Entry, error) bool) {
		list, ok := known[k]
		if !ok {
			for e, err := range read {
				if err != nil {
					yield(nil, err)
					return
				}
				list = append(list, e)
			}
			known[k] = list
		}
		for _, e := range slices.Clone(list) {
			if !yield(e, nil) {
				return
			}
		}
	}
}
