package role

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// A writeScope is what the parameters of a role assignment say about the recipients that it lets change.
type writeScope struct {
	rbac.Extent            // without a name where the parameters say nothing
	scope       *org.Entry // the management scope, of a made one
	resource    *org.Entry // the management scope of an application, nil for none
}

// scopeParams lists the parameters that say which recipients may be changed; only one may be given.
func scopeParams() []string {
	return []string{
		"CustomRecipientWriteScope", "ExclusiveRecipientWriteScope", "RecipientRelativeWriteScope",
		"RecipientOrganizationalUnitScope", "CustomResourceScope",
	}
}

// writeScope reads them.
func (w *work) writeScope(args command.Args) (writeScope, error) {
	given := ""
	for _, p := range scopeParams() {
		if args.Text(p) == "" {
			continue
		}
		if given != "" {
			return writeScope{}, org.Invalid(p, args.Text(p), "it can't be given together with -"+given)
		}
		given = p
	}
	switch given {
	case "CustomRecipientWriteScope", "ExclusiveRecipientWriteScope":
		return w.madeScope(given, args.Text(given))
	case "CustomResourceScope":
		scope, err := w.find(org.KindScope, args.Text(given))
		return writeScope{resource: scope}, err
	case "RecipientOrganizationalUnitScope":
		if unit := args.Text(given); !w.home.IsUnit(unit) {
			return writeScope{}, org.NotFound(unit)
		}
		return writeScope{Extent: rbac.Extent{Name: rbac.ScopeOrganization}}, nil
	case "RecipientRelativeWriteScope":
		return relativeScope(args.Text(given))
	}
	return writeScope{}, nil
}

// madeScope is a management scope, which has to be exclusive or not as the parameter says.
func (w *work) madeScope(param, identity string) (writeScope, error) {
	scope, err := w.find(org.KindScope, identity)
	if err != nil {
		return writeScope{}, err
	}
	name := rbac.ScopeCustom
	if param == "ExclusiveRecipientWriteScope" {
		name = rbac.ScopeExclusive
	}
	if directory.Flag(scope, "Exclusive") != (name == rbac.ScopeExclusive) {
		if name == rbac.ScopeCustom {
			return writeScope{}, org.Invalid(param, identity, "it is an exclusive scope: give -ExclusiveRecipientWriteScope")
		}
		return writeScope{}, org.Invalid(param, identity, "it isn't an exclusive scope: give -CustomRecipientWriteScope")
	}
	return writeScope{Extent: rbac.Extent{Name: name, Filter: rbac.FilterOf(scope)}, scope: scope}, nil
}

// relativeScope is one that depends on who uses the role.
func relativeScope(word string) (writeScope, error) {
	for _, name := range []string{rbac.ScopeOrganization, rbac.ScopeSelf, rbac.ScopeNone} {
		if strings.EqualFold(name, word) {
			return writeScope{Extent: rbac.Extent{Name: name}}, nil
		}
	}
	return writeScope{}, org.Invalid("RecipientRelativeWriteScope", word, "it must be Organization, Self or None")
}

// suits fails where the scope is wider than the role's own: an assignment only ever narrows it.
func (s writeScope) suits(role *org.Entry, implicit rbac.Role) error {
	if s.Name == implicit.RecipientWrite || s.Within(rbac.Extent{Name: implicit.RecipientWrite}) {
		return nil
	}
	name := directory.Text(role, "Name")
	return &command.Error{
		Category: command.InvalidArgument, ID: "RecipientWriteScopeNotAllowed",
		Type: "Microsoft.Exchange.Configuration.Tasks.TaskArgumentException",
		Message: "The scope " + s.Name + " isn't within the write scope of the management role \"" + name + "\", which is " +
			implicit.RecipientWrite + ".",
		Advice: "Leave the scope out, or choose another role.", Target: name,
	}
}

// put writes the scope into an assignment.
func (s writeScope) put(e *org.Entry) {
	if s.Name != "" {
		e.Props.Set("RecipientWriteScope", s.Name)
		e.Props.Delete("CustomRecipientWriteScope")
	}
	if s.scope != nil {
		e.Props.Set("CustomRecipientWriteScope", directory.Reference(s.scope))
	}
	if s.resource != nil {
		e.Props.Set("CustomResourceScope", directory.Reference(s.resource))
	}
}
