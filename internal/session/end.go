package session

import (
	"errors"

	"example.org/exosh/internal/org"
)

// EndAll frees every slot of a user: for an administrator's command, and for an account that is
// blocked. The user's next command takes a slot again, if the user may still connect.
func EndAll(tx org.Tx, user org.ID) error {
	var keys []string
	for t, err := range tx.Tickets(Class, org.IDText(user)) {
		if err != nil {
			return err
		}
		keys = append(keys, t.Key)
	}
	for _, key := range keys {
		if err := tx.DeleteTicket(Class, key); err != nil && !errors.Is(err, org.ErrNotFound) {
			return err
		}
	}
	return nil
}
