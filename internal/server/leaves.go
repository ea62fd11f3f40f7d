package server

import (
	"crypto/tls"
	"sync"
	"time"

	"example.org/exosh/internal/localca"
)

// leaves signs a server certificate when the first client comes, and a new one before it expires.
type leaves struct {
	ca    *localca.Authority
	hosts []string
	now   func() time.Time

	mu   sync.Mutex
	leaf *tls.Certificate
}

func (l *leaves) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.leaf != nil && l.now().Add(24*time.Hour).Before(l.leaf.Leaf.NotAfter) {
		return l.leaf, nil
	}
	leaf, err := l.ca.Leaf(l.hosts)
	if err != nil {
		return nil, err
	}
	l.leaf = leaf
	return leaf, nil
}
