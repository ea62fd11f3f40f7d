package mailbox

import (
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// checkMailbox holds the rules that look at several properties of a changed mailbox.
func checkMailbox(c *change.Change) error {
	for _, check := range []func(*change.Change) error{checkQuotas, change.CheckModeration, checkHold} {
		if err := check(c); err != nil {
			return err
		}
	}
	return nil
}

// checkQuotas keeps warning, sending and receiving in this order, and all of them within the plan.
func checkQuotas(c *change.Change) error {
	if !c.Args.Has("IssueWarningQuota") && !c.Args.Has("ProhibitSendQuota") && !c.Args.Has("ProhibitSendReceiveQuota") {
		return nil
	}
	limit, err := planLimit(c)
	if err != nil {
		return err
	}
	order := []string{"IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"}
	for i, name := range order {
		v := bytes(c.Entry, name)
		if v > limit {
			return org.Invalid(name, object.ByteQuantifiedSize(v).String(),
				"the mailbox's plan allows at most "+object.ByteQuantifiedSize(limit).String())
		}
		if i > 0 && bytes(c.Entry, order[i-1]) > v {
			return org.Invalid(name, object.ByteQuantifiedSize(v).String(), "it is below "+order[i-1]+
				", which is "+object.ByteQuantifiedSize(bytes(c.Entry, order[i-1])).String())
		}
	}
	return nil
}

// planLimit returns the room that the mailbox's plan gives, in bytes.
func planLimit(c *change.Change) (uint64, error) {
	for _, r := range directory.References(c.Entry, "MailboxPlan") {
		plan, err := c.Tx.Get(org.KindMailboxPlan, r.ID)
		if err == nil {
			return bytes(plan, "ProhibitSendReceiveQuota"), nil
		}
		if !org.IsNotFound(err) {
			return 0, err
		}
	}
	return directory.SharedQuota, nil
}

// bytes returns a quota in bytes.
func bytes(e *org.Entry, name string) uint64 {
	v, _ := e.Props.Get(name)
	u, _ := v.(object.Unlimited)
	s, _ := u.Value.(object.ByteQuantifiedSize)
	return uint64(s)
}
