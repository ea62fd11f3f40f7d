package role

import (
	"context"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// getRole carries out Get-ManagementRole.
func (r *roles) getRole(ctx context.Context, c *command.Call) error {
	var page project.Result
	err := r.view(ctx, c, func(tx org.Tx, o *directory.Organisation) error {
		identity := c.Args.Text("Identity")
		alone := identity != "" && !object.HasWildcard(identity) && !c.Args.Flag("Recurse") && !c.Args.Flag("GetChildren")
		m := rbac.In(org.EnvOf(ctx))
		list, err := rolesFor(tx, m, c.Args)
		if err != nil {
			return err
		}
		if alone && len(list) == 1 {
			page.Objects = []*object.Object{r.oneRole(&directory.Item{Tx: tx, Org: o, Entry: list[0]})}
			return nil
		}
		page, err = r.listRoles(o, m, list).Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// listRoles is the listing of the roles given.
func (r *roles) listRoles(o *directory.Organisation, m rbac.Model, list []*org.Entry) project.Listing[*directory.Item] {
	wanted := map[org.ID]bool{}
	for _, e := range list {
		wanted[e.ID] = true
	}
	return project.Listing[*directory.Item]{
		View: r.role, Kind: m.Kind(org.KindRole), Most: -1,
		Fast: func(e *org.Entry) bool { return wanted[e.ID] },
		Item: func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: o, Entry: e} },
	}
}

// oneRole shows a role that was asked for by name, with what it holds.
func (r *roles) oneRole(i *directory.Item) *object.Object {
	shown := r.role.Object(i)
	entries := []any{}
	m := modelOf(i.Entry)
	for _, e := range m.ReadBook().Of(i.Entry) {
		c, ok := catalog.Lookup(e.Cmdlet)
		if !ok {
			continue
		}
		text := "(" + snapin + ") " + e.Cmdlet
		for _, p := range e.Params.ListIn(m.Env(), c) {
			text += " -" + p
		}
		entries = append(entries, text)
	}
	shown.Set("RoleEntries", entries)
	return shown
}

// rolesFor lists the roles that the arguments ask for.
func rolesFor(tx org.Tx, m rbac.Model, args command.Args) ([]*org.Entry, error) {
	all, err := org.All(tx, m.Kind(org.KindRole), nil)
	if err != nil {
		return nil, err
	}
	list, err := named(tx, m, all, args)
	if err != nil {
		return nil, err
	}
	kind := args.Text("RoleType")
	holds := holding(m, args)
	return slices.DeleteFunc(list, func(e *org.Entry) bool {
		return kind != "" && !strings.EqualFold(directory.Text(e, "RoleType"), kind) || !holds(e)
	}), nil
}

// named picks the roles that -Identity names, or with -GetChildren and -Recurse the roles below it.
func named(tx org.Tx, m rbac.Model, all []*org.Entry, args command.Args) ([]*org.Entry, error) {
	identity := args.Text("Identity")
	if identity == "" || object.HasWildcard(identity) {
		return slices.DeleteFunc(all, func(e *org.Entry) bool { return !like(directory.Text(e, "Name"), identity) }), nil
	}
	top, err := find(tx, m, org.KindRole, identity)
	if err != nil {
		return nil, err
	}
	switch {
	case args.Flag("GetChildren"):
		return childrenOf(all, top.ID), nil
	case args.Flag("Recurse"):
		return descendants(all, top), nil
	}
	return []*org.Entry{top}, nil
}

func childrenOf(all []*org.Entry, parent org.ID) []*org.Entry {
	var list []*org.Entry
	for _, e := range all {
		if slices.Contains(rbac.References(e, "Parent"), parent) {
			list = append(list, e)
		}
	}
	return list
}

// descendants lists a role and all roles below it.
func descendants(all []*org.Entry, top *org.Entry) []*org.Entry {
	list := []*org.Entry{top}
	for i := 0; i < len(list); i++ {
		for _, child := range childrenOf(all, list[i].ID) {
			if !slices.Contains(list, child) {
				list = append(list, child)
			}
		}
	}
	return list
}

// holding returns the test that -Cmdlet, -CmdletParameters and -Script make. No role of this organisation
// holds scripts, so -Script and -ScriptParameters match none.
func holding(m rbac.Model, args command.Args) func(*org.Entry) bool {
	if args.Has("Script") || args.Has("ScriptParameters") {
		return func(*org.Entry) bool { return false }
	}
	cmdlet, params := args.Text("Cmdlet"), project.Texts(args, "CmdletParameters")
	if cmdlet == "" && params == nil {
		return func(*org.Entry) bool { return true }
	}
	book := m.ReadBook()
	return func(role *org.Entry) bool {
		return slices.ContainsFunc(book.Of(role), func(e rbac.Entry) bool {
			return like(e.Cmdlet, cmdlet) && hasAll(m, e, params)
		})
	}
}

// hasAll reports whether an entry has all parameters, which may be given with wildcards.
func hasAll(m rbac.Model, e rbac.Entry, params []string) bool {
	if len(params) == 0 {
		return true
	}
	c, ok := catalog.Lookup(e.Cmdlet)
	if !ok {
		return false
	}
	held := e.Params.ListIn(m.Env(), c)
	return !slices.ContainsFunc(params, func(p string) bool {
		return !slices.ContainsFunc(held, func(name string) bool { return like(name, p) })
	})
}
