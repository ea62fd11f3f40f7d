package role

import (
	"context"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// maxLevels is how many roles may stand below each other.
const maxLevels = 16

// newRole carries out New-ManagementRole: a role below another one, with what that holds or less.
func (r *roles) newRole(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		name := trimmed(c.Args.Text("Name"))
		if err := w.checkRoleName(name); err != nil {
			return nil, err
		}
		parent, err := w.parent()
		if err != nil {
			return nil, err
		}
		entries, err := w.inherited(parent, project.Texts(c.Args, "EnabledCmdlets"))
		if err != nil {
			return nil, err
		}
		id, err := w.id()
		if err != nil {
			return nil, err
		}
		role := rbac.NewRole(id, name, parent, w.home.Name)
		role.Props.Set("Description", c.Args.Text("Description"))
		rbac.SetEntries(role, entries)
		return &plan{name, func() error {
			if err := w.put(role); err != nil {
				return err
			}
			return c.Output(r.oneRole(w.item(role)))
		}}, nil
	})
}

// checkRoleName refuses names that a new role can't have.
func (w *work) checkRoleName(name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	_, err := find(w.all, w.model, org.KindRole, name)
	switch {
	case err == nil:
		return nameTaken(name, nil)
	case !org.IsNotFound(err):
		return err
	}
	return nil
}

// parent returns the role that -Parent names, if the caller may make roles below it.
func (w *work) parent() (*org.Entry, error) {
	parent, err := w.find(org.KindRole, w.call.Args.Text("Parent"))
	if err != nil {
		return nil, err
	}
	line, err := rbac.Ancestors(w.all, parent)
	if err != nil {
		return nil, err
	}
	if len(line) >= maxLevels {
		return nil, org.Invalid("Parent", directory.Text(parent, "Name"), "roles may stand at most 16 levels below each other")
	}
	return parent, w.mayGive(parent, nothing())
}

// nothing is an extent that every other reaches: for changes of a role, which reach nobody by themselves.
func nothing() rbac.Extent { return rbac.Extent{Name: rbac.ScopeNone} }

// inherited lists what a role below the parent holds: everything, or the entries of the cmdlets given.
func (w *work) inherited(parent *org.Entry, cmdlets []string) ([]rbac.Entry, error) {
	held, err := w.model.EntriesOf(w.all, parent)
	if err != nil {
		return nil, err
	}
	var list []rbac.Entry
	for _, name := range cmdlets {
		e, ok := rbac.EntryNamed(held, name)
		if !ok {
			return nil, notInParent("EnabledCmdlets", name, parent)
		}
		if _, twice := rbac.EntryNamed(list, name); !twice {
			list = append(list, w.listed(e))
		}
	}
	if cmdlets != nil {
		return list, nil
	}
	for _, e := range held {
		list = append(list, w.listed(e))
	}
	return list, nil
}

// listed returns an entry with its parameters listed by name.
func (w *work) listed(e rbac.Entry) rbac.Entry {
	c, ok := catalog.Lookup(e.Cmdlet)
	if !ok {
		return rbac.Entry{Role: e.Role, Cmdlet: e.Cmdlet}
	}
	names := []string{}
	for _, p := range c.Params {
		if p.Env&w.model.Env() != 0 && e.Params.Has(p.Name) {
			names = append(names, p.Name)
		}
	}
	return rbac.Entry{Role: e.Role, Cmdlet: e.Cmdlet, Params: rbac.ParamSet{Names: names}}
}

func notInParent(param, value string, parent *org.Entry) error {
	return org.Invalid(param, value, "the parent role \""+directory.Text(parent, "Name")+"\" doesn't hold it, and a role is never wider than its parent")
}
