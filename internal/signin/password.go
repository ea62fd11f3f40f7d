package signin

import (
	"context"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"example.org/exosh/internal/oidc"
)

// Password signs in with a user name and a password. The password is dropped after its first use.
func Password(r Realm, user, password string) (*Source, error) {
	r.Hint = user
	return newSource(r, &passwordMethod{user: user, password: password})
}

type passwordMethod struct{ user, password string }

func (m *passwordMethod) begin(ctx context.Context, s *Source, claims string) (public.AuthResult, error) {
	defer func() { m.password = "" }()
	return s.client.AcquireTokenByUsernamePassword(ctx, []string{s.realm.scope()}, m.user, m.password, public.WithClaims(claims))
}

func (m *passwordMethod) again() bool { return false }

// advise adds the way out for accounts that a password alone does not sign in.
func (m *passwordMethod) advise(number int) string {
	switch number {
	case oidc.MFANeeded, oidc.MFARegistration, oidc.PasswordExpired:
		return "Connect with -UserPrincipalName " + m.user + " and without -Credential or -InlineCredential, so that the sign-in page can ask for the second factor."
	case oidc.BadGrantType:
		return "The organisation does not take passwords here: connect with -UserPrincipalName " + m.user + " and without -Credential or -InlineCredential."
	}
	return ""
}
