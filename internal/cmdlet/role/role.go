// Package role carries out the cmdlets of roles, role assignments, role groups, management scopes and role
// assignment policies. What roles hold and who has them is the business of package rbac; this package lists
// and changes it. Nobody gives what they have no say over, to others or to themselves (S-50).
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
	role, group, member, scope, policy *project.View[*directory.Item]
	assignment                         *project.View[*assignment]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	r := &roles{
		Deps: d, role: roleView(), group: groupView(), member: memberView(), scope: scopeView(), policy: policyView(),
		assignment: assignmentView(),
	}
	var list []*command.Command
	for _, c := range r.cmdlets() {
		list = append(list, command.Simple(catalog.Must(c.name), c.run))
	}
	return list
}

// A built is a cmdlet with what it runs and the parameters that it reads.
type built struct {
	name   string
	run    command.Func
	params []string
}

// cmdlets lists the cmdlets of the package. Parameters that are missing are refused by name: those of
// administrative units and of groups as scopes, which no assignment of this organisation has.
func (r *roles) cmdlets() []built {
	list := append(r.readers(), r.ofGroups()...)
	list = append(list, r.ofRoles()...)
	return append(list, r.ofScopes()...)
}

func (r *roles) readers() []built {
	return []built{
		{"Get-ManagementRole", r.getRole, []string{"Cmdlet", "CmdletParameters", "GetChildren", "Identity", "Recurse", "RoleType", "Script", "ScriptParameters"}},
		{"Get-ManagementRoleEntry", r.getEntry, []string{"Identity", "Parameters", "PSSnapinName", "ResultSize", "Type"}},
		{"Get-ManagementRoleAssignment", r.getAssignment, []string{
			"AssignmentMethod", "ConfigWriteScope", "CustomRecipientWriteScope", "Delegating", "Enabled", "Exclusive", "ExclusiveRecipientWriteScope",
			"GetEffectiveUsers", "Identity", "RecipientWriteScope", "Role", "RoleAssignee", "RoleAssigneeType", "WritableRecipient",
		}},
		{"Get-RoleGroup", r.getGroup, []string{"Filter", "Identity", "ResultSize", "ShowPartnerLinked", "SortBy"}},
		{"Get-RoleGroupMember", r.getMember, []string{"Identity", "ResultSize"}},
		{"Get-ManagementScope", r.getScope, []string{"Exclusive", "Identity", "Orphan"}},
		{"Get-RoleAssignmentPolicy", r.getPolicy, []string{"Identity"}},
	}
}

func (r *roles) ofGroups() []built {
	return []built{
		{"New-RoleGroup", r.newGroup, []string{"CustomRecipientWriteScope", "Description", "DisplayName", "Force", "ManagedBy", "Members", "Name", "Roles"}},
		{"Set-RoleGroup", r.setGroup, []string{"BypassSecurityGroupManagerCheck", "Description", "DisplayName", "Force", "Identity", "ManagedBy", "Name"}},
		{"Remove-RoleGroup", r.removeGroup, []string{"BypassSecurityGroupManagerCheck", "Force", "Identity"}},
		{"Add-RoleGroupMember", r.addMember, []string{"BypassSecurityGroupManagerCheck", "Identity", "Member"}},
		{"Remove-RoleGroupMember", r.removeMember, []string{"BypassSecurityGroupManagerCheck", "Identity", "Member"}},
		{"Update-RoleGroupMember", r.updateMember, []string{"BypassSecurityGroupManagerCheck", "Identity", "Members"}},
	}
}

func (r *roles) ofRoles() []built {
	return []built{
		{"New-ManagementRoleAssignment", r.newAssignment, []string{
			"App", "CustomRecipientWriteScope", "CustomResourceScope", "Delegating", "ExclusiveRecipientWriteScope", "Force", "Name", "Policy",
			"RecipientOrganizationalUnitScope", "RecipientRelativeWriteScope", "Role", "SecurityGroup", "User",
		}},
		{"Set-ManagementRoleAssignment", r.setAssignment, []string{
			"CustomRecipientWriteScope", "CustomResourceScope", "Enabled", "ExclusiveRecipientWriteScope", "Force", "Identity",
			"RecipientOrganizationalUnitScope", "RecipientRelativeWriteScope",
		}},
		{"Remove-ManagementRoleAssignment", r.removeAssignment, []string{"Force", "Identity"}},
		{"New-ManagementRole", r.newRole, []string{"Description", "EnabledCmdlets", "Force", "Name", "Parent"}},
		{"Remove-ManagementRole", r.removeRole, []string{"Force", "Identity", "Recurse"}},
		{"Add-ManagementRoleEntry", r.addEntry, []string{"Force", "Identity", "Overwrite", "Parameters", "ParentRoleEntry", "Role", "Type"}},
		{"Set-ManagementRoleEntry", r.setEntry, []string{"AddParameter", "Force", "Identity", "Parameters", "RemoveParameter"}},
		{"Remove-ManagementRoleEntry", r.removeEntry, []string{"Force", "Identity"}},
	}
}

func (r *roles) ofScopes() []built {
	return []built{
		{"New-ManagementScope", r.newScope, []string{"Exclusive", "Force", "Name", "RecipientRestrictionFilter", "RecipientRoot"}},
		{"Set-ManagementScope", r.setScope, []string{"Force", "Identity", "Name", "RecipientRestrictionFilter", "RecipientRoot"}},
		{"Remove-ManagementScope", r.removeScope, []string{"Force", "Identity"}},
		{"New-RoleAssignmentPolicy", r.newPolicy, []string{"Description", "IsDefault", "Name", "Roles"}},
		{"Set-RoleAssignmentPolicy", r.setPolicy, []string{"Description", "IsDefault", "Identity", "Name"}},
		{"Remove-RoleAssignmentPolicy", r.removePolicy, []string{"Identity"}},
	}
}

// tables returns what the parameters of the package's cmdlets do.
func tables() project.Tables {
	var list project.Tables
	for _, c := range (&roles{}).cmdlets() {
		list = append(list, project.Reader(c.name, c.params...))
	}
	return list
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
