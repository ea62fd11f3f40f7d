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
		command.Simple(catalog.Must("New-RoleGroup"), r.newGroup),
	}
}

// tables returns what the parameters of the package's cmdlets do. The parameters that are missing are
// those for administrative units, groups and organisational units as scopes, which no assignment of this
// organisation has.
func tables() project.Tables {
	return project.Tables{
		project.Reader("Get-ManagementRole", "Cmdlet", "CmdletParameters", "GetChildren", "Identity", "Recurse", "RoleType", "Script", "ScriptParameters"),
		project.Reader("Get-ManagementRoleEntry", "Identity", "Parameters", "PSSnapinName", "ResultSize", "Type"),
		project.Reader("Get-ManagementRoleAssignment", "AssignmentMethod", "ConfigWriteScope", "CustomRecipientWriteScope", "Delegating",
			"Enabled", "Exclusive", "ExclusiveRecipientWriteScope", "GetEffectiveUsers", "Identity", "RecipientWriteScope",
			"Role", "RoleAssignee", "RoleAssigneeType", "WritableRecipient"),
		project.Reader("Get-RoleGroup", "Filter", "Identity", "ResultSize", "ShowPartnerLinked", "SortBy"),
		project.Reader("Get-RoleGroupMember", "Identity", "ResultSize"),
		project.Reader("Add-RoleGroupMember", "BypassSecurityGroupManagerCheck", "Identity", "Member"),
		project.Reader("Remove-RoleGroupMember", "BypassSecurityGroupManagerCheck", "Identity", "Member"),
		project.Reader("New-RoleGroup", "CustomRecipientWriteScope", "Description", "DisplayName", "Force", "ManagedBy", "Members", "Name", "Roles"),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support { return tables().Support() }

// view checks the parameters and reads in a transaction.
func (r *roles) view(ctx context.Context, c *command.Call, read func(org.Tx, *directory.Organisation) error) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	return r.Read(ctx, read)
}
