package seed

import (
	"context"
	"fmt"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Contoso makes the demo's organisation in an environment, in one transaction.
func Contoso(ctx context.Context, d Deps, realm string) (org.TenantInfo, error) {
	o := spec(realm)
	if err := o.complete(d.Random); err != nil {
		return org.TenantInfo{}, err
	}
	return d.plant(ctx, o, func(tx org.Tx, home *directory.Organisation) error {
		s := &sower{tx: tx, home: home, byAlias: map[string]*org.Entry{}}
		for _, step := range []func() error{s.people, s.things, s.outsiders, s.groups, s.particulars, s.access, s.save, s.leavers, s.authority} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
}

// A sower makes the objects of the demo. Recipients are completed in memory and stored by save.
type sower struct {
	tx       org.Tx
	home     *directory.Organisation
	order    []*org.Entry
	byAlias  map[string]*org.Entry
	accounts []*org.Account
}

func (s *sower) id(kind, alias string) org.ID { return org.SeedID(s.home.Tenant, kind+" "+alias) }

// stamped notes when an object was made and last changed.
func stamped(e *org.Entry, date string) error {
	made, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return fmt.Errorf("date of %s: %w", directory.Text(e, "Name"), err)
	}
	made = made.Add(9*time.Hour + time.Duration(e.ID[2])*time.Minute + time.Duration(e.ID[3]%60)*time.Second)
	e.Props.Set("WhenCreated", made)
	e.Props.Set("WhenChanged", made.AddDate(0, int(e.ID[4]%4), int(e.ID[5]%25)))
	return nil
}

func (s *sower) keep(alias string, e *org.Entry) {
	s.order = append(s.order, e)
	s.byAlias[alias] = e
}

func (s *sower) mailbox(m directory.NewMailbox) (*org.Entry, *org.Account, error) {
	m.ID, m.Account = s.id("recipient", m.Alias), s.id("account", m.Alias)
	m.Mailbox, m.ArchiveID = s.id("mailbox", m.Alias), s.id("archive", m.Alias)
	e, a, err := directory.MakeMailbox(s.tx, s.home, m)
	if err != nil {
		return nil, nil, err
	}
	e.Props.Set("ExternalDirectoryObjectId", a.ID.String())
	s.accounts = append(s.accounts, a)
	s.keep(m.Alias, e)
	return e, a, nil
}

func (s *sower) people() error {
	for n, p := range people() {
		if err := s.person(n, p); err != nil {
			return err
		}
	}
	for _, p := range people() {
		if p.manager != "" {
			s.byAlias[p.alias].Props.Set("Manager", directory.Reference(s.byAlias[p.manager]))
		}
	}
	return nil
}

func (s *sower) person(n int, p person) error {
	plan, err := s.planNamed(p.plan)
	if err != nil {
		return err
	}
	display := p.first + " " + p.last
	name := display
	if p.display != "" {
		name = p.display + " (" + p.dept + ")"
	}
	e, a, err := s.mailbox(directory.NewMailbox{
		Details: directory.UserMailbox, Name: name, DisplayName: display, Alias: p.alias,
		UPN: p.alias + "@" + s.home.DefaultDomain, Plan: plan,
	})
	if err != nil {
		return err
	}
	credit(a, p.alias)
	at := places()[p.place]
	for _, prop := range []object.Property{
		{Name: "FirstName", Value: p.first}, {Name: "LastName", Value: p.last},
		{Name: "Title", Value: p.title}, {Name: "Department", Value: p.dept}, {Name: "Office", Value: p.office},
		{Name: "Company", Value: s.home.DisplayName},
		{Name: "City", Value: at.city}, {Name: "StateOrProvince", Value: at.state}, {Name: "CountryOrRegion", Value: at.country},
		{Name: "PostalCode", Value: at.postal}, {Name: "StreetAddress", Value: at.street},
		{Name: "UsageLocation", Value: at.country},
		{Name: "Phone", Value: fmt.Sprintf("%s%02d", at.phone, n)},
		{Name: "CustomAttribute1", Value: p.attr},
	} {
		if prop.Value != "" {
			e.Props.Set(prop.Name, prop.Value)
		}
	}
	return stamped(e, p.created)
}

// credit gives the account what it signs in with, if it is one that can.
func credit(a *org.Account, alias string) {
	for _, c := range credentials() {
		if c.alias != alias {
			continue
		}
		a.PasswordHash, a.MFARequired, a.DirectoryRoles = c.hash, c.mfa, c.roles
		registered := time.Date(2024, 1, 8, 10, 0, 0, 0, time.UTC)
		if c.totp != "" {
			a.Factors = append(a.Factors, org.Factor{ID: alias + "-app", Type: "totp", Secret: c.totp, Added: registered})
		}
		if c.phone != "" {
			a.Factors = append(a.Factors, org.Factor{ID: alias + "-sms", Type: "sms", Phone: c.phone, Added: registered})
		}
	}
}

func (s *sower) planNamed(name string) (*org.Entry, error) {
	if name == noPlan {
		return nil, nil
	}
	return directory.PlanFor(s.tx, directory.UserMailbox, name)
}

func (s *sower) things() error {
	for _, t := range things() {
		e, _, err := s.mailbox(directory.NewMailbox{
			Details: t.details, Name: t.name, Alias: t.alias, UPN: t.alias + "@" + s.home.DefaultDomain,
		})
		if err != nil {
			return err
		}
		e.Props.Set("City", places()[t.place].city)
		if t.capacity > 0 {
			e.Props.Set("ResourceCapacity", t.capacity)
		}
		if t.hidden {
			e.Props.Set("HiddenFromAddressListsEnabled", true)
		}
		if err := stamped(e, t.created); err != nil {
			return err
		}
	}
	return nil
}

// save stores everything that was made.
func (s *sower) save() error {
	for _, a := range s.accounts {
		if err := org.PutAccount(s.tx, a); err != nil {
			return fmt.Errorf("account %s: %w", a.UPN, err)
		}
	}
	for _, e := range s.order {
		if err := directory.Save(s.tx, e); err != nil {
			return fmt.Errorf("recipient %s: %w", directory.Text(e, "Name"), err)
		}
	}
	return nil
}
