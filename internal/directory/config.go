package directory

import (
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// NewConfig returns a new entry of the organisation's configuration: a domain, a plan. It stands in the
// containers given, from the innermost outwards.
func (o *Organisation) NewConfig(kind string, id org.ID, name string, containers ...string) *org.Entry {
	e := &org.Entry{Kind: kind, ID: id, Sort: name, Props: &object.Object{}}
	e.Props.Set("Guid", id)
	e.Props.Set("Name", name)
	e.Props.Set("DistinguishedName", o.ConfigDN(name, containers...))
	return e
}

// SaveConfig stores an entry of the configuration under its names and by what it refers to. Its
// distinguished name is unique.
func SaveConfig(tx org.Tx, e *org.Entry) error {
	e.Keys = append(configReferenceKeys(e), org.Key{Space: org.SpaceGUID, Value: e.ID.String(), Unique: true})
	for _, k := range []struct {
		space, property string
		unique          bool
	}{
		{org.SpaceDN, "DistinguishedName", true}, {org.SpaceName, "Name", false},
		{org.SpaceDisplayName, "DisplayName", false}, {org.SpaceAlias, "Alias", false},
	} {
		if v := Text(e, k.property); v != "" {
			e.Keys = append(e.Keys, org.Key{Space: k.space, Value: v, Unique: k.unique})
		}
	}
	return tx.Put(e)
}

// configReferenceKeys returns the keys by which the entry is found by what its properties refer to.
func configReferenceKeys(e *org.Entry) []org.Key {
	return keysOf(func(yield func(object.ADObjectID) bool) {
		for _, p := range e.Props.Props {
			for _, r := range references(p.Value) {
				if !yield(r) {
					return
				}
			}
		}
	})
}

// NewDomain returns a new accepted domain.
func (o *Organisation) NewDomain(id org.ID, domain string) *org.Entry {
	e := o.NewConfig(org.KindAcceptedDomain, id, domain, "Accepted Domains", "Transport Settings")
	e.Props.Set("DomainName", domain)
	return e
}

// ConfigDerived returns the properties of configuration objects that are computed, by name.
func ConfigDerived() map[string]func(*Item) object.Value {
	reference := func(i *Item) object.Value { return Reference(i.Entry) }
	guid := func(i *Item) object.Value { return i.Entry.ID }
	return map[string]func(*Item) object.Value{
		"Identity": reference, "Id": reference, "Guid": guid, "ExchangeObjectId": guid,
		"WhenCreated":            func(i *Item) object.Value { return Created(i.Entry) },
		"WhenChanged":            func(i *Item) object.Value { return Changed(i.Entry) },
		"OrganizationId":         func(i *Item) object.Value { return i.Org.OrganizationID() },
		"OrganizationalUnitRoot": func(i *Item) object.Value { return i.Org.Name },
	}
}

// ConfigPresets returns what properties of a configuration object are where it has no value of its own.
func ConfigPresets() map[string]object.Value {
	return map[string]object.Value{
		"IsValid": true, "ObjectState": "Unchanged", "ExchangeVersion": "0.20 (15.0.0.0)",
		"OriginatingServer": org.DirectoryServer, "AdminDisplayName": "",
	}
}
