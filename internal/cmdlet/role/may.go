package role

import (
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// may returns what the caller may give to others. A caller without an account may give nothing.
func (w *work) may() (*rbac.Authority, error) {
	if w.authority != nil {
		return w.authority, nil
	}
	caller, ok := org.CallerFrom(w.ctx)
	if !ok {
		return nil, org.ErrNoCaller
	}
	account, recipient, err := callerOf(w.all, caller.ActorID)
	if err != nil {
		return nil, err
	}
	w.authority, err = w.model.AuthorityOf(w.all, account, recipient, w.call.Meta.Name)
	return w.authority, err
}

// callerOf returns the account of a caller and its recipient, nil where it has none.
func callerOf(tx org.Tx, id org.ID) (*org.Account, *org.Entry, error) {
	account, _, err := org.AccountByID(tx, id)
	if org.IsNotFound(err) {
		return &org.Account{ID: id}, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	recipient, err := org.One(tx, org.KindRecipient, org.SpaceOID, org.IDText(id))
	if org.IsNotFound(err) {
		return account, nil, nil
	}
	return account, recipient, err
}

// mayGive fails unless the caller may give a role with an extent, or take it (S-50).
func (w *work) mayGive(role *org.Entry, extent rbac.Extent) error {
	a, err := w.may()
	if err != nil {
		return err
	}
	ok, err := a.MayGive(role, extent)
	if err == nil && !ok {
		return notDelegated(role)
	}
	return err
}

// mayHandOver fails unless the caller manages a role group, or may give everything that it gives.
func (w *work) mayHandOver(group *org.Entry) error {
	a, err := w.may()
	if err != nil {
		return err
	}
	bypass := w.call.Args.Flag("BypassSecurityGroupManagerCheck") || w.model.Env() == catalog.SCC // which has no managers
	if !bypass && !a.Manages(group) {
		return change.NotManager(directory.Text(group, "Name"))
	}
	ok, role, err := a.MayHandOver(group)
	if err == nil && !ok {
		return notDelegated(role)
	}
	return err
}

// notDelegated is the error for giving, taking or changing what the caller has no say over.
func notDelegated(role *org.Entry) *command.Error {
	name := directory.Text(role, "Name")
	return &command.Error{
		Category: command.PermissionDenied, ID: "OperationRequiresDelegatingRoleAssignment",
		Type: "Microsoft.Exchange.Configuration.Authorization.OperationNotAllowedException",
		Message: "You don't have access to create, change, or remove assignments of the management role \"" + name +
			"\". It takes a delegating assignment of the role, or of one above it, that reaches as far.",
		Advice: "Ask somebody who has one: Get-ManagementRoleAssignment -Role \"" + name + "\" -Delegating $true -GetEffectiveUsers lists them.",
		Target: name,
	}
}
