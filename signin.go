package exosh

import (
	"context"
	"os"
	"time"

	"example.org/exosh/internal/signin"
)

// A Token proves to a service who calls.
type Token struct {
	Bearer   string    // the access token, without "Bearer"
	Expires  time.Time // zero where it is not known
	Account  string    // user principal name of whoever signed in; "" where it is not known
	TenantID string    // the token's tid
	Audience string    // the token's aud, where the token was given by hand; "" otherwise
}

// A TokenSource supplies tokens. Token returns a valid one, renewing it silently where it can; claims
// is "", or the JSON of a claims challenge that the last token did not meet. A TokenSource can be used
// from several goroutines. Where it has a method Forget(), Close calls it to drop what it holds.
type TokenSource interface {
	Token(ctx context.Context, claims string) (Token, error)
}

// A SignIn begins a sign-in at a realm; a program with tokens of its own writes one. See [Browser],
// [DeviceCode], [Password] and [AccessToken].
type SignIn func(Realm) (TokenSource, error)

// BrowserOptions shape a sign-in in a browser.
type BrowserOptions struct {
	Open func(url string) error // shows the page; nil means the system's browser
	Show func(url string)       // is told the address too, for a person to open by hand; may be nil
}

// Browser signs in on the authority's page, with single sign-on where the browser has a session.
func Browser(o BrowserOptions) SignIn {
	return func(r Realm) (TokenSource, error) {
		open := o.Open
		if open == nil {
			open = signin.Desktop{Getenv: os.Getenv}.Open
		}
		return source(signin.Browser(r.inner(), open, o.Show))
	}
}

// A DevicePrompt is what a person needs to sign in on another device.
type DevicePrompt struct {
	UserCode        string
	VerificationURL string
	Message         string // the authority's own words, with address and code
	Expires         time.Time
}

// DeviceCode signs in on another device: show is given the address and the code.
func DeviceCode(show func(DevicePrompt)) SignIn {
	return func(r Realm) (TokenSource, error) {
		return source(signin.Device(r.inner(), func(c signin.DeviceCode) { show(DevicePrompt(c)) }))
	}
}

// Password signs in with a user name and a password, which is dropped after its first use. Accounts
// with a second factor are refused by the authority.
func Password(user, password string) SignIn {
	return func(r Realm) (TokenSource, error) {
		return source(signin.Password(r.inner(), user, password))
	}
}

// AccessToken uses a token that was made elsewhere. It is not verified and cannot be renewed.
func AccessToken(jwt string) SignIn {
	return func(Realm) (TokenSource, error) {
		s, err := signin.AccessToken(jwt)
		if err != nil {
			return nil, err
		}
		return tokens{s}, nil
	}
}

func (r Realm) inner() signin.Realm {
	return signin.Realm{Authority: r.Authority, Resource: r.Resource, Scope: r.Scope, ClientID: r.ClientID,
		Hint: r.Hint, HTTP: r.HTTP, KnownCloud: r.KnownCloud}
}

// tokens makes a TokenSource of a source of internal/signin.
type tokens struct {
	from interface {
		Token(context.Context, string) (signin.Token, error)
		Forget()
	}
}

func source(s *signin.Source, err error) (TokenSource, error) {
	if err != nil {
		return nil, err
	}
	return tokens{s}, nil
}

func (t tokens) Token(ctx context.Context, claims string) (Token, error) {
	k, err := t.from.Token(ctx, claims)
	return Token(k), err
}

func (t tokens) Forget() { t.from.Forget() }
