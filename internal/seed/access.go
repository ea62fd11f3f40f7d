package seed

import "example.org/exosh/internal/directory"

// An access is a permission that somebody of the demo was given.
type access struct {
	on, trustee string // aliases; a trustee that nobody has is one who is gone
	right       string
	deny        bool
	unmapped    bool // the mailbox isn't opened by itself
}

func accesses() []access {
	return []access{
		{on: "invoices", trustee: "grace", right: "FullAccess"},
		{on: "invoices", trustee: "finance.readers", right: "FullAccess", unmapped: true},
		{on: "invoices", trustee: "grace", right: "SendAs"},
		{on: "enquiries", trustee: "olivia", right: "FullAccess"},
		{on: "enquiries", trustee: "alex.kim", right: "FullAccess"},
		{on: "enquiries", trustee: "long.gone", right: "FullAccess"},
		{on: "enquiries", trustee: "olivia", right: "SendAs"},
		{on: "executive.office", trustee: "ruth", right: "FullAccess"},
		{on: "executive.office", trustee: "peter", right: "FullAccess", deny: true},
		{on: "executive.office", trustee: "ruth", right: "SendAs"},
		{on: "beatrix", trustee: "ruth", right: "FullAccess", unmapped: true},
		{on: "ellen", trustee: "siobhan.oconnor", right: "ReadPermission"},
		{on: "room.harbor", trustee: "hana", right: "FullAccess", unmapped: true},
		{on: "all.sales", trustee: "marcus", right: "SendAs"},
	}
}

// access lets people open what is not theirs, and send in others' names.
func (s *sower) access() error {
	for _, a := range accesses() {
		e := s.byAlias[a.on]
		p := directory.Permission{Trustee: s.id("recipient", a.trustee), Rights: []string{a.right}, Deny: a.deny, Inheritance: "All"}
		if a.right == "SendAs" {
			p.Inheritance = "None"
			list, _ := directory.Grant(directory.SendAs(e), p)
			directory.SetPermissions(e, directory.PropSendAs, list)
			continue
		}
		p.AutoMapping = a.right == "FullAccess" && !a.deny && !a.unmapped
		list, _ := directory.Grant(directory.MailboxAccess(e), p)
		directory.SetPermissions(e, directory.PropMailboxAccess, list)
	}
	return nil
}
