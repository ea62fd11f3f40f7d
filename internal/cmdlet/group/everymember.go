package group

import (
	"iter"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// DynamicMembers returns a function that yields the recipients whom the filter of a dynamic distribution group
// matches now, as Get-DynamicDistributionGroupMember shows them. It is what mail to such a group asks. A filter
// that cannot be read is an error.
func DynamicMembers() func(tx org.Tx, group *org.Entry) iter.Seq2[*org.Entry, error] {
	view := memberView()
	return func(tx org.Tx, group *org.Entry) iter.Seq2[*org.Entry, error] {
		return func(yield func(*org.Entry, error) bool) {
			l, err := matched(tx, view, group)
			if err != nil {
				yield(nil, err)
				return
			}
			for e, err := range tx.Find(org.Query{Kind: org.KindRecipient, Match: directory.LiveRecipient}) {
				if err == nil {
					var in bool
					if in, err = l.Match(l.Item(tx, e)); err == nil && !in {
						continue
					}
				}
				if !yield(e, err) || err != nil {
					return
				}
			}
		}
	}
}
