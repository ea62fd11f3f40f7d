package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

func listLicences(ctx context.Context, d *Desk, j *job) error {
	return d.view(ctx, func(tx org.Tx) error {
		if len(j.args) > 0 {
			a, err := account(tx, j.args[0])
			if err != nil {
				return err
			}
			for _, p := range a.Plans {
				j.say("%s", p)
			}
			return nil
		}
		names, err := licences(tx)
		for _, n := range names {
			j.say("%s", n)
		}
		return err
	})
}

// licences are those that the organisation's mailbox plans belong to.
func licences(tx org.Tx) ([]string, error) {
	plans, err := org.All(tx, org.KindMailboxPlan, nil)
	var names []string
	for _, p := range plans {
		if n := directory.Text(p, directory.PlanLicence); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names, err
}

// planOf returns the mailbox plan that a licence assigns.
func planOf(tx org.Tx, licence string) (*org.Entry, error) {
	plans, err := org.All(tx, org.KindMailboxPlan, func(e *org.Entry) bool {
		return strings.EqualFold(directory.Text(e, directory.PlanLicence), licence)
	})
	if err != nil {
		return nil, err
	}
	if len(plans) == 0 {
		names, err := licences(tx)
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("there is no licence %q; there are %s", licence, strings.Join(names, ", "))
	}
	return plans[0], nil
}

func assignLicence(ctx context.Context, d *Desk, j *job) error {
	ids, err := d.ids(1)
	if err != nil {
		return err
	}
	err = d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		plan, err := planOf(tx, j.args[1])
		if err != nil {
			return err
		}
		licence := directory.Text(plan, directory.PlanLicence)
		if slices.Contains(a.Plans, licence) {
			return fmt.Errorf("%s has the licence %s already", a.UPN, licence)
		}
		a.Plans = append(a.Plans, licence)
		return giveMailbox(tx, a, plan, ids[0])
	})
	return said(err, j, "%s has the licence %s now.", j.args[1])
}

// giveMailbox gives the account's recipient the plan, and a mailbox if it has none.
func giveMailbox(tx org.Tx, a *org.Account, plan *org.Entry, mailbox org.ID) error {
	e, err := recipient(tx, a)
	if err != nil {
		return err
	}
	if directory.IsMailbox(directory.Details(e)) {
		directory.AssignPlan(e, plan)
		return directory.Save(tx, e)
	}
	o, err := directory.Load(tx)
	if err != nil {
		return err
	}
	m, _, err := directory.MakeMailbox(tx, o, directory.NewMailbox{
		Details: directory.UserMailbox, Name: directory.Text(e, "Name"), DisplayName: directory.Text(e, "DisplayName"),
		UPN: a.UPN, Plan: plan, ID: e.ID, Account: a.ID, Mailbox: mailbox,
	})
	if err != nil {
		return err
	}
	for _, p := range m.Props.Props {
		e.Props.Set(p.Name, p.Value)
	}
	return directory.Save(tx, e)
}

func recipient(tx org.Tx, a *org.Account) (*org.Entry, error) {
	e, err := org.One(tx, org.KindRecipient, org.SpaceOID, a.ID.String())
	if org.IsNotFound(err) {
		return nil, fmt.Errorf("%s has an account but no entry in the directory", a.UPN)
	}
	return e, err
}

func removeLicence(ctx context.Context, d *Desk, j *job) error {
	err := d.change(ctx, j, func(tx org.Tx, a *org.Account) error {
		i := slices.IndexFunc(a.Plans, func(p string) bool { return strings.EqualFold(p, j.args[1]) })
		if i < 0 {
			return fmt.Errorf("%s does not have the licence %s", a.UPN, j.args[1])
		}
		a.Plans = slices.Delete(slices.Clone(a.Plans), i, i+1)
		e, err := recipient(tx, a)
		if err != nil {
			return err
		}
		e.Props.Set("SKUAssigned", false)
		return directory.Save(tx, e)
	})
	return said(err, j, "%s does not have the licence %s any more.", j.args[1])
}
