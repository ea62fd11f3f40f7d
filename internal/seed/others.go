package seed

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// recipient returns a recipient that is no mailbox, with the names every recipient has.
func (s *sower) recipient(details, name, alias, created string) (*org.Entry, error) {
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
	return e, stamped(e, created)
}

func (s *sower) outsiders() error {
	for _, o := range outsiders() {
		e, err := s.recipient(o.details, o.name, o.alias, o.created)
		if err != nil {
			return err
		}
		e.Props.Set("ExternalEmailAddress", "SMTP:"+o.address)
		e.Props.Set("Company", o.company)
		list := []org.ProxyAddress{{Prefix: "smtp", Address: o.address, Primary: true}}
		if err := directory.SetAddresses(e, list); err != nil {
			return err
		}
		if directory.IsUser(o.details) {
			s.outsideAccount(e, o)
		}
	}
	return nil
}

// outsideAccount gives a mail user or guest the account that it signs in with.
func (s *sower) outsideAccount(e *org.Entry, o outsider) {
	a := &org.Account{
		ID: s.id("account", o.alias), UPN: o.alias + "@" + s.home.DefaultDomain, DisplayName: o.name,
		Enabled: true, Guest: o.details == directory.GuestMailUser,
	}
	if a.Guest {
		a.UPN = o.alias + "_guest@" + s.home.Name
	}
	e.Props.Set("ExternalDirectoryObjectId", a.ID.String())
	e.Props.Set("UserPrincipalName", a.UPN)
	s.accounts = append(s.accounts, a)
}

func (s *sower) groups() error {
	for _, g := range groups() {
		e, err := s.recipient(g.details, g.name, g.alias, g.created)
		if err != nil {
			return err
		}
		list := []org.ProxyAddress{
			{Prefix: "smtp", Address: g.alias + "@" + s.home.DefaultDomain, Primary: true},
			{Prefix: "smtp", Address: g.alias + "@" + s.home.Name},
		}
		if err := directory.SetAddresses(e, list); err != nil {
			return err
		}
		e.Props.Set("ManagedBy", []any{directory.Reference(s.byAlias[g.owner])})
		e.Props.Set("ExternalDirectoryObjectId", s.id("account", g.alias).String())
		if g.filter != "" {
			e.Props.Set("RecipientFilter", g.filter)
			e.Props.Set("ExternalDirectoryObjectId", "")
			continue
		}
		members := make([]any, len(g.members))
		for i, m := range g.members {
			members[i] = directory.Reference(s.byAlias[m])
		}
		e.Props.Set("Members", members)
	}
	return nil
}

// particulars gives single recipients what makes them worth looking at.
func (s *sower) particulars() error {
	set := func(alias, name string, v object.Value) { s.byAlias[alias].Props.Set(name, v) }
	day := func(e *org.Entry) object.Value { v, _ := e.Props.Get("WhenChanged"); return v }

	siobhan := s.byAlias["siobhan.oconnor"]
	set("siobhan.oconnor", "LitigationHoldEnabled", true)
	set("siobhan.oconnor", "LitigationHoldDate", day(siobhan))
	set("siobhan.oconnor", "LitigationHoldOwner", "navin@"+s.home.DefaultDomain)
	set("siobhan.oconnor", "RecoverableItemsQuota", directory.Size(100*directory.GB))
	set("siobhan.oconnor", "RecoverableItemsWarningQuota", directory.Size(90*directory.GB))

	set("peter", "ForwardingAddress", directory.Reference(s.byAlias["olivia"]))
	set("peter", "DeliverToMailboxAndForward", true)
	set("kofi", "ForwardingSmtpAddress", "smtp:kofi.mensah@tailspin.example")
	set("beatrix", "GrantSendOnBehalfTo", []any{directory.Reference(s.byAlias["ruth"])})
	set("beatrix", "CustomAttribute2", "VIP")
	set("beatrix", "Vip", true)
	set("invoices", "MailTip", "<html>\r\n<body>\r\nInvoices are paid within 30 days.\r\n</body>\r\n</html>\r\n")
	set("grace", "CustomAttribute2", "Auditor")
	set("ellen", "RetentionHoldEnabled", true)
	set("dmitri", "IssueWarningQuota", directory.Size(5*directory.GB))
	set("dmitri", "ProhibitSendQuota", directory.Size(6*directory.GB))
	set("dmitri", "ProhibitSendReceiveQuota", directory.Size(7*directory.GB))
	set("enquiries", "GrantSendOnBehalfTo", []any{directory.Reference(s.byAlias["olivia"]), directory.Reference(s.byAlias["alex.kim"])})

	if err := s.archive("victor"); err != nil {
		return err
	}
	s.account("peter").Enabled = false // has left, but his mail is still forwarded
	s.account("tomasz").RemotePowerShell = false
	s.account("mei").RemotePowerShell = false
	return nil
}

func (s *sower) archive(alias string) error {
	plan, err := s.planNamed("")
	if err != nil {
		return err
	}
	return directory.AddArchive(s.byAlias[alias], plan, s.id("archive", alias))
}

func (s *sower) account(alias string) *org.Account {
	for _, a := range s.accounts {
		if a.ID == s.id("account", alias) {
			return a
		}
	}
	return &org.Account{}
}

// leavers makes what is left of people: a removed mailbox, and accounts without one.
func (s *sower) leavers() error {
	for _, l := range []struct {
		name, alias string
		enabled     bool
	}{{"Yara Solano", "yara", true}, {"Build Service", "build.service", false}} {
		a := &org.Account{ID: s.id("account", l.alias), UPN: l.alias + "@" + s.home.DefaultDomain, DisplayName: l.name, Enabled: l.enabled}
		if err := org.PutAccount(s.tx, a); err != nil {
			return err
		}
		e, err := directory.NewUser(s.home, a, s.id("recipient", l.alias))
		if err != nil {
			return err
		}
		if err := stamped(e, "2025-08-04"); err != nil {
			return err
		}
		if err := directory.Save(s.tx, e); err != nil {
			return err
		}
	}
	return s.gone()
}

// gone makes a mailbox that was removed and can be restored.
func (s *sower) gone() error {
	plan, err := s.planNamed("")
	if err != nil {
		return err
	}
	e, a, err := s.mailbox(directory.NewMailbox{
		Details: directory.UserMailbox, Name: "Felix Arden", Alias: "felix", UPN: "felix@" + s.home.DefaultDomain, Plan: plan,
	})
	if err != nil {
		return err
	}
	e.Props.Set("ExternalDirectoryObjectId", a.ID.String())
	if err := stamped(e, "2023-06-05"); err != nil {
		return err
	}
	changed, _ := e.Props.Get("WhenChanged")
	e.Props.Set("IsSoftDeletedByRemove", true)
	e.Props.Set("RecipientSoftDeletedStatus", int32(1))
	e.Props.Set("WhenSoftDeleted", changed)
	return directory.Save(s.tx, e)
}
