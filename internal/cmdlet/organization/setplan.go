package organization

import (
	"context"
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The most that a plan can give: the largest mailbox, and the largest message.
const (
	mostQuota   = 100 * directory.GB
	mostMessage = 150 * directory.MB
	mostDays    = 30 // that deleted items are kept
)

// setTable says what each parameter of Set-MailboxPlan does. A plan is what new mailboxes get; those that
// there are keep what they have.
func setTable() project.Table[*change.Change] {
	return project.Table[*change.Change]{Cmdlet: "Set-MailboxPlan", Rows: change.Join(
		change.Read("Identity", "Force"),
		change.Sizes(mostQuota, "IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"),
		change.Sizes(mostMessage, "MaxSendSize", "MaxReceiveSize"),
		change.Spans(mostDays, "RetainDeletedItemsFor"),
		change.Do("IsDefault", setDefault),
	)}
}

// setDefault makes the plan the one that new mailboxes get; the one before is so no more.
func setDefault(c *change.Change, v object.Value) error {
	if !object.Truth(v) {
		if directory.Flag(c.Entry, "IsDefault") {
			return org.Invalid("IsDefault", "False", "one plan has to be the default one; make another one so")
		}
		return nil
	}
	others, err := org.All(c.Tx, org.KindMailboxPlan, func(e *org.Entry) bool { return directory.Flag(e, "IsDefault") && e.ID != c.Entry.ID })
	if err != nil {
		return err
	}
	for _, e := range others {
		e.Props.Set("IsDefault", false)
		if err := directory.SaveConfig(c.Tx, e); err != nil {
			return err
		}
	}
	c.Entry.Props.Set("IsDefault", true)
	return nil
}

// errUnmodified ends a change that changes nothing.
var errUnmodified = errors.New("no setting was modified")

// setPlan carries out Set-MailboxPlan.
func (o *organization) setPlan(ctx context.Context, c *command.Call) error {
	table := setTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	identity := c.Args.Text("Identity")
	var target *org.Entry
	err := o.Store.View(ctx, func(tx org.Tx) (err error) {
		target, err = org.Resolve(tx, []string{org.KindMailboxPlan}, identity)
		return err
	})
	if err != nil {
		return err
	}
	name := directory.Text(target, "DisplayName")
	if !c.Args.Flag("Force") || c.Prefs.WhatIf {
		if ok, err := c.ShouldProcess(ctx, name, c.Meta.Name); err != nil || !ok {
			return err
		}
	}
	err = o.Store.Update(ctx, func(tx org.Tx) error { return apply(tx, table, c.Args) })
	if errors.Is(err, errUnmodified) {
		return c.Warn("The command completed successfully but no settings of '" + name + "' have been modified.")
	}
	return err
}

func apply(tx org.Tx, table project.Table[*change.Change], args command.Args) error {
	home, err := directory.Load(tx)
	if err != nil {
		return err
	}
	e, err := org.Resolve(tx, []string{org.KindMailboxPlan}, args.Text("Identity"))
	if err != nil {
		return err
	}
	before, err := org.EncodeObject(e.Props)
	if err != nil {
		return err
	}
	if err := table.Apply(&change.Change{Tx: tx, Org: home, Entry: e, Args: args}, args); err != nil {
		return err
	}
	if after, err := org.EncodeObject(e.Props); err != nil || string(after) == string(before) {
		return errors.Join(err, errUnmodified)
	}
	if err := checkOrder(e); err != nil {
		return err
	}
	return directory.SaveConfig(tx, e)
}

// checkOrder keeps warning, sending and receiving in this order.
func checkOrder(e *org.Entry) error {
	order := []string{"IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"}
	for i, name := range order[1:] {
		if below := size(e, order[i]); size(e, name) < below {
			return org.Invalid(name, size(e, name).String(), "it is below "+order[i]+", which is "+below.String())
		}
	}
	return nil
}

func size(e *org.Entry, property string) object.ByteQuantifiedSize {
	v, _ := e.Props.Get(property)
	limit, _ := v.(object.Unlimited)
	s, _ := limit.Value.(object.ByteQuantifiedSize)
	return s
}
