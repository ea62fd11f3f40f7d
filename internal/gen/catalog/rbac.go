package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// rbacFacts is rbac.json, as far as it is used.
type rbacFacts struct {
	DirectoryRoles map[string]struct{ ExoRoleGroups, SccRoleGroups []string }
	EXO, SCC       envFacts
	RoleCmdlets    map[string]map[string]map[string][]string // environment, role, confidence: cmdlets
	RoleParameters map[string]map[string]map[string][]string // environment, role, cmdlet: parameters
}

// envFacts is what one environment has.
type envFacts struct {
	RoleGroups             map[string]groupFact
	Roles                  map[string]roleFact
	ApplicationRoles       map[string]struct{ Confidence string }
	RoleAssignmentPolicies map[string]struct{ Roles []string }
}

// A model is the RBAC of one environment: its facts, corrected by its overlay.
type model struct {
	envFacts
	env       string              // "EXO" or "SCC"
	directory map[string][]string // directory role: role groups
	cmdlets   map[string]map[string][]string
	params    map[string]map[string][]string
	overlay   *overlay
}

type groupFact struct {
	Roles                    []string
	MembersFromDirectoryRole bool
	MemberOf                 string
}

type roleFact struct {
	Type                    string
	Parent                  string
	Exchange2013Assignments map[string]scopeFact
}

type scopeFact struct{ RecipientRead, RecipientWrite, ConfigRead, ConfigWrite string }

// rbacFiles writes the data of internal/rbac.
func (f *facts) rbacFiles(source string, files map[string][]byte) error {
	var r rbacFacts
	if err := decode(filepath.Join(source, "rbac.json"), &r); err != nil {
		return err
	}
	exo, scc, err := readOverlays(filepath.Join(source, "..", "..", "internal", "rbac", "overlay"))
	if err != nil {
		return err
	}
	for _, m := range []*model{r.model("EXO", exo), r.model("SCC", scc)} {
		if err := f.checkOverlay(m); err != nil {
			return err
		}
		prefix := "internal/rbac/data/"
		if m.env != "EXO" {
			prefix += strings.ToLower(m.env) + "-"
		}
		files[prefix+"roles.txt"] = m.roles()
		files[prefix+"groups.txt"] = m.groups()
		files[prefix+"entries.txt"] = f.entries(m)
	}
	return nil
}

// model is the RBAC of one environment, without what its overlay drops.
func (r *rbacFacts) model(env string, o *overlay) *model {
	m := &model{envFacts: r.EXO, env: env, directory: map[string][]string{}, cmdlets: r.RoleCmdlets[env], params: r.RoleParameters[env], overlay: o}
	if env == "SCC" {
		m.envFacts = r.SCC
	}
	for name, role := range r.DirectoryRoles {
		m.directory[name] = role.ExoRoleGroups
		if env == "SCC" {
			m.directory[name] = role.SccRoleGroups
		}
	}
	for role := range o.dropRoles {
		delete(m.Roles, role)
	}
	for group := range o.dropGroups {
		delete(m.RoleGroups, group)
	}
	return m
}

// checkOverlay refuses names in the overlay that the facts do not have.
func (f *facts) checkOverlay(m *model) error {
	for cmdlet, roles := range m.overlay.cmdlets {
		c, ok := f.cmdlets[cmdlet]
		if !ok || !slices.Contains(c.Environments, m.env) {
			return fmt.Errorf("internal/rbac/overlay: no cmdlet %s in %s", cmdlet, m.env)
		}
		for role, params := range roles {
			if _, ok := m.Roles[role]; !ok {
				return fmt.Errorf("internal/rbac/overlay: %s: no role %s in %s", cmdlet, role, m.env)
			}
			for _, p := range strings.Fields(params) {
				if p = strings.TrimPrefix(p, "-"); p != "*" && !slices.Contains(c.Params[p].Environments, m.env) {
					return fmt.Errorf("internal/rbac/overlay: %s has no parameter %s in %s", cmdlet, p, m.env)
				}
			}
		}
	}
	return nil
}

// roles writes one role per line: name, type, kind, recipient read and write scope, configuration read
// and write scope, parent.
func (m *model) roles() []byte {
	text := []byte(generated)
	for _, name := range slices.Sorted(maps.Keys(m.Roles)) {
		role := m.Roles[name]
		s := m.scope(name)
		top := name
		if role.Parent != "" {
			top = role.Parent
		}
		kind := map[bool]string{true: "user", false: "admin"}[role.Type == "end-user"]
		text = fmt.Appendf(text, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name, roleType(top), kind,
			s.RecipientRead, s.RecipientWrite, s.ConfigRead, s.ConfigWrite, orDash(role.Parent))
	}
	for _, name := range slices.Sorted(maps.Keys(m.ApplicationRoles)) {
		if m.ApplicationRoles[name].Confidence == "documented" {
			text = fmt.Appendf(text, "%s\t%s\tapplication\tOrganization\tOrganization\tNone\tNone\t-\n", name, roleType(name))
		}
	}
	return text
}

