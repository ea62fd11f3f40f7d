package seed

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/opath"
)

func (c *checker) things() {
	for i := range c.f.Mailboxes {
		t := &c.f.Mailboxes[i]
		if c.f.Organization.Kind == "eop" {
			c.Fault(t, "an organisation of the kind eop has no mailboxes")
			return
		}
		c.oneOf(&t.Type, "the type", t.Type, directory.SharedMailbox, directory.RoomMailbox,
			directory.EquipmentMailbox, directory.DiscoveryMailbox)
		c.created(t, &t.Created)
		c.city(&t.Place)
		if t.Capacity < 0 || t.Capacity > 1_000_000 || t.Capacity > 0 && !directory.IsResource(t.Type) {
			c.Fault(&t.Capacity, "capacity is how many fit into a room or a piece of equipment: a number up to 1000000")
		}
		c.mailbox(&t.Mailbox)
	}
}

func (c *checker) contacts() {
	for i := range c.f.Contacts {
		t := &c.f.Contacts[i]
		c.oneOf(&t.Type, "the type", t.Type, directory.MailContact, directory.MailUser, directory.GuestMailUser)
		c.created(t, &t.Created)
		if t.Address == "" {
			c.Fault(t, "the key address is missing: where mail for %s goes", t.Name)
			continue
		}
		c.address(&t.Address)
	}
}

func (c *checker) groups() {
	for i := range c.f.Groups {
		g := &c.f.Groups[i]
		c.oneOf(&g.Type, "the type", g.Type, directory.DistributionGroup, directory.SecurityGroup,
			directory.DynamicGroup, directory.UnifiedGroup, directory.RoomList)
		c.created(g, &g.Created)
		c.people(g)
		c.unified(g)
		c.filter(g)
		c.access(g.Access)
	}
}

// people checks who has to do with a group.
func (c *checker) people(g *Group) {
	for _, list := range [][]string{g.Owners, g.Moderators, g.OnlyFrom} {
		for i := range list {
			c.refer(&list[i])
		}
	}
	for i := range g.Members {
		if g.Type == directory.RoomList {
			c.refer(&g.Members[i], directory.RoomMailbox, directory.RoomList)
		} else {
			c.refer(&g.Members[i])
		}
	}
	if g.Joining != "" {
		c.oneOf(&g.Joining, "joining", g.Joining, "Open", "Closed", "ApprovalRequired")
	}
}

// unified checks what only Microsoft 365 groups have.
func (c *checker) unified(g *Group) {
	if g.Type == directory.UnifiedGroup {
		return
	}
	if g.Public {
		c.Fault(&g.Public, "only a Microsoft 365 group (%s) is public", directory.UnifiedGroup)
	}
	if g.Removed != nil {
		c.Fault(g.Removed, "only a Microsoft 365 group (%s) can be restored after it was removed: leave the group out", directory.UnifiedGroup)
	}
}

func (c *checker) filter(g *Group) {
	dynamic := g.Type == directory.DynamicGroup
	switch {
	case dynamic && g.Filter == "":
		c.Fault(g, "a dynamic group needs a filter")
	case dynamic && len(g.Members) > 0:
		c.Fault(&g.Members, "the members of a dynamic group follow from its filter: leave them out")
	case !dynamic && g.Filter != "":
		c.Fault(&g.Filter, "only a dynamic group (%s) has a filter", directory.DynamicGroup)
	case dynamic:
		if _, err := opath.Parse(g.Filter); err != nil {
			c.Fault(&g.Filter, "the filter: %s", plain(err))
		}
	}
}
