package role

import (
	"context"
	"slices"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// setEntry carries out Set-ManagementRoleEntry.
func (r *roles) setEntry(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		e, err := w.existing()
		if err != nil {
			return nil, err
		}
		now, err := e.parameters()
		if err != nil {
			return nil, err
		}
		old := e.entries[e.at].Params.Names
		wider := slices.ContainsFunc(now, func(p string) bool { return !slices.Contains(old, p) })
		if wider {
			if err := w.mayGive(e.parent, nothing()); err != nil {
				return nil, err
			}
		}
		changed := rbac.Entry{Role: e.entries[e.at].Role, Cmdlet: e.entries[e.at].Cmdlet, Params: rbac.ParamSet{Names: now}}
		return &plan{c.Args.Text("Identity"), func() error {
			if !wider && len(now) == len(old) {
				return errUnmodified
			}
			return e.put(&changed)
		}}, nil
	})
}

// existing begins the change of the entry that -Identity names.
func (w *work) existing() (*entryWork, error) {
	identity := w.call.Args.Text("Identity")
	role, cmdlet, err := cutEntry("Identity", identity)
	if err != nil {
		return nil, err
	}
	e, err := w.entryOf(role, cmdlet)
	if err == nil && e.at < 0 {
		return nil, org.NotFound(identity)
	}
	return e, err
}

// parameters returns what the parameters of the entry become.
func (e *entryWork) parameters() ([]string, error) {
	args := e.call.Args
	add, remove := args.Flag("AddParameter"), args.Flag("RemoveParameter")
	if add && remove {
		return nil, org.Invalid("RemoveParameter", "True", "it can't be given together with -AddParameter")
	}
	given, err := e.spelled(project.Texts(args, "Parameters"))
	if err != nil {
		return nil, err
	}
	old := e.entries[e.at].Params.Names
	switch {
	case add:
		return e.ordered(append(slices.Clone(old), given...)), nil
	case remove:
		return slices.DeleteFunc(slices.Clone(old), func(p string) bool { return slices.Contains(given, p) }), nil
	case !args.Has("Parameters"):
		return old, nil
	}
	return given, nil
}

// spelled returns parameters in the catalog's spelling and order. The role above has to hold each.
func (e *entryWork) spelled(names []string) ([]string, error) {
	c, ok := catalog.Lookup(e.limit.Cmdlet)
	if !ok {
		return nil, org.NotFound(e.cmdlet)
	}
	var list []string
	for _, name := range names {
		p, known := c.Param(name)
		if !known || !e.limit.Params.Has(p.Name) || p.Env&e.model.Env() == 0 {
			return nil, notInParent("Parameters", name, e.parent)
		}
		list = append(list, p.Name)
	}
	return e.ordered(list), nil
}

// ordered sorts parameters, each once.
func (e *entryWork) ordered(names []string) []string {
	slices.SortFunc(names, compareFolded)
	return slices.Compact(names)
}
