package seed

import (
	"strings"

	"example.org/exosh/internal/org"
)

// An Account is an account of the demo that can sign in, with its secrets. They are fictional, public
// and the same on every machine.
type Account struct {
	UPN        string
	Password   string
	TOTPSecret string // base32 of an authenticator app, RFC 6238; "" without one
	Phone      string // E.164, where text messages go; "" without one
	Note       string // what it is for
}

// A credential is what an account of the demo signs in with.
type credential struct {
	alias    string
	password string
	hash     string // argon2id of password
	totp     string
	phone    string
	mfa      bool
	roles    []string // directory roles
	groups   []string // role groups
	note     string
}

const exchangeAdministrator = "Exchange Administrator"

func credentials() []credential {
	return []credential{
		{
			alias: "navin", password: "Harbour-Lantern-42", mfa: true, totp: "MFZWK5DIMVZGK43UNFXGOZLUNBSXEMTB",
			hash:  "$argon2id$v=19$m=19456,t=2,p=1$xMvqhCdZMiWuvPC9N3gCyQ$TIemd4+570HGU+IGW5iE8JCNQjty1hPDFGioR7ZSXIQ",
			roles: []string{org.GlobalAdministrator}, note: "Global Administrator with an authenticator app",
		},
		{
			alias: "amara", password: "Granite-Meadow-17",
			hash:  "$argon2id$v=19$m=19456,t=2,p=1$ajH5RpiFU5+313JMNYMqBA$MqBj3N59Nkzma5Fy+UUI0GnTgPlsI333nycfI9/+7aw",
			roles: []string{exchangeAdministrator}, note: "Exchange Administrator without a second factor",
		},
		{
			alias: "jonas", password: "Copper-Willow-63", mfa: true, phone: "+15550100142",
			hash:  "$argon2id$v=19$m=19456,t=2,p=1$40qKi18v7HRQXzDxH5oijg$N4hIs8J62C5OlShl1vbQ1LWWna4ZFt+OK82Q8+HdrUM",
			roles: []string{exchangeAdministrator}, note: "Exchange Administrator with codes by text message",
		},
		{
			alias: "priya", password: "Velvet-Anchor-58", mfa: true,
			hash:  "$argon2id$v=19$m=19456,t=2,p=1$Pg6hqlIQOq5sACL74H6eDQ$jOv3P8zyF/FJZTS59xzZp0HcStC0f9NYW1rn03eUMdo",
			roles: []string{exchangeAdministrator}, note: "Exchange Administrator who has to register a second factor first",
		},
		{
			alias: "hana", password: "Silver-Orchard-29",
			hash:   "$argon2id$v=19$m=19456,t=2,p=1$/YhOXT0e2AhHTW19Qz6oDg$u5jBWvPLXGqreTFn39O1pTGkpvP7ZckBDTu1oRF0iXk",
			groups: []string{"Help Desk"}, note: "help desk: member of the role group Help Desk",
		},
		{
			alias: "olivia", password: "Amber-Compass-71",
			hash: "$argon2id$v=19$m=19456,t=2,p=1$oU6S9o2MHnMNXgOPM8QEnA$Rps0mE+VZUJQOLJH6v6QeXT6S8Nw5myS6OlXziSsHlM",
			note: "ordinary user without administrative rights",
		},
	}
}

// Accounts returns the demo's accounts that can sign in, in an environment.
func Accounts(realm string) []Account {
	domain := spec(realm).Domain
	var list []Account
	for _, c := range credentials() {
		list = append(list, Account{
			UPN: c.alias + "@" + domain, Password: c.password, TOTPSecret: c.totp, Phone: c.phone, Note: c.note,
		})
	}
	return list
}

// Realms returns the environments that the demo has a Contoso in, the default one first.
func Realms() []string {
	return []string{"O365Default", "O365GermanyCloud", "O365USGovGCCHigh", "O365USGovDoD", "O365China"}
}

// TenantID returns the id of the demo's Contoso in an environment.
func TenantID(realm string) org.ID {
	return org.SeedID(org.SystemTenant, "contoso "+strings.ToLower(realm))
}

// spec returns what organisation the demo has in an environment.
func spec(realm string) Organization {
	o := Organization{ID: TenantID(realm), Realm: realm, Kind: "exchange", Name: "contoso", Display: "Contoso", moreRetention: []string{"Seven Years"}}
	switch strings.ToLower(realm) {
	case "o365germanycloud":
		o.Domain, o.InitialDomain = "contoso.de", "contoso.onmicrosoft.de"
	case "o365usgovgcchigh":
		o.Domain, o.InitialDomain = "contoso.us", "contoso.onmicrosoft.us"
	case "o365usgovdod":
		o.Domain, o.InitialDomain = "contoso.mil", "contosomil.onmicrosoft.us"
	case "o365china":
		o.Domain, o.InitialDomain = "contoso.cn", "contoso.partner.onmschina.cn"
	default:
		o.Domain, o.InitialDomain = "contoso.com", "contoso.onmicrosoft.com"
	}
	return o
}
