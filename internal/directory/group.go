package directory

import (
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A NewGroup says what group to make. Its ids are chosen by the caller, so that a transaction that runs
// again makes the same group.
type NewGroup struct {
	Details     string // RecipientTypeDetails
	Name        string
	DisplayName string // "" means Name
	Alias       string // "" makes one that is free
	Primary     string // primary address, "" means the alias in the default domain

	ID, ObjectID org.ID
}

// MakeGroup returns a new group without members. Nothing is stored.
func MakeGroup(tx org.Tx, o *Organisation, n NewGroup) (*org.Entry, error) {
	e := &org.Entry{Kind: org.KindRecipient, ID: n.ID, Props: &object.Object{}}
	e.Props.Set("Guid", n.ID)
	e.Props.Set("RecipientTypeDetails", n.Details)
	if err := o.SetName(e, n.Name); err != nil {
		return nil, err
	}
	if n.DisplayName == "" {
		n.DisplayName = n.Name
	}
	if err := n.address(tx, o, e); err != nil {
		return nil, err
	}
	e.Props.Set("DisplayName", n.DisplayName)
	e.Props.Set("SamAccountName", samName(n.ID))
	e.Props.Set("ExternalDirectoryObjectId", n.ObjectID.String())
	return e, nil
}

// address gives the group its alias, its primary address and one in the initial domain.
func (n *NewGroup) address(tx org.Tx, o *Organisation, e *org.Entry) error {
	var err error
	if n.Alias == "" {
		n.Alias, err = FreeAlias(tx, AliasOf(n.Name), o.DefaultDomain)
	} else {
		err = org.CheckAlias(n.Alias)
	}
	if err != nil {
		return err
	}
	if n.Primary == "" {
		n.Primary = n.Alias + "@" + o.DefaultDomain
	}
	if err := org.CheckSMTP("PrimarySmtpAddress", n.Primary); err != nil {
		return err
	}
	if err := CheckAcceptedDomain(tx, "PrimarySmtpAddress", n.Primary); err != nil {
		return err
	}
	initial, err := freeAddress(tx, n.Alias, o.Name)
	if err != nil {
		return err
	}
	e.Props.Set("Alias", n.Alias)
	return SetAddresses(e, []org.ProxyAddress{
		{Prefix: "smtp", Address: n.Primary, Primary: true}, {Prefix: "smtp", Address: initial},
	})
}

// IsDistribution says whether Get-DistributionGroup shows entries of that RecipientTypeDetails.
func IsDistribution(details string) bool {
	return details == DistributionGroup || details == SecurityGroup || details == RoomList
}

// LiveDistribution says whether the recipient is a distribution or security group or a room list.
func LiveDistribution(e *org.Entry) bool { return Live(e) && IsDistribution(Details(e)) }

// Within says whether a recipient is one of those that a list refers to, or belongs to a group that is,
// through any number of groups. Groups that hold each other are visited once.
func Within(tx org.Tx, id org.ID, list []object.ADObjectID) (bool, error) {
	seen := map[org.ID]bool{}
	for len(list) > 0 {
		r := list[len(list)-1]
		list = list[:len(list)-1]
		if r.ID == id {
			return true, nil
		}
		if seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		e, err := tx.Get(org.KindRecipient, r.ID)
		if err != nil && !org.IsNotFound(err) {
			return false, err
		}
		if err == nil && Live(e) {
			list = append(list, References(e, "Members")...)
		}
	}
	return false, nil
}

// RemoveGroup deletes a group. Nothing refers to it any more.
func RemoveGroup(tx org.Tx, e *org.Entry) error {
	if err := Forget(tx, e.ID); err != nil {
		return err
	}
	return tx.Delete(org.KindRecipient, e.ID)
}
