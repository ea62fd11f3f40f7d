// Package directory holds the rules of recipients: what follows from their kind, how they get their
// names and addresses, what refers to them, and how their account goes with them. Cmdlets, the seed
// and the administrator's commands all change recipients through it.
package directory

import (
	"fmt"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The properties of the tenant's own entry that names are made of.
const (
	PropName          = "Name"          // the initial domain, "contoso.onmicrosoft.com"
	PropDisplayName   = "DisplayName"   // "Contoso"
	PropDefaultDomain = "DefaultDomain" // where new addresses are made, "contoso.com"

	PropNoPassword    = "PasswordSignInForbidden"   // true: no sign-in with user name and password alone (RFC 6749, 4.3)
	PropNoDeviceCode  = "DeviceCodeSignInForbidden" // true: no sign-in with a device code (RFC 8628)
	PropNoAppPassword = "AppPasswordsForbidden"     // true: no sign-in with app passwords, and no new ones
)

// The properties of the tenant's own entry that list its policies, the default one first.
const (
	PropRetention = "RetentionPolicies"
	PropSharing   = "SharingPolicies"
)

// An Organisation is what the names of a tenant's objects are made of.
type Organisation struct {
	Tenant        org.ID
	Name          string // the initial domain
	DisplayName   string
	DefaultDomain string
	Entry         *org.Entry // the tenant's own entry
}

// Load reads the organisation of the transaction's tenant.
func Load(tx org.Tx) (*Organisation, error) {
	e, err := tx.Get(org.KindTenant, tx.Tenant())
	if err != nil {
		return nil, fmt.Errorf("read the organisation: %w", err)
	}
	return &Organisation{
		Tenant: tx.Tenant(), Entry: e,
		Name: Text(e, PropName), DisplayName: Text(e, PropDisplayName), DefaultDomain: Text(e, PropDefaultDomain),
	}, nil
}

// The part of the service that everything lives in, as names show it.
const (
	serviceDomain = "exosh.local"
	serviceDN     = "DC=exosh,DC=local"
)

// ConfigDN returns the distinguished name of an object of the configuration, inside the containers
// given from the innermost outwards.
func (o *Organisation) ConfigDN(name string, containers ...string) string {
	dn := "CN=" + org.EscapeDN(name)
	for _, c := range containers {
		dn += ",CN=" + org.EscapeDN(c)
	}
	return dn + ",CN=Configuration,CN=" + org.EscapeDN(o.Name) + ",CN=ConfigurationUnits," + serviceDN
}

// UnitDN returns the distinguished name of the organisational unit of all recipients.
func (o *Organisation) UnitDN() string {
	return "OU=" + org.EscapeDN(o.Name) + ",OU=Microsoft Exchange Hosted Organizations," + serviceDN
}

// OrganizationID returns the text of the property OrganizationId.
func (o *Organisation) OrganizationID() string {
	return serviceDomain + "/Microsoft Exchange Hosted Organizations/" + o.Name +
		" - " + serviceDomain + "/ConfigurationUnits/" + o.Name + "/Configuration"
}

// A Place is where a mailbox is shown to live.
type Place struct {
	Server     string
	ServerDN   string // LegacyExchangeDN of the server
	Database   string
	DatabaseID org.ID
}

// PlaceOf returns the place of a mailbox. It follows from the mailbox's Guid, as mailboxes do not move.
func (o *Organisation) PlaceOf(mailbox org.ID) Place {
	n := int(mailbox[0])%4 + 1
	p := Place{
		Server:   fmt.Sprintf("EXOSHMB%04d", n),
		Database: fmt.Sprintf("EXOSHDG%03d-db%03d", n, int(mailbox[1])%100+1),
	}
	p.ServerDN = "/o=exosh/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=" + p.Server
	p.DatabaseID = org.SeedID(org.SystemTenant, p.Database)
	return p
}

// Reference returns what a property holds to refer to an entry.
func Reference(e *org.Entry) object.ADObjectID {
	return object.ADObjectID{ID: e.ID, Name: Text(e, PropName), DN: Text(e, "DistinguishedName")}
}

// IsUnit says whether text names the organisational unit of all recipients.
func (o *Organisation) IsUnit(text string) bool {
	for _, name := range []string{o.Name, org.NamesOf(o.Name, "", org.ID{}).Unit, o.UnitDN()} {
		if org.Matches(name, text) {
			return true
		}
	}
	return false
}
