package seed

import (
	"fmt"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A crowd makes the mailboxes of a large seed. Number n decides everything about a mailbox, through the
// bytes of its id.
type crowd struct {
	tx     org.Tx
	home   *directory.Organisation
	tables tables
	plans  map[string]*org.Entry // by what member.plan returns
}

// A member is one mailbox of the crowd.
type member struct {
	n           int
	id          org.ID
	first, last string
	alias       string
	shared      bool // a team's mailbox, not a person's
	place       place
	job         job
}

func (c *crowd) id(kind string, n int) org.ID {
	return org.SeedID(c.home.Tenant, "scale "+kind+" "+fmt.Sprint(n))
}

func (c *crowd) member(n int) member {
	t := &c.tables
	m := member{n: n, id: c.id("recipient", n)}
	m.first, m.last = t.first[n%len(t.first)], t.last[n/len(t.first)%len(t.last)]
	if again := n / (len(t.first) * len(t.last)); again > 0 {
		m.last += fmt.Sprintf(" %d", again+1)
	}
	m.alias = fmt.Sprintf("%s.%s.%d", directory.AliasOf(m.first), directory.AliasOf(m.last), n)
	m.shared = m.id[0] < 10 // one of 25
	m.place, m.job = t.places[int(m.id[1])%len(t.places)], t.jobs[int(m.id[2])%len(t.jobs)]
	return m
}

func (m *member) name() string {
	if m.shared {
		return fmt.Sprintf("%s %s Team %d", m.place.city, m.job.dept, m.n)
	}
	return m.first + " " + m.last
}

// add makes the mailbox of number n and its account.
func (c *crowd) add(n int) error {
	m := c.member(n)
	made := directory.NewMailbox{
		Details: directory.UserMailbox, Name: m.name(), Alias: m.alias, UPN: m.alias + "@" + c.home.DefaultDomain,
		ID: m.id, Account: c.id("account", n), Mailbox: c.id("mailbox", n), ArchiveID: c.id("archive", n),
	}
	if m.shared {
		made.Details = directory.SharedMailbox
	}
	var err error
	if made.Plan, err = c.plan(&m); err != nil {
		return err
	}
	made.Archive = made.Plan != nil && m.id[3] < 64 && directory.Flag(made.Plan, directory.PlanArchive)
	e, a, err := directory.MakeMailbox(c.tx, c.home, made)
	if err != nil {
		return err
	}
	e.Props.Set("ExternalDirectoryObjectId", a.ID.String())
	c.describe(e, &m)
	c.particulars(e, &m)
	if err := org.PutAccount(c.tx, a); err != nil {
		return err
	}
	return directory.Save(c.tx, e)
}

// plan returns the mailbox plan, nil for a team's mailbox.
func (c *crowd) plan(m *member) (*org.Entry, error) {
	if m.shared {
		return nil, nil
	}
	name := m.planName()
	if p, ok := c.plans[name]; ok {
		return p, nil
	}
	p, err := directory.PlanFor(c.tx, directory.UserMailbox, name)
	c.plans[name] = p
	return p, err
}

// planName is "" for the default plan.
func (m *member) planName() string {
	switch {
	case m.id[4] < 30:
		return kiosk
	case m.id[4] < 80:
		return planOne
	}
	return ""
}

// describe says who and where it is, and since when.
func (c *crowd) describe(e *org.Entry, m *member) {
	made := time.Date(2023, 1, 9, 8, 0, 0, 0, time.UTC).Add(time.Duration(m.n%1000)*25*time.Hour + time.Duration(m.id[5])*time.Minute)
	props := []object.Property{
		{Name: "FirstName", Value: m.first}, {Name: "LastName", Value: m.last}, {Name: "Title", Value: m.job.title},
		{Name: "Office", Value: fmt.Sprintf("%s %d.%02d", m.place.city, m.id[6]%9+1, m.id[7]%60)},
		{Name: "Phone", Value: fmt.Sprintf("%s%02d", m.place.phone, m.id[7]%100)},
	}
	if m.shared {
		props = nil
	}
	props = append(props, []object.Property{
		{Name: "Department", Value: m.job.dept}, {Name: "Company", Value: c.home.DisplayName},
		{Name: "City", Value: m.place.city}, {Name: "StateOrProvince", Value: m.place.state},
		{Name: "CountryOrRegion", Value: m.place.country}, {Name: "PostalCode", Value: m.place.postal},
		{Name: "StreetAddress", Value: m.place.street}, {Name: "UsageLocation", Value: m.place.country},
		{Name: "CustomAttribute1", Value: fmt.Sprintf("CC-%04d", int(m.id[9])*37%1000*10)},
		{Name: "WhenCreated", Value: made}, {Name: "WhenChanged", Value: made.AddDate(0, int(m.id[10]%6), int(m.id[11]%28))},
	}...)
	for _, p := range props {
		if p.Value != "" {
			e.Props.Set(p.Name, p.Value)
		}
	}
}

// particulars gives a few what reports look for.
func (c *crowd) particulars(e *org.Entry, m *member) {
	if m.n >= 10 && !m.shared {
		boss := c.member(m.n / 10)
		e.Props.Set("Manager", object.ADObjectID{ID: boss.id, Name: boss.name(), DN: org.NamesOf(c.home.Name, boss.name(), boss.id).DN})
	}
	switch b := m.id[12]; {
	case b < 4:
		e.Props.Set("ForwardingSmtpAddress", "smtp:"+m.alias+"@tailspin.example")
		e.Props.Set("DeliverToMailboxAndForward", b%2 == 0)
	case b < 8 && !m.shared:
		e.Props.Set("LitigationHoldEnabled", true)
		e.Props.Set("LitigationHoldOwner", "navin@"+c.home.DefaultDomain)
	case b < 12:
		e.Props.Set("HiddenFromAddressListsEnabled", true)
	case b < 20:
		e.Props.Set("IssueWarningQuota", directory.Size(8*directory.GB))
		e.Props.Set("ProhibitSendQuota", directory.Size(9*directory.GB))
		e.Props.Set("ProhibitSendReceiveQuota", directory.Size(10*directory.GB))
	case b < 22:
		e.Props.Set("CustomAttribute2", "VIP")
	}
}
