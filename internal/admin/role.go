package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/internal/org"
)

func listRoles(ctx context.Context, d *Desk, j *job) error {
	if len(j.args) == 0 {
		for _, r := range d.Roles {
			j.say("%s", r)
		}
		return nil
	}
	return d.view(ctx, func(tx org.Tx) error {
		a, err := account(tx, j.args[0])
		if err != nil {
			return err
		}
		for _, r := range a.DirectoryRoles {
			j.say("%s", r)
		}
		return nil
	})
}

func addRole(ctx context.Context, d *Desk, j *job) error {
	role, err := d.role(j.args[1])
	if err != nil {
		return err
	}
	err = d.change(ctx, j, func(_ org.Tx, a *org.Account) error {
		if slices.Contains(a.DirectoryRoles, role) {
			return fmt.Errorf("%s has the role %s already", a.UPN, role)
		}
		a.DirectoryRoles = append(a.DirectoryRoles, role)
		return nil
	})
	return said(err, j, "%s has the role %s now.", role)
}

func removeRole(ctx context.Context, d *Desk, j *job) error {
	role, err := d.role(j.args[1])
	if err != nil {
		return err
	}
	err = d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		i := slices.Index(a.DirectoryRoles, role)
		if i < 0 {
			return fmt.Errorf("%s does not have the role %s", a.UPN, role)
		}
		if role == org.GlobalAdministrator {
			if err := org.CanDisableRemotePowerShell(tx, a.ID); err != nil {
				return err
			}
		}
		a.DirectoryRoles = slices.Delete(slices.Clone(a.DirectoryRoles), i, i+1)
		return nil
	})
	return said(err, j, "%s does not have the role %s any more.", role)
}

// role returns a directory role as it is spelled.
func (d *Desk) role(name string) (string, error) {
	for _, r := range d.Roles {
		if strings.EqualFold(r, name) {
			return r, nil
		}
	}
	return "", fmt.Errorf("there is no directory role %q; there are %s", name, strings.Join(d.Roles, ", "))
}

func (d *Desk) knownRole(name string) error {
	if name == "" {
		return nil
	}
	_, err := d.role(name)
	return err
}
