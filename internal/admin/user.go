package admin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// account reads an account by its user principal name.
func account(tx org.Tx, upn string) (*org.Account, error) {
	a, _, err := org.AccountByUPN(tx, upn)
	if errors.Is(err, org.ErrNotFound) {
		return nil, fmt.Errorf("there is no account %s (`exosh admin user list` lists them)", upn)
	}
	return a, err
}

// change reads the account that the first argument names, lets fn change it and stores it.
func (d *Desk) change(ctx context.Context, j *job, fn func(org.Tx, *org.Account) error) error {
	return d.update(ctx, j, func(tx org.Tx) error {
		a, err := account(tx, j.args[0])
		if err != nil {
			return err
		}
		if err := fn(tx, a); err != nil {
			return err
		}
		return org.PutAccount(tx, a)
	})
}

func listUsers(ctx context.Context, d *Desk, j *job) error {
	return d.view(ctx, func(tx org.Tx) error {
		list, err := org.All(tx, org.KindAccount, nil)
		if err != nil {
			return err
		}
		for _, e := range list {
			a, err := org.AccountOf(e)
			if err != nil {
				return err
			}
			j.say("%-40s %s", a.UPN, strings.Join(standing(a), ", "))
		}
		return nil
	})
}

// standing says in words what is particular about an account.
func standing(a *org.Account) []string {
	var words []string
	if !a.Enabled {
		words = append(words, "blocked")
	}
	if a.MustChange {
		words = append(words, "one-time password")
	}
	if !a.RemotePowerShell {
		words = append(words, "no remote PowerShell")
	}
	for _, f := range a.Factors {
		words = append(words, "factor "+f.Type)
	}
	if a.MFARequired && len(a.Factors) == 0 {
		words = append(words, "must register a factor")
	}
	return append(append(words, a.DirectoryRoles...), a.Plans...)
}

func createUser(ctx context.Context, d *Desk, j *job) error {
	if err := d.knownRole(j.role); err != nil {
		return err
	}
	secret, hash, err := d.oneTime(ctx)
	if err != nil {
		return err
	}
	ids, err := d.ids(3)
	if err != nil {
		return err
	}
	err = d.update(ctx, j, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		e, a, err := newUser(tx, o, j, ids)
		if err != nil {
			return err
		}
		a.PasswordHash, a.MustChange, a.MFARequired = hash, true, j.mfa
		a.Enabled, a.RemotePowerShell = true, true
		if j.role != "" {
			a.DirectoryRoles = []string{j.role}
		}
		e.Props.Set("ExternalDirectoryObjectId", a.ID.String())
		if err := directory.Save(tx, e); err != nil {
			return err
		}
		return org.PutAccount(tx, a)
	})
	if err == nil {
		j.say("Made %s.\nOne-time password: %s", j.args[0], secret)
	}
	return err
}

// newUser makes the entry and the account: with a licence a mailbox, without one a plain user.
func newUser(tx org.Tx, o *directory.Organisation, j *job, ids []org.ID) (*org.Entry, *org.Account, error) {
	upn := j.args[0]
	if err := org.CheckSMTP("UPN", upn); err != nil {
		return nil, nil, err
	}
	if err := directory.CheckAcceptedDomain(tx, "UPN", upn); err != nil {
		return nil, nil, err
	}
	name, _, _ := strings.Cut(upn, "@")
	if j.name != "" {
		name = j.name
	}
	if j.plan != "" {
		return newMailbox(tx, o, upn, name, j.plan, ids)
	}
	a := &org.Account{ID: ids[1], UPN: upn, DisplayName: name, Enabled: true}
	e, err := directory.NewUser(o, a, ids[0])
	return e, a, err
}

func newMailbox(tx org.Tx, o *directory.Organisation, upn, name, licence string, ids []org.ID) (*org.Entry, *org.Account, error) {
	plan, err := planOf(tx, licence)
	if err != nil {
		return nil, nil, err
	}
	e, a, err := directory.MakeMailbox(tx, o, directory.NewMailbox{
		Details: directory.UserMailbox, Name: name, UPN: upn, Plan: plan,
		ID: ids[0], Account: ids[1], Mailbox: ids[2],
	})
	if err != nil {
		return nil, nil, err
	}
	a.Plans = []string{directory.Text(plan, directory.PlanLicence)}
	return e, a, nil
}

func blockUser(ctx context.Context, d *Desk, j *job) error {
	err := d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		if err := org.CanDisableRemotePowerShell(tx, a.ID); err != nil {
			return err
		}
		a.Enabled = false
		return d.revoke(tx, a)
	})
	return said(err, j, "%s can sign in no more.")
}

func unblockUser(ctx context.Context, d *Desk, j *job) error {
	err := d.change(ctx, j, func(_ org.Tx, a *org.Account) error {
		a.Enabled = true
		return nil
	})
	return said(err, j, "%s can sign in again.")
}

func resetPassword(ctx context.Context, d *Desk, j *job) error {
	secret, hash, err := d.oneTime(ctx)
	if err != nil {
		return err
	}
	err = d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		a.PasswordHash, a.MustChange = hash, true
		if err := d.Unlock(tx, a.ID, a.UPN); err != nil {
			return err
		}
		return d.revoke(tx, a)
	})
	if err == nil {
		j.say("One-time password of %s: %s", j.args[0], secret)
	}
	return err
}

func resetFactors(ctx context.Context, d *Desk, j *job) error {
	err := d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		a.Factors = nil
		return d.revoke(tx, a)
	})
	return said(err, j, "%s has no second factor any more.")
}

func requireMFA(ctx context.Context, d *Desk, j *job) error {
	err := d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		a.MFARequired = !j.off
		return d.revoke(tx, a)
	})
	if j.off {
		return said(err, j, "%s need not have a second factor.")
	}
	return said(err, j, "%s is asked for a second factor from now on.")
}

func unlockUser(ctx context.Context, d *Desk, j *job) error {
	err := d.update(ctx, j, func(tx org.Tx) error {
		a, err := account(tx, j.args[0])
		if err != nil {
			return err
		}
		return d.Unlock(tx, a.ID, a.UPN)
	})
	return said(err, j, "%s may try again.")
}

func endSessions(ctx context.Context, d *Desk, j *job) error {
	err := d.change(ctx, j, d.revoke)
	return said(err, j, "The sessions of %s are ended.")
}

// revoke ends the account's sessions and refuses the tokens it has.
func (d *Desk) revoke(tx org.Tx, a *org.Account) error {
	a.TokensValidFrom = tx.Now()
	return d.EndSessions(tx, a.ID)
}

// oneTime makes a one-time password and its hash.
func (d *Desk) oneTime(ctx context.Context) (secret, hash string, err error) {
	if secret, err = password.OneTime(d.Rand); err != nil {
		return "", "", err
	}
	hash, err = d.Hasher.Hash(ctx, secret)
	return secret, hash, err
}

func (d *Desk) ids(n int) ([]org.ID, error) {
	list := make([]org.ID, n)
	for i := range list {
		id, err := org.NewID(d.random())
		if err != nil {
			return nil, err
		}
		list[i] = id
	}
	return list, nil
}

func said(err error, j *job, format string, args ...any) error {
	if err == nil {
		j.say(format, append([]any{j.args[0]}, args...)...)
	}
	return err
}
