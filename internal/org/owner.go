package org

import "errors"

// SpaceOwner is the space of the key by which what belongs to a recipient is found: the value is the
// recipient's Guid. Such an entry is seen, changed and removed with its owner: whoever may not write the
// recipient may not write what belongs to it.
const SpaceOwner = "owner"

// OwnedBy returns the key of an entry that belongs to a recipient.
func OwnedBy(recipient ID) Key { return Key{Space: SpaceOwner, Value: IDText(recipient)} }

// Owned returns the entries of a kind that belong to a recipient; "" means of all kinds.
func Owned(tx Tx, kind string, recipient ID) ([]*Entry, error) {
	var list []*Entry
	for e, err := range tx.ByKey(SpaceOwner, IDText(recipient)) {
		if err != nil {
			return nil, err
		}
		if kind == "" || e.Kind == kind {
			list = append(list, e)
		}
	}
	return list, nil
}

// DeleteOwned removes everything that belongs to a recipient.
func DeleteOwned(tx Tx, recipient ID) error {
	list, err := Owned(tx, "", recipient)
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := tx.Delete(e.Kind, e.ID); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// ownerOf returns the recipient that an entry belongs to, and whether it belongs to one.
func ownerOf(e *Entry) (ID, bool) {
	for _, k := range e.Keys {
		if k.Space == SpaceOwner {
			id, err := ParseID(k.Value)
			return id, err == nil
		}
	}
	return ID{}, false
}
