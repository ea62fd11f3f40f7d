package submit

import (
	"sync"

	"example.org/exosh/internal/org"
)

// slots count the connections of each mailbox. They live as long as the process, as the connections do.
type slots struct {
	mu   sync.Mutex
	used map[org.ID]int64
}

// take counts one more connection, unless there are as many as there may be.
func (s *slots) take(mailbox org.ID, most int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used[mailbox] >= most {
		return false
	}
	if s.used == nil {
		s.used = map[org.ID]int64{}
	}
	s.used[mailbox]++
	return true
}

func (s *slots) give(mailbox org.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used[mailbox]--; s.used[mailbox] <= 0 {
		delete(s.used, mailbox)
	}
}
