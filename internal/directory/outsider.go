package directory

import (
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A NewOutsider says what recipient to make whose mail goes to an address elsewhere: a mail contact, or a
// mail user, who has an account here. Its ids are chosen by the caller, so that a transaction that runs
// again makes the same recipient.
type NewOutsider struct {
	Details     string // RecipientTypeDetails: MailContact or MailUser
	Name        string
	DisplayName string // "" means Name
	Alias       string // "" makes one that is free
	External    string // where mail goes, "SMTP:ada@fabrikam.example"; "" only for a user with an UPN
	Primary     string // primary address, "" means External, else the UPN
	UPN         string // of a mail user's account; "" means the alias in the default domain

	ID, ObjectID org.ID // ObjectID is that of the account too
}

// MakeOutsider returns the new recipient, and the account of a mail user. Nothing is stored. The account is
// blocked until it has a password.
func MakeOutsider(tx org.Tx, o *Organisation, n NewOutsider) (*org.Entry, *org.Account, error) {
	e := &org.Entry{Kind: org.KindRecipient, ID: n.ID, Props: &object.Object{}}
	e.Props.Set("Guid", n.ID)
	e.Props.Set("RecipientTypeDetails", n.Details)
	if err := o.SetName(e, n.Name); err != nil {
		return nil, nil, err
	}
	if n.DisplayName == "" {
		n.DisplayName = n.Name
	}
	if err := n.alias(tx, o); err != nil {
		return nil, nil, err
	}
	e.Props.Set("DisplayName", n.DisplayName)
	e.Props.Set("Alias", n.Alias)
	e.Props.Set("ExternalDirectoryObjectId", n.ObjectID.String())
	if !IsUser(n.Details) {
		return e, nil, n.address(tx, o, e)
	}
	a, err := n.account(tx, o)
	if err != nil {
		return nil, nil, err
	}
	e.Props.Set("UserPrincipalName", n.UPN)
	e.Props.Set("SamAccountName", samName(n.ID))
	return e, a, n.address(tx, o, e)
}

func (n *NewOutsider) alias(tx org.Tx, o *Organisation) error {
	if n.Alias != "" {
		return org.CheckAlias(n.Alias)
	}
	base := n.Name
	if local, _, found := strings.Cut(n.UPN, "@"); found {
		base = local
	}
	var err error
	n.Alias, err = FreeAlias(tx, AliasOf(base), o.DefaultDomain)
	return err
}

func (n *NewOutsider) account(tx org.Tx, o *Organisation) (*org.Account, error) {
	if n.UPN == "" {
		n.UPN = n.Alias + "@" + o.DefaultDomain
	}
	if err := org.CheckSMTP("MicrosoftOnlineServicesID", n.UPN); err != nil {
		return nil, err
	}
	if err := CheckAcceptedDomain(tx, "MicrosoftOnlineServicesID", n.UPN); err != nil {
		return nil, err
	}
	return &org.Account{ID: n.ObjectID, UPN: n.UPN, DisplayName: n.DisplayName}, nil
}

// address gives a user the address that is its UPN, every one the external address, and makes the right
// one primary.
func (n *NewOutsider) address(tx org.Tx, o *Organisation, e *org.Entry) error {
	if n.UPN != "" {
		if err := SetPrimary(e, n.UPN); err != nil {
			return err
		}
	}
	if n.External != "" {
		if err := SetExternal(e, n.External); err != nil {
			return err
		}
	}
	if n.Primary == "" {
		return nil
	}
	if err := SetPrimary(e, n.Primary); err != nil {
		return err
	}
	return CheckOutside(tx, e)
}

// SetExternal changes where the recipient's mail goes. The address becomes its primary one in place of the
// one that was so far external; other addresses stay.
func SetExternal(e *org.Entry, text string) error {
	a, err := org.ParseProxyAddress(strings.TrimSpace(text))
	if err != nil {
		return external(text, err)
	}
	if a.Prefix != "smtp" {
		return org.Invalid("ExternalEmailAddress", text, "mail leaves the organization by SMTP only")
	}
	former, _ := org.ParseProxyAddress(Text(e, "ExternalEmailAddress"))
	e.Props.Set("ExternalEmailAddress", "SMTP:"+a.Address)
	kept := []org.ProxyAddress{{Prefix: "smtp", Address: a.Address, Primary: true}}
	for _, p := range org.ProxyAddresses(e.Props) {
		if former.Address != "" && same(p, former) {
			continue
		}
		if p.Prefix == "smtp" {
			p.Primary = false
		}
		kept = append(kept, p)
	}
	return SetAddresses(e, kept)
}

// external returns the error of an address as that of the parameter ExternalEmailAddress.
func external(text string, err error) error {
	why := "it must be an e-mail address such as ada@fabrikam.example"
	if _, _, found := strings.Cut(text, "@"); !found {
		return org.Invalid("ExternalEmailAddress", text, why)
	}
	return err
}

// CheckOutside returns an error unless every e-mail address of a mail user is its external one or in one of
// the organisation's accepted domains. A contact is not of the organisation and may have any.
func CheckOutside(tx org.Tx, e *org.Entry) error {
	if !IsUser(Details(e)) {
		return nil
	}
	former, _ := org.ParseProxyAddress(Text(e, "ExternalEmailAddress"))
	for _, a := range org.ProxyAddresses(e.Props) {
		if a.Prefix != "smtp" || same(a, former) {
			continue
		}
		if err := CheckAcceptedDomain(tx, "EmailAddresses", a.Address); err != nil {
			return err
		}
	}
	return nil
}

// IsOutsider says whether mail to entries of that RecipientTypeDetails goes elsewhere.
func IsOutsider(details string) bool {
	return details == MailContact || RecipientType(details) == MailUser
}

// LiveContact says whether the recipient is a mail contact that has not been removed.
func LiveContact(e *org.Entry) bool { return Live(e) && Details(e) == MailContact }

// LiveMailUser says whether the recipient is a mail user or a guest that has not been removed.
func LiveMailUser(e *org.Entry) bool { return Live(e) && RecipientType(Details(e)) == MailUser }

// RemoveContact deletes a contact. Nothing refers to it any more.
func RemoveContact(tx org.Tx, e *org.Entry) error {
	if err := Forget(tx, e.ID); err != nil {
		return err
	}
	return tx.Delete(org.KindRecipient, e.ID)
}
