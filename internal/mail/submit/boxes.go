package submit

import (
	"sync"

	"example.org/exosh/internal/org"
)

// An account is one of a tenant.
type account struct{ tenant, id org.ID }

// How many mailboxes a generation of boxes holds.
const mostBoxes = 4096

// boxes remember mailboxes in two generations, of which the older is dropped when the younger is full.
type boxes struct {
	mu         sync.Mutex
	young, old map[account]*mailbox
}

func (b *boxes) get(a account) *mailbox {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m := b.young[a]; m != nil {
		return m
	}
	return b.old[a]
}

func (b *boxes) put(a account, m *mailbox) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.young == nil || len(b.young) >= mostBoxes {
		b.young, b.old = map[account]*mailbox{}, b.young
	}
	b.young[a] = m
}
