// Package group carries out the cmdlets of groups and their members. Whoever holds the cmdlets may
// change a distribution group; a security group opens more than mail, so it can be changed by its
// managers only, and by whom a role gives -BypassSecurityGroupManagerCheck.
package group

import (
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
)

// groups carries out the cmdlets.
type groups struct {
	cmdlet.Deps
	distribution, group, member, dynamic, unified *project.View[*directory.Item]
}

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	g := &groups{
		Deps: d, distribution: distributionView(), group: groupView(), member: memberView(), dynamic: dynamicView(), unified: unifiedView(),
	}
	return []*command.Command{
		command.Simple(catalog.Must("Get-DistributionGroup"), g.get),
		command.Simple(catalog.Must("Get-Group"), g.getGroup),
		command.Simple(catalog.Must("Set-Group"), g.setGroup),
		command.Simple(catalog.Must("Get-DistributionGroupMember"), g.getMember),
		command.Simple(catalog.Must("Add-DistributionGroupMember"), g.addMember),
		command.Simple(catalog.Must("Remove-DistributionGroupMember"), g.removeMember),
		command.Simple(catalog.Must("Update-DistributionGroupMember"), g.updateMembers),
		command.Simple(catalog.Must("New-DistributionGroup"), g.create),
		command.Simple(catalog.Must("Set-DistributionGroup"), g.set),
		command.Simple(catalog.Must("Remove-DistributionGroup"), g.remove),
		command.Simple(catalog.Must("Get-DynamicDistributionGroup"), g.getDynamic),
		command.Simple(catalog.Must("Get-DynamicDistributionGroupMember"), g.getDynamicMember),
		command.Simple(catalog.Must("New-DynamicDistributionGroup"), g.createDynamic),
		command.Simple(catalog.Must("Set-DynamicDistributionGroup"), g.setDynamic),
		command.Simple(catalog.Must("Remove-DynamicDistributionGroup"), g.removeDynamic),
		command.Simple(catalog.Must("Get-UnifiedGroup"), g.getUnified),
		command.Simple(catalog.Must("New-UnifiedGroup"), g.createUnified),
		command.Simple(catalog.Must("Set-UnifiedGroup"), g.setUnified),
		command.Simple(catalog.Must("Remove-UnifiedGroup"), g.removeUnified),
		command.Simple(catalog.Must("Undo-SoftDeletedUnifiedGroup"), g.restoreUnified),
		command.Simple(catalog.Must("Get-UnifiedGroupLinks"), g.getLinks),
		command.Simple(catalog.Must("Add-UnifiedGroupLinks"), g.addLinks),
		command.Simple(catalog.Must("Remove-UnifiedGroupLinks"), g.removeLinks),
	}
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	var list []project.Support
	for _, t := range readers() {
		list = append(list, t.Support(catalog.Must(t.Cmdlet))...)
	}
	for _, t := range changers() {
		list = append(list, t.Support(catalog.Must(t.Cmdlet))...)
	}
	return list
}

// changers returns the tables of the cmdlets that make groups or change them.
func changers() []project.Table[*change.Change] {
	return []project.Table[*change.Change]{newTable(), setTable(), setGroupTable(), newDynamicTable(), setDynamicTable(), newUnifiedTable(), setUnifiedTable()}
}

// readers returns the tables of the cmdlets that read their parameters themselves.
func readers() []project.Table[struct{}] {
	table := func(name string, params ...string) project.Table[struct{}] {
		return project.Table[struct{}]{Cmdlet: name, Rows: project.Reads[struct{}](params...)}
	}
	return []project.Table[struct{}]{
		table("Get-DistributionGroup", "Identity", "Anr", "Filter", "ManagedBy", "OrganizationalUnit",
			"RecipientTypeDetails", "ResultSize", "SortBy"),
		table("Get-Group", "Identity", "Anr", "Filter", "OrganizationalUnit", "RecipientTypeDetails", "ResultSize", "SortBy"),
		table("Get-DistributionGroupMember", "Identity", "ResultSize"),
		table("Add-DistributionGroupMember", "Identity", "Member", "BypassSecurityGroupManagerCheck"),
		table("Remove-DistributionGroupMember", "Identity", "Member", "BypassSecurityGroupManagerCheck"),
		table("Update-DistributionGroupMember", "Identity", "Members", "BypassSecurityGroupManagerCheck"),
		table("Remove-DistributionGroup", "Identity", "BypassSecurityGroupManagerCheck"),
		table("Get-DynamicDistributionGroup", "Identity", "Anr", "Filter", "ManagedBy", "OrganizationalUnit", "ResultSize", "SortBy"),
		table("Remove-DynamicDistributionGroup", "Identity"),
		table("Get-DynamicDistributionGroupMember", "Identity", "ResultSize"),
		table("Get-UnifiedGroup", "Identity", "Anr", "Filter", "IncludeAllProperties", "IncludeSoftDeletedGroups", "ResultSize", "SortBy"),
		table("Remove-UnifiedGroup", "Identity", "Force"),
		table("Undo-SoftDeletedUnifiedGroup", "SoftDeletedObject"),
		table("Add-UnifiedGroupLinks", "Identity", "LinkType", "Links"),
		table("Remove-UnifiedGroupLinks", "Identity", "LinkType", "Links"),
		table("Get-UnifiedGroupLinks", "Identity", "LinkType", "ResultSize"),
	}
}

// reader returns the table of one of those cmdlets.
func reader(cmdlet string) project.Table[struct{}] {
	for _, t := range readers() {
		if t.Cmdlet == cmdlet {
			return t
		}
	}
	return project.Table[struct{}]{Cmdlet: cmdlet}
}
