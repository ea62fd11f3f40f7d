package sqlstore

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// An eventData is what is kept of an event beside what it is found by.
type eventData struct {
	Name   string            `json:"name"`
	Action string            `json:"action,omitempty"`
	Detail string            `json:"detail,omitempty"`
	Data   map[string]string `json:"data,omitempty"`
}

// PutEvent appends what happened to a message. An event without a time is given that of the transaction.
func (t *tx) PutEvent(e *mail.Event) error {
	if e.Message == (org.ID{}) || e.Name == "" {
		return errors.New("put event: no message or no name")
	}
	if e.Time.IsZero() {
		e.Time = t.now
	}
	data, err := json.Marshal(eventData{e.Name, e.Action, e.Detail, e.Data})
	if err != nil {
		return fmt.Errorf("put event: %w", err)
	}
	_, err = t.change("put event", qPutEvent, t.id[:], e.Message[:], org.Fold(e.Recipient), e.Time.UnixMicro(), string(data))
	return err
}

// Events yields what happened to a message in order of time.
func (t *tx) Events(message org.ID, recipient string) iter.Seq2[*mail.Event, error] {
	return func(yield func(*mail.Event, error) bool) {
		at, num := int64(math.MinInt64), int64(0)
		for {
			n := 0
			var list []*mail.Event
			err := t.rowsOf("events", qEvents, []any{t.id[:], message[:], at, num, org.Fold(recipient), nextChunk},
				func(scan func(...any) error) error {
					e := &mail.Event{Message: message}
					var data string
					if err := scan(&num, &e.Recipient, timeColumn{&e.Time}, &data); err != nil {
						return err
					}
					n, at = n+1, e.Time.UnixMicro()
					list = append(list, e)
					return readEvent(e, data)
				})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range list {
				if !yield(e, nil) {
					return
				}
			}
			if n < nextChunk {
				return
			}
		}
	}
}

func readEvent(e *mail.Event, data string) error {
	var d eventData
	if err := json.Unmarshal([]byte(data), &d); err != nil {
		return fmt.Errorf("event of %s: %w", org.IDText(e.Message), err)
	}
	e.Name, e.Action, e.Detail, e.Data = d.Name, d.Action, d.Detail, d.Data
	return nil
}
