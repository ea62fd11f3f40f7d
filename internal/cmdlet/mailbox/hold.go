package mailbox

import (
	"time"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// retention returns the rows about how long things are kept.
func retention() change.Rows {
	return change.Join(
		change.Spans(30, "RetainDeletedItemsFor"),
		change.Policy("RetentionPolicy", directory.PropRetention),
		change.Flags("RetentionHoldEnabled", "SingleItemRecoveryEnabled", "ElcProcessingDisabled"),
		change.Dates("StartDateForRetentionHold", "EndDateForRetentionHold"),
		change.Text(256, "RetentionComment"),
		change.Text(2048, "RetentionUrl"),
		change.Do("LitigationHoldEnabled", setHold),
		change.Dates("LitigationHoldDate"),
		change.Text(256, "LitigationHoldOwner"),
		change.Do("LitigationHoldDuration", setHoldDuration),
		change.Do("RemoveDelayHoldApplied", clearFlag("DelayHoldApplied")),
		change.Do("RemoveDelayReleaseHoldApplied", clearFlag("DelayReleaseHoldApplied")),
	)
}

// setHold puts the mailbox on litigation hold, noting when and by whom, or takes it off, which leaves
// the delay hold behind that keeps everything for another thirty days.
func setHold(c *change.Change, v object.Value) error {
	on, was := object.Truth(v), directory.Flag(c.Entry, "LitigationHoldEnabled")
	if on == was {
		return nil
	}
	if !on {
		for _, name := range []string{
			"LitigationHoldEnabled", "LitigationHoldDate", "LitigationHoldOwner", "LitigationHoldDuration", "IsInactiveMailbox",
		} {
			c.Set(name, nil)
		}
		c.Entry.Props.Set("DelayHoldApplied", true)
		setRecoverable(c.Entry, false)
		return nil
	}
	if err := holdAllowed(c); err != nil {
		return err
	}
	c.Entry.Props.Set("LitigationHoldEnabled", true)
	c.Entry.Props.Set("LitigationHoldDate", c.Now())
	c.Entry.Props.Set("LitigationHoldOwner", c.Caller)
	setRecoverable(c.Entry, true)
	return nil
}

// setRecoverable gives the folder of deleted items the room that a hold needs.
func setRecoverable(e *org.Entry, held bool) {
	quota, warning := uint64(30*directory.GB), uint64(20*directory.GB)
	if held {
		quota, warning = 100*directory.GB, 90*directory.GB
	}
	e.Props.Set("RecoverableItemsQuota", directory.Size(quota))
	e.Props.Set("RecoverableItemsWarningQuota", directory.Size(warning))
}

// holdAllowed refuses a hold that the mailbox's plan does not have.
func holdAllowed(c *change.Change) error {
	for _, r := range directory.References(c.Entry, "MailboxPlan") {
		plan, err := c.Tx.Get(org.KindMailboxPlan, r.ID)
		if org.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		if !directory.Flag(plan, directory.PlanHolds) {
			name := directory.Text(c.Entry, "Name")
			return change.Refuse(name, "The mailbox \""+name+"\" has the plan "+directory.Text(plan, "DisplayName")+
				", which doesn't include litigation hold.", "Assign a plan that includes it, such as ExchangeOnlineEnterprise.")
		}
	}
	return nil
}

func setHoldDuration(c *change.Change, v object.Value) error {
	u, ok := v.(object.Unlimited)
	if v == nil || ok && u.Value == nil || object.String(v) == "Unlimited" {
		c.Set("LitigationHoldDuration", object.Unlimited{})
		return nil
	}
	if ok {
		v = u.Value
	}
	if days, isDays := v.(int32); isDays {
		v = directory.Days(int(days))
	}
	span, err := object.Convert(v, "EnhancedTimeSpan")
	s, isSpan := span.(object.EnhancedTimeSpan)
	if err != nil || !isSpan || s <= 0 {
		return org.Invalid("LitigationHoldDuration", object.String(v), "it must be a number of days, or Unlimited")
	}
	c.Set("LitigationHoldDuration", object.Unlimited{Value: s})
	return nil
}

func clearFlag(name string) func(*change.Change, object.Value) error {
	return func(c *change.Change, v object.Value) error {
		if object.Truth(v) {
			c.Set(name, nil)
		}
		return nil
	}
}

// checkHold refuses a retention hold that ends before it begins.
func checkHold(c *change.Change) error {
	start, end := dateOf(c.Entry, "StartDateForRetentionHold"), dateOf(c.Entry, "EndDateForRetentionHold")
	if start.IsZero() || end.IsZero() || !end.Before(start) {
		return nil
	}
	return org.Invalid("EndDateForRetentionHold", end.Format(time.DateTime), "it lies before StartDateForRetentionHold")
}

func dateOf(e *org.Entry, name string) time.Time {
	v, _ := e.Props.Get(name)
	t, _ := v.(time.Time)
	return t
}
