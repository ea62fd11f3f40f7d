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
	DirectoryRoles map[string]struct{ ExoRoleGroups []string }
	EXO            struct {
		RoleGroups             map[string]groupFact
		Roles                  map[string]roleFact
		ApplicationRoles       map[string]struct{ Confidence string }
		RoleAssignmentPolicies map[string]struct{ Roles []string }
	}
	RoleCmdlets struct {
		EXO map[string]map[string][]string
	}
	RoleParameters struct {
		EXO map[string]map[string][]string
	}
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
	o, err := readOverlay(filepath.Join(source, "..", "..", "internal", "rbac", "overlay"))
	if err != nil {
		return err
	}
	for role := range o.dropRoles {
		delete(r.EXO.Roles, role)
	}
	for group := range o.dropGroups {
		delete(r.EXO.RoleGroups, group)
	}
	if err := f.checkOverlay(o, &r); err != nil {
		return err
	}
	files["internal/rbac/data/roles.txt"] = r.roles()
	files["internal/rbac/data/groups.txt"] = r.groups(o)
	files["internal/rbac/data/entries.txt"] = f.entries(o, &r)
	return nil
}

// checkOverlay refuses names in the overlay that the facts do not have.
func (f *facts) checkOverlay(o *overlay, r *rbacFacts) error {
	for cmdlet, roles := range o.cmdlets {
		c, ok := f.cmdlets[cmdlet]
		if !ok {
			return fmt.Errorf("internal/rbac/overlay: no cmdlet %s", cmdlet)
		}
		for role, params := range roles {
			if _, ok := r.EXO.Roles[role]; !ok {
				return fmt.Errorf("internal/rbac/overlay: %s: no role %s", cmdlet, role)
			}
			for _, p := range strings.Fields(params) {
				if p = strings.TrimPrefix(p, "-"); p != "*" && !slices.Contains(c.Params[p].Environments, "EXO") {
					return fmt.Errorf("internal/rbac/overlay: %s has no parameter %s", cmdlet, p)
				}
			}
		}
	}
	return nil
}

// roles writes one role per line: name, type, kind, recipient read and write scope, configuration read
// and write scope, parent.
func (r *rbacFacts) roles() []byte {
	text := []byte(generated)
	for _, name := range slices.Sorted(maps.Keys(r.EXO.Roles)) {
		role := r.EXO.Roles[name]
		s := r.scope(name)
		top := name
		if role.Parent != "" {
			top = role.Parent
		}
		kind := map[bool]string{true: "user", false: "admin"}[role.Type == "end-user"]
		text = fmt.Appendf(text, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name, roleType(top), kind,
			s.RecipientRead, s.RecipientWrite, s.ConfigRead, s.ConfigWrite, orDash(role.Parent))
	}
	for _, name := range slices.Sorted(maps.Keys(r.EXO.ApplicationRoles)) {
		if r.EXO.ApplicationRoles[name].Confidence == "documented" {
			text = fmt.Appendf(text, "%s\t%s\tapplication\tOrganization\tOrganization\tNone\tNone\t-\n", name, roleType(name))
		}
	}
	return text
}

// scope is the implicit scope of a role: as observed, its parent's, else the narrowest that its kind has.
func (r *rbacFacts) scope(name string) scopeFact {
	role := r.EXO.Roles[name]
	for _, group := range slices.Sorted(maps.Keys(role.Exchange2013Assignments)) {
		return role.Exchange2013Assignments[group]
	}
	if role.Parent != "" {
		return r.scope(role.Parent)
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
func (r *rbacFacts) groups(o *overlay) []byte {
	text := []byte(generated)
	for _, name := range slices.Sorted(maps.Keys(r.EXO.RoleGroups)) {
		g := r.EXO.RoleGroups[name]
		plain := strings.TrimSuffix(name, "_<unique>")
		if plain != name {
			plain += "_*" // a number of the organisation's own follows
		}
		synced := map[bool]string{true: "synced", false: "-"}[g.MembersFromDirectoryRole]
		text = fmt.Appendf(text, "group\t%s\t%s\t%s\t%s\t%s\n", plain, synced, orDash(g.MemberOf),
			orDash(o.about[strings.TrimSuffix(plain, "_*")]), orDash(strings.Join(r.known(g.Roles), "|")))
	}
	for _, name := range slices.Sorted(maps.Keys(r.EXO.RoleAssignmentPolicies)) {
		text = fmt.Appendf(text, "policy\t%s\t%s\n", name, strings.Join(r.known(r.EXO.RoleAssignmentPolicies[name].Roles), "|"))
	}
	for _, name := range slices.Sorted(maps.Keys(r.DirectoryRoles)) {
		if groups := r.DirectoryRoles[name].ExoRoleGroups; len(groups) > 0 {
			text = fmt.Appendf(text, "directory\t%s\t%s\n", name, strings.ReplaceAll(strings.Join(groups, "|"), "_<unique>", "_*"))
		}
	}
	return text
}

// known drops roles that are gone.
func (r *rbacFacts) known(roles []string) []string {
	return slices.DeleteFunc(slices.Clone(roles), func(name string) bool { _, ok := r.EXO.Roles[name]; return !ok })
}

// entries writes one role entry per line, sorted by folded cmdlet and role: cmdlet, role, parameters.
func (f *facts) entries(o *overlay, r *rbacFacts) []byte {
	held := map[string]map[string]string{}
	for role, pairs := range r.RoleCmdlets.EXO {
		if _, ok := r.EXO.Roles[role]; ok {
			f.addPairs(held, role, pairs, r)
		}
	}
	for cmdlet, roles := range o.cmdlets {
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
func (f *facts) addPairs(held map[string]map[string]string, role string, pairs map[string][]string, r *rbacFacts) {
	for confidence, cmdlets := range pairs {
		if confidence == "ambiguous" || confidence == "inferred" && r.EXO.Roles[role].Type == "end-user" {
			continue
		}
		for _, cmdlet := range cmdlets {
			if c, ok := f.cmdlets[cmdlet]; !ok || !slices.Contains(c.Environments, "EXO") {
				continue
			}
			if held[cmdlet] == nil {
				held[cmdlet] = map[string]string{}
			}
			held[cmdlet][role] = f.heldParams(cmdlet, role, r)
		}
	}
}

// heldParams is every parameter but those that articles tie to other roles.
func (f *facts) heldParams(cmdlet, role string, r *rbacFacts) string {
	text := "*"
	for _, param := range slices.Sorted(maps.Keys(f.cmdlets[cmdlet].Params)) {
		if slices.Contains(f.cmdlets[cmdlet].Params[param].Environments, "EXO") && r.tiedElsewhere(cmdlet, param, role) {
			text += " -" + param
		}
	}
	return text
}

func (r *rbacFacts) tiedElsewhere(cmdlet, param, role string) bool {
	tied := false
	for holder, cmdlets := range r.RoleParameters.EXO {
		if slices.Contains(cmdlets[cmdlet], param) {
			if holder == role {
				return false
			}
			tied = true
		}
	}
	return tied
}
