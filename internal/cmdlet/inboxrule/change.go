package inboxrule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// rows returns what the parameters of New- and Set-InboxRule do that both have. What a rule asks and does
// is kept and shown.
func rows() []project.Row[*draft] {
	list := project.Reads[*draft]("Mailbox", "Force", "AlwaysDeleteOutlookRulesBlob")
	list = append(list, project.Row[*draft]{Param: "Name", Apply: rename}, project.Row[*draft]{Param: "Priority", Apply: move})
	for _, c := range clauses() {
		list = append(list, project.Row[*draft]{Param: c.param, Stored: true, Apply: func(d *draft, v object.Value) error {
			kept, err := d.value(c, v)
			if err == nil {
				d.rule.Set(c.param, kept)
			}
			return err
		}})
	}
	return list
}

func newTable() project.Table[*draft] {
	return project.Table[*draft]{Cmdlet: "New-InboxRule", Rows: rows()}
}

func setTable() project.Table[*draft] {
	return project.Table[*draft]{Cmdlet: "Set-InboxRule", Rows: append(rows(), project.Reads[*draft]("Identity")...)}
}

// maxName is the longest name of a rule, in characters.
const maxName = 512

func rename(d *draft, v object.Value) error {
	name := object.String(v)
	if strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > maxName {
		return org.Invalid("Name", name, fmt.Sprintf("the name of a rule has 1 to %d characters", maxName))
	}
	d.rule.Name = name
	return nil
}

// move puts the rule at a place among the others.
func move(d *draft, v object.Value) error {
	n, err := object.Convert(v, "Int32")
	at, ok := n.(int32)
	if err != nil || !ok || at < 0 {
		return org.Invalid("Priority", object.String(v), "it must be a number that is not negative")
	}
	list := slices.DeleteFunc(d.set.list, func(r *box.Rule) bool { return r == d.rule })
	d.set.list = slices.Insert(list, min(max(int(at)-1, 0), len(list)), d.rule)
	return nil
}

// check holds the rules about a whole rule.
func (d *draft) check() error {
	acts := slices.ContainsFunc(actions(), func(c clause) bool {
		_, ok := d.rule.Props.Get(c.param)
		return ok
	})
	if !acts {
		return org.Invalid("Name", d.rule.Name, "the rule does nothing: give it an action such as -MoveToFolder, -ForwardTo or -DeleteMessage")
	}
	for _, prefix := range []string{"", exceptPrefix} {
		low, _ := d.rule.Props.Get(prefix + "WithinSizeRangeMinimum")
		high, _ := d.rule.Props.Get(prefix + "WithinSizeRangeMaximum")
		a, hasLow := low.(object.ByteQuantifiedSize)
		b, hasHigh := high.(object.ByteQuantifiedSize)
		if hasLow && hasHigh && a > b {
			return org.Invalid(prefix+"WithinSizeRangeMinimum", a.String(), "it is more than the maximum, "+b.String())
		}
	}
	return nil
}

// change carries out a change of rules, all or nothing. edit says what is asked about, and what is shown; it
// runs before the question, and again in the transaction.
func (r *rules) change(ctx context.Context, c *command.Call, edit func(*set) (target string, shown *box.Rule, err error)) error {
	var s *set
	var target string
	var shown *box.Rule
	run := func(tx org.Tx) (err error) {
		if s, err = load(ctx, tx, c.Args.Text("Mailbox"), c.Args.Text("Identity")); err != nil {
			return err
		}
		if err := org.Writable(tx, s.box.Owner); err != nil {
			return err
		}
		target, shown, err = edit(s)
		return err
	}
	if err := r.Store.View(ctx, run); err != nil {
		return err
	}
	if !c.Args.Flag("Force") || c.Prefs.WhatIf {
		if ok, err := c.ShouldProcess(ctx, target, c.Meta.Name); err != nil || !ok {
			return err
		}
	}
	return change.Update(ctx, r.Store, c, target, func(tx org.Tx) (bool, error) {
		if err := run(tx); err != nil {
			return false, err
		}
		modified, err := s.save()
		if err != nil || shown == nil {
			return modified, err
		}
		return modified, c.Output(s.show(shown))
	})
}

// target names a rule in a question.
func (s *set) target(r *box.Rule) string { return "inbox rule " + r.Name + " of " + s.box.Name() }

// create carries out New-InboxRule. Without -Priority the rule runs after the others.
func (r *rules) create(ctx context.Context, c *command.Call) error {
	table := newTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	id, err := org.NewID(r.Random)
	if err != nil {
		return err
	}
	return r.change(ctx, c, func(s *set) (string, *box.Rule, error) {
		d := &draft{set: s, rule: &box.Rule{ID: id, Enabled: true, Props: &object.Object{}}}
		s.list = append(s.list, d.rule)
		if err := table.Apply(d, c.Args); err != nil {
			return "", nil, err
		}
		return s.target(d.rule), d.rule, d.check()
	})
}

// set carries out Set-InboxRule.
func (r *rules) set(ctx context.Context, c *command.Call) error {
	table := setTable()
	if err := table.Check(c.Args); err != nil {
		return err
	}
	return r.change(ctx, c, func(s *set) (string, *box.Rule, error) {
		rule, err := s.find(c.Args.Text("Identity"))
		if err != nil {
			return "", nil, err
		}
		target := s.target(rule)
		d := &draft{set: s, rule: rule}
		if err := table.Apply(d, c.Args); err != nil {
			return "", nil, err
		}
		return target, nil, d.check()
	})
}

// each carries out a cmdlet that does one thing to a rule.
func (r *rules) each(ctx context.Context, c *command.Call, do func(*set, *box.Rule)) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	return r.change(ctx, c, func(s *set) (string, *box.Rule, error) {
		rule, err := s.find(c.Args.Text("Identity"))
		if err != nil {
			return "", nil, err
		}
		do(s, rule)
		return s.target(rule), nil, nil
	})
}

// remove carries out Remove-InboxRule.
func (r *rules) remove(ctx context.Context, c *command.Call) error {
	return r.each(ctx, c, func(s *set, rule *box.Rule) {
		s.gone = append(s.gone, rule)
		s.list = slices.DeleteFunc(s.list, func(other *box.Rule) bool { return other == rule })
	})
}

// enable carries out Enable-InboxRule.
func (r *rules) enable(ctx context.Context, c *command.Call) error {
	return r.each(ctx, c, func(s *set, rule *box.Rule) { rule.Enabled = true })
}

// disable carries out Disable-InboxRule.
func (r *rules) disable(ctx context.Context, c *command.Call) error {
	return r.each(ctx, c, func(s *set, rule *box.Rule) { rule.Enabled = false })
}
