package role

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// A work is a change under way, inside of a transaction.
type work struct {
	ctx   context.Context
	tx    org.Tx // limited to what the caller may see and change
	all   org.Tx // the whole organisation, for the questions that rights depend on
	home  *directory.Organisation
	model rbac.Model
	call  *command.Call
	roles *roles

	authority *rbac.Authority // see may
}

// A plan is a change that was found to be allowed.
type plan struct {
	question string       // what it is done to, for the person who confirms it
	do       func() error // makes the change
}

// errUnmodified ends a change that changes nothing.
var errUnmodified = errors.New("no setting was modified")

// change carries out a cmdlet that changes something. prepare finds what the cmdlet is about and refuses
// what the caller may not do. It runs before the question, and again in the transaction of the change.
func (r *roles) change(ctx context.Context, c *command.Call, prepare func(*work) (*plan, error)) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	var p *plan
	err := r.Store.View(ctx, func(tx org.Tx) error {
		w, err := r.begin(ctx, tx, c)
		if err == nil {
			p, err = prepare(w)
		}
		return err
	})
	if err != nil {
		if failed := r.record(ctx, c, err); failed != nil {
			return errors.Join(err, failed)
		}
		return err
	}
	if ok, err := r.sure(ctx, c, p.question); err != nil || !ok {
		return err
	}
	err = r.Store.Update(ctx, func(tx org.Tx) error {
		w, err := r.begin(ctx, tx, c)
		if err != nil {
			return err
		}
		p, err = prepare(w)
		if err != nil {
			return err
		}
		return p.do()
	})
	if errors.Is(err, errUnmodified) {
		return c.Warn("The command completed successfully but no settings of '" + c.Args.Text("Identity") + "' have been modified.")
	}
	return err
}

// sure asks before the change. -Force takes the question away.
func (r *roles) sure(ctx context.Context, c *command.Call, question string) (bool, error) {
	if c.Args.Flag("Force") && !c.Prefs.WhatIf {
		return true, nil
	}
	return c.ShouldProcess(ctx, question, c.Meta.Name)
}

func (r *roles) begin(ctx context.Context, tx org.Tx, c *command.Call) (*work, error) {
	home, err := directory.Load(tx)
	return &work{
		ctx: ctx, tx: tx, all: org.Unscoped(tx), home: home, model: rbac.In(org.EnvOf(ctx)), call: c, roles: r,
	}, err
}

// item returns an entry on its way to be shown.
func (w *work) item(e *org.Entry) *directory.Item {
	return &directory.Item{Tx: w.tx, Org: w.home, Entry: e}
}

// find returns the one object of a kind that an identity names.
func (w *work) find(kind, identity string) (*org.Entry, error) {
	return find(w.tx, w.model, kind, identity)
}

// named is find for the object that -Identity names.
func (w *work) named(kind string) (*org.Entry, error) {
	return w.find(kind, w.call.Args.Text("Identity"))
}

// put stores an object whose name no other of its kind may have.
func (w *work) put(e *org.Entry) error {
	err := w.tx.Put(e)
	if taken := (*org.KeyTakenError)(nil); errors.As(err, &taken) {
		return nameTaken(directory.Text(e, "Name"), taken)
	}
	return err
}

func nameTaken(name string, taken *org.KeyTakenError) error {
	return &command.Error{
		Category: command.ResourceExists, ID: "ADObjectAlreadyExistsException",
		Type:    "Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException",
		Message: "The name \"" + name + "\" is already in use by another object of that kind.",
		Advice:  "Choose another name, or change the object that has it.", Target: name, Err: taken,
	}
}

// id returns the id of a new object.
func (w *work) id() (org.ID, error) { return org.NewID(w.roles.Random) }

// checkName refuses names that an object of RBAC can't have.
func checkName(name string) error {
	switch {
	case trimmed(name) == "":
		return org.Invalid("Name", name, "it may not be empty")
	case len([]rune(name)) > maxName:
		return org.Invalid("Name", name, "it may have at most 64 characters")
	case object.HasWildcard(name) || strings.ContainsFunc(name, unfit):
		return org.Invalid("Name", name, `it may not hold a backslash, a wildcard or a control character`)
	}
	return nil
}

// maxName is how many characters the name of an object of RBAC may have.
const maxName = 64

func trimmed(s string) string { return strings.TrimSpace(s) }

// unfit says of a character whether names can't hold it: role entries are found by "role\cmdlet".
func unfit(r rune) bool { return r == '\\' || unicode.IsControl(r) }
