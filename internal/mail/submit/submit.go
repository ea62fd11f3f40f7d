// Package submit decides who may submit mail, as whom, and how much of it, and accepts a message by one
// transaction. The SMTP door calls it; so does whatever else lets people send.
package submit

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"example.org/exosh/internal/org"
)

// How somebody signs in, named as the AUTH command names it.
const (
	Login   = "LOGIN"   // user name with a password or an app password
	XOAuth2 = "XOAUTH2" // user name with an access token
)

// A Credential is what a client presents.
type Credential struct {
	Method  string // Login or XOAuth2
	User    string // user principal name
	Secret  string // password, app password or access token
	Address netip.Addr
}

// A Principal is who signed in.
type Principal struct {
	Tenant  org.ID
	Account org.ID // object id
	UPN     string
	Method  string // Login or XOAuth2
	Client  string // client id of a token, "" for a password
	Address netip.Addr
}

// An Identity is the sign-in service.
type Identity interface {
	// Authenticate returns whom a credential belongs to. The error wraps ErrCredential where it belongs to
	// nobody who may sign in with it; any other error is a fault of the service.
	Authenticate(ctx context.Context, c Credential) (Principal, error)
}

// A Service accepts mail. Fill in the fields, then use it; it must not be copied or changed afterwards. All
// methods may be used concurrently.
type Service struct {
	Store     org.Store
	Directory org.Directory
	Identity  Identity
	Host      string              // name of this server in Received, "smtp.contoso.com"
	Now       func() time.Time    // nil means time.Now
	Log       *slog.Logger        // nil discards
	Accepted  func(tenant org.ID) // told of every message that became durable, to wake the queue; may be nil

}
