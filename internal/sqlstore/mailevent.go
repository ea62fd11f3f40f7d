package sqlstore

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// maxEvents is the most events of one row.
const maxEvents = 100

// An eventData is an event as it is kept.
type eventData struct {
	Recipient string            `json:"recipient,omitempty"`
	Time      int64             `json:"time"` // microseconds
	Name      string            `json:"name"`
	Action    string            `json:"action,omitempty"`
	Detail    string            `json:"detail,omitempty"`
	Data      map[string]string `json:"data,omitempty"`
}

// Events that a transaction put and has not written yet, by message in the order of their first.
type pendingEvents struct {
	order []org.ID
	of    map[org.ID][]eventData
}

// PutEvent appends what happened to a message. An event without a time is given that of the transaction. Events
// are written together when the transaction ends.
func (t *tx) PutEvent(e *mail.Event) error {
	if e.Message == (org.ID{}) || e.Name == "" {
		return errors.New("put event: no message or no name")
	}
	if err := t.checkWrite(); err != nil {
		return err
	}
	if e.Time.IsZero() {
		e.Time = t.now
	}
	p := &t.events
	if p.of == nil {
		p.of = map[org.ID][]eventData{}
	}
	if len(p.of[e.Message]) == 0 {
		p.order = append(p.order, e.Message)
	}
	p.of[e.Message] = append(p.of[e.Message], eventData{
		Recipient: org.Fold(e.Recipient), Time: e.Time.UnixMicro(), Name: e.Name, Action: e.Action, Detail: e.Detail, Data: e.Data,
	})
	return nil
}

// flush writes what a transaction kept to itself until its end.
func (t *tx) flush() error {
	for _, message := range t.events.order {
		for list := range slices.Chunk(t.events.of[message], maxEvents) {
			data, err := json.Marshal(list)
			if err != nil {
				return t.breaks(fmt.Errorf("put event: %w", err))
			}
			if _, err := t.change("put event", qPutEvents, t.id[:], message[:], string(data)); err != nil {
				return err
			}
		}
	}
	t.events = pendingEvents{}
	return nil
}

// Events yields what happened to a message in order of time.
func (t *tx) Events(message org.ID, recipient string) iter.Seq2[*mail.Event, error] {
	return func(yield func(*mail.Event, error) bool) {
		list, err := t.eventsOf(message)
		if err != nil {
			yield(nil, err)
			return
		}
		recipient := org.Fold(recipient)
		for _, e := range list {
			if recipient != "" && e.Recipient != "" && e.Recipient != recipient {
				continue
			}
			if !yield(&mail.Event{
				Message: message, Recipient: e.Recipient, Time: micros(e.Time), Name: e.Name, Action: e.Action, Detail: e.Detail, Data: e.Data,
			}, nil) {
				return
			}
		}
	}
}

func (t *tx) eventsOf(message org.ID) ([]eventData, error) {
	var all []eventData
	err := t.rowsOf("events", qEvents, []any{t.id[:], message[:]}, func(scan func(...any) error) error {
		var data string
		if err := scan(&data); err != nil {
			return err
		}
		var list []eventData
		if err := json.Unmarshal([]byte(data), &list); err != nil {
			return fmt.Errorf("of %s: %w", org.IDText(message), err)
		}
		all = append(all, list...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all = append(all, t.events.of[message]...)
	slices.SortStableFunc(all, func(a, b eventData) int { return cmp.Compare(a.Time, b.Time) })
	return all, nil
}
