package seed

import (
	"encoding/base32"
	"errors"
	"strconv"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/rbac"
)

// plain returns the message of an error that a person may read, with its advice.
func plain(err error) string {
	var e *command.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	return strings.TrimSpace(e.Message + " " + e.Advice)
}

// accounts are the kinds of those who can sign in.
func accounts() []string { return []string{directory.UserMailbox, directory.User} }

func (c *checker) users() {
	for i := range c.f.Users {
		u := &c.f.Users[i]
		c.created(u, &u.Created)
		c.city(&u.Place)
		if u.Manager != "" {
			c.refer(&u.Manager, accounts()...)
		}
		c.plan(u)
		if u.SignIn != nil {
			c.signIn(u)
		}
		c.mailbox(&u.Mailbox)
	}
}

func (c *checker) city(city *string) {
	for _, p := range c.f.Places {
		if *city == "" || p.City == *city {
			return
		}
	}
	if *city != "" {
		c.Fault(city, "there is no place %q: add it to places, by its city", *city)
	}
}

func (c *checker) plan(u *User) {
	eop := c.f.Organization.Kind == "eop"
	switch {
	case eop && u.Plan != noPlan:
		c.Fault(u, "an organisation of the kind eop has no mailboxes: write plan: none")
	case u.Plan == "" || u.Plan == noPlan:
	default:
		names := []string{noPlan}
		for _, p := range planTable() {
			names = append(names, p.name)
		}
		c.oneOf(&u.Plan, "the plan", u.Plan, names...)
	}
}

// signIn checks what somebody signs in with. Passwords are not repeated in the error.
func (c *checker) signIn(u *User) {
	s := u.SignIn
	switch {
	case s.Password == "" && s.PasswordHash == "":
		c.Fault(s, "the key password is missing (or passwordHash, with argon2id in PHC form)")
	case s.Password != "" && s.PasswordHash != "":
		c.Fault(s, "password and passwordHash are both there: write one of them")
	case s.PasswordHash != "" && !password.IsHash(s.PasswordHash):
		c.Fault(&s.PasswordHash, "passwordHash is no argon2id hash in PHC form: $argon2id$v=19$m=...,t=...,p=...$salt$hash")
	case s.Password != "":
		if err := password.Check(s.Password, u.Alias+"@"); err != nil {
			c.Fault(&s.Password, "%s", err)
		}
	}
	if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s.TOTP); err != nil || s.TOTP != "" && len(s.TOTP) < 26 {
		c.Fault(&s.TOTP, "totp has to be base32 without padding, of 26 letters at least")
	}
	if s.Phone != "" && !isPhone(s.Phone) {
		c.Fault(&s.Phone, "the number %q has to be in international form, such as \"+15550100142\"", s.Phone)
	}
	for i := range s.Roles {
		c.oneOf(&s.Roles[i], "the directory role", s.Roles[i], rbac.DirectoryRoles()...)
	}
	for i := range s.RoleGroups {
		c.roleGroup(&s.RoleGroups[i])
	}
}

func isPhone(s string) bool {
	digits, ok := strings.CutPrefix(s, "+")
	return ok && len(digits) >= 7 && len(digits) <= 15 && strings.Trim(digits, "0123456789") == ""
}

func (c *checker) roleGroup(name *string) {
	var names []string
	for _, g := range rbac.Groups() {
		if !g.Synced {
			names = append(names, g.Name)
		}
	}
	c.oneOf(name, "the role group", *name, names...)
}

// mailbox checks what all kinds of mailboxes can have.
func (c *checker) mailbox(m *Mailbox) {
	for number := range m.Custom {
		if n, err := strconv.Atoi(number); err != nil || n < 1 || n > 15 || strconv.Itoa(n) != number {
			c.Fault(&m.Custom, "there is no custom attribute %q: they have the numbers 1 to 15", number)
		}
	}
	if q := m.Quota; q != nil && (q.Warn > q.Send || q.Send > q.Full || q.Full == 0) {
		c.Fault(q, "a quota has warn, send and full, none less than the one before it")
	}
	if m.Forward != nil {
		c.forward(m.Forward)
	}
	for i := range m.SendOnBehalf {
		c.refer(&m.SendOnBehalf[i])
	}
	c.access(m.Access)
	c.box(m)
	c.settings(m)
	if h := m.Hold; h != nil {
		if h.Since.IsZero() {
			c.Fault(h, "the key since is missing: write %s", h.Since.Form())
		}
		if c.refer(&h.By, accounts()...); h.Days < 0 {
			c.Fault(&h.Days, "days is how long the hold lasts: leave it out for a hold without end")
		}
	}
}

func (c *checker) forward(f *Forward) {
	switch {
	case (f.To == "") == (f.Address == ""):
		c.Fault(f, "mail is forwarded to somebody of the organisation (to), or to an address outside (address): write one of them")
	case f.To != "":
		c.refer(&f.To)
	default:
		c.address(&f.Address)
	}
}

func (c *checker) address(a *string) {
	if err := org.CheckSMTP("address", *a); err != nil {
		c.Fault(a, "the address %q: %s", *a, plain(err))
	}
}

func (c *checker) access(list []Access) {
	for i := range list {
		a := &list[i]
		switch {
		case (a.To == "") == (a.Gone == ""):
			c.Fault(a, "a right is given to somebody (to), or was given to somebody who is gone (gone): write one of them")
		case a.To != "":
			c.refer(&a.To)
		case c.details[a.Gone] != "":
			c.Fault(&a.Gone, "%q is in this file, and not gone: write to", a.Gone)
		}
		if len(a.Rights) == 0 {
			c.Fault(a, "the key rights is missing")
		}
		for j := range a.Rights {
			c.oneOf(&a.Rights[j], "the right", a.Rights[j], "FullAccess", "SendAs", "ReadPermission", "ChangePermission", "ChangeOwner", "DeleteItem", "ExternalAccount")
		}
	}
}
