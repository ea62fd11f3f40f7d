// Package seed fills an empty tenant: with what every organisation has, and, for the demo, with the
// people and things of the fictional company Contoso, the same on every machine.
package seed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
)

// Deps are what a seed works with.
type Deps struct {
	Store     org.Store     // not scoped
	Directory org.Directory // where the tenant is entered
	Passwords cmdlet.Hasher
	Random    io.Reader // ids and one-time passwords
}

// An Organization says what organisation to make.
type Organization struct {
	ID            org.ID // the zero id means a random one
	Realm         string // environment, "" means "O365Default"
	Kind          string // "exchange", the default, or "eop"
	Name          string // short name: letters, digits and hyphens, "contoso"
	Display       string // "Contoso"
	Domain        string // first domain, "contoso.com"
	InitialDomain string // "" means Name.onmicrosoft.com
	Admin         string // user principal name of the first administrator, in Domain
	AdminName     string // display name; "" means the part before the at sign

	moreRetention []string // retention policies besides the default one
}

// A Result says what Fresh made.
type Result struct {
	Tenant   org.TenantInfo
	Admin    string // user principal name of the first administrator
	Password string // one-time password: it has to be changed at the first sign-in
}

// Fresh makes an empty organisation with its domains, plans, policies and roles, and a first
// administrator. It fails where the directory has a tenant of that id, or one with that domain.
func Fresh(ctx context.Context, d Deps, o Organization) (*Result, error) {
	if err := o.complete(d.Random); err != nil {
		return nil, err
	}
	once, err := password.OneTime(d.Random)
	if err != nil {
		return nil, fmt.Errorf("make a one-time password: %w", err)
	}
	hash, err := d.Passwords.Hash(ctx, once)
	if err != nil {
		return nil, fmt.Errorf("hash the one-time password: %w", err)
	}
	info, err := d.plant(ctx, o, func(tx org.Tx, home *directory.Organisation, _ *org.Cause) error {
		return firstAdministrator(tx, home, o, hash)
	})
	if err != nil {
		return nil, err
	}
	return &Result{Tenant: info, Admin: o.Admin, Password: once}, nil
}

// complete fills in what was left out and refuses what can't be.
func (o *Organization) complete(random io.Reader) error {
	defaults := []struct {
		field *string
		value string
	}{
		{&o.Realm, "O365Default"}, {&o.Kind, "exchange"}, {&o.Display, o.Name}, {&o.InitialDomain, o.Name + ".onmicrosoft.com"},
	}
	for _, f := range defaults {
		if *f.field == "" {
			*f.field = f.value
		}
	}
	if o.AdminName == "" {
		o.AdminName, _, _ = strings.Cut(o.Admin, "@")
	}
	if o.ID == (org.ID{}) {
		var err error
		if o.ID, err = org.NewID(random); err != nil {
			return err
		}
	}
	return o.check()
}

func (o *Organization) check() error {
	if strings.TrimSpace(o.Name) == "" {
		return errors.New("the organisation needs a name, such as contoso")
	}
	if err := org.CheckDomain("the organisation's domain", o.Domain); err != nil {
		return err
	}
	if err := org.CheckDomain("the organisation's name", o.InitialDomain); err != nil {
		return err
	}
	if o.Admin == "" {
		return nil
	}
	if err := org.CheckSMTP("the administrator's user principal name", o.Admin); err != nil {
		return err
	}
	if _, domain, _ := strings.Cut(o.Admin, "@"); !org.Matches(domain, o.Domain) && !org.Matches(domain, o.InitialDomain) {
		return fmt.Errorf("the administrator %s has to be in the organisation's domain %s", o.Admin, o.Domain)
	}
	return nil
}

// plant makes the tenant in one transaction and enters it into the directory.
func (d Deps) plant(ctx context.Context, o Organization, more func(org.Tx, *directory.Organisation, *org.Cause) error) (org.TenantInfo, error) {
	info := org.TenantInfo{
		ID: o.ID, Realm: o.Realm, Kind: o.Kind, Name: o.Name, Display: o.Display, Domains: []string{o.Domain},
	}
	if !org.Matches(o.Domain, o.InitialDomain) {
		info.Domains = append(info.Domains, o.InitialDomain)
	}
	if err := d.free(ctx, info); err != nil {
		return info, err
	}
	cause := &org.Cause{Operation: "New-Organization", Founding: true}
	ctx = org.WithCaller(ctx, &org.Caller{Tenant: o.ID, Actor: "system", Client: "exosh", Cause: cause})
	err := d.Store.Update(ctx, func(tx org.Tx) error {
		home, err := base(tx, o)
		if err != nil {
			return err
		}
		return more(tx, home, cause)
	})
	if err != nil {
		return info, fmt.Errorf("make the organisation %s: %w", o.Name, err)
	}
	if err := d.Directory.PutTenant(ctx, info); err != nil {
		return info, fmt.Errorf("enter the organisation %s: %w", o.Name, err)
	}
	return info, nil
}

// free fails where another tenant has the id or one of the domains.
func (d Deps) free(ctx context.Context, info org.TenantInfo) error {
	tenants, err := d.Directory.Tenants(ctx)
	if err != nil {
		return fmt.Errorf("list the organisations: %w", err)
	}
	for _, t := range tenants {
		if t.ID == info.ID {
			return fmt.Errorf("the organisation %s exists already", t.Name)
		}
		for _, domain := range info.Domains {
			if directory.HasWord(t.Domains, domain) {
				return fmt.Errorf("the domain %s belongs to the organisation %s already", domain, t.Name)
			}
		}
	}
	return nil
}
