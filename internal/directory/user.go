package directory

import (
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// NewUser returns the recipient entry of an account without a mailbox.
func NewUser(o *Organisation, a *org.Account, id org.ID) (*org.Entry, error) {
	e := &org.Entry{Kind: org.KindRecipient, ID: id, Props: &object.Object{}}
	e.Props.Set("Guid", id)
	e.Props.Set("RecipientTypeDetails", userDetails(a))
	if err := o.SetName(e, a.DisplayName); err != nil {
		return nil, err
	}
	e.Props.Set("DisplayName", a.DisplayName)
	e.Props.Set("SamAccountName", samName(id))
	e.Props.Set("UserPrincipalName", a.UPN)
	e.Props.Set("ExternalDirectoryObjectId", a.ID.String())
	return e, nil
}

// SaveUser stores the recipient entry of an account without a mailbox.
func SaveUser(tx org.Tx, o *Organisation, a *org.Account, id org.ID) error {
	e, err := NewUser(o, a, id)
	if err != nil {
		return err
	}
	return Save(tx, e)
}

func userDetails(a *org.Account) string {
	if a.Enabled {
		return User
	}
	return DisabledUser
}
