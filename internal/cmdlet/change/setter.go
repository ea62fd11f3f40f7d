package change

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// A Setter is a cmdlet that changes one recipient: -Identity names it, the rows of a table change it.
type Setter struct {
	Store org.Store
	Table project.Table[*Change]
	Keep  func(*org.Entry) bool // which recipients -Identity may name
	// View is that of the matching Get- cmdlet. It knows what a property without a value of its own is, so
	// that giving it the same value counts as no change. Nil knows nothing.
	View *project.View[*directory.Item]
	// May returns an error unless the caller may change the recipient as it is stored. Nil allows it.
	May func(context.Context, org.Tx, *org.Entry, command.Args) error
	// Hash returns the hash of the password that the arguments give the recipient, "" for none. It is called
	// outside of transactions because it takes long. Nil is for cmdlets without a password.
	Hash func(context.Context, command.Args, *org.Entry) (string, error)
	// Check holds the rules that look at several properties of the changed recipient. Nil has none.
	Check func(*Change) error
}

// Run carries out the cmdlet: it finds the recipient, asks, and changes it, all or nothing. A recipient
// outside the caller's write scope is not found. Where nothing changes there is a warning and no audit
// record.
func (s Setter) Run(ctx context.Context, c *command.Call) error {
	if err := s.Table.Check(c.Args); err != nil {
		return err
	}
	target, err := s.find(ctx, c.Args)
	if err != nil {
		return err
	}
	hash := ""
	if s.Hash != nil {
		if hash, err = s.Hash(ctx, c.Args, target); err != nil {
			return err
		}
	}
	if ok, err := c.ShouldProcess(ctx, directory.Text(target, "Name"), s.Table.Cmdlet); err != nil || !ok {
		return err
	}
	return Update(ctx, s.Store, c, directory.Text(target, "Identity"), func(tx org.Tx) (bool, error) {
		ch, err := Begin(ctx, tx, c.Args, target.ID)
		if err != nil {
			return false, err
		}
		ch.Hash = hash
		return s.apply(ctx, ch)
	})
}

// find returns the recipient that the arguments name, if the caller may change it.
func (s Setter) find(ctx context.Context, args command.Args) (found *org.Entry, err error) {
	err = s.Store.View(ctx, func(tx org.Tx) error {
		if found, err = directory.Resolve(tx, args.Text("Identity"), s.Keep); err != nil {
			return err
		}
		return s.may(ctx, tx, found, args)
	})
	return found, err
}

func (s Setter) may(ctx context.Context, tx org.Tx, e *org.Entry, args command.Args) error {
	if err := org.Writable(tx, e); err != nil || s.May == nil {
		return err
	}
	return s.May(ctx, tx, e, args)
}

// apply carries the arguments into the recipient and stores it.
func (s Setter) apply(ctx context.Context, ch *Change) (modified bool, err error) {
	if err := s.may(ctx, ch.Tx, ch.Entry, ch.Args); err != nil {
		return false, err
	}
	before := snapshot(ch.Entry)
	if err := s.Table.Apply(ch, ch.Args); err != nil {
		return false, err
	}
	if s.Check != nil {
		if err := s.Check(ch); err != nil {
			return false, err
		}
	}
	if modified, err = s.modified(ch, before); err != nil || !modified {
		return false, err
	}
	return true, ch.Save()
}
