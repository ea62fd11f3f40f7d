package change

import (
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Names returns the rows of Name and DisplayName.
func Names() Rows { return Join(Do("Name", setName), DisplayName()) }

// DisplayName returns the row of DisplayName, which the account has as well.
func DisplayName() Rows { return Do("DisplayName", setDisplayName) }

// PersonNames returns the rows of the parts of a person's name.
func PersonNames() Rows { return Join(Text(64, "FirstName", "LastName"), Text(6, "Initials")) }

func setName(c *Change, v object.Value) error {
	c.renamed = true
	return c.Org.SetName(c.Entry, textOf(v))
}

func setDisplayName(c *Change, v object.Value) error {
	text := textOf(v)
	switch {
	case strings.TrimSpace(text) == "":
		return org.Invalid("DisplayName", text, "it may not be empty")
	case len([]rune(text)) > 256:
		return org.Invalid("DisplayName", text, "it may have at most 256 characters")
	}
	c.Entry.Props.Set("DisplayName", text)
	if _, ok := directory.AccountID(c.Entry); !ok || !directory.IsUser(directory.Details(c.Entry)) {
		return nil
	}
	a, err := c.Account()
	if err != nil {
		return err
	}
	a.DisplayName = text
	return nil
}

// Alias returns the row of Alias.
func Alias() Rows {
	return Do("Alias", func(c *Change, v object.Value) error {
		text := textOf(v)
		if err := org.CheckAlias(text); err != nil {
			return err
		}
		c.Entry.Props.Set("Alias", text)
		return nil
	})
}

// Addresses returns the rows of EmailAddresses and of the parameters given, each of which makes an
// address the primary one.
func Addresses(primary ...string) Rows {
	rows := Do("EmailAddresses", func(c *Change, v object.Value) error {
		d := DeltaOf(v)
		var err error
		if d.Partial {
			err = directory.ChangeAddresses(c.Entry, d.Add, d.Remove)
		} else {
			err = directory.ReplaceAddresses(c.Entry, d.Replace)
		}
		if err != nil {
			return err
		}
		return directory.CheckAccepted(c.Tx, c.Entry)
	})
	return append(rows, each(primary, func(c *Change, name string, v object.Value) error {
		text := textOf(v)
		if err := directory.CheckAcceptedDomain(c.Tx, name, text); err != nil {
			return err
		}
		return directory.SetPrimary(c.Entry, text)
	})...)
}
