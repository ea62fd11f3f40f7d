package idp

import (
	"context"
	"errors"
	"time"

	"example.org/exosh/internal/org"
)

// How long it is remembered when an app password was last used.
const appUseLife = 2 * 365 * 24 * time.Hour

func appUseKey(account org.ID, id string) string { return org.IDText(account) + ":" + id }

// Notes that an app password was used; id is "" for the account's own password, of which nothing is noted.
func (p *Provider) noteUse(ctx context.Context, tenant, account org.ID, id string) error {
	if id == "" {
		return nil
	}
	return p.update(ctx, tenant, func(tx org.Tx) error {
		var at time.Time
		t, err := openTicket(tx, classAppUse, appUseKey(account, id), &at)
		if err != nil {
			return err
		}
		t.Owner = org.IDText(account)
		return writeTicket(tx, t, p.Now().UTC(), p.Now().Add(appUseLife))
	})
}

// AppPasswordUsed returns when an app password of an account was last used, to the five minutes within which
// a sign-in is not checked again; zero for never. It is for administrators' commands.
func AppPasswordUsed(tx org.Tx, account org.ID, id string) (time.Time, error) {
	var at time.Time
	_, err := readTicket(tx, classAppUse, appUseKey(account, id), &at)
	if errors.Is(err, org.ErrNotFound) {
		return time.Time{}, nil
	}
	return at, err
}

// ForgetAppPassword forgets when an app password was used: it was removed.
func ForgetAppPassword(tx org.Tx, account org.ID, id string) error {
	return dropTicket(tx, classAppUse, appUseKey(account, id))
}
