package role

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// setGroup carries out Set-RoleGroup.
func (r *roles) setGroup(ctx context.Context, c *command.Call) error {
	return r.change(ctx, c, func(w *work) (*plan, error) {
		group, err := w.named(org.KindRoleGroup)
		if err != nil {
			return nil, err
		}
		if err := w.mayHandOver(group); err != nil {
			return nil, err
		}
		before := textOf(group)
		renamed, err := w.describe(group)
		if err != nil {
			return nil, err
		}
		return &plan{directory.Text(group, "Name"), func() error { return w.modify(group, before, renamed) }}, nil
	})
}

// describe carries the parameters into a role group. It reports whether the group has another name.
func (w *work) describe(group *org.Entry) (renamed bool, err error) {
	args := w.call.Args
	for _, property := range []string{"DisplayName", "Description"} {
		if args.Has(property) {
			group.Props.Set(property, args.Text(property))
		}
	}
	if args.Has("ManagedBy") {
		managers, err := w.principals(group, "ManagedBy")
		if err != nil {
			return false, err
		}
		if len(managers) == 0 {
			return false, org.Invalid("ManagedBy", "", "a role group needs at least one manager")
		}
		group.Props.Set("ManagedBy", references(managers))
	}
	name := trimmed(args.Text("Name"))
	if !args.Has("Name") || name == directory.Text(group, "Name") {
		return false, nil
	}
	if rbac.BuiltInGroup(w.tx.Tenant(), group) {
		return false, builtIn("role group", group, "Its members and its roles can be changed.")
	}
	if !org.Matches(name, directory.Text(group, "Name")) {
		err = w.checkGroupName(name)
	}
	rbac.Rename(group, name, w.home.Name)
	return true, err
}

// modify stores a changed object, and its new name in what refers to it.
func (w *work) modify(e *org.Entry, before string, renamed bool) error {
	if textOf(e) == before {
		return errUnmodified
	}
	if err := w.put(e); err != nil || !renamed {
		return err
	}
	return w.model.Renamed(w.all, e)
}

// textOf returns an object's properties as text, to see whether they changed.
func textOf(e *org.Entry) string {
	text, err := org.EncodeObject(e.Props)
	if err != nil {
		return ""
	}
	return string(text)
}

func references(list []object.ADObjectID) []any {
	out := make([]any, len(list))
	for i, r := range list {
		out[i] = r
	}
	return out
}

// builtIn is the error for a change of what the service brings along.
func builtIn(what string, e *org.Entry, advice string) *command.Error {
	name := directory.Text(e, "Name")
	return &command.Error{
		Category: command.InvalidOperation, ID: "BuiltInObject",
		Type:    "Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException",
		Message: "The " + what + " \"" + name + "\" is built in and can't be changed so or removed.", Advice: advice, Target: name,
	}
}
