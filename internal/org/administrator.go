package org

import (
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// The names that make an administrator of the whole organisation.
const (
	GlobalAdministrator    = "Global Administrator"    // a directory role
	OrganizationManagement = "Organization Management" // a role group
)

// An Administrator is an account that may administer the whole organisation.
type Administrator struct {
	ID         ID
	UPN        string
	CanConnect bool // enabled, and remote PowerShell is on
}

// KeepsAdministrator fails if nobody but the account lost could still connect and administer: the last
// administrator cannot be locked out (S-50). It is asked before an account is blocked, removed,
// loses its directory role, its membership of Organization Management or its remote PowerShell.
func KeepsAdministrator(admins []Administrator, lost ID) error {
	var loser *Administrator
	for i, a := range admins {
		if a.CanConnect && a.ID != lost {
			return nil
		}
		if a.ID == lost {
			loser = &admins[i]
		}
	}
	if loser == nil || !loser.CanConnect {
		return nil
	}
	return &command.Error{
		Category: command.InvalidOperation,
		ID:       "LastAdministrator",
		Type:     "Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException",
		Message:  "The change would lock out " + loser.UPN + ", the last administrator of the organization who can connect.",
		Advice: "Give another account the role " + GlobalAdministrator + " or the role group " + OrganizationManagement +
			", with remote PowerShell on, and try again.",
		Target: loser.UPN,
	}
}

// Administrators lists who may administer the whole organisation: holders of the directory role Global
// Administrator and members of the role group Organization Management.
func Administrators(tx Tx) ([]Administrator, error) { return AdministratorsIn(tx, catalog.EXO) }

// AdministratorsIn is Administrators of one environment: Security & Compliance has an Organization Management
// of its own.
func AdministratorsIn(tx Tx, env catalog.Env) ([]Administrator, error) {
	members, err := managers(tx, KindIn(env, KindRoleGroup))
	if err != nil {
		return nil, err
	}
	var admins []Administrator
	for e, err := range tx.Find(Query{Kind: KindAccount}) {
		if err != nil {
			return nil, err
		}
		a, err := AccountOf(e)
		if err != nil {
			return nil, err
		}
		if slices.Contains(a.DirectoryRoles, GlobalAdministrator) || members[a.ID] {
			admins = append(admins, Administrator{ID: a.ID, UPN: a.UPN, CanConnect: a.Enabled && a.RemotePowerShell})
		}
	}
	return admins, nil
}

// CanDisableRemotePowerShell fails if the account is the last administrator who can connect.
func CanDisableRemotePowerShell(tx Tx, account ID) error {
	admins, err := Administrators(tx)
	if err != nil {
		return err
	}
	return KeepsAdministrator(admins, account)
}

// Returns the object ids of the accounts that the Organization Management of a kind of role groups holds.
func managers(tx Tx, groups string) (map[ID]bool, error) {
	members := map[ID]bool{}
	for e, err := range tx.ByKey(SpaceName, OrganizationManagement) {
		if err != nil {
			return nil, err
		}
		if e.Kind != groups {
			continue
		}
		for _, m := range Items(first(e.Props, "Members")) {
			if err := addMember(tx, members, m); err != nil {
				return nil, err
			}
		}
	}
	return members, nil
}

// A member is stored as a reference to a recipient, or to an account, by its id.
func addMember(tx Tx, members map[ID]bool, m object.Value) error {
	id, ok := reference(m)
	if !ok {
		return nil
	}
	members[id] = true
	r, err := tx.Get(KindRecipient, id)
	if IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if oid, ok := reference(first(r.Props, "ExternalDirectoryObjectId")); ok {
		members[oid] = true
	}
	return nil
}

func reference(v object.Value) (ID, bool) {
	switch t := v.(type) {
	case object.ADObjectID:
		return t.ID, true
	case ID:
		return t, true
	case string:
		id, err := ParseID(t)
		return id, err == nil
	}
	return ID{}, false
}
