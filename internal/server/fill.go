package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/seed"
)

// defaultRealm is the environment that an organisation of one's own plays.
const defaultRealm = "O365Default"

// fill puts an organisation into an empty store: the demo's, or a fresh one. Then it knows its realms.
func (s *Server) fill(ctx context.Context) error {
	s.pid = os.Getpid()
	s.hasher = &password.Hasher{Rand: s.o.Rand}
	if err := s.o.readSeed(); err != nil {
		return err
	}
	tenants, err := s.store.Tenants(ctx)
	if err != nil {
		return err
	}
	switch {
	case len(tenants) > 0 && s.o.Organization != "":
		return fmt.Errorf("%s holds the organisation %s already: leave out --organization, or name an empty directory", s.dir, tenants[0].Display)
	case len(tenants) > 0 && s.o.Kind != "" && s.o.Kind != tenants[0].Kind:
		return fmt.Errorf("%s holds the organisation %s, whose kind is %s: leave out --kind, or name an empty directory", s.dir, tenants[0].Display, tenants[0].Kind)
	case len(tenants) > 0:
		err = s.completeAll(ctx, tenants)
	case s.o.seed != nil:
		err = s.plantSeed(ctx)
	default:
		err = s.plantFresh(ctx)
	}
	if err != nil {
		return err
	}
	return s.findRealms(ctx)
}

func (s *Server) deps() seed.Deps {
	return seed.Deps{Store: s.store, Directory: s.store, Passwords: s.hasher, Random: s.o.Rand}
}

// completeAll gives the organisations of an earlier release what has been added since.
func (s *Server) completeAll(ctx context.Context, tenants []org.TenantInfo) error {
	for _, t := range tenants {
		if err := seed.Complete(ctx, s.deps(), t.ID); err != nil {
			return fmt.Errorf("%s: %w", t.Display, err)
		}
	}
	return nil
}

// plantSeed makes the organisation of the seed. In the demo the other environments have one each, too;
// they are filled when somebody asks for them.
func (s *Server) plantSeed(ctx context.Context) error {
	if _, err := s.o.seed.Plant(ctx, s.deps(), defaultRealm); err != nil {
		return fmt.Errorf("fill the organisation from the seed %s: %w", s.o.Seed, err)
	}
	if s.o.Realms {
		s.late = s.o.seed.Realms()[1:]
	}
	return nil
}

// fillLate prepares the environments that are filled when somebody asks for them; who does waits until
// the organisation is there.
func (s *Server) fillLate(context.Context) error {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancelLate = cancel
	for _, r := range s.realms {
		if r.filled == nil {
			continue
		}
		r.fill = sync.OnceFunc(func() {
			s.filling.Go(func() {
				if _, err := s.o.seed.Plant(ctx, s.deps(), r.name); err != nil && ctx.Err() == nil {
					s.o.Log.Error("the demo's organisation is not complete", "realm", r.name, "error", err)
				}
				close(r.filled)
			})
		})
	}
	return nil
}

// plantFresh makes a real organisation of what the flags say, or of what a person answers.
func (s *Server) plantFresh(ctx context.Context) error {
	if err := s.complete(); err != nil {
		return err
	}
	admin := s.o.Admin
	if !strings.Contains(admin, "@") {
		admin += "@" + s.o.Domain
	}
	made, err := seed.Fresh(ctx, s.deps(), seed.Organization{
		Realm: defaultRealm, Kind: s.o.Kind, Name: shortName(s.o.Organization), Display: s.o.Organization, Domain: s.o.Domain, Admin: admin,
	})
	if err != nil {
		return err
	}
	s.fresh = &Fresh{Organization: s.o.Organization, Admin: made.Admin, Password: made.Password}
	return nil
}

// complete asks for what the flags left open; where nobody can be asked, it says which flags to give.
func (s *Server) complete() error {
	wants := []struct {
		value          *string
		flag, question string
	}{
		{&s.o.Organization, "--organization", "Name of the organisation (Contoso)"},
		{&s.o.Domain, "--domain", "Its first domain (contoso.com)"},
		{&s.o.Admin, "--admin", "User name of its administrator (navin)"},
	}
	var missing []string
	for _, w := range wants {
		if *w.value != "" {
			continue
		}
		if s.o.ask == nil {
			missing = append(missing, w.flag)
			continue
		}
		answer, err := s.o.ask(w.question)
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		if *w.value = strings.TrimSpace(answer); *w.value == "" {
			return errors.New("nothing was made: the question needs an answer")
		}
	}
	if missing != nil {
		return fmt.Errorf("%s is empty: say what to make with %s, or --seed contoso", s.dir, strings.Join(missing, ", "))
	}
	return nil
}

// shortName makes the label of the initial domain: letters, digits and hyphens.
func shortName(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "organization"
	}
	return b.String()
}

// findRealms makes a realm of each environment that has a tenant, the default one first.
func (s *Server) findRealms(ctx context.Context) error {
	tenants, err := s.store.Tenants(ctx)
	if err != nil {
		return err
	}
	for _, name := range seed.Realms() {
		for _, t := range tenants {
			if t.Realm == name {
				s.realms = append(s.realms, &realm{name: name, tenant: t, accounts: s.demoAccounts(t)})
				break
			}
		}
	}
	for _, name := range s.late {
		t := org.TenantInfo{ID: s.o.seed.TenantID(name), Realm: name, Display: s.realms[0].tenant.Display}
		s.realms = append(s.realms, &realm{name: name, tenant: t, accounts: s.demoAccounts(t), filled: make(chan struct{})})
	}
	if len(s.realms) == 0 {
		return fmt.Errorf("the store in %s has no organisation that this release can serve", s.dir)
	}
	return nil
}

// demoAccounts are the accounts of the seed's organisation. They are told where the seed was asked for in
// this start, and never of another organisation; those of somebody's own file with lab pages only.
func (s *Server) demoAccounts(t org.TenantInfo) []lab.Account {
	if s.o.seed == nil || t.ID != s.o.seed.TenantID(t.Realm) || !s.o.Lab && !s.o.seed.BuiltIn() {
		return nil
	}
	var list []lab.Account
	for _, a := range s.o.seed.Accounts(t.Realm) {
		list = append(list, lab.Account{UPN: a.UPN, Password: a.Password, TOTPSecret: a.TOTPSecret, Phone: a.Phone, Note: a.Note})
	}
	return list
}

// organization is what people call the organisation.
func (s *Server) organization() string {
	if len(s.realms) == 0 {
		return "exosh"
	}
	return s.realms[0].tenant.Display
}
