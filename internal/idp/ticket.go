package idp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.org/exosh/internal/org"
)

// The classes of tickets. The first group lies under org.SystemTenant.
const (
	classSignIn   = "signin"   // a sign-in under way, by the hash of its id
	classDevice   = "device"   // a device code, by its hash
	classUserCode = "usercode" // the device code's key, by the user code
	classSSO      = "sso"      // a browser's signed-in accounts, by the hash of its cookie
	classAddress  = "address"  // failures of a network address
	classSpray    = "spray"    // accounts that one password was tried on

	classCode     = "code"     // an authorization code, by its hash
	classRefresh  = "refresh"  // a refresh token, by its hash; owned by its session
	classRevoked  = "revoked"  // a session whose tokens are dead, by its id
	classTOTP     = "totp"     // the last step that an authenticator app was used in
	classText     = "sms"      // a code sent by text message, by the sign-in's key
	classTexts    = "smscount" // text messages sent to an account lately
	classLock     = "lockout"  // wrong passwords for a user name
	classFactor   = "factorlock"
	classFamiliar = "familiar" // an address from which an account signed in before
	classAppUse   = "appuse"   // when an app password was last used
)

// Runs fn over a snapshot of a tenant.
func (p *Provider) view(ctx context.Context, tenant org.ID, fn func(org.Tx) error) error {
	return p.Store.View(org.WithCaller(ctx, &org.Caller{Tenant: tenant, Actor: "system"}), fn)
}

// Runs fn as a change of sign-in's own state, which the audit trail does not show.
func (p *Provider) update(ctx context.Context, tenant org.ID, fn func(org.Tx) error) error {
	caller := &org.Caller{Tenant: tenant, Actor: "system", Cause: &org.Cause{Operation: "sign-in", Silent: true}}
	return p.Store.Update(org.WithCaller(ctx, caller), fn)
}

// Reads the ticket and decodes its data into v. The error wraps org.ErrNotFound where there is none.
func readTicket(tx org.Tx, class, key string, v any) (*org.Ticket, error) {
	t, err := tx.Ticket(class, key)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(t.Data, v); err != nil {
		return nil, fmt.Errorf("ticket of class %s: %w", class, err)
	}
	return t, nil
}

// Reads the ticket as readTicket does, or returns a new one where there is none.
func openTicket(tx org.Tx, class, key string, v any) (*org.Ticket, error) {
	t, err := readTicket(tx, class, key, v)
	if errors.Is(err, org.ErrNotFound) {
		return &org.Ticket{Class: class, Key: key}, nil
	}
	return t, err
}

// Writes v into the ticket and stores it.
func writeTicket(tx org.Tx, t *org.Ticket, v any, expires time.Time) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("ticket of class %s: %w", t.Class, err)
	}
	t.Data, t.Expires = data, expires
	return tx.PutTicket(t)
}

// Deletes a ticket that may be gone already.
func dropTicket(tx org.Tx, class, key string) error {
	if err := tx.DeleteTicket(class, key); !errors.Is(err, org.ErrNotFound) {
		return err
	}
	return nil
}
