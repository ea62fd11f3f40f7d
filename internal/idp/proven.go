package idp

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"example.org/exosh/internal/org"
)

// How long a password that was verified need not be hashed again.
const provenLife = 5 * time.Minute

// A proven password is one that was verified lately.
type proven struct {
	tenant, account org.ID
	hash            string // that it belongs to
	app             string // id of the app password that it is
	until           time.Time

	// Who it was when that was last looked up, and from where it was presented then.
	who     *Principal
	from    netip.Addr
	checked time.Time
	pauses  int64 // that had begun by then
}

// fresh says whether it was looked up just now, for the same address, and nobody was paused since: see
// standingAge.
func (v *proven) fresh(from netip.Addr, now time.Time, pauses int64) bool {
	return v.who != nil && v.from == from && v.pauses == pauses && !now.Before(v.checked) && now.Sub(v.checked) < standingAge
}

// How many passwords a generation of the cache holds.
const provenMax = 4096

// A provenCache remembers passwords by a keyed hash, in two generations of which the older is dropped when
// the younger is full. The key lives as long as the process, so nothing in it helps against a stored hash.
type provenCache struct {
	once       sync.Once
	key        [32]byte
	mu         sync.Mutex
	young, old map[[sha256.Size]byte]proven
	pauses     atomic.Int64 // of user names that began in this process
}

func (c *provenCache) sum(upn, password string) (sum [sha256.Size]byte) {
	c.once.Do(func() { rand.Read(c.key[:]) })
	h := hmac.New(sha256.New, c.key[:])
	h.Write([]byte(org.Fold(upn)))
	h.Write([]byte{0})
	h.Write([]byte(password))
	h.Sum(sum[:0])
	return sum
}

func (c *provenCache) get(sum [sha256.Size]byte) (proven, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.young[sum]
	if !ok {
		v, ok = c.old[sum]
	}
	return v, ok
}

func (c *provenCache) put(sum [sha256.Size]byte, v proven) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.young == nil || len(c.young) >= provenMax {
		c.young, c.old = map[[sha256.Size]byte]proven{}, c.young
	}
	c.young[sum] = v
}

func (c *provenCache) drop(sum [sha256.Size]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.young, sum)
	delete(c.old, sum)
}

func (p *Provider) keepProven(tenant org.ID, account *org.Account, a *attempt) {
	p.proven.put(p.proven.sum(a.upn, a.password), proven{
		tenant: tenant, account: account.ID, hash: a.matched, app: a.app, until: p.Now().Add(provenLife),
	})
}

// Returns whose password it is if it was verified lately and everything is still so: the hash is the
// account's, the account may sign in, comes from an address it knows, and is not paused. Without that last
// condition a pause could be used to guess at no cost. nil means that it has to be checked.
func (p *Provider) remembered(ctx context.Context, a *attempt) (*Principal, error) {
	sum := p.proven.sum(a.upn, a.password)
	v, ok := p.proven.get(sum)
	if !ok {
		return nil, nil
	}
	now := p.Now()
	switch {
	case !now.Before(v.until):
		p.proven.drop(sum)
		return nil, nil
	case v.fresh(a.address, now, p.proven.pauses.Load()):
		who := *v.who
		return &who, nil
	}
	pauses := p.proven.pauses.Load()
	policy, err := p.policy(ctx, v.tenant)
	if err != nil {
		return nil, err
	}
	var who *Principal
	err = p.view(ctx, v.tenant, func(tx org.Tx) error {
		who, err = p.still(tx, a, v, policy)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case who == nil:
		p.proven.drop(sum)
		return nil, nil
	}
	v.who, v.from, v.checked, v.pauses = who, a.address, now, pauses
	p.proven.put(sum, v)
	again := *who
	return &again, nil
}

func (p *Provider) still(tx org.Tx, a *attempt, v proven, policy Policy) (*Principal, error) {
	account, _, err := org.AccountByID(tx, v.account)
	if errors.Is(err, org.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if hash, app := a.against(account); hash != v.hash || app != v.app || !org.Matches(account.UPN, a.upn) || p.needsMore(account, v.app, policy) != nil {
		return nil, nil
	}
	if _, err := tx.Ticket(classFamiliar, familiarKey(a.upn, a.address)); err != nil {
		return nil, unlessNotFound(err)
	}
	familiar := attempt{upn: a.upn, familiar: true}
	var c counter
	if _, err := openTicket(tx, classLock, familiar.lockKey(), &c); err != nil || c.paused(p.Now()) {
		return nil, err
	}
	return basicPrincipal(v.tenant, account, v.app), nil
}

func unlessNotFound(err error) error {
	if errors.Is(err, org.ErrNotFound) {
		return nil
	}
	return err
}
