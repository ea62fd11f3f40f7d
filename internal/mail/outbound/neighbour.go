package outbound

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"example.org/exosh/internal/org"
)

// A neighbours knows which organisation of this server has which domain. It is asked within transactions, so it
// keeps what it knows for a while.
type neighbours struct {
	mu   sync.Mutex
	list []org.TenantInfo
	read time.Time
}

// The bounds of neighbours.
const (
	neighboursKept = 5 * time.Second
	neighboursTime = 2 * time.Second
)

// neighbour returns the other organisation of this server that has a domain: one of the same realm, else of
// another one. The zero id means that there is none.
func (s *Sender) neighbour(tenant org.ID, domain string) (org.ID, error) {
	if s.Directory == nil {
		return org.ID{}, nil
	}
	list, err := s.neighbours.all(s.Directory, s.now())
	if err != nil {
		return org.ID{}, fmt.Errorf("list the organisations of this server: %w", err)
	}
	realm := ""
	var found []org.TenantInfo
	for _, t := range list {
		if t.ID == tenant {
			realm = t.Realm
		} else if slices.ContainsFunc(t.Domains, func(d string) bool { return org.Matches(d, domain) }) {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return org.ID{}, nil
	}
	if i := slices.IndexFunc(found, func(t org.TenantInfo) bool { return t.Realm == realm }); i > 0 {
		return found[i].ID, nil
	}
	return found[0].ID, nil
}

// serves says whether an organisation is on this server.
func (s *Sender) serves(tenant org.ID) bool {
	if s.Directory == nil {
		return false
	}
	list, err := s.neighbours.all(s.Directory, s.now())
	return err != nil || slices.ContainsFunc(list, func(t org.TenantInfo) bool { return t.ID == tenant })
}

func (n *neighbours) all(d org.Directory, now time.Time) ([]org.TenantInfo, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.list != nil && now.Sub(n.read) < neighboursKept {
		return n.list, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), neighboursTime)
	defer cancel()
	list, err := d.Tenants(ctx)
	if err != nil {
		return nil, err
	}
	n.list, n.read = list, now
	return list, nil
}
