package org

import (
	"encoding/hex"
	"strings"

	"example.org/exosh/object"
)

// Names are the names of a recipient that the directory makes.
type Names struct {
	DN        string // DistinguishedName
	Canonical string // Identity and Id: "exosh.local/.../contoso.onmicrosoft.com/Navin Rao"
	LegacyDN  string // LegacyExchangeDN
	Unit      string // OrganizationalUnit, the canonical name of the container
}

// NamesOf makes the names of an object called name in an organisation, which is given by its initial
// domain, "contoso.onmicrosoft.com".
func NamesOf(organization, name string, id ID) Names {
	unit := "exosh.local/Microsoft Exchange Hosted Organizations/" + organization
	return Names{
		DN: "CN=" + EscapeDN(name) + ",OU=" + EscapeDN(organization) +
			",OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local",
		Canonical: unit + "/" + strings.ReplaceAll(name, "/", `\/`),
		LegacyDN: "/o=exosh/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=" +
			hex.EncodeToString(id[:]) + "-" + legacyPart(name),
		Unit: unit,
	}
}

// EscapeDN returns a text as an attribute value of a distinguished name, RFC 4514, 2.4.
func EscapeDN(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case strings.ContainsRune(`,+"\<>;=`, r), r == '#' && i == 0, r == ' ' && (i == 0 || i == len(s)-1):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			b.WriteByte('\\')
			b.WriteString(hex.EncodeToString([]byte{byte(r)}))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Keeps what a legacy distinguished name may hold, at most 20 characters of it.
func legacyPart(name string) string {
	var b strings.Builder
	for _, r := range name {
		if b.Len() < 20 && ('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '-') {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// RecipientKeys returns the keys of a recipient entry with these properties. A deleted recipient
// (WhenSoftDeleted is set) keeps its Guid, ExchangeGuid and legacy name for itself and frees the rest.
// Its object id and UPN are never unique here: the account of the same person owns those.
func RecipientKeys(props *object.Object) []Key {
	k := keyring{live: isNull(props, "WhenSoftDeleted")}
	k.id(SpaceGUID, props, "Guid", true)
	k.id(SpaceExchangeGUID, props, "ExchangeGuid", true)
	k.id(SpaceOID, props, "ExternalDirectoryObjectId", false)
	k.text(SpaceDN, props, "DistinguishedName", k.live)
	k.text(SpaceCanonical, props, "Identity", k.live)
	k.text(SpaceLegacyDN, props, "LegacyExchangeDN", true)
	k.text(SpaceUPN, props, "UserPrincipalName", false)
	k.text(SpaceAlias, props, "Alias", k.live)
	k.text(SpaceSAM, props, "SamAccountName", false)
	k.text(SpaceName, props, "Name", false)
	k.text(SpaceDisplayName, props, "DisplayName", false)
	k.addresses(props)
	return k.keys
}

// A keyring gathers keys, each once.
type keyring struct {
	keys []Key
	live bool
}

func (k *keyring) add(space, value string, unique bool) {
	if value == "" {
		return
	}
	for _, have := range k.keys {
		if have.Space == space && Matches(have.Value, value) {
			return
		}
	}
	k.keys = append(k.keys, Key{Space: space, Value: value, Unique: unique})
}

func (k *keyring) text(space string, props *object.Object, name string, unique bool) {
	if v, ok := props.Get(name); ok && v != nil {
		k.add(space, valueText(v), unique)
	}
}

func (k *keyring) id(space string, props *object.Object, name string, unique bool) {
	v, _ := props.Get(name)
	id, ok := v.(ID)
	if !ok {
		s, _ := v.(string)
		parsed, err := ParseID(s)
		id, ok = parsed, err == nil
	}
	if ok && id != (ID{}) {
		k.add(space, IDText(id), unique)
	}
}

func (k *keyring) addresses(props *object.Object) {
	for _, a := range ProxyAddresses(props) {
		switch a.Prefix {
		case "smtp":
			k.add(SpaceSMTP, a.Address, k.live)
		case "x500":
			k.add(SpaceLegacyDN, a.Address, false)
		}
	}
	for _, name := range [...]string{"PrimarySmtpAddress", "WindowsEmailAddress"} {
		k.text(SpaceSMTP, props, name, k.live)
	}
}

// Returns the text that a name property is found by: an object id stands for its canonical name.
func valueText(v object.Value) string {
	switch t := v.(type) {
	case string:
		return t
	case object.SmtpAddress:
		return string(t)
	}
	return object.String(v)
}

func isNull(props *object.Object, name string) bool {
	v, ok := props.Get(name)
	return !ok || v == nil
}
