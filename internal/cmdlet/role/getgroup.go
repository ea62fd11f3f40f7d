package role

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// getGroup carries out Get-RoleGroup. No role group here is linked to a partner, so -ShowPartnerLinked
// adds none.
func (r *roles) getGroup(ctx context.Context, c *command.Call) error {
	m := rbac.In(org.EnvOf(ctx))
	l, err := r.groupListing(m, c.Args)
	if err != nil {
		return err
	}
	var page project.Result
	err = r.view(ctx, c, func(tx org.Tx, o *directory.Organisation) error {
		l.Item = func(tx org.Tx, e *org.Entry) *directory.Item { return &directory.Item{Tx: tx, Org: o, Entry: e} }
		identity := c.Args.Text("Identity")
		if identity == "" || object.HasWildcard(identity) {
			l.Fast = func(e *org.Entry) bool { return like(directory.Text(e, "Name"), identity) }
			page, err = l.Page(tx, c.Page)
			return err
		}
		e, err := m.FindGroup(tx, identity)
		if err != nil {
			return err
		}
		l.Fast = func(other *org.Entry) bool { return other.ID == e.ID }
		page, err = l.Page(tx, c.Page)
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// groupListing reads -Filter, -ResultSize and -SortBy.
func (r *roles) groupListing(m rbac.Model, args command.Args) (project.Listing[*directory.Item], error) {
	l := project.Listing[*directory.Item]{View: r.group, Kind: m.Kind(org.KindRoleGroup)}
	var err error
	if l.Most, err = project.ResultSize(args, project.DefaultResultSize); err != nil {
		return l, err
	}
	if l.Order, err = project.SortBy(args, "SortBy", r.group); err != nil {
		return l, err
	}
	text := args.Text("Filter")
	if text == "" {
		return l, nil
	}
	node, err := opath.ParseFor(text, r.group.Has)
	if err != nil {
		return l, opath.Visible("Filter", text, err)
	}
	l.Match = func(i *directory.Item) (bool, error) {
		ok, err := node.Match(func(name string) (object.Value, bool) { return r.group.Get(i, name) })
		return ok, opath.Visible("Filter", text, err)
	}
	return l, nil
}

// getMember carries out Get-RoleGroupMember.
func (r *roles) getMember(ctx context.Context, c *command.Call) error {
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	var page project.Result
	err = r.view(ctx, c, func(tx org.Tx, o *directory.Organisation) error {
		group, err := rbac.In(org.EnvOf(ctx)).FindGroup(tx, c.Args.Text("Identity"))
		if err != nil {
			return err
		}
		members, err := membersOf(tx, group)
		if err != nil {
			return err
		}
		part, more, err := project.Cut(members, c.Page, most)
		page.More = more
		for _, m := range part {
			page.Objects = append(page.Objects, r.member.Object(&directory.Item{Tx: tx, Org: o, Entry: m.entry}))
		}
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}
