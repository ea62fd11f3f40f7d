// Package lab is what a laboratory has and a real organisation must not: a page that shows every
// account's password, the code of its authenticator app, and the text messages that were sent.
package lab

import (
	"context"
	"sync"
	"time"
)

// A Message is a text message that the organisation sent.
type Message struct {
	Time time.Time
	To   string // telephone number, E.164
	Text string
}

// inboxLimit is how many messages are kept; older ones are forgotten.
const inboxLimit = 100

// An Inbox receives text messages instead of a telephone. The zero value is ready.
type Inbox struct {
	Now func() time.Time // nil means time.Now

	mu       sync.Mutex
	messages []Message // oldest first
	arrived  chan struct{}
}

// Send takes a text message; it never fails.
func (b *Inbox) Send(_ context.Context, to, text string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages = append(b.messages, Message{b.now(), to, text})
	if len(b.messages) > inboxLimit {
		b.messages = b.messages[len(b.messages)-inboxLimit:]
	}
	if b.arrived != nil {
		close(b.arrived)
		b.arrived = nil
	}
	return nil
}

// Messages returns what has arrived, newest first.
func (b *Inbox) Messages() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]Message, 0, len(b.messages))
	for i := len(b.messages) - 1; i >= 0; i-- {
		list = append(list, b.messages[i])
	}
	return list
}

// Last returns the newest message to a number that is not older than since, waiting for one until
// the context ends.
func (b *Inbox) Last(ctx context.Context, to string, since time.Time) (Message, error) {
	for {
		m, wait := b.last(to, since)
		if wait == nil {
			return m, nil
		}
		select {
		case <-ctx.Done():
			return Message{}, ctx.Err()
		case <-wait:
		}
	}
}

func (b *Inbox) last(to string, since time.Time) (Message, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.messages) - 1; i >= 0; i-- {
		if m := b.messages[i]; m.To == to && !m.Time.Before(since) {
			return m, nil
		}
	}
	if b.arrived == nil {
		b.arrived = make(chan struct{})
	}
	return Message{}, b.arrived
}

func (b *Inbox) now() time.Time {
	if b.Now != nil {
		return b.Now()
	}
	return time.Now()
}
