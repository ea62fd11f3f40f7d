// Package exosh connects to Exchange Online PowerShell, and to any organisation that speaks its
// protocol, with modern authentication: it signs in, learns which cmdlets the account may run, and
// runs them.
//
//	conn, err := exosh.Dial(ctx, exosh.Options{UserPrincipalName: "navin@contoso.com"})
//	if err != nil { ... }
//	defer conn.Close(ctx)
//	for mailbox, err := range conn.Query(ctx, "Get-Mailbox", command.NewArgs("ResultSize", "Unlimited")) { ... }
//
// The project is independent of Microsoft.
package exosh

import (
	"context"
	"net/http"
	"time"
)

// Version is the version of exosh.
const Version = "0.1.0"

// ModuleVersion is the version of the vendor's client module whose dialect is spoken; services see it
// as X-ClientModuleVersion.
const ModuleVersion = "3.9.0"

// A Token proves to a service who calls.
type Token struct {
	Bearer   string    // the access token, without "Bearer"
	Expires  time.Time // zero where it is not known
	Account  string    // user principal name of whoever signed in; "" where it is not known
	TenantID string    // the token's tid
}

// A TokenSource supplies tokens. Token returns a valid one, renewing it silently where it can; claims
// is "", or the JSON of a claims challenge that the last token did not satisfy. A TokenSource can be
// used from several goroutines.
type TokenSource interface {
	Token(ctx context.Context, claims string) (Token, error)
}

// A Realm is where one signs in, and for what.
type Realm struct {
	Authority string // https://host/tenant
	Resource  string // https://host of the service; the scope asked for is Resource + "/.default"
	ClientID  string
	Hint      string       // user principal name to be offered on the sign-in page, "" for none
	HTTP      *http.Client // never nil
	// KnownCloud says that the authority is one of the vendor's public clouds.
	KnownCloud bool
}

// A SignIn begins a sign-in at a realm. See [Browser], [DeviceCode], [Password], [AccessToken].
type SignIn func(Realm) (TokenSource, error)

// Options say what to connect to and as whom. The zero value signs in with the system's browser to
// the vendor's worldwide cloud.
type Options struct {
	Environment Environment // the zero value is O365Default
	SignIn      SignIn      // nil means Browser(BrowserOptions{})

	UserPrincipalName     string   // login hint; an account other than this one is refused
	Organization          string   // organisation's domain; needed with an access token that names no user
	DelegatedOrganization string   // a customer's organisation that is managed as a partner
	Commands              []string // names or wildcards of the cmdlets wanted; empty means all
	PageSize              int      // objects per page, 1 to 1000; 0 means 1000

	HTTPClient *http.Client // nil means one that uses the system's proxy settings
	Host       string       // name of this machine shown in the list of sessions; "" sends none
	Program    string       // name and version of the calling program; "" means exosh's own
	Language   string       // language of messages, "en-US" if empty

	Banner   func(text string) // receives the service's banner; nil does not ask for it
	Progress func(step Step)   // is told what the connect is doing; may be nil
	Connect  func(host string) // is told the sign-in host before anything is sent to it; may be nil
	Now      func() time.Time  // nil means time.Now
}

// A Step is one step of a connect.
type Step struct {
	Text    string // "Signing in", ...
	Percent int    // 0 to 100
}
