// Package submit decides who may submit mail, as whom, and how much of it, and accepts a message by one
// transaction. The SMTP door calls it; so does whatever else lets people send.
package submit

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
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

// ErrCredential says that a credential is nobody's who may sign in with it.
var ErrCredential = errors.New("wrong credential")

// An Identity is the sign-in service.
type Identity interface {
	// Authenticate returns whom a credential belongs to. The error wraps ErrCredential where it belongs to
	// nobody who may sign in with it; any other error is a fault of the service.
	Authenticate(ctx context.Context, c Credential) (Principal, error)
}

// An Outside says where mail for domains goes that are not the organisation's. The error wraps a
// *mail.Status where it goes nowhere. It looks at the store only.
type Outside interface {
	Destination(tx org.Tx, domain string) (string, error)
}

// A Service accepts mail. Fill in the fields, then use it; it must not be copied or changed afterwards. All
// methods may be used concurrently.
type Service struct {
	Store     org.Store
	Directory org.Directory // names the tenants
	Identity  Identity
	Outside   Outside             // asked for each recipient outside; nil refuses none
	Host      string              // name of this server in Received; "" means "localhost"
	Now       func() time.Time    // nil means time.Now
	Rand      io.Reader           // nil means crypto/rand
	Log       *slog.Logger        // nil discards
	Accepted  func(tenant org.ID) // told of every message that became durable, to wake the queue; may be nil

	tenants tenants
	boxes   boxes
	slots   slots
}

func (s *Service) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

func (s *Service) random() io.Reader {
	if s.Rand == nil {
		return rand.Reader
	}
	return s.Rand
}

func (s *Service) host() string {
	if s.Host == "" {
		return "localhost"
	}
	return s.Host
}

func (s *Service) log() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}
