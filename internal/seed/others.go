package seed

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// recipient returns a recipient that is no mailbox, with the names every recipient has.
func (s *sower) recipient(details, name, alias string, created Moment) (*org.Entry, error) {
	id := s.id("recipient", alias)
	e := &org.Entry{Kind: org.KindRecipient, ID: id, Props: &object.Object{}}
	e.Props.Set("Guid", id)
	e.Props.Set("RecipientTypeDetails", details)
	if err := s.home.SetName(e, name); err != nil {
		return nil, err
	}
	e.Props.Set("DisplayName", name)
	e.Props.Set("Alias", alias)
	s.keep(alias, e)
	s.stamp(e, created)
	return e, nil
}

func (s *sower) contacts() error {
	for i := range s.file.Contacts {
		c := &s.file.Contacts[i]
		e, err := s.recipient(c.Type, c.Name, c.Alias, c.Created)
		if err != nil {
			return err
		}
		e.Props.Set("ExternalEmailAddress", "SMTP:"+c.Address)
		setTexts(e, []object.Property{{Name: "Company", Value: c.Company}})
		if err := directory.SetAddresses(e, []org.ProxyAddress{{Prefix: "smtp", Address: c.Address, Primary: true}}); err != nil {
			return err
		}
		if directory.IsUser(c.Type) {
			s.outsideAccount(e, c)
		}
	}
	return nil
}

// outsideAccount gives a mail user or guest the account that it signs in with.
func (s *sower) outsideAccount(e *org.Entry, c *Contact) {
	a := &org.Account{
		ID: s.id("account", c.Alias), UPN: s.upn(c.Alias), DisplayName: c.Name,
		Enabled: true, Guest: c.Type == directory.GuestMailUser,
	}
	if a.Guest {
		a.UPN = c.Alias + "_guest@" + s.home.Name
	}
	e.Props.Set("ExternalDirectoryObjectId", a.ID.String())
	e.Props.Set("UserPrincipalName", a.UPN)
	s.accounts[c.Alias] = a
}

func (s *sower) groups() error {
	for i := range s.file.Groups {
		g := &s.file.Groups[i]
		e, err := s.recipient(g.Type, g.Name, g.Alias, g.Created)
		if err != nil {
			return err
		}
		list := []org.ProxyAddress{
			{Prefix: "smtp", Address: g.Alias + "@" + s.home.DefaultDomain, Primary: true},
			{Prefix: "smtp", Address: g.Alias + "@" + s.home.Name},
		}
		if err := directory.SetAddresses(e, list); err != nil {
			return err
		}
		e.Props.Set("ExternalDirectoryObjectId", s.id("account", g.Alias).String())
		s.describeGroup(e, g)
	}
	return nil
}

// describeGroup gives a group what has nothing to do with others. A dynamic group is no object of the
// directory that accounts are in.
func (s *sower) describeGroup(e *org.Entry, g *Group) {
	if g.Filter != "" {
		e.Props.Set("RecipientFilter", g.Filter)
		e.Props.Set("ExternalDirectoryObjectId", "")
	}
	if g.Description != "" {
		e.Props.Set("Description", []any{g.Description})
	}
	if g.Hidden {
		e.Props.Set("HiddenFromAddressListsEnabled", true)
	}
	if g.Outside {
		e.Props.Set("RequireSenderAuthenticationEnabled", false)
	}
	if g.Public {
		e.Props.Set("AccessType", "Public")
	}
	if g.Joining != "" {
		e.Props.Set("MemberJoinRestriction", g.Joining)
	}
}
