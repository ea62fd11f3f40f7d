package session

import (
	"context"
	"errors"
	"sync"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
)

// A principal is what the store said of a user at one moment: the account, what it may run, and which
// sessions it has. It is read by many calls at once and never changed.
type principal struct {
	account *org.Account // nil where there is none
	table   Table        // nil where the account may not run anything
	slots   []slot
	loaded  time.Time
}

// A userKey names a user of a tenant in one environment.
type userKey struct {
	tenant, user org.ID
	env          catalog.Env
}

func keyOf(who Identity) userKey { return userKey{who.Tenant, who.User, who.env()} }

// A state remembers principals for a moment.
type state struct {
	mu    sync.Mutex
	known map[userKey]*principal
	edits map[org.ID]uint64 // how often a tenant was changed through this Service
}

// The number of principals that are remembered; with more users than this in one moment, some are
// looked up again.
const mostKnown = 4096

func (st *state) get(k userKey, now time.Time, fresh time.Duration) *principal {
	st.mu.Lock()
	defer st.mu.Unlock()
	p := st.known[k]
	if p == nil || now.Sub(p.loaded) >= fresh || now.Before(p.loaded) {
		return nil
	}
	return p
}

// Says how often the tenant was changed, for put.
func (st *state) edition(tenant org.ID) uint64 {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.edits[tenant]
}

// Remembers a principal, unless its tenant was changed while it was loaded.
func (st *state) put(k userKey, p *principal, edition uint64, fresh time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.edits[k.tenant] != edition {
		return
	}
	if st.known == nil {
		st.known = make(map[userKey]*principal)
	}
	if len(st.known) >= mostKnown {
		st.sweep(p.loaded, fresh)
	}
	st.known[k] = p
}

func (st *state) sweep(now time.Time, fresh time.Duration) {
	for k, p := range st.known {
		if now.Sub(p.loaded) >= fresh {
			delete(st.known, k)
		}
	}
	if len(st.known) >= mostKnown {
		clear(st.known)
	}
}

func (st *state) forget(k userKey) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.bump(k.tenant)
	delete(st.known, k)
}

// Forgets every principal of a tenant but the one who changed something in it: it may have been a role.
// Who makes many changes does not pay for reading their own rights after each; what they did to
// themselves is noticed after Fresh.
func (st *state) forgetOthers(who userKey) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.bump(who.tenant)
	for k := range st.known {
		if k.tenant == who.tenant && k != who {
			delete(st.known, k)
		}
	}
}

func (st *state) bump(tenant org.ID) {
	if st.edits == nil {
		st.edits = make(map[org.ID]uint64)
	}
	st.edits[tenant]++
}

// Returns what the store says of a user, no older than Fresh.
func (s *Service) principal(ctx context.Context, who Identity) (*principal, error) {
	k := keyOf(who)
	if p := s.state.get(k, s.now(), s.fresh()); p != nil {
		return p, nil
	}
	edition := s.state.edition(k.tenant)
	p := &principal{loaded: s.now()}
	err := s.Store.View(s.system(ctx, who, Client{}, ""), func(tx org.Tx) error {
		return s.load(tx, who, p)
	})
	if err != nil {
		return nil, err
	}
	s.state.put(k, p, edition, s.fresh())
	return p, nil
}

func (s *Service) load(tx org.Tx, who Identity, p *principal) error {
	e, err := tx.Get(org.KindAccount, who.User)
	if errors.Is(err, org.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if p.account, err = org.AccountOf(e); err != nil {
		return err
	}
	recipient, err := org.One(tx, org.KindRecipient, "oid", org.IDText(who.User))
	if err != nil && !errors.Is(err, org.ErrNotFound) {
		return err
	}
	if p.table, err = s.Roles.Load(tx, who.env(), p.account, recipient); err != nil {
		return err
	}
	p.slots, err = slots(tx, who.env(), who.User)
	return err
}

// Returns the principal with other slots.
func (p *principal) holding(slots []slot) *principal {
	next := *p
	next.slots = slots
	return &next
}

// Says why the user may not hold a session, if so.
func (p *principal) refusal(who Identity) error {
	switch {
	case p.account == nil || !p.account.Enabled:
		return refuseBlocked(who)
	case who.IssuedAt.Before(p.account.TokensValidFrom.Truncate(time.Second)):
		return refuseRevoked(who)
	case !p.account.RemotePowerShell:
		return refuseRemotePowerShell(who)
	}
	return nil
}

// Returns the slot of a connection and whether its time of use is recent enough to stay as it is.
func (p *principal) slot(who Identity, connection string, now time.Time, touch time.Duration) (slot, bool) {
	for _, d := range p.slots {
		if d.belongs(who, connection) {
			return d, now.Before(d.expires) && now.Sub(d.Used) < touch
		}
	}
	return slot{}, false
}
