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

// A held is a role with one of its entries.
type held struct {
	role  *org.Entry
	entry rbac.Entry
}

// getEntry carries out Get-ManagementRoleEntry.
func (r *roles) getEntry(ctx context.Context, c *command.Call) error {
	most, err := project.ResultSize(c.Args, project.DefaultResultSize)
	if err != nil {
		return err
	}
	var page project.Result
	err = r.view(ctx, c, func(tx org.Tx, _ *directory.Organisation) error {
		list, err := entriesFor(tx, rbac.In(org.EnvOf(ctx)), c.Args)
		if err != nil {
			return err
		}
		part, more, err := project.Cut(list, c.Page, most)
		page.More = more
		for _, h := range part {
			page.Objects = append(page.Objects, showEntry(h))
		}
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// entriesFor lists the role entries that the arguments ask for, in order of role and cmdlet.
func entriesFor(tx org.Tx, m rbac.Model, args command.Args) ([]held, error) {
	identity := args.Text("Identity")
	roleName, cmdlet, ok := strings.Cut(identity, `\`)
	if !ok || roleName == "" || cmdlet == "" {
		return nil, org.Invalid("Identity", identity, `it must be a role and a cmdlet with a backslash between them, such as "Mail Recipients\Set-Mailbox" or "*\Set-Mailbox"`)
	}
	holders, err := rolesNamed(tx, m, roleName)
	if err != nil {
		return nil, err
	}
	wanted := entryTest(m, args, cmdlet)
	book := m.ReadBook()
	var list []held
	for _, role := range holders {
		for _, e := range book.Of(role) {
			if wanted(e) {
				list = append(list, held{role, e})
			}
		}
	}
	if len(list) == 0 && !object.HasWildcard(identity) {
		return nil, org.NotFound(identity)
	}
	return list, nil
}

// rolesNamed lists the roles that a name, which may hold wildcards, means.
func rolesNamed(tx org.Tx, m rbac.Model, name string) ([]*org.Entry, error) {
	if object.HasWildcard(name) {
		return org.All(tx, m.Kind(org.KindRole), func(e *org.Entry) bool { return like(directory.Text(e, "Name"), name) })
	}
	e, err := find(tx, m, org.KindRole, name)
	if err != nil {
		return nil, err
	}
	return []*org.Entry{e}, nil
}

// entryTest returns the test that the arguments make of an entry. All entries are cmdlets of one module.
func entryTest(m rbac.Model, args command.Args, cmdlet string) func(rbac.Entry) bool {
	params, module, kinds := project.Texts(args, "Parameters"), args.Text("PSSnapinName"), project.Texts(args, "Type")
	return func(e rbac.Entry) bool {
		return like(e.Cmdlet, cmdlet) && like(snapin, module) && isOne(kinds, "Cmdlet") && hasAll(m, e, params)
	}
}

func showEntry(h held) *object.Object {
	name := directory.Text(h.role, "Name")
	c := catalog.Must(h.entry.Cmdlet)
	values := map[string]object.Value{
		"Role": directory.Reference(h.role), "Type": "Cmdlet", "Name": h.entry.Cmdlet, "PSSnapinName": snapin,
		"Parameters": directory.Anys(slices.Sorted(slices.Values(h.entry.Params.ListIn(modelOf(h.role).Env(), c)))), "Identity": name + `\` + h.entry.Cmdlet,
		"IsValid": true, "ObjectState": "Unchanged",
	}
	return project.New(shapeOf("Get-ManagementRoleEntry"), func(name string) (object.Value, bool) {
		v, ok := values[name]
		return v, ok
	})
}
