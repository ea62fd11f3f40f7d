package idp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// A tally counts failures within a window.
type tally struct {
	Count    int      `json:"count"`
	Accounts []string `json:"accounts,omitempty"` // short hashes of those involved
}

// An attempt is one try of a password for a user name from an address.
type attempt struct {
	tenant   org.ID
	upn      string
	password string
	address  netip.Addr
	familiar bool // the account signed in from there before
	apps     bool // an app password will do

	matched string // hash that the password belongs to, once it was verified
	app     string // id of the app password that it is, "" for the account's own
}

// Returns the one hash that the password is compared with, and the id of the app password that it is of.
// Whatever was typed, the comparison takes the same time.
func (a *attempt) against(account *org.Account) (hash, app string) {
	id, looks := password.AppID(a.password)
	if !a.apps || !looks {
		return account.PasswordHash, ""
	}
	for _, x := range account.AppPasswords {
		if x.ID == id {
			return x.Hash, id
		}
	}
	return account.PasswordHash, ""
}

// Says why an attempt may not even be checked: 0 where it may. The count of tries includes this one.
func (p *Provider) admit(ctx context.Context, a *attempt) (number int, err error) {
	if a.familiar, err = p.isFamiliar(ctx, a.tenant, a.upn, a.address); err != nil {
		return 0, err
	}
	if !a.familiar {
		if number, err = p.crowd(ctx, a); number != 0 || err != nil {
			return number, err
		}
	}
	return p.countPassword(ctx, a)
}

// Counts the try for the user name. Familiar addresses have a counter of their own, so that strangers
// cannot lock somebody out at their own desk.
func (p *Provider) countPassword(ctx context.Context, a *attempt) (number int, err error) {
	now := p.Now()
	err = p.update(ctx, a.tenant, func(tx org.Tx) error {
		number = 0
		var c counter
		t, err := openTicket(tx, classLock, a.lockKey(), &c)
		if err != nil {
			return err
		}
		if c.paused(now) {
			number = oidc.LockedOut
			return nil
		}
		if c.count(fingerprint(a.upn, a.password), p.Limits.Passwords, p.Limits.Pause, p.Limits.MaxPause, now) {
			p.proven.pauses.Add(1)
		}
		t.Owner = nameKey(a.upn)
		return writeTicket(tx, t, c, c.expires(now))
	})
	return number, err
}

func (a *attempt) lockKey() string {
	if a.familiar {
		return nameKey(a.upn) + ":familiar"
	}
	return nameKey(a.upn)
}

// Forgets the wrong tries of a user name after a right one.
func (p *Provider) clearPassword(ctx context.Context, a *attempt) error {
	return p.update(ctx, a.tenant, func(tx org.Tx) error { return dropTicket(tx, classLock, a.lockKey()) })
}

// Reports whether the user name is paused now, for the audit trail.
func (p *Provider) locked(ctx context.Context, a *attempt) (bool, error) {
	var c counter
	err := p.view(ctx, a.tenant, func(tx org.Tx) error {
		_, err := openTicket(tx, classLock, a.lockKey(), &c)
		return err
	})
	return c.paused(p.Now()), err
}

// Says whether too many failures came from the address or its network, or whether the password is
// being tried on many accounts.
func (p *Provider) crowd(ctx context.Context, a *attempt) (number int, err error) {
	one, network := addressKeys(a.address)
	err = p.view(ctx, org.SystemTenant, func(tx org.Tx) error {
		number = 0
		for _, x := range []struct {
			class, key string
			limit      int
			number     int
		}{
			{classAddress, one, p.Limits.Address, oidc.TooManyRequests},
			{classAddress, network, p.Limits.Network, oidc.TooManyRequests},
			{classSpray, sprayKey(a.password), p.Limits.Spray, oidc.LockedOut},
		} {
			var c tally
			if _, err := openTicket(tx, x.class, x.key, &c); err != nil {
				return err
			}
			if c.Count >= x.limit {
				number = x.number
				return nil
			}
		}
		return nil
	})
	return number, err
}

// Counts a failure for its address, its network and its password.
func (p *Provider) countFailure(ctx context.Context, a *attempt) error {
	one, network := addressKeys(a.address)
	return p.update(ctx, org.SystemTenant, func(tx org.Tx) error {
		for _, key := range []string{one, network} {
			if err := p.bump(tx, classAddress, key, ""); err != nil {
				return err
			}
		}
		return p.bump(tx, classSpray, sprayKey(a.password), nameKey(a.upn)[:8])
	})
}

// Adds one to a tally; with an account, only if that was not counted yet. The window begins with the
// first failure.
func (p *Provider) bump(tx org.Tx, class, key, account string) error {
	var c tally
	t, err := openTicket(tx, class, key, &c)
	if err != nil {
		return err
	}
	expires := t.Expires
	if t.Version == 0 {
		expires = p.Now().Add(p.Limits.Window)
	}
	if account != "" {
		if slices.Contains(c.Accounts, account) || len(c.Accounts) >= p.Limits.Spray {
			return nil
		}
		c.Accounts = append(c.Accounts, account)
	}
	c.Count++
	return writeTicket(tx, t, c, expires)
}

// Returns what a password is known by across accounts: 24 bits of its hash, of which nothing follows.
func sprayKey(password string) string {
	sum := sha256.Sum256([]byte("spray\x00" + password))
	return hex.EncodeToString(sum[:3])
}

const familiarLife = 90 * 24 * time.Hour

func familiarKey(upn string, a netip.Addr) string {
	return nameKey(upn) + ":" + token.Hash(text(a))[:16]
}

func (p *Provider) isFamiliar(ctx context.Context, tenant org.ID, upn string, a netip.Addr) (bool, error) {
	err := p.view(ctx, tenant, func(tx org.Tx) error {
		_, err := tx.Ticket(classFamiliar, familiarKey(upn, a))
		return err
	})
	if errors.Is(err, org.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Remembers that the account completed a sign-in from the address.
func (p *Provider) befriend(ctx context.Context, tenant org.ID, upn string, a netip.Addr) error {
	return p.update(ctx, tenant, func(tx org.Tx) error {
		var none struct{}
		t, err := openTicket(tx, classFamiliar, familiarKey(upn, a), &none)
		if err != nil {
			return err
		}
		t.Owner = nameKey(upn)
		return writeTicket(tx, t, none, p.Now().Add(familiarLife))
	})
}

// Unlock ends the pauses of an account, of its password and of its second factors. It is for
// administrators' commands, which give the account's id and user name.
func Unlock(tx org.Tx, account org.ID, upn string) error {
	for _, key := range []string{nameKey(upn), nameKey(upn) + ":familiar"} {
		if err := dropTicket(tx, classLock, key); err != nil {
			return err
		}
	}
	return dropTicket(tx, classFactor, org.IDText(account))
}

// Returns the fault of an address that failed too often.
func tooMany() *fault {
	f := fail(oidc.TooManyRequests, "")
	f.status = http.StatusTooManyRequests
	return f
}
