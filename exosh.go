// Package exosh connects to Exchange Online PowerShell and Security & Compliance PowerShell, and to any organisation that speaks its
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

	"example.org/exosh/internal/release"
)

// Version is the version of exosh.
const Version = release.Version

// ModuleVersion is the version of the vendor's client module whose dialect is spoken; services see it
// as X-ClientModuleVersion.
const ModuleVersion = "3.9.0"

// A Realm is where one signs in, and for what.
type Realm struct {
	Authority string // https://host/tenant
	Resource  string // https://host of the service
	Scope     string // what is asked for, "https://outlook.office.com/SMTP.Send"; "" means Resource + "/.default"
	ClientID  string
	Hint      string       // user principal name to be offered on the sign-in page, "" for none
	HTTP      *http.Client // never nil
	// KnownCloud says that the authority is one of the vendor's public clouds.
	KnownCloud bool
}

// Options say what to connect to and as whom. The zero value signs in with the system's browser to
// the vendor's worldwide cloud.
type Options struct {
	Environment Environment // the zero value is O365Default
	SignIn      SignIn      // nil means Browser(BrowserOptions{})

	// Compliance connects to Security & Compliance instead of Exchange Online. Both have cmdlets, roles and
	// sessions of their own.
	Compliance bool
	// SearchOnly asks for a token that some cmdlets of compliance searches need; it goes with Compliance and
	// means something in the vendor's worldwide cloud only.
	SearchOnly bool

	// ConnectionURI and AuthorizationURI, where they are given, take the place of the environment's. A host
	// with ps.compliance.protection in its name is Security & Compliance, whatever Compliance says.
	ConnectionURI    string
	AuthorizationURI string

	UserPrincipalName     string   // login hint; an account other than this one is refused
	Organization          string   // organisation's domain; needed with an access token that names no user
	DelegatedOrganization string   // a customer's organisation that is managed as a partner
	Commands              []string // names or wildcards of the cmdlets wanted; empty means all
	PageSize              int      // objects per page, 1 to 1000; 0 means 1000
	Threads               int      // requests of a Get-EXO cmdlet at once, for a pipeline of mailboxes; 0 means 10
	NoAnchor              bool     // send no X-AnchorMailbox, by which services route requests

	HTTPClient *http.Client // nil means one that uses the system's proxy settings
	Host       string       // name of this machine shown in the list of sessions; "" sends none
	Program    string       // name and version of the calling program; "" means exosh's own
	Language   string       // language of messages, "en-US" if empty

	Banner   func(text string) // receives the service's banner; nil does not ask for it
	Progress func(step Step)   // is told what the connect is doing; may be nil
	Connect  func(host string) // is told the sign-in host before anything is sent to it; may be nil
	// Full is asked what to do where the account has as many sessions as it may have, and the service
	// can tell which: the id of one to end, after which the connect goes on, or "" to give up. Nil gives up.
	Full func(ctx context.Context, open []Session) (end string, err error)
	Now  func() time.Time // nil means time.Now
}

// A Step is one step of a connect.
type Step struct {
	Text    string // "Signing in", ...
	Percent int    // 0 to 100
}
