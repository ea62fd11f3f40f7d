package trace

import (
	"net/netip"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A filter is what the rows have to be that a call asks for.
type filter struct {
	message             org.ID
	hasMessage          bool
	messageIDs          []string
	senders, recipients addresses
	statuses            []string
	fromIP, toIP        string
	subject             subject
}

func filterOf(args command.Args) (*filter, error) {
	f := &filter{fromIP: address(args.Text("FromIP")), toIP: address(args.Text("ToIP"))}
	var err error
	if f.message, f.hasMessage, err = messageOf(args); err != nil {
		return nil, err
	}
	if f.messageIDs, err = values(args, "MessageId"); err != nil {
		return nil, err
	}
	if f.senders, err = addressesOf(args, "SenderAddress"); err != nil {
		return nil, err
	}
	if f.recipients, err = addressesOf(args, "RecipientAddress"); err != nil {
		return nil, err
	}
	if f.statuses, err = statusesOf(args); err != nil {
		return nil, err
	}
	f.subject, err = subjectOf(args)
	return f, err
}

// messageOf reads -MessageTraceId.
func messageOf(args command.Args) (id org.ID, given bool, err error) {
	v, given := args.Get("MessageTraceId")
	if !given || v == nil {
		return org.ID{}, false, nil
	}
	g, err := object.Convert(v, "Guid")
	id, ok := g.(object.GUID)
	if err != nil || !ok {
		return org.ID{}, false, org.Invalid("MessageTraceId", args.Text("MessageTraceId"), "it must be a Guid")
	}
	return id, true, nil
}

// statuses returns the values of -Status. None is one of the vendor's for what was refused at its door, and
// FilteredAsSpam for what its filters found: no message has them here.
func statuses() []string {
	return []string{"None", mail.GettingStatus, mail.Failed, mail.Pending, mail.Delivered, mail.Expanded, mail.Quarantined, "FilteredAsSpam"}
}

func statusesOf(args command.Args) ([]string, error) {
	list, err := values(args, "Status")
	for i, text := range list {
		at := slices.IndexFunc(statuses(), func(s string) bool { return strings.EqualFold(s, text) })
		if at < 0 {
			return nil, org.Invalid("Status", text, "it must be one of "+strings.Join(statuses(), ", "))
		}
		list[i] = statuses()[at]
	}
	return list, err
}

// address returns an IP address in its one spelling, other text as it is.
func address(text string) string {
	if a, err := netip.ParseAddr(text); err == nil {
		return a.Unmap().String()
	}
	return text
}

// none says whether nothing can be found: no message has a MessageTraceId of zeros.
func (f *filter) none() bool { return f.hasMessage && f.message == org.ID{} }

// query returns what the store looks for within a window.
func (f *filter) query(w window) mail.TraceQuery {
	q := mail.TraceQuery{From: w.from, To: w.to, Message: f.message, Statuses: f.statuses}
	if len(f.messageIDs) == 1 {
		q.MessageID = f.messageIDs[0]
	}
	if f.senders.simple() {
		q.Senders = f.senders
	}
	if f.recipients.simple() {
		q.Recipients = f.recipients
	}
	return q
}

// holds looks at what the store does not.
func (f *filter) holds(t *mail.Trace) bool {
	switch {
	case len(f.messageIDs) > 1 && !slices.Contains(f.messageIDs, t.MessageID),
		!f.senders.simple() && !f.senders.hold(t.Sender),
		!f.recipients.simple() && !f.recipients.hold(t.Recipient),
		f.fromIP != "" && f.fromIP != address(t.FromIP),
		f.toIP != "" && f.toIP != address(t.ToIP):
		return false
	}
	return f.subject.holds(t.Subject)
}

// A subject is what -Subject and -SubjectFilterType ask for.
type subject struct {
	text string // folded, "" for all
	has  func(text, part string) bool
}

func subjectOf(args command.Args) (subject, error) {
	text, kind := args.Text("Subject"), args.Text("SubjectFilterType")
	if err := short("Subject", text); err != nil {
		return subject{}, err
	}
	s := subject{text: org.Fold(text)}
	switch strings.ToLower(kind) {
	case "", "contains":
		s.has = strings.Contains
	case "startswith":
		s.has = strings.HasPrefix
	case "endswith":
		s.has = strings.HasSuffix
	default:
		return s, org.Invalid("SubjectFilterType", kind, "it must be Contains, EndsWith or StartsWith")
	}
	if kind != "" && text == "" {
		return s, org.Invalid("SubjectFilterType", kind, "it needs -Subject, the text to look for")
	}
	return s, nil
}

func (s subject) holds(text string) bool { return s.text == "" || s.has(org.Fold(text), s.text) }
