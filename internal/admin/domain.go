package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

func listDomains(ctx context.Context, d *Desk, j *job) error {
	return d.view(ctx, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		list, err := org.All(tx, org.KindAcceptedDomain, nil)
		for _, e := range list {
			note := ""
			if org.Matches(directory.Text(e, "DomainName"), o.DefaultDomain) {
				note = "default"
			}
			j.say("%-40s %s", directory.Text(e, "DomainName"), note)
		}
		return err
	})
}

// addDomain accepts a domain. A domain belongs to one organisation of the server only.
func addDomain(ctx context.Context, d *Desk, j *job) error {
	name := strings.ToLower(j.args[0])
	if err := org.CheckDomain("NAME", name); err != nil {
		return err
	}
	info, err := d.info(ctx)
	if err != nil {
		return err
	}
	if err := d.domainIsFree(ctx, name); err != nil {
		return err
	}
	ids, err := d.ids(1)
	if err != nil {
		return err
	}
	err = d.update(ctx, j, func(tx org.Tx) error {
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		return directory.SaveConfig(tx, o.NewDomain(ids[0], name))
	})
	if err != nil {
		return err
	}
	info.Domains = append(info.Domains, name)
	return said(d.Directory.PutTenant(ctx, info), j, "%s is accepted now.")
}

func defaultDomain(ctx context.Context, d *Desk, j *job) error {
	err := d.update(ctx, j, func(tx org.Tx) error {
		wanted, err := domain(tx, j.args[0])
		if err != nil {
			return err
		}
		if err := markDefault(tx, wanted); err != nil {
			return err
		}
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		o.Entry.Props.Set(directory.PropDefaultDomain, directory.Text(wanted, "DomainName"))
		return directory.SaveConfig(tx, o.Entry)
	})
	return said(err, j, "New addresses are made in %s.")
}

// markDefault makes the domain the only one that is marked as the default.
func markDefault(tx org.Tx, wanted *org.Entry) error {
	list, err := org.All(tx, org.KindAcceptedDomain, nil)
	if err != nil {
		return err
	}
	for _, e := range list {
		is := e.ID == wanted.ID
		if is == directory.Flag(e, "Default") {
			continue
		}
		e.Props.Set("Default", is)
		if err := directory.SaveConfig(tx, e); err != nil {
			return err
		}
	}
	return nil
}

// removeDomain refuses while somebody has an address in the domain.
func removeDomain(ctx context.Context, d *Desk, j *job) error {
	info, err := d.info(ctx)
	if err != nil {
		return err
	}
	err = d.update(ctx, j, func(tx org.Tx) error {
		e, err := domain(tx, j.args[0])
		if err != nil {
			return err
		}
		o, err := directory.Load(tx)
		if err != nil {
			return err
		}
		name := directory.Text(e, "DomainName")
		if org.Matches(name, o.DefaultDomain) || org.Matches(name, o.Name) {
			return fmt.Errorf("%s is the default or the initial domain and has to stay", name)
		}
		if err := unused(tx, name); err != nil {
			return err
		}
		return tx.Delete(org.KindAcceptedDomain, e.ID)
	})
	if err != nil {
		return err
	}
	info.Domains = slices.DeleteFunc(info.Domains, func(s string) bool { return org.Matches(s, j.args[0]) })
	return said(d.Directory.PutTenant(ctx, info), j, "%s is not accepted any more.")
}

func domain(tx org.Tx, name string) (*org.Entry, error) {
	e, err := org.One(tx, org.KindAcceptedDomain, org.SpaceName, name)
	if org.IsNotFound(err) {
		return nil, fmt.Errorf("%s is not an accepted domain (`exosh admin domain list` lists them)", name)
	}
	return e, err
}

// unused fails if a recipient has an address in the domain.
func unused(tx org.Tx, name string) error {
	suffix := "@" + org.Fold(name)
	holders, err := org.All(tx, org.KindRecipient, func(e *org.Entry) bool {
		for _, a := range org.ProxyAddresses(e.Props) {
			if strings.HasSuffix(org.Fold(a.Address), suffix) {
				return true
			}
		}
		return strings.HasSuffix(org.Fold(directory.Text(e, "UserPrincipalName")), suffix)
	})
	if err != nil || len(holders) == 0 {
		return err
	}
	return fmt.Errorf("%d recipients have an address in %s, %s among them: give them other addresses first", len(holders), name, directory.Text(holders[0], "DisplayName"))
}

func (d *Desk) info(ctx context.Context) (org.TenantInfo, error) {
	list, err := d.Directory.Tenants(ctx)
	if err != nil {
		return org.TenantInfo{}, err
	}
	for _, t := range list {
		if t.ID == d.Tenant {
			return t, nil
		}
	}
	return org.TenantInfo{}, fmt.Errorf("the organisation %s is not in this store", d.Tenant)
}

func (d *Desk) domainIsFree(ctx context.Context, name string) error {
	list, err := d.Directory.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, t := range list {
		for _, other := range t.Domains {
			if org.Matches(other, name) {
				return fmt.Errorf("%s belongs to %s already", name, t.Display)
			}
		}
	}
	return nil
}
