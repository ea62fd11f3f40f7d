package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// Contoso makes the demo's organisation in an environment, in one transaction.
func Contoso(ctx context.Context, d Deps, realm string) (org.TenantInfo, error) {
	s, err := ByName(contoso)
	if err != nil {
		return org.TenantInfo{}, err
	}
	return s.Plant(ctx, d, realm)
}

// Plant makes the seed's organisation in an environment, in one transaction. Ids follow from the names
// of the organisation and of its objects; moments that the file calls "ago" follow from the store's clock.
func (s *Seed) Plant(ctx context.Context, d Deps, realm string) (org.TenantInfo, error) {
	o, err := s.organization(realm)
	if err != nil {
		return org.TenantInfo{}, err
	}
	if err := o.complete(d.Random); err != nil {
		return org.TenantInfo{}, err
	}
	hashes, err := s.secrets(ctx, d)
	if err != nil {
		return org.TenantInfo{}, err
	}
	info, err := d.plant(ctx, o, func(tx org.Tx, home *directory.Organisation, cause *org.Cause) error {
		w := &sower{tx: tx, home: home, file: s.file, hashes: hashes, now: tx.Now(), byAlias: map[string]*org.Entry{}, accounts: map[string]*org.Account{}}
		if err := w.sow(); err != nil {
			return err
		}
		cause.Past = w.history()
		return nil
	})
	if err != nil || s.scale == 0 {
		return info, err
	}
	loader, ok := d.Store.(Loader)
	if !ok {
		return info, errors.New("this store does not load many mailboxes at once")
	}
	return info, Scale(ctx, loader, realm, s.scale)
}

// organization returns what organisation the seed has in an environment.
func (s *Seed) organization(realm string) (Organization, error) {
	h := s.file.Organization
	d, ok := h.in(realm)
	if !ok {
		return Organization{}, fmt.Errorf("the seed has no organisation in the environment %s", realm)
	}
	return Organization{
		ID: s.TenantID(realm), Realm: realm, Kind: h.Kind, Name: h.Name, Display: h.Display,
		Domain: d.Domain, InitialDomain: d.InitialDomain, moreRetention: h.RetentionPolicies,
	}, nil
}

// A sower makes the objects of a seed file. Recipients are completed in memory and stored by save.
type sower struct {
	tx       org.Tx
	home     *directory.Organisation
	file     *File
	hashes   map[string]string // of passwords, by alias
	now      time.Time
	order    []string // aliases of recipients, as they are stored
	byAlias  map[string]*org.Entry
	accounts map[string]*org.Account
	blocked  []directory.BlockedSender
}

// sow makes everybody first, then what they have to do with each other, and stores it.
func (s *sower) sow() error {
	for _, step := range []func() error{s.transport, s.users, s.things, s.contacts, s.groups, s.relations, s.save, s.senders, s.contents, s.authority} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// transport sets how mail flows.
func (s *sower) transport() error {
	if !s.file.Organization.SMTPAuth {
		return nil
	}
	e := directory.NewTransport(s.home)
	e.Props.Set("SmtpClientAuthenticationDisabled", false)
	return directory.SaveConfig(s.tx, e)
}

// senders notes who may not send.
func (s *sower) senders() error {
	if len(s.blocked) == 0 {
		return nil
	}
	directory.SetBlockedSenders(s.home.Entry, s.blocked)
	return directory.SaveConfig(s.tx, s.home.Entry)
}

func (s *sower) id(kind, alias string) org.ID { return org.SeedID(s.home.Tenant, kind+" "+alias) }

func (s *sower) keep(alias string, e *org.Entry) {
	s.order = append(s.order, alias)
	s.byAlias[alias] = e
}

// reference returns what a property holds to refer to somebody.
func (s *sower) reference(alias string) object.ADObjectID {
	return directory.Reference(s.byAlias[alias])
}

func (s *sower) references(aliases []string) []any {
	list := make([]any, len(aliases))
	for i, a := range aliases {
		list[i] = s.reference(a)
	}
	return list
}

// stamp notes when an object was made and last changed. A day is given a time of day that follows from
// the object's id.
func (s *sower) stamp(e *org.Entry, created Moment) {
	made := created.In(s.now)
	if created.isDay {
		made = made.Add(9*time.Hour + time.Duration(e.ID[2])*time.Minute + time.Duration(e.ID[3]%60)*time.Second)
	}
	changed := made.AddDate(0, int(e.ID[4]%4), int(e.ID[5]%25))
	if changed.After(s.now) {
		changed = made
	}
	e.Props.Set("WhenCreated", made)
	e.Props.Set("WhenChanged", changed)
}

// save stores everything that was made. Whoever was removed has no account any more.
func (s *sower) save() error {
	for _, alias := range s.order {
		e := s.byAlias[alias]
		if a := s.accounts[alias]; a != nil && directory.Live(e) {
			if err := org.PutAccount(s.tx, a); err != nil {
				return fmt.Errorf("account %s: %w", a.UPN, err)
			}
		}
		if err := directory.Save(s.tx, e); err != nil {
			return fmt.Errorf("recipient %s: %w", directory.Text(e, "Name"), err)
		}
	}
	return nil
}

// authority puts people into their role groups.
func (s *sower) authority() error {
	for i := range s.file.Users {
		u := &s.file.Users[i]
		if u.SignIn == nil {
			continue
		}
		for _, name := range u.SignIn.RoleGroups {
			g, err := rbac.FindGroup(s.tx, name)
			if err != nil {
				return fmt.Errorf("role group %s: %w", name, err)
			}
			if err := rbac.AddMember(s.tx, g, s.reference(u.Alias)); err != nil {
				return fmt.Errorf("add %s to %s: %w", u.Alias, name, err)
			}
		}
	}
	return nil
}
