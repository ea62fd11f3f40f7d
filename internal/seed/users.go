package seed

import (
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// noPlan is the plan of users without a mailbox.
const noPlan = "none"

func (u *User) display() string {
	switch {
	case u.Display != "":
		return u.Display
	case u.First != "" && u.Last != "":
		return u.First + " " + u.Last
	}
	return u.First + u.Last
}

func (u *User) name() string {
	if u.Name != "" {
		return u.Name
	}
	return u.display()
}

func (s *sower) users() error {
	for i := range s.file.Users {
		if err := s.user(&s.file.Users[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *sower) user(u *User) error {
	e, a, err := s.person(u)
	if err != nil {
		return err
	}
	s.accounts[u.Alias] = a
	s.credit(a, u)
	s.describe(e, u)
	s.stamp(e, u.Created)
	return nil
}

// person makes the user's account, with a mailbox or without.
func (s *sower) person(u *User) (*org.Entry, *org.Account, error) {
	if u.Plan == noPlan {
		a := &org.Account{ID: s.id("account", u.Alias), UPN: s.upn(u.Alias), DisplayName: u.display(), Enabled: !u.Blocked}
		e, err := directory.NewUser(s.home, a, s.id("recipient", u.Alias))
		if err == nil {
			s.keep(u.Alias, e)
		}
		return e, a, err
	}
	plan, err := directory.PlanFor(s.tx, directory.UserMailbox, u.Plan)
	if err != nil {
		return nil, nil, err
	}
	e, a, err := s.mailbox(directory.NewMailbox{
		Details: directory.UserMailbox, Name: u.name(), DisplayName: u.display(), Alias: u.Alias, Plan: plan, Archive: u.Archive,
	}, &u.Mailbox)
	if err != nil {
		return nil, nil, err
	}
	if u.Unlicensed {
		a.Plans = nil
		e.Props.Set("SKUAssigned", false)
	}
	return e, a, nil
}

func (s *sower) upn(alias string) string { return alias + "@" + s.home.DefaultDomain }

// describe writes down who somebody is and where.
func (s *sower) describe(e *org.Entry, u *User) {
	at := s.place(u.Place)
	company := ""
	if u.Place != "" {
		company = s.home.DisplayName
	}
	setTexts(e, []object.Property{
		{Name: "FirstName", Value: u.First}, {Name: "LastName", Value: u.Last},
		{Name: "Title", Value: u.Title}, {Name: "Department", Value: u.Department}, {Name: "Office", Value: u.Office},
		{Name: "Company", Value: company},
		{Name: "City", Value: at.City}, {Name: "StateOrProvince", Value: at.State}, {Name: "CountryOrRegion", Value: at.Country},
		{Name: "PostalCode", Value: at.Postal}, {Name: "StreetAddress", Value: at.Street},
		{Name: "UsageLocation", Value: at.Country}, {Name: "Phone", Value: u.Phone},
	})
}

// setTexts sets the properties that are not empty.
func setTexts(e *org.Entry, props []object.Property) {
	for _, p := range props {
		if p.Value != "" {
			e.Props.Set(p.Name, p.Value)
		}
	}
}

func (s *sower) place(city string) Place {
	for _, p := range s.file.Places {
		if p.City == city {
			return p
		}
	}
	return Place{}
}

// credit gives the account what it signs in with.
func (s *sower) credit(a *org.Account, u *User) {
	if u.Blocked {
		a.Enabled = false
	}
	a.RemotePowerShell = a.RemotePowerShell || u.SignIn != nil // who signs in administers, with a mailbox or without
	if u.RemotePowerShell != nil {
		a.RemotePowerShell = *u.RemotePowerShell
	}
	if u.SignIn == nil {
		return
	}
	a.PasswordHash, a.MFARequired, a.DirectoryRoles = s.hashes[u.Alias], u.SignIn.MFA, u.SignIn.Roles
	registered := time.Date(2024, 1, 8, 10, 0, 0, 0, time.UTC)
	if u.SignIn.TOTP != "" {
		a.Factors = append(a.Factors, org.Factor{ID: u.Alias + "-app", Type: "totp", Secret: u.SignIn.TOTP, Added: registered})
	}
	if u.SignIn.Phone != "" {
		a.Factors = append(a.Factors, org.Factor{ID: u.Alias + "-sms", Type: "sms", Phone: u.SignIn.Phone, Added: registered})
	}
}
