package seed

import (
	"context"
	"fmt"

	"example.org/exosh/internal/org"
)

// An Account is an account of a seed that can sign in, with its secrets. Those of the demo are
// fictional, public and the same on every machine.
type Account struct {
	UPN        string
	Password   string // "" where the file has only its hash
	TOTPSecret string // base32 of an authenticator app, RFC 6238; "" without one
	Phone      string // E.164, where text messages go; "" without one
	Note       string // what it is for
}

// Accounts returns the seed's accounts that can sign in, in an environment.
func (s *Seed) Accounts(realm string) []Account {
	domains, _ := s.file.Organization.in(realm)
	var list []Account
	for i := range s.file.Users {
		u := &s.file.Users[i]
		if u.SignIn == nil {
			continue
		}
		list = append(list, Account{
			UPN: u.Alias + "@" + domains.Domain, Password: u.SignIn.Password, TOTPSecret: u.SignIn.TOTP,
			Phone: u.SignIn.Phone, Note: u.SignIn.Note,
		})
	}
	return list
}

// Realms returns the names of all environments, the default one first.
func Realms() []string {
	return []string{"O365Default", "O365GermanyCloud", "O365USGovGCCHigh", "O365USGovDoD", "O365China"}
}

// TenantID returns the id of the demo's Contoso in an environment.
func TenantID(realm string) org.ID { return tenantID(contoso, realm) }

// secrets returns the hashes of all passwords, by alias.
func (s *Seed) secrets(ctx context.Context, d Deps) (map[string]string, error) {
	hashes := map[string]string{}
	for i := range s.file.Users {
		u := &s.file.Users[i]
		switch known := s.hashes[u.Alias]; {
		case u.SignIn == nil:
		case u.SignIn.PasswordHash != "":
			hashes[u.Alias] = u.SignIn.PasswordHash
		case known != "":
			hashes[u.Alias] = known
		default:
			hash, err := d.Passwords.Hash(ctx, u.SignIn.Password)
			if err != nil {
				return nil, fmt.Errorf("hash the password of %s: %w", u.Alias, err)
			}
			hashes[u.Alias] = hash
		}
	}
	return hashes, nil
}
