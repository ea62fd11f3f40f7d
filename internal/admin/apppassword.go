package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// appPasswordCommands are about passwords of programs that know no second factor.
func appPasswordCommands() []command {
	return []command{
		{"user", "app-password add", "UPN NAME", "make a password for one program, such as a printer's; prints it once", nil, 2, 2, addAppPassword},
		{"user", "app-password list", "UPN", "list its app passwords, and when each was last used", nil, 1, 1, listAppPasswords},
		{"user", "app-password remove", "UPN NAME", "take an app password away, by its name or its first letters", nil, 2, 2, removeAppPassword},
	}
}

func addAppPassword(ctx context.Context, d *Desk, j *job) error {
	upn, name := j.args[0], strings.TrimSpace(j.args[1])
	if name == "" || len(name) > 64 || strings.ContainsFunc(name, unicode.IsControl) {
		return fmt.Errorf("a name of an app password has 1 to 64 characters and says what it is for: %q", j.args[1])
	}
	var secret string
	err := d.view(ctx, func(tx org.Tx) error {
		a, err := account(tx, upn)
		if err != nil {
			return err
		}
		secret, err = d.freshAppPassword(a)
		return err
	})
	if err != nil {
		return err
	}
	hash, err := d.Hasher.Hash(ctx, secret)
	if err != nil {
		return err
	}
	err = d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		if err := mayAddAppPassword(tx, a, name); err != nil {
			return err
		}
		id, _ := password.AppID(secret)
		a.AppPasswords = append(a.AppPasswords, org.AppPassword{ID: id, Name: name, Hash: hash, Added: tx.Now()})
		return nil
	})
	if err == nil {
		j.say("App password of %s for %s: %s\nIt is shown only now. It opens the mail services, without a second factor.", upn, name, secret)
	}
	return err
}

// freshAppPassword makes an app password whose first letters no other of the account has.
func (d *Desk) freshAppPassword(a *org.Account) (string, error) {
	for {
		secret, err := password.App(d.Rand)
		if err != nil {
			return "", err
		}
		id, _ := password.AppID(secret)
		if !slices.ContainsFunc(a.AppPasswords, func(x org.AppPassword) bool { return x.ID == id }) {
			return secret, nil
		}
	}
}

func mayAddAppPassword(tx org.Tx, a *org.Account, name string) error {
	o, err := directory.Load(tx)
	switch {
	case err != nil:
		return err
	case directory.Flag(o.Entry, directory.PropNoAppPassword):
		return fmt.Errorf("the organisation forbids app passwords (`exosh admin policy allow app-password` allows them)")
	case len(a.AppPasswords) >= org.MaxAppPasswords:
		return fmt.Errorf("%s has %d app passwords, which is all it can have; remove one", a.UPN, len(a.AppPasswords))
	case slices.ContainsFunc(a.AppPasswords, func(x org.AppPassword) bool { return org.Matches(x.Name, name) }):
		return fmt.Errorf("%s has an app password called %q already", a.UPN, name)
	}
	return nil
}

func listAppPasswords(ctx context.Context, d *Desk, j *job) error {
	return d.view(ctx, func(tx org.Tx) error {
		a, err := account(tx, j.args[0])
		if err != nil {
			return err
		}
		for _, x := range a.AppPasswords {
			used, err := d.AppPasswordUsed(tx, a.ID, x.ID)
			if err != nil {
				return err
			}
			j.say("%-4s  %-30s  added %s, %s", x.ID, x.Name, day(x.Added), lastUse(used))
		}
		if len(a.AppPasswords) == 0 {
			j.say("%s has no app passwords.", a.UPN)
		}
		return nil
	})
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func lastUse(t time.Time) string {
	if t.IsZero() {
		return "never used"
	}
	return "last used " + t.UTC().Format("2006-01-02 15:04 MST")
}

func removeAppPassword(ctx context.Context, d *Desk, j *job) error {
	err := d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		i := slices.IndexFunc(a.AppPasswords, func(x org.AppPassword) bool { return x.ID == j.args[1] || org.Matches(x.Name, j.args[1]) })
		if i < 0 {
			return fmt.Errorf("%s has no app password %q (`exosh admin user app-password list %s` lists them)", a.UPN, j.args[1], a.UPN)
		}
		id := a.AppPasswords[i].ID
		a.AppPasswords = slices.Delete(slices.Clone(a.AppPasswords), i, i+1)
		return d.ForgetAppPassword(tx, a.ID, id)
	})
	return said(err, j, "%s has no app password %s any more.", j.args[1])
}
