package idp

import (
	"slices"
	"time"

	"example.org/exosh/internal/org"
)

// A Principal is who a verified access token speaks for.
type Principal struct {
	Tenant    org.ID
	ObjectID  org.ID // of the account
	UPN       string // as it is now, even if the token is older
	Name      string
	ClientID  string
	Audience  string
	Scopes    []string // delegated permissions: "AdminApi.AccessAsUser.All", ...
	Roles     []string // application permissions; none for people
	WIDs      []string // template ids of the directory roles at the time of issue; decide by the store
	AMR       []string // "pwd", "mfa"
	IssuedAt  time.Time
	Expires   time.Time
	TokenID   string
	SessionID string // of the sign-in that the token descends from
}

// HasScope reports whether the token carries the delegated permission.
func (p *Principal) HasScope(name string) bool { return slices.Contains(p.Scopes, name) }
