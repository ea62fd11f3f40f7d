package org

import (
	"errors"
	"slices"
	"strings"

	"example.org/exosh/object"
)

// The spaces of keys that identities are looked up in.
const (
	SpaceGUID         = "guid"
	SpaceOID          = "oid" // ExternalDirectoryObjectId
	SpaceExchangeGUID = "exchangeguid"
	SpaceDN           = "dn"
	SpaceCanonical    = "canonical"
	SpaceUPN          = "upn"
	SpaceSMTP         = "smtp"
	SpaceAlias        = "alias"
	SpaceLegacyDN     = "legacydn"
	SpaceSAM          = "sam"
	SpaceName         = "name"
	SpaceDisplayName  = "displayname"
)

// MaxIdentity is the longest identity that is looked up, in bytes.
const MaxIdentity = 4096

// Resolve returns the entry of one of the kinds that an identity names. The key spaces are asked in
// one fixed order: Guid, object id, ExchangeGuid, distinguished name, canonical name, user principal
// name, e-mail address, alias, legacy distinguished name, account name, name, display name. The first
// that has a match decides. The error is that of NotFound, or of Ambiguous where several entries of
// that space match.
func Resolve(tx Tx, kinds []string, identity string) (*Entry, error) {
	return ResolveIn(tx, kinds, spacesOf(identity), identity)
}

// ResolveIn is Resolve over the spaces given, in their order.
func ResolveIn(tx Tx, kinds, spaces []string, identity string) (*Entry, error) {
	value := keyValue(identity)
	if value == "" || len(value) > MaxIdentity {
		return nil, NotFound(identity)
	}
	for _, space := range spaces {
		found, err := holders(tx, kinds, space, spaceValue(space, value))
		if err != nil {
			return nil, err
		}
		if len(found) > 1 {
			return nil, ambiguous(identity, found)
		}
		if len(found) == 1 {
			note(tx, found[0].ID, identity)
			return found[0], nil
		}
	}
	return nil, NotFound(identity)
}

// IsNotFound says whether an error means that an object is absent or out of sight.
func IsNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

// Lists the spaces that the form of an identity allows, in the fixed order.
func spacesOf(identity string) []string {
	v := keyValue(identity)
	spaces := make([]string, 0, 8)
	if _, err := ParseID(v); err == nil {
		spaces = append(spaces, SpaceGUID, SpaceOID, SpaceExchangeGUID)
	}
	if strings.Contains(v, "=") && strings.Contains(v, ",") {
		spaces = append(spaces, SpaceDN)
	}
	if strings.Contains(v, "/") && !strings.HasPrefix(v, "/") {
		spaces = append(spaces, SpaceCanonical)
	}
	if strings.Contains(v, "@") {
		spaces = append(spaces, SpaceUPN, SpaceSMTP)
	}
	spaces = append(spaces, SpaceAlias)
	if strings.HasPrefix(v, "/") {
		spaces = append(spaces, SpaceLegacyDN)
	}
	return append(spaces, SpaceSAM, SpaceName, SpaceDisplayName)
}

// Strips what surrounds an identity: blanks and the prefix of an e-mail address.
func keyValue(identity string) string {
	v := strings.TrimSpace(identity)
	if len(v) > 5 && strings.EqualFold(v[:5], "smtp:") {
		return v[5:]
	}
	return v
}

func spaceValue(space, value string) string {
	switch space {
	case SpaceGUID, SpaceOID, SpaceExchangeGUID:
		if id, err := ParseID(value); err == nil {
			return IDText(id)
		}
	case SpaceSAM:
		_, account, found := strings.Cut(value, `\`)
		if found {
			return account
		}
	}
	return value
}

func holders(tx Tx, kinds []string, space, value string) ([]*Entry, error) {
	var found []*Entry
	for e, err := range tx.ByKey(space, value) {
		if err != nil {
			return nil, err
		}
		if slices.Contains(kinds, e.Kind) {
			found = append(found, e)
		}
		if len(found) == maxMatches {
			break
		}
	}
	return found, nil
}

// maxMatches is how many matches the error of an ambiguous identity lists.
const maxMatches = 10

func ambiguous(identity string, found []*Entry) error {
	names := make([]string, len(found))
	for i, e := range found {
		names[i] = `"` + EntryName(e) + `" (` + IDText(e.ID) + ")"
	}
	return Ambiguous(identity, names)
}

// EntryName returns what an entry is called in messages and in the audit trail: an address, its name,
// or its id.
func EntryName(e *Entry) string {
	for _, property := range [...]string{"PrimarySmtpAddress", "UserPrincipalName", "DomainName", "Name"} {
		if name := shownText(e, property); name != "" {
			return name
		}
	}
	if e.Sort != "" {
		return e.Sort
	}
	return IDText(e.ID)
}

func shownText(e *Entry, property string) string {
	if e.Props == nil {
		return ""
	}
	v, _ := e.Props.Get(property)
	if v == nil {
		return ""
	}
	return object.String(v)
}
