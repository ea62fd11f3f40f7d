package rbac

import (
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// FindGroup returns the role group that an identity names: its name, Guid or distinguished name. The error
// is that of org.NotFound.
func (m Model) FindGroup(tx org.Tx, identity string) (*org.Entry, error) {
	return org.ResolveIn(tx, []string{m.Kind(org.KindRoleGroup)}, []string{org.SpaceGUID, org.SpaceDN, org.SpaceName}, identity)
}

// AddMember makes an object a member of a role group. It fails where it is one already, and where the
// group's members come from a directory role.
func AddMember(tx org.Tx, group *org.Entry, member object.ADObjectID) error {
	if err := changeable(group); err != nil {
		return err
	}
	if slices.Contains(References(group, "Members"), member.ID) {
		return &command.Error{
			Category: command.ResourceExists, ID: "MemberAlreadyExistsException",
			Type:    "Microsoft.Exchange.Management.Tasks.MemberAlreadyExistsException",
			Message: "The recipient \"" + object.String(member) + "\" is already a member of the group \"" + directory.Text(group, "Name") + "\".",
			Advice:  "Nothing has to be done; Get-RoleGroupMember lists the members.", Target: member,
		}
	}
	return putMembers(tx, group, append(slices.Clone(members(group)), member))
}

// RemoveMember ends an object's membership of a role group. It fails where it is none, where it follows
// from a directory role, and where nobody would be left who could administer the organisation (S-50).
func RemoveMember(tx org.Tx, group *org.Entry, member object.ADObjectID) error {
	if err := changeable(group); err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(members(group)), func(v object.Value) bool {
		id, ok := reference(v)
		return ok && id == member.ID
	})
	if len(kept) == len(members(group)) {
		return &command.Error{
			Category: command.ObjectNotFound, ID: "MemberNotFoundException",
			Type:    "Microsoft.Exchange.Management.Tasks.MemberNotFoundException",
			Message: "The recipient \"" + object.String(member) + "\" isn't a member of the group \"" + directory.Text(group, "Name") + "\".",
			Advice:  "Get-RoleGroupMember lists the members.", Target: member,
		}
	}
	if nested, err := tx.Get(group.Kind, member.ID); err == nil && Synced(nested) {
		return fixed(group, "\""+directory.Text(nested, "Name")+"\" stands for a directory role and can't be taken out of the role group \""+directory.Text(group, "Name")+"\".")
	}
	if err := keepsAdministrator(tx, group, member.ID); err != nil {
		return err
	}
	return putMembers(tx, group, kept)
}

// keepsAdministrator asks before a member of Organization Management goes whether another one stays.
func keepsAdministrator(tx org.Tx, group *org.Entry, member org.ID) error {
	if !strings.EqualFold(directory.Text(group, "Name"), org.OrganizationManagement) {
		return nil
	}
	account := member
	if r, err := tx.Get(org.KindRecipient, member); err == nil {
		for _, id := range References(r, "ExternalDirectoryObjectId") {
			account = id
		}
	}
	if a, _, err := org.AccountByID(tx, account); err == nil && slices.Contains(a.DirectoryRoles, org.GlobalAdministrator) {
		return nil // stays an administrator by the directory role
	}
	admins, err := org.AdministratorsIn(tx, of(group).env)
	if err != nil {
		return err
	}
	return org.KeepsAdministrator(admins, account)
}

// changeable refuses groups whose members come from a directory role.
func changeable(group *org.Entry) error {
	if !Synced(group) {
		return nil
	}
	return fixed(group, "The members of the role group \""+directory.Text(group, "Name")+"\" come from a directory role and can't be changed here.")
}

// fixed is the error for a membership that follows from directory roles.
func fixed(group *org.Entry, message string) *command.Error {
	return &command.Error{
		Category: command.InvalidOperation, ID: "SyncedRoleGroup",
		Type:    "Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException",
		Message: message, Advice: "Give or take the directory role of the account instead.", Target: directory.Text(group, "Name"),
	}
}

// Synced reports whether the members of a role group come from a directory role.
func Synced(group *org.Entry) bool {
	return slices.ContainsFunc(of(group).Groups(), func(g Group) bool { return g.Synced && isGroup(directory.Text(group, "Name"), g.Name) })
}

func members(group *org.Entry) []object.Value {
	v, _ := group.Props.Get("Members")
	return org.Items(v)
}

// putMembers stores a copy of the group with other members.
func putMembers(tx org.Tx, group *org.Entry, list []object.Value) error {
	e := *group
	e.Props = &object.Object{Types: group.Props.Types, Props: slices.Clone(group.Props.Props)}
	e.Props.Set("Members", list)
	return tx.Put(&e)
}

// FromDirectory reports whether a directory role makes its holders members of the role group.
func FromDirectory(group *org.Entry, directoryRole string) bool {
	return synced(group, []string{directoryRole})
}
