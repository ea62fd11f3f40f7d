package directory

import (
	"errors"
	"iter"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// SpaceReference is the space of the keys by which an entry is found by what it refers to: the value
// is the Guid of a recipient that one of its properties names.
const SpaceReference = "ref"

// referring lists the properties that name recipients.
func referring() []string {
	return []string{
		"Manager", "ForwardingAddress", "GrantSendOnBehalfTo", "ModeratedBy", "ManagedBy", "Members",
		"Subscribers", "Aggregators",
		"AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers", "AcceptMessagesOnlyFromSendersOrMembers",
		"RejectMessagesFrom", "RejectMessagesFromDLMembers", "RejectMessagesFromSendersOrMembers",
		"BypassModerationFromSendersOrMembers", "DefaultPublicFolderMailbox",
	}
}

// Save stores a recipient under every name it has. A name that another recipient has already is an
// error that says which.
func Save(tx org.Tx, e *org.Entry) error {
	e.Keys = append(org.RecipientKeys(e.Props), referenceKeys(e)...)
	err := tx.Put(e)
	if taken := (*org.KeyTakenError)(nil); errors.As(err, &taken) {
		return nameTaken(e, taken)
	}
	return err
}

func nameTaken(e *org.Entry, taken *org.KeyTakenError) error {
	switch taken.Key.Space {
	case org.SpaceSMTP:
		return org.Taken("e-mail address", taken)
	case org.SpaceAlias:
		return org.Taken("alias", taken)
	case org.SpaceDN, org.SpaceCanonical:
		err := org.Taken("name", taken)
		err.Message = `The name "` + Text(e, "Name") + `" is already in use by another object of the organization.`
		err.ID, err.Type = "ADObjectAlreadyExistsException", "Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException"
		return err
	}
	return org.Taken(taken.Key.Space, taken)
}

// An entry that refers to more recipients than mostReferences has one key for all of them, manyValue,
// and is looked into instead.
const (
	mostReferences = 1000
	manyValue      = "many"
)

func referenceKeys(e *org.Entry) []org.Key {
	return keysOf(func(yield func(object.ADObjectID) bool) {
		for _, name := range referring() {
			for _, r := range References(e, name) {
				if !yield(r) {
					return
				}
			}
		}
	})
}

// keysOf returns the keys of references, one for each object.
func keysOf(all iter.Seq[object.ADObjectID]) []org.Key {
	var keys []org.Key
	seen := map[org.ID]bool{}
	for r := range all {
		if !seen[r.ID] {
			seen[r.ID] = true
			keys = append(keys, org.Key{Space: SpaceReference, Value: r.ID.String()})
		}
	}
	if len(keys) > mostReferences {
		return []org.Key{{Space: SpaceReference, Value: manyValue}}
	}
	return keys
}

// Referrers returns the other entries with a property that refers to the recipient.
func Referrers(tx org.Tx, id org.ID) ([]*org.Entry, error) {
	var found []*org.Entry
	for _, value := range []string{id.String(), manyValue} {
		for e, err := range tx.ByKey(SpaceReference, value) {
			if err != nil {
				return nil, err
			}
			if e.ID != id && (value != manyValue || refers(e, id)) {
				found = append(found, e)
			}
		}
	}
	return found, nil
}

func refers(e *org.Entry, id org.ID) bool {
	for _, name := range referringOf(e) {
		for _, r := range References(e, name) {
			if r.ID == id {
				return true
			}
		}
	}
	return false
}

// referringOf returns the properties of an entry that may name others: of a recipient those that are known
// to, of an object of the configuration any.
func referringOf(e *org.Entry) []string {
	if e.Kind == org.KindRecipient {
		return referring()
	}
	names := make([]string, len(e.Props.Props))
	for i, p := range e.Props.Props {
		names[i] = p.Name
	}
	return names
}

func saveAny(tx org.Tx, e *org.Entry) error {
	if e.Kind == org.KindRecipient {
		return Save(tx, e)
	}
	return SaveConfig(tx, e)
}

// Renamed tells everything that refers to the recipient its present name.
func Renamed(tx org.Tx, e *org.Entry) error {
	now := Reference(e)
	return eachReferrer(tx, e.ID, func(r object.ADObjectID) (object.Value, bool) { return now, true })
}

// Forget takes the recipient out of everything that refers to it.
func Forget(tx org.Tx, id org.ID) error {
	return eachReferrer(tx, id, func(object.ADObjectID) (object.Value, bool) { return nil, false })
}

// eachReferrer changes every reference to a recipient, also in objects that the caller may not change:
// it follows from the change of the recipient.
func eachReferrer(tx org.Tx, id org.ID, with func(object.ADObjectID) (object.Value, bool)) error {
	tx = org.Unscoped(tx)
	found, err := Referrers(tx, id)
	if err != nil {
		return err
	}
	for _, e := range found {
		for _, name := range referringOf(e) {
			if v, ok := e.Props.Get(name); ok {
				e.Props.Set(name, replaced(v, id, with))
			}
		}
		if err := saveAny(tx, e); err != nil {
			return err
		}
	}
	return nil
}

// replaced returns the value with each reference to id as with wants it; false takes it out.
func replaced(v object.Value, id org.ID, with func(object.ADObjectID) (object.Value, bool)) object.Value {
	switch r := v.(type) {
	case object.ADObjectID:
		if r.ID != id {
			return v
		}
		n, _ := with(r)
		return n
	case []any:
		kept := make([]any, 0, len(r))
		for _, item := range r {
			if ref, ok := item.(object.ADObjectID); ok && ref.ID == id {
				if n, keep := with(ref); keep {
					kept = append(kept, n)
				}
				continue
			}
			kept = append(kept, item)
		}
		return kept
	}
	return v
}
