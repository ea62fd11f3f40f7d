package sqlstore

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"example.org/exosh/internal/org"
)

// maxTicket is the largest data of a ticket, in bytes.
const maxTicket = 256 << 10

// Ticket returns a ticket that has not expired; org.ErrNotFound where there is none.
func (t *tx) Ticket(class, key string) (*org.Ticket, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	k := &org.Ticket{Class: class, Key: key}
	var expires int64
	var data string
	err := t.c.row(qTicket, []any{t.tenant, class, key, t.now.UnixMicro()}, &k.Owner, &k.Version, &expires, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, org.ErrNotFound
	}
	if err != nil {
		return nil, t.breaks(fmt.Errorf("ticket %s: %w", class, err))
	}
	k.Expires, k.Data = micros(expires), json.RawMessage(data)
	return k, nil
}

// Tickets yields an owner's tickets of a class that have not expired, in order of their keys.
func (t *tx) Tickets(class, owner string) iter.Seq2[*org.Ticket, error] {
	return func(yield func(*org.Ticket, error) bool) {
		for after := ""; ; {
			list, err := t.ticketsAfter(class, owner, after)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, k := range list {
				if !yield(k, nil) {
					return
				}
			}
			if len(list) < nextChunk {
				return
			}
			after = list[len(list)-1].Key
		}
	}
}

func (t *tx) ticketsAfter(class, owner, after string) ([]*org.Ticket, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	var list []*org.Ticket
	err := t.c.rows(qTickets, []any{t.tenant, class, owner, t.now.UnixMicro(), after, nextChunk},
		func(scan func(...any) error) error {
			k := &org.Ticket{Class: class, Owner: owner}
			var expires int64
			var data string
			if err := scan(&k.Key, &k.Version, &expires, &data); err != nil {
				return err
			}
			k.Expires, k.Data = micros(expires), json.RawMessage(data)
			list = append(list, k)
			return nil
		})
	if err != nil {
		return nil, t.breaks(fmt.Errorf("tickets %s: %w", class, err))
	}
	return list, nil
}

// PutTicket stores a ticket and adds one to its Version: with Version 0 a new one, else over the one
// of that version. org.ErrConflict says that somebody else was first, or that it is gone.
func (t *tx) PutTicket(k *org.Ticket) error {
	if err := t.checkWrite(); err != nil {
		return err
	}
	if err := checkTicket(k); err != nil {
		return err
	}
	n, err := t.putTicket(k)
	if err != nil {
		return t.breaks(fmt.Errorf("put ticket %s: %w", k.Class, err))
	}
	if n == 0 {
		return fmt.Errorf("put ticket %s: %w", k.Class, org.ErrConflict)
	}
	k.Version++
	return nil
}

func checkTicket(k *org.Ticket) error {
	switch {
	case k.Class == "" || k.Key == "":
		return errors.New("put ticket: no class or key")
	case len(k.Class) > maxName || len(k.Key) > maxKey || len(k.Owner) > maxKey:
		return fmt.Errorf("put ticket %.64s: class, key or owner is too long", k.Class)
	case len(k.Data) > maxTicket:
		return fmt.Errorf("put ticket %s: data has more than %d bytes", k.Class, maxTicket)
	case k.Expires.IsZero():
		return fmt.Errorf("put ticket %s: no time of expiry", k.Class)
	}
	return nil
}

func (t *tx) putTicket(k *org.Ticket) (int64, error) {
	expires, now := k.Expires.UnixMicro(), t.now.UnixMicro()
	if k.Version == 0 {
		return t.c.exec(qNewTicket, t.tenant, k.Class, k.Key, k.Owner, expires, string(k.Data), now)
	}
	return t.c.exec(qPutTicket, t.tenant, k.Class, k.Key, k.Owner, expires, string(k.Data), k.Version, now)
}

// DeleteTicket removes a ticket; org.ErrNotFound where there is none any more.
func (t *tx) DeleteTicket(class, key string) error {
	if err := t.checkWrite(); err != nil {
		return err
	}
	n, err := t.c.exec(qDeleteTicket, t.tenant, class, key, t.now.UnixMicro())
	if err != nil {
		return t.breaks(fmt.Errorf("delete ticket %s: %w", class, err))
	}
	if n == 0 {
		return org.ErrNotFound
	}
	return nil
}
