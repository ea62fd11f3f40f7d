package role

import (
	"context"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// An entryWork is a change of one entry of a role.
type entryWork struct {
	*work
	role    *org.Entry
	entries []rbac.Entry // what the role holds
	cmdlet  string
	at      int        // of the cmdlet's entry, -1 where the role has none
	parent  *org.Entry // the role above
	limit   rbac.Entry // what the parent holds of the cmdlet
	has     bool       // whether it holds any
}

// cutEntry cuts the name of a role entry into the role and the cmdlet.
func cutEntry(param, text string) (role, cmdlet string, err error) {
	role, cmdlet, ok := strings.Cut(text, `\`)
	if !ok || role == "" || cmdlet == "" {
		return "", "", org.Invalid(param, text, `it must be a role and a cmdlet with a backslash between them, such as "Mail Recipients\Set-Mailbox"`)
	}
	return role, cmdlet, nil
}

// entryOf begins the change of a cmdlet's entry in a role, if the caller may change the role.
func (w *work) entryOf(roleName, cmdlet string) (*entryWork, error) {
	role, err := w.madeRole(roleName)
	if err != nil {
		return nil, err
	}
	if err := w.mayGive(role, nothing()); err != nil {
		return nil, err
	}
	e := &entryWork{work: w, role: role, cmdlet: cmdlet}
	if e.entries, err = w.model.EntriesOf(w.all, role); err != nil {
		return nil, err
	}
	e.at = slices.IndexFunc(e.entries, func(held rbac.Entry) bool { return strings.EqualFold(held.Cmdlet, cmdlet) })
	line, err := rbac.Ancestors(w.all, role)
	if err != nil || len(line) < 2 {
		return nil, orNotFound(err, roleName)
	}
	e.parent = line[1]
	above, err := w.model.EntriesOf(w.all, e.parent)
	e.limit, e.has = rbac.EntryNamed(above, cmdlet)
	return e, err
}

func orNotFound(err error, identity string) error {
	if err == nil {
		return org.NotFound(identity)
	}
	return err
}

// addEntry carries out Add-ManagementRoleEntry.
func (r *roles) addEntry(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		e, err := w.added()
		if err != nil {
			return nil, err
		}
		if !e.has {
			return nil, notInParent("Identity", e.cmdlet, e.parent)
		}
		name := directory.Text(e.role, "Name") + `\` + e.limit.Cmdlet
		if e.at >= 0 && !c.Args.Flag("Overwrite") {
			return nil, entryExists(name)
		}
		wanted := w.listed(e.limit)
		if c.Args.Has("Parameters") {
			if wanted.Params.Names, err = e.spelled(project.Texts(c.Args, "Parameters")); err != nil {
				return nil, err
			}
		}
		if err := w.mayGive(e.parent, nothing()); err != nil { // widens the role
			return nil, err
		}
		return &plan{name, func() error { return e.put(&wanted) }}, nil
	})
}

// added begins the change that the two ways of naming a new entry ask for.
func (w *work) added() (*entryWork, error) {
	args := w.call.Args
	if kind := args.Text("Type"); kind != "" && !strings.EqualFold(kind, "Cmdlet") {
		return nil, org.Invalid("Type", kind, "roles hold entries of the type Cmdlet only")
	}
	if !args.Has("ParentRoleEntry") {
		role, cmdlet, err := cutEntry("Identity", args.Text("Identity"))
		if err != nil {
			return nil, err
		}
		return w.entryOf(role, cmdlet)
	}
	from, cmdlet, err := cutEntry("ParentRoleEntry", args.Text("ParentRoleEntry"))
	if err != nil {
		return nil, err
	}
	e, err := w.entryOf(args.Text("Role"), cmdlet)
	if err != nil {
		return nil, err
	}
	if !org.Matches(from, directory.Text(e.parent, "Name")) {
		return nil, org.Invalid("ParentRoleEntry", args.Text("ParentRoleEntry"), "the role \""+from+"\" isn't the parent of \""+directory.Text(e.role, "Name")+"\"")
	}
	return e, nil
}

// removeEntry carries out Remove-ManagementRoleEntry.
func (r *roles) removeEntry(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		e, err := w.existing()
		if err != nil {
			return nil, err
		}
		return &plan{"role entry " + c.Args.Text("Identity"), func() error { return e.put(nil) }}, nil
	})
}

// put stores the role with another entry of the cmdlet, or with nil without one. The roles below lose what
// it loses.
func (e *entryWork) put(now *rbac.Entry) error {
	list := slices.Clone(e.entries)
	if e.at >= 0 {
		list = slices.Delete(list, e.at, e.at+1)
	}
	if now != nil {
		list = append(list, *now)
	}
	slices.SortFunc(list, func(a, b rbac.Entry) int { return compareFolded(a.Cmdlet, b.Cmdlet) })
	rbac.SetEntries(e.role, list)
	if err := e.tx.Put(e.role); err != nil {
		return err
	}
	all, err := org.All(e.all, e.role.Kind, nil)
	if err != nil {
		return err
	}
	for _, below := range descendants(all, e.role)[1:] {
		left, err := e.model.EntriesOf(e.all, below)
		if err != nil {
			return err
		}
		before := textOf(below)
		rbac.SetEntries(below, left)
		if textOf(below) == before {
			continue
		}
		if err := e.tx.Put(below); err != nil {
			return err
		}
	}
	return nil
}

func entryExists(name string) *command.Error {
	return &command.Error{
		Category: command.ResourceExists, ID: "RoleEntryAlreadyExistsException",
		Type:    "Microsoft.Exchange.Management.RbacTasks.RoleEntryAlreadyExistsException",
		Message: "The role entry \"" + name + "\" exists already.",
		Advice:  "Change it with Set-ManagementRoleEntry, or give -Overwrite.", Target: name,
	}
}
