// Package role carries out the cmdlets of roles, role assignments and role groups. What roles hold and
// who has them is the business of package rbac; this package lists and changes it.
package role

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
)

// roles carries out the cmdlets.
type roles struct {
	cmdlet.Deps
	role, group, member *project.View[*directory.Item]
	assignment          *project.View[*assignment]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	r := &roles{Deps: d, role: roleView(), group: groupView(), member: memberView(), assignment: assignmentView()}
	return []*command.Command{
		command.Simple(catalog.Must("Get-ManagementRole"), r.getRole),
		command.Simple(catalog.Must("Get-ManagementRoleEntry"), r.getEntry),
		command.Simple(catalog.Must("Get-ManagementRoleAssignment"), r.getAssignment),
		command.Simple(catalog.Must("Get-RoleGroup"), r.getGroup),
		command.Simple(catalog.Must("Get-RoleGroupMember"), r.getMember),
		command.Simple(catalog.Must("Add-RoleGroupMember"), r.addMember),
		command.Simple(catalog.Must("Remove-RoleGroupMember"), r.removeMember),
	}
}

// tables returns what the parameters of the package's cmdlets do. The parameters that are missing are
// those for administrative units, groups and organisational units as scopes, which no assignment of this
// organisation has.
func tables() []project.Table[struct{}] {
	table := func(name string, params ...string) project.Table[struct{}] {
		return project.Table[struct{}]{Cmdlet: name, Rows: project.Reads[struct{}](params...)}
	}
	return []project.Table[struct{}]{
		table("Get-ManagementRole", "Cmdlet", "CmdletParameters", "GetChildren", "Identity", "Recurse", "RoleType", "Script", "ScriptParameters"),
		table("Get-ManagementRoleEntry", "Identity", "Parameters", "PSSnapinName", "ResultSize", "Type"),
		table("Get-ManagementRoleAssignment", "AssignmentMethod", "ConfigWriteScope", "CustomRecipientWriteScope", "Delegating",
			"Enabled", "Exclusive", "ExclusiveRecipientWriteScope", "GetEffectiveUsers", "Identity", "RecipientWriteScope",
			"Role", "RoleAssignee", "RoleAssigneeType", "WritableRecipient"),
		table("Get-RoleGroup", "Filter", "Identity", "ResultSize", "ShowPartnerLinked", "SortBy"),
		table("Get-RoleGroupMember", "Identity", "ResultSize"),
		table("Add-RoleGroupMember", "BypassSecurityGroupManagerCheck", "Identity", "Member"),
		table("Remove-RoleGroupMember", "BypassSecurityGroupManagerCheck", "Identity", "Member"),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	var list []project.Support
	for _, t := range tables() {
		list = append(list, t.Support(catalog.Must(t.Cmdlet))...)
	}
	return list
}

// check refuses parameters of the cmdlet that are not built.
func check(c *command.Call) error {
	for _, t := range tables() {
		if t.Cmdlet == c.Meta.Name {
			return t.Check(c.Args)
		}
	}
	return nil
}

// view checks the parameters and reads in a transaction.
func (r *roles) view(ctx context.Context, c *command.Call, read func(org.Tx, *directory.Organisation) error) error {
	if err := check(c); err != nil {
		return err
	}
	return r.Read(ctx, read)
}
