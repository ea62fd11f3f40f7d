package rbac

import (
	"fmt"
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Seed makes the RBAC entries of a fresh organisation, which is given by its initial domain: roles, role
// groups without members but each other, the role assignment policy, and the assignments that join them.
// Ids are v5 GUIDs, the same for a tenant everywhere. What roles hold is not stored: it comes with the
// service, so that a later release brings new cmdlets to organisations that exist.
func (m Model) Seed(tx org.Tx, organization string) error {
	s := seeder{model: m, tx: tx, organization: organization}
	for _, step := range []func() error{s.roles, s.policy, s.groups} {
		if err := step(); err != nil {
			return fmt.Errorf("seed rbac: %w", err)
		}
	}
	return nil
}

type seeder struct {
	model        Model
	tx           org.Tx
	organization string
}

// roleID is the id of a role that the service brings along.
func (m Model) roleID(tenant org.ID, name string) org.ID {
	return org.SeedID(tenant, m.Kind(org.KindRole)+":"+name)
}

// id is the id of a seeded object; what is its name in the facts.
func (s *seeder) id(kind, what string) org.ID {
	return org.SeedID(s.tx.Tenant(), s.model.Kind(kind)+":"+what)
}

func (s *seeder) roles() error {
	for _, r := range s.model.Roles() {
		e := newEntry(s.model.Kind(org.KindRole), s.id(org.KindRole, r.Name), r.Name, s.organization)
		set(e, "RoleType", r.Type)
		set(e, "ImplicitRecipientReadScope", r.RecipientRead)
		set(e, "ImplicitRecipientWriteScope", r.RecipientWrite)
		set(e, "ImplicitConfigReadScope", r.ConfigRead)
		set(e, "ImplicitConfigWriteScope", r.ConfigWrite)
		set(e, "IsRootRole", r.Parent == "")
		set(e, "IsEndUserRole", r.Kind == User)
		set(e, "IsDeprecated", false)
		set(e, "Description", "")
		if r.Parent != "" {
			set(e, "Parent", s.role(r.Parent))
		}
		if err := s.tx.Put(e); err != nil {
			return err
		}
	}
	return nil
}

// role refers to a role that the service brings along.
func (s *seeder) role(name string) object.ADObjectID {
	return refer(s.model.Kind(org.KindRole), s.id(org.KindRole, name), name, s.organization)
}

// group refers to a seeded role group by its name in the facts.
func (s *seeder) group(fact string) object.ADObjectID {
	name := s.groupName(fact)
	return refer(s.model.Kind(org.KindRoleGroup), s.id(org.KindRoleGroup, fact), name, s.organization)
}

// groupName puts a number of the organisation's own for the asterisk at the end of a group's name.
func (s *seeder) groupName(fact string) string {
	prefix, numbered := strings.CutSuffix(fact, "*")
	if !numbered {
		return fact
	}
	id := org.SeedID(s.tx.Tenant(), "rolegroup number")
	return fmt.Sprintf("%s%d", prefix, uint32(id[0])<<24|uint32(id[1])<<16|uint32(id[2])<<8|uint32(id[3]))
}

func (s *seeder) groups() error {
	groups := s.model.Groups()
	for _, g := range groups {
		if err := s.tx.Put(s.groupEntry(g, groups)); err != nil {
			return err
		}
		for _, role := range g.Roles {
			if err := s.assign(role, s.group(g.Name), AssigneeGroup, Regular); err != nil {
				return err
			}
		}
	}
	return s.delegate()
}

func (s *seeder) groupEntry(g Group, all []Group) *org.Entry {
	e := newEntry(s.model.Kind(org.KindRoleGroup), s.id(org.KindRoleGroup, g.Name), s.groupName(g.Name), s.organization)
	set(e, "DisplayName", "")
	set(e, "Description", g.About)
	set(e, "RoleGroupType", "Standard")
	set(e, "ManagedBy", []any{s.group(org.OrganizationManagement)})
	members := []any{}
	for _, other := range all {
		if other.MemberOf == g.Name {
			members = append(members, s.group(other.Name))
		}
	}
	set(e, "Members", members)
	if g.Synced {
		set(e, "Capabilities", []any{"Partner_Managed"})
	}
	return e
}

// delegate lets Organization Management give every role on.
func (s *seeder) delegate() error {
	for _, r := range s.model.Roles() {
		if err := s.assign(r.Name, s.group(org.OrganizationManagement), AssigneeGroup, DelegatingOrgWide); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) policy() error {
	name, roles := s.model.DefaultPolicy()
	if name == "" {
		return nil
	}
	id, kind := s.id(org.KindRolePolicy, name), s.model.Kind(org.KindRolePolicy)
	e := newEntry(kind, id, name, s.organization)
	set(e, "IsDefault", true)
	set(e, "Description", "")
	assigned := make([]any, len(roles))
	for i, r := range roles {
		assigned[i] = s.role(r)
	}
	set(e, "AssignedRoles", assigned)
	if err := s.tx.Put(e); err != nil {
		return err
	}
	for _, r := range roles {
		if err := s.assign(r, refer(kind, id, name, s.organization), AssigneePolicy, Regular); err != nil {
			return err
		}
	}
	return nil
}

// assign gives a role to an assignee.
func (s *seeder) assign(role string, to object.ADObjectID, toType, delegation string) error {
	r, _ := s.model.RoleNamed(role)
	name := role + "-" + to.Name
	if delegation != Regular {
		name += "-Delegating"
	}
	id := s.id(org.KindRoleAssignment, name)
	return s.tx.Put(NewAssignment(Assignment{
		ID: id, Name: name, Env: s.model.env, Role: s.role(role), Assignee: to, AssigneeType: toType, Delegation: delegation,
		Scopes: r, Organization: s.organization,
	}))
}
