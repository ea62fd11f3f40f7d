package idp

import (
	"crypto/sha256"
	"sync"
	"time"

	"example.org/exosh/internal/oidc"
)

// A seen token is one whose signature was right.
type seen struct {
	claims *oidc.AccessClaims
	kid    string

	mu      sync.Mutex
	checked time.Time // when the account's standing was last looked up
	upn     string
}

func (s *seen) fresh(now time.Time) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.upn, !s.checked.IsZero() && now.Sub(s.checked) < standingAge && !now.Before(s.checked)
}

func (s *seen) renew(now time.Time, upn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checked, s.upn = now, upn
}

// How many tokens a generation of the cache holds.
const seenMax = 4096

// A seenCache remembers tokens by their hash in two generations, of which the older is dropped when the
// younger is full.
type seenCache struct {
	mu         sync.Mutex
	young, old map[[sha256.Size]byte]*seen
}

func (c *seenCache) get(sum [sha256.Size]byte) *seen {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.young[sum]; s != nil {
		return s
	}
	s := c.old[sum]
	if s != nil {
		c.add(sum, s)
	}
	return s
}

func (c *seenCache) put(sum [sha256.Size]byte, s *seen) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(sum, s)
}

func (c *seenCache) add(sum [sha256.Size]byte, s *seen) {
	if c.young == nil || len(c.young) >= seenMax {
		c.young, c.old = map[[sha256.Size]byte]*seen{}, c.young
	}
	c.young[sum] = s
}
