package seed

import (
	"maps"
	"slices"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// mailbox makes a mailbox with its account.
func (s *sower) mailbox(n directory.NewMailbox, m *Mailbox) (*org.Entry, *org.Account, error) {
	n.UPN = s.upn(n.Alias)
	n.ID, n.Account = s.id("recipient", n.Alias), s.id("account", n.Alias)
	n.Mailbox, n.ArchiveID = s.id("mailbox", n.Alias), s.id("archive", n.Alias)
	e, a, err := directory.MakeMailbox(s.tx, s.home, n)
	if err != nil {
		return nil, nil, err
	}
	e.Props.Set("ExternalDirectoryObjectId", a.ID.String())
	s.keep(n.Alias, e)
	s.furnish(e, m)
	return e, a, nil
}

// furnish gives a mailbox what the file says of it, but for what has to do with others.
func (s *sower) furnish(e *org.Entry, m *Mailbox) {
	if m.Hidden {
		e.Props.Set("HiddenFromAddressListsEnabled", true)
	}
	if m.VIP {
		e.Props.Set("Vip", true)
	}
	if m.SMTPAuth != nil {
		e.Props.Set("SmtpClientAuthenticationDisabled", !*m.SMTPAuth)
	}
	if b := m.SendBlocked; b != nil {
		s.blocked = append(s.blocked, directory.BlockedSender{Mailbox: e.ID, Address: directory.Primary(e), Reason: b.Reason, At: b.Since.In(s.now)})
	}
	if m.RetentionHold {
		e.Props.Set("RetentionHoldEnabled", true)
	}
	for _, number := range slices.Sorted(maps.Keys(m.Custom)) {
		e.Props.Set("CustomAttribute"+number, m.Custom[number])
	}
	if m.MailTip != "" {
		e.Props.Set("MailTip", "<html>\r\n<body>\r\n"+m.MailTip+"\r\n</body>\r\n</html>\r\n")
	}
	if q := m.Quota; q != nil {
		e.Props.Set("IssueWarningQuota", q.Warn.limit())
		e.Props.Set("ProhibitSendQuota", q.Send.limit())
		e.Props.Set("ProhibitSendReceiveQuota", q.Full.limit())
	}
	if m.Hold != nil {
		s.hold(e, m.Hold)
	}
	if m.Removed != nil {
		directory.MarkRemoved(e, m.Removed.In(s.now))
	}
}

// hold puts a mailbox on litigation hold.
func (s *sower) hold(e *org.Entry, h *Hold) {
	e.Props.Set("LitigationHoldEnabled", true)
	e.Props.Set("LitigationHoldDate", h.Since.In(s.now))
	e.Props.Set("LitigationHoldOwner", s.upn(h.By))
	if h.Days > 0 {
		e.Props.Set("LitigationHoldDuration", object.Unlimited{Value: directory.Days(h.Days)})
	}
	e.Props.Set("RecoverableItemsQuota", directory.Size(100*directory.GB))
	e.Props.Set("RecoverableItemsWarningQuota", directory.Size(90*directory.GB))
}

// things makes the mailboxes that belong to nobody.
func (s *sower) things() error {
	for i := range s.file.Mailboxes {
		t := &s.file.Mailboxes[i]
		e, a, err := s.mailbox(directory.NewMailbox{Details: t.Type, Name: t.Name, DisplayName: t.Display, Alias: t.Alias}, &t.Mailbox)
		if err != nil {
			return err
		}
		s.accounts[t.Alias] = a
		if city := s.place(t.Place).City; city != "" {
			e.Props.Set("City", city)
		}
		if t.Capacity > 0 {
			e.Props.Set("ResourceCapacity", t.Capacity)
		}
		s.stamp(e, t.Created)
	}
	return nil
}