// scope is the implicit scope of a role: as observed, its parent's, else the narrowest that its kind has.
func (m *model) scope(name string) scopeFact {
	role := m.Roles[name]
	for _, group := range slices.Sorted(maps.Keys(role.Exchange2013Assignments)) {
		return role.Exchange2013Assignments[group]
	}
	if role.Parent != "" {
		return m.scope(role.Parent)
	}
	if role.Type == "end-user" {
		return scopeFact{"Self", "Self", "OrganizationConfig", "None"}
	}
	return scopeFact{"Organization", "Organization", "OrganizationConfig", "OrganizationConfig"}
}

// roleType is the name of a role as its RoleType has it.
func roleType(name string) string {
	name = strings.ReplaceAll(name, "E-Mail", "Email")
	return strings.NewReplacer(" ", "", "-", "", ".", "").Replace(name)
}

// groups writes role groups, the role assignment policy, and what directory roles lead to:
//
//	group   NAME  DIRECTORY-ROLE-ONLY  MEMBER-OF  ABOUT  ROLE|ROLE
//	policy  NAME  ROLE|ROLE
//	directory  NAME  GROUP|GROUP
func (m *model) groups() []byte {
	text := []byte(generated)
	for _, name := range slices.Sorted(maps.Keys(m.RoleGroups)) {
		g := m.RoleGroups[name]
		plain := strings.TrimSuffix(name, "_<unique>")
		if plain != name {
			plain += "_*" // a number of the organisation's own follows
		}
		synced := map[bool]string{true: "synced", false: "-"}[g.MembersFromDirectoryRole]
		text = fmt.Appendf(text, "group\t%s\t%s\t%s\t%s\t%s\n", plain, synced, orDash(g.MemberOf),
			orDash(m.overlay.about[strings.TrimSuffix(plain, "_*")]), orDash(strings.Join(m.known(g.Roles), "|")))
	}
	for _, name := range slices.Sorted(maps.Keys(m.RoleAssignmentPolicies)) {
		text = fmt.Appendf(text, "policy\t%s\t%s\n", name, strings.Join(m.known(m.RoleAssignmentPolicies[name].Roles), "|"))
	}
	for _, name := range slices.Sorted(maps.Keys(m.directory)) {
		if groups := m.directory[name]; len(groups) > 0 {
			text = fmt.Appendf(text, "directory\t%s\t%s\n", name, strings.ReplaceAll(strings.Join(groups, "|"), "_<unique>", "_*"))
		}
	}
	return text
}

// known drops roles that are gone.
func (m *model) known(roles []string) []string {
	return slices.DeleteFunc(slices.Clone(roles), func(name string) bool { _, ok := m.Roles[name]; return !ok })
}

// entries writes one role entry per line, sorted by folded cmdlet and role: cmdlet, role, parameters.
func (f *facts) entries(m *model) []byte {
	held := map[string]map[string]string{}
	for role, pairs := range m.cmdlets {
		if _, ok := m.Roles[role]; ok {
			f.addPairs(held, role, pairs, m)
		}
	}
	for cmdlet, roles := range m.overlay.cmdlets {
		held[cmdlet] = roles
	}
	names := slices.SortedFunc(maps.Keys(held), func(a, b string) int {
		return strings.Compare(strings.ToLower(a), strings.ToLower(b))
	})
	text := []byte(generated)
	for _, cmdlet := range names {
		for _, role := range slices.Sorted(maps.Keys(held[cmdlet])) {
			text = fmt.Appendf(text, "%s\t%s\t%s\n", cmdlet, role, held[cmdlet][role])
		}
	}
	return text
}

// addPairs enters what the facts say a role holds. Ambiguous pairs are never granted, and end-user roles
// hold nothing by inference.
func (f *facts) addPairs(held map[string]map[string]string, role string, pairs map[string][]string, m *model) {
	for confidence, cmdlets := range pairs {
		if confidence == "ambiguous" || confidence == "inferred" && m.Roles[role].Type == "end-user" {
			continue
		}
		for _, cmdlet := range cmdlets {
			if c, ok := f.cmdlets[cmdlet]; !ok || !slices.Contains(c.Environments, m.env) {
				continue
			}
			if held[cmdlet] == nil {
				held[cmdlet] = map[string]string{}
			}
			held[cmdlet][role] = f.heldParams(cmdlet, role, m)
		}
	}
}

// heldParams is every parameter but those that articles tie to other roles.
func (f *facts) heldParams(cmdlet, role string, m *model) string {
	text := "*"
	for _, param := range slices.Sorted(maps.Keys(f.cmdlets[cmdlet].Params)) {
		if slices.Contains(f.cmdlets[cmdlet].Params[param].Environments, m.env) && m.tiedElsewhere(cmdlet, param, role) {
			text += " -" + param
		}
	}
	return text
}

func (m *model) tiedElsewhere(cmdlet, param, role string) bool {
	tied := false
	for holder, cmdlets := range m.params {
		if slices.Contains(cmdlets[cmdlet], param) {
			if holder == role {
				return false
			}
			tied = true
		}
	}
	return tied
}
