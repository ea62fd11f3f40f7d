package route

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// RecipientOf returns what routing knows of a recipient's entry.
func RecipientOf(e *org.Entry) *Recipient {
	r := &Recipient{ID: e.ID, Details: directory.Details(e), Address: directory.Primary(e), Box: directory.StoreID(e)}
	switch {
	case directory.IsMailbox(r.Details):
		r.Kind = Mailbox
		r.Discovery = r.Details == directory.DiscoveryMailbox
		r.Forward = forwardOf(e)
		r.Copies = copiesOf(e)
	case directory.IsOutsider(r.Details):
		r.Kind = Outside
		if a, err := org.ParseProxyAddress(directory.Text(e, "ExternalEmailAddress")); err == nil && a.Prefix == "smtp" {
			r.External = a.Address
		}
	case r.Details == directory.UnifiedGroup:
		r.Kind = Unified
	case directory.IsGroup(r.Details):
		r.Kind = Group
		r.Reports = reportsOf(e)
		r.NoBcc = directory.Flag(e, "BccBlocked")
	}
	r.Managers = ids(e, "ManagedBy")
	r.NestedApproved = directory.Flag(e, "BypassNestedModerationEnabled")
	r.Restricts = restrictionsOf(e, r)
	return r
}

func forwardOf(e *org.Entry) Forward {
	f := Forward{Keep: directory.Flag(e, "DeliverToMailboxAndForward")}
	if to := directory.References(e, "ForwardingAddress"); len(to) > 0 {
		f.To = to[0].ID
	}
	if a, err := org.ParseProxyAddress(directory.Text(e, "ForwardingSmtpAddress")); err == nil {
		f.Address = a.Address
	}
	return f
}

func copiesOf(e *org.Entry) Copies {
	return Copies{
		Own: flag(e, "MessageCopyForSMTPClientSubmissionEnabled", true),
		As:  directory.Flag(e, "MessageCopyForSentAsEnabled"), Behalf: directory.Flag(e, "MessageCopyForSendOnBehalfEnabled"),
	}
}

// reportsOf says where reports of failures behind a group go. One of the two switches is on; with both, the sender
// is told.
func reportsOf(e *org.Entry) Reports {
	switch {
	case flag(e, "ReportToOriginatorEnabled", true):
		return ToSender
	case directory.Flag(e, "ReportToManagerEnabled"):
		return ToManager
	}
	return ToNobody
}

func restrictionsOf(e *org.Entry, r *Recipient) Restrictions {
	group := r.Kind == Group || r.Kind == Unified
	x := Restrictions{
		Only: ids(e, "AcceptMessagesOnlyFrom"), OnlyOf: ids(e, "AcceptMessagesOnlyFromDLMembers"),
		Never: ids(e, "RejectMessagesFrom"), NeverOf: ids(e, "RejectMessagesFromDLMembers"),
		Inside:    flag(e, "RequireSenderAuthenticationEnabled", group),
		Moderated: directory.Flag(e, "ModerationEnabled"), Moderators: ids(e, "ModeratedBy"),
		Unmoderated: ids(e, "BypassModerationFromSendersOrMembers"),
	}
	if len(x.Moderators) == 0 {
		x.Moderators = r.Managers
	}
	x.MaxSize = maxReceive(e, r.Kind)
	return x
}

// maxReceive returns the largest message that a recipient takes. A mailbox without a value of its own has that of
// a new one.
func maxReceive(e *org.Entry, k Kind) int64 {
	v, ok := e.Props.Get("MaxReceiveSize")
	if !ok && k == Mailbox {
		v = directory.Presets()["MaxReceiveSize"]
	}
	return bytesOf(v)
}

func ids(e *org.Entry, name string) []org.ID {
	refs := directory.References(e, name)
	if len(refs) == 0 {
		return nil
	}
	list := make([]org.ID, len(refs))
	for i, r := range refs {
		list[i] = r.ID
	}
	return list
}

// flag returns a property that is a switch, or what it is where the entry has no value of its own.
func flag(e *org.Entry, name string, usual bool) bool {
	v, _ := e.Props.Get(name)
	if b, ok := v.(bool); ok {
		return b
	}
	return usual
}

// bytesOf returns a size, 0 for Unlimited and for none.
func bytesOf(v object.Value) int64 {
	if u, ok := v.(object.Unlimited); ok {
		v = u.Value
	}
	n, _ := v.(object.ByteQuantifiedSize)
	return int64(n)
}
