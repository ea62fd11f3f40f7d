package seed

import (
	"slices"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// relations writes down what people and things have to do with each other.
func (s *sower) relations() error {
	for i := range s.file.Users {
		u := &s.file.Users[i]
		e := s.byAlias[u.Alias]
		if u.Manager != "" {
			e.Props.Set("Manager", s.reference(u.Manager))
		}
		s.relate(e, &u.Mailbox)
	}
	for i := range s.file.Mailboxes {
		t := &s.file.Mailboxes[i]
		s.relate(s.byAlias[t.Alias], &t.Mailbox)
	}
	for i := range s.file.Groups {
		s.relateGroup(s.byAlias[s.file.Groups[i].Alias], &s.file.Groups[i])
	}
	return nil
}

// relateGroup writes down what a group has to do with others.
func (s *sower) relateGroup(e *org.Entry, g *Group) {
	e.Props.Set("ManagedBy", s.references(g.Owners))
	if g.Type != directory.DynamicGroup {
		e.Props.Set("Members", s.references(g.Members))
	}
	if len(g.Moderators) > 0 {
		e.Props.Set("ModerationEnabled", true)
		e.Props.Set("ModeratedBy", s.references(g.Moderators))
	}
	var people, groups []string
	for _, alias := range g.OnlyFrom {
		if directory.IsGroup(directory.Details(s.byAlias[alias])) {
			groups = append(groups, alias)
		} else {
			people = append(people, alias)
		}
	}
	if len(people) > 0 {
		e.Props.Set("AcceptMessagesOnlyFrom", s.references(people))
	}
	if len(groups) > 0 {
		e.Props.Set("AcceptMessagesOnlyFromDLMembers", s.references(groups))
	}
	s.grant(e, g.Access)
	if g.Removed != nil {
		directory.MarkRemoved(e, g.Removed.In(s.now))
	}
}

// relate writes down what a mailbox has to do with others.
func (s *sower) relate(e *org.Entry, m *Mailbox) {
	if f := m.Forward; f != nil {
		if f.To != "" {
			e.Props.Set("ForwardingAddress", s.reference(f.To))
		} else {
			e.Props.Set("ForwardingSmtpAddress", "smtp:"+f.Address)
		}
		if f.Keep {
			e.Props.Set("DeliverToMailboxAndForward", true)
		}
	}
	if len(m.SendOnBehalf) > 0 {
		e.Props.Set("GrantSendOnBehalfTo", s.references(m.SendOnBehalf))
	}
	s.grant(e, m.Access)
}

const sendAs = "SendAs"

// grant lets people open what is not theirs, and send in others' names.
func (s *sower) grant(e *org.Entry, list []Access) {
	for _, a := range list {
		trustee := s.id("recipient", a.To+a.Gone)
		rights := slices.DeleteFunc(slices.Clone(a.Rights), func(r string) bool { return r == sendAs })
		if len(rights) > 0 {
			full := slices.Contains(rights, "FullAccess")
			p := directory.Permission{Trustee: trustee, Rights: rights, Deny: a.Deny, Inheritance: "All"}
			p.AutoMapping = full && !a.Deny && (a.AutoMapping == nil || *a.AutoMapping)
			all, _ := directory.Grant(directory.MailboxAccess(e), p)
			directory.SetPermissions(e, directory.PropMailboxAccess, all)
		}
		if len(rights) < len(a.Rights) {
			all, _ := directory.Grant(directory.SendAs(e), directory.Permission{Trustee: trustee, Rights: []string{sendAs}, Deny: a.Deny, Inheritance: "None"})
			directory.SetPermissions(e, directory.PropSendAs, all)
		}
	}
}
