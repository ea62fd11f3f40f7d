// Package change is what Set- and New- cmdlets do to a recipient: the change under way, and makers of
// the rows that carry a parameter into it. A parameter that is simply a property is one row.
package change

import (
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Change is a recipient, and its account, on their way to be stored.
type Change struct {
	Tx     org.Tx
	Org    *directory.Organisation
	Entry  *org.Entry
	Args   command.Args
	Caller string // who changes it
	Actor  org.ID // the account of who changes it, zero for none
	Hash   string // of the password that the arguments give, "" where they give none

	account *org.Account // read when it is needed
	stored  *org.Account // a copy of it as it was read
	touched bool         // the account is to be stored
	guarded bool         // the account may lose the power to administer
	renamed bool
}

// A Row says what one parameter does to a change.
type Row = project.Row[*Change]

// Rows is a table's list of rows.
type Rows = []Row

// Join makes one list of several.
func Join(lists ...Rows) Rows {
	var all Rows
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// Now returns the transaction's time.
func (c *Change) Now() time.Time { return c.Tx.Now() }

// Set sets a property; $null and "" take its own value away, so that the preset shows.
func (c *Change) Set(name string, v object.Value) {
	if v == nil || v == "" {
		c.Entry.Props.Delete(name)
		return
	}
	c.Entry.Props.Set(name, v)
}

// Account returns the recipient's account to be changed.
func (c *Change) Account() (*org.Account, error) {
	if c.account == nil {
		id, ok := directory.AccountID(c.Entry)
		if !ok {
			return nil, noAccount(c.Entry)
		}
		a, _, err := org.AccountByID(c.Tx, id)
		if org.IsNotFound(err) {
			return nil, noAccount(c.Entry)
		}
		if err != nil {
			return nil, err
		}
		was := *a
		c.account, c.stored = a, &was
	}
	c.touched = true
	return c.account, nil
}

// NewAccount gives the recipient an account.
func (c *Change) NewAccount(a *org.Account) {
	c.account, c.touched = a, true
	c.Entry.Props.Set("ExternalDirectoryObjectId", a.ID.String())
	c.Entry.Props.Set("UserPrincipalName", a.UPN)
}

func noAccount(e *org.Entry) error {
	return &command.Error{
		Category: command.InvalidOperation, ID: "RecipientTaskException",
		Type:    "Microsoft.Exchange.Configuration.Tasks.RecipientTaskException",
		Message: "\"" + org.EntryName(e) + "\" has no account that could be changed.",
		Target:  org.EntryName(e),
	}
}

// Save stores the recipient and, where it was changed, the account; both or neither.
func (c *Change) Save() error {
	if c.guarded {
		if err := org.CanDisableRemotePowerShell(org.Unscoped(c.Tx), c.account.ID); err != nil {
			return err
		}
	}
	if c.touched { // a scope decides about the recipient below, and its account goes with it
		if err := org.PutAccount(org.Unscoped(c.Tx), c.account); err != nil {
			return err
		}
	}
	if err := directory.Save(c.Tx, c.Entry); err != nil {
		return err
	}
	if c.renamed {
		return directory.Renamed(c.Tx, c.Entry)
	}
	return nil
}
