package cmdlettest

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// Update changes the store as the test, whatever the world's scope is.
func (w *World) Update(fn func(org.Tx) error) {
	w.T.Helper()
	if err := w.Store.Update(w.Context("test"), fn); err != nil {
		w.T.Fatal(err)
	}
}

// Empty takes everything out of mailboxes of Contoso that it puts in: messages, rules, devices.
func (w *World) Empty(mailboxes ...string) {
	w.T.Helper()
	w.Update(func(tx org.Tx) error {
		for _, identity := range mailboxes {
			e, err := directory.Resolve(tx, identity, directory.LiveMailbox)
			if err != nil {
				return err
			}
			if err := org.DeleteOwned(tx, e.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
