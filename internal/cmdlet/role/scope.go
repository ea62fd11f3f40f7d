package role

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/cmdlet/selection"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

func scopeView() *project.View[*directory.Item] {
	derived := directory.ConfigDerived()
	derived["ObjectClass"] = func(*directory.Item) object.Value { return []any{"top", "msExchScope"} }
	return project.NewView(shapeOf("Get-ManagementScope"), project.Rules[*directory.Item]{
		Entry: directory.EntryOf, Derive: derived, Preset: []map[string]object.Value{directory.ConfigPresets()},
	})
}

// getScope carries out Get-ManagementScope.
func (r *roles) getScope(ctx context.Context, c *command.Call) error {
	var page project.Result
	err := r.view(ctx, c, func(tx org.Tx, o *directory.Organisation) error {
		m := rbac.In(org.EnvOf(ctx))
		wanted, err := scopeTest(tx, m, c.Args)
		if err != nil {
			return err
		}
		page, err = project.Listing[*directory.Item]{
			View: r.scope, Kind: m.Kind(org.KindScope), Most: -1, Fast: wanted,
			Item: func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: o, Entry: e} },
		}.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// scopeTest returns the test that the arguments make of a scope. An orphan is one that no assignment has.
func scopeTest(tx org.Tx, m rbac.Model, args command.Args) (func(*org.Entry) bool, error) {
	identity := args.Text("Identity")
	var one *org.Entry
	if identity != "" && !object.HasWildcard(identity) {
		var err error
		if one, err = find(tx, m, org.KindScope, identity); err != nil {
			return nil, err
		}
	}
	used, err := usedScopes(tx, m)
	if err != nil {
		return nil, err
	}
	return func(e *org.Entry) bool {
		switch {
		case one != nil && e.ID != one.ID || one == nil && !like(directory.Text(e, "Name"), identity):
			return false
		case args.Has("Exclusive") && args.Flag("Exclusive") != directory.Flag(e, "Exclusive"):
			return false
		}
		return !args.Flag("Orphan") || len(used[e.ID]) == 0
	}, nil
}

// usedScopes lists the role assignments of each management scope that has any.
func usedScopes(tx org.Tx, m rbac.Model) (map[org.ID][]*org.Entry, error) {
	used := map[org.ID][]*org.Entry{}
	all, err := org.All(tx, m.Kind(org.KindRoleAssignment), nil)
	for _, a := range all {
		for _, property := range []string{"CustomRecipientWriteScope", "CustomResourceScope"} {
			for _, id := range rbac.References(a, property) {
				used[id] = append(used[id], a)
			}
		}
	}
	return used, err
}

// newScope carries out New-ManagementScope.
func (r *roles) newScope(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		name := trimmed(c.Args.Text("Name"))
		if err := checkName(name); err != nil {
			return nil, err
		}
		id, err := w.id()
		if err != nil {
			return nil, err
		}
		scope := w.model.NewScope(id, name, w.home.Name)
		if err := w.restrict(scope); err != nil {
			return nil, err
		}
		if c.Args.Flag("Exclusive") {
			scope.Props.Set("Exclusive", true)
			if err := w.mayExclude(rbac.Extent{Name: rbac.ScopeCustom, Filter: rbac.FilterOf(scope)}); err != nil {
				return nil, err
			}
		}
		return &plan{name, func() error {
			if err := w.put(scope); err != nil {
				return err
			}
			return c.Output(r.scope.Object(w.item(scope)))
		}}, nil
	})
}

// restrict carries -RecipientRestrictionFilter and -RecipientRoot into a scope. Everybody is in one unit, so
// that it is the only root.
func (w *work) restrict(scope *org.Entry) error {
	args := w.call.Args
	if root := args.Text("RecipientRoot"); root != "" {
		if !w.home.IsUnit(root) {
			return org.NotFound(root)
		}
		scope.Props.Set("RecipientRoot", w.home.Name)
	} else if args.Has("RecipientRoot") {
		scope.Props.Delete("RecipientRoot")
	}
	if !args.Has("RecipientRestrictionFilter") {
		return nil
	}
	text := args.Text("RecipientRestrictionFilter")
	node, err := opath.ParseFor(text, selection.Filterable())
	if err != nil {
		return opath.Visible("RecipientRestrictionFilter", text, err)
	}
	scope.Props.Set("RecipientFilter", node.String())
	return nil
}

// setScope carries out Set-ManagementScope.
func (r *roles) setScope(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		scope, err := w.named(org.KindScope)
		if err != nil {
			return nil, err
		}
		before, was := textOf(scope), rbac.FilterOf(scope)
		if err := w.restrict(scope); err != nil {
			return nil, err
		}
		if err := w.mayRestrict(scope, was); err != nil {
			return nil, err
		}
		name, renamed := trimmed(c.Args.Text("Name")), false
		if c.Args.Has("Name") && name != directory.Text(scope, "Name") {
			if err := checkName(name); err != nil {
				return nil, err
			}
			rbac.Rename(scope, name, w.home.Name)
			renamed = true
		}
		return &plan{c.Args.Text("Identity"), func() error { return w.modify(scope, before, renamed) }}, nil
	})
}

// mayRestrict fails unless the caller may give every assignment of a scope with the filter that the scope
// had, and with the one that it is to have: a wider scope is a wider assignment (S-50).
func (w *work) mayRestrict(scope *org.Entry, was opath.Node) error {
	used, err := usedScopes(w.all, w.model)
	if err != nil {
		return err
	}
	for _, a := range used[scope.ID] {
		for _, filter := range []opath.Node{was, rbac.FilterOf(scope)} {
			if err := w.mayReach(a, filter); err != nil {
				return err
			}
		}
	}
	if !directory.Flag(scope, "Exclusive") {
		return nil
	}
	return w.mayExclude(rbac.Extent{Name: rbac.ScopeCustom, Filter: rbac.FilterOf(scope)})
}

// mayReach fails unless the caller may give the role of an assignment with a filter.
func (w *work) mayReach(a *org.Entry, filter opath.Node) error {
	for _, id := range rbac.References(a, "Role") {
		role, err := w.all.Get(w.model.Kind(org.KindRole), id)
		if err != nil {
			return err
		}
		if err := w.mayGive(role, rbac.Extent{Name: directory.Text(a, "RecipientWriteScope"), Filter: filter}); err != nil {
			return err
		}
	}
	return nil
}

// mayExclude fails unless the caller may keep everybody else from some recipients: roles can be managed by
// them there.
func (w *work) mayExclude(extent rbac.Extent) error {
	role, err := find(w.all, w.model, org.KindRole, "Role Management")
	if err != nil {
		return err
	}
	return w.mayGive(role, extent)
}

// removeScope carries out Remove-ManagementScope.
func (r *roles) removeScope(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		scope, err := w.named(org.KindScope)
		if err != nil {
			return nil, err
		}
		used, err := usedScopes(w.all, w.model)
		if err != nil {
			return nil, err
		}
		if list := used[scope.ID]; len(list) > 0 {
			return nil, inUse(scope, "is the scope of the role assignment "+directory.Text(list[0], "Name"), "Change or remove the assignments first.")
		}
		if err := w.mayRestrict(scope, nil); err != nil {
			return nil, err
		}
		return &plan{"management scope " + directory.Text(scope, "Name"), func() error { return w.tx.Delete(scope.Kind, scope.ID) }}, nil
	})
}
