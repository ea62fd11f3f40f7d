package mailroom

import (
	"sync"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// What is kept of the SMTP door's conversations at most; the oldest ones go first.
const (
	mostConversations     = 500
	mostConversationBytes = 4 << 20
)

// A ring keeps the last conversations. The zero value is ready.
type ring struct {
	mu    sync.Mutex
	list  []mail.Conversation // oldest first
	bytes int
}

// put keeps a conversation in place of an older state of it.
func (r *ring) put(c mail.Conversation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := len(r.list) - 1; i >= 0; i-- {
		if r.list[i].ID == c.ID {
			r.bytes += weight(c) - weight(r.list[i])
			r.list[i] = c
			r.shrink()
			return
		}
	}
	r.list = append(r.list, c)
	r.bytes += weight(c)
	r.shrink()
}

func (r *ring) shrink() {
	for len(r.list) > mostConversations || r.bytes > mostConversationBytes && len(r.list) > 1 {
		r.bytes -= weight(r.list[0])
		r.list[0] = mail.Conversation{}
		r.list = r.list[1:]
	}
}

// weight is about what a conversation occupies.
func weight(c mail.Conversation) int {
	n := 512 + len(c.Hello) + len(c.User) + len(c.End) + 16*len(c.Messages)
	for _, l := range c.Lines {
		n += 80 + len(l.Text)
	}
	return n
}

// newest returns what is kept, newest first.
func (r *ring) newest() []mail.Conversation {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]mail.Conversation, 0, len(r.list))
	for i := len(r.list) - 1; i >= 0; i-- {
		list = append(list, r.list[i])
	}
	return list
}

// find returns the newest conversation that fits.
func (r *ring) find(fits func(*mail.Conversation) bool) (mail.Conversation, bool) {
	for _, c := range r.newest() {
		if fits(&c) {
			return c, true
		}
	}
	return mail.Conversation{}, false
}

// by returns the conversation that brought a message.
func (r *ring) by(message org.ID) (mail.Conversation, bool) {
	return r.find(func(c *mail.Conversation) bool {
		for _, id := range c.Messages {
			if id == message {
				return true
			}
		}
		return false
	})
}
