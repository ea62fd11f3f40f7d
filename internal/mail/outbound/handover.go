package outbound

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// handoverClass is the class of the tickets that say what was handed over to another
// organisation of this server. They are that one's. The queue marks a
// message as sent after it was, so it may come here once more; the ticket is put in the same transaction as what
// it stands for, and a second handing over finds it.
const handoverClass = "mailhandover"

// handoverKept is how long they are kept: longer than anything stays in the queue.
const handoverKept = 30 * 24 * time.Hour

// unsent puts the tickets of a message's recipients, and returns the recipients that had none.
func unsent(tx org.Tx, o *queue.Outgoing) ([]int, error) {
	var list []int
	for i := range o.Envelope.Recipients {
		key := handoverKey(o, o.Envelope.Recipients[i].Address)
		_, err := tx.Ticket(handoverClass, key)
		if err == nil {
			continue
		}
		if !org.IsNotFound(err) {
			return nil, err
		}
		t := &org.Ticket{Class: handoverClass, Key: key, Expires: tx.Now().Add(handoverKept)}
		if err := tx.PutTicket(t); err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, nil
}

// handoverKey is made of whose message it is, which one, and for whom.
func handoverKey(o *queue.Outgoing, recipient string) string {
	h := sha256.New()
	h.Write(o.Tenant[:])
	h.Write(o.Message.ID[:])
	h.Write([]byte(org.Fold(recipient)))
	return hex.EncodeToString(h.Sum(nil))
}
