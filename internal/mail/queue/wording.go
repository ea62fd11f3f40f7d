package queue

import (
	"cmp"
	"slices"
	"strings"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/smtpreply"
)

func (n *notice) subject() string {
	switch n.kind {
	case mail.NotifyFailure:
		return "Undeliverable: "
	case mail.NotifyDelay:
		return "Delayed: "
	}
	for _, subject := range []string{"Delivered", "Relayed"} {
		if slices.ContainsFunc(n.recipients, func(t told) bool { return t.Action == strings.ToLower(subject) }) {
			return subject + ": "
		}
	}
	return "Expanded: "
}

// text is what a notice says to a person.
func (s *settling) text(n *notice) string {
	var b strings.Builder
	b.WriteString(n.opening())
	for _, t := range n.recipients {
		b.WriteString("\n  " + cmp.Or(t.Address, t.Recipient.Address) + "\n")
		for _, l := range t.lines() {
			b.WriteString("    " + l + "\n")
		}
	}
	b.WriteString("\nYour message\n  Subject: " + cmp.Or(line(s.message.Subject), "(none)") +
		"\n  Sent:    " + s.message.Received.UTC().Format("Monday, 2 January 2006, 15:04:05 UTC") + "\n")
	if s.message.MessageID != "" {
		b.WriteString("  Id:      " + line(s.message.MessageID) + "\n")
	}
	b.WriteString("\nThis notice was written by the mail system of " + s.worker.host() + ". Nobody reads replies to it.\n")
	return b.String()
}

func (n *notice) opening() string {
	switch n.kind {
	case mail.NotifyFailure:
		return "Your message could not be delivered to:\n"
	case mail.NotifyDelay:
		return "Your message has not been delivered yet to the following recipients. You do not have to do anything: it will be\ntried again, and you will be told if it fails.\n"
	}
	return "You asked to be told when your message arrives:\n"
}

// lines say what became of a recipient, why, and what to do.
func (t told) lines() []string {
	var list []string
	if n := len(t.Trail); n > 0 {
		list = append(list, "by way of "+t.Trail[n-1])
	}
	switch t.Action {
	case "delivered":
		return append(list, "It lies in the mailbox.")
	case "expanded":
		return append(list, "It went to the members of the group. What becomes of it there is not reported.")
	case "relayed":
		return append(list, "It was handed to "+cmp.Or(t.Status.Remote, "another mail system")+", which does not report what becomes of it.")
	}
	list = append(list, t.explained()...)
	if !t.Until.IsZero() {
		list = append(list, "It will be tried until "+t.Until.UTC().Format("Monday, 2 January, 15:04 UTC")+".")
	}
	said := "The server said: "
	if t.Status.Remote != "" {
		said = t.Status.Remote + " said: "
	}
	return append(list, said+line(t.Status.Error()))
}

// explained says why, and what to do. Codes of other servers are theirs: what they mean is what they say.
func (t told) explained() []string {
	if t.Status.Remote != "" {
		if t.Action == "failed" {
			return []string{"The server that takes mail for this address refused the message."}
		}
		return []string{"The server that takes mail for this address does not take the message now."}
	}
	why := smtpreply.ExplainReply(t.Status.Code, t.Status.Enhanced, t.Status.Text)
	list := []string{why.Meaning}
	if why.Cause != "" {
		list = append(list, why.Cause)
	}
	if t.Action == "failed" && why.Advice != "" {
		list = append(list, "What to do: "+why.Advice)
	}
	return list
}
