package org

// Unscoped returns the transaction without its caller's scope. It is for what follows from a permitted
// change by itself, such as taking a removed mailbox out of everything that refers to it: that touches
// objects which the caller may neither see nor change. Nothing found through it may be shown, and
// nothing that the caller names may be looked up in it.
func Unscoped(tx Tx) Tx {
	for {
		switch t := tx.(type) {
		case *scopedTx:
			tx = t.Tx
		case keptTx:
			tx = t.Tx
		default:
			return tx
		}
	}
}
