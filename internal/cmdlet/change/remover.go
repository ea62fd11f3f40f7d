package change

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// A Remover is a cmdlet that takes one recipient away, which -Identity names.
type Remover struct {
	Store org.Store
	Table project.Table[struct{}]
	Keep  func(*org.Entry) bool // which recipients -Identity may name
	What  string                // the kind of recipient in the question, such as "group"
	// May returns an error unless the caller may remove the recipient. Nil allows it.
	May func(context.Context, org.Tx, *org.Entry, command.Args) error
	// Remove takes it away: directory.RemoveGroup or its like.
	Remove func(org.Tx, *org.Entry) error
}

// Run carries out the cmdlet. -Force takes the question away. A recipient outside the caller's write
// scope is not found.
func (r Remover) Run(ctx context.Context, c *command.Call) error {
	if err := r.Table.Check(c.Args); err != nil {
		return err
	}
	setter := Setter{Store: r.Store, Keep: r.Keep, May: r.May}
	target, err := setter.find(ctx, c.Args)
	if err != nil {
		return err
	}
	if ok, err := r.sure(ctx, c, target); err != nil || !ok {
		return err
	}
	return r.Store.Update(ctx, func(tx org.Tx) error {
		e, err := directory.Resolve(tx, c.Args.Text("Identity"), func(e *org.Entry) bool { return e.ID == target.ID && r.Keep(e) })
		if err != nil {
			return err
		}
		if err := setter.may(ctx, tx, e, c.Args); err != nil {
			return err
		}
		return r.Remove(tx, e)
	})
}

func (r Remover) sure(ctx context.Context, c *command.Call, target *org.Entry) (bool, error) {
	if c.Args.Flag("Force") && !c.Prefs.WhatIf {
		return true, nil
	}
	return c.ShouldProcess(ctx, r.What+" "+directory.Text(target, "Name")+" ("+directory.Primary(target)+")", r.Table.Cmdlet)
}
