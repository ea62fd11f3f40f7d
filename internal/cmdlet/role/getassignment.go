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
	"example.org/exosh/object"
)

// getAssignment carries out Get-ManagementRoleAssignment.
func (r *roles) getAssignment(ctx context.Context, c *command.Call) error {
	var page project.Result
	err := r.view(ctx, c, func(tx org.Tx, o *directory.Organisation) error {
		q := assignments{tx: tx, org: o, model: rbac.In(org.EnvOf(ctx)), args: c.Args}
		list, err := q.list()
		if err != nil {
			return err
		}
		part, _, err := project.Cut(list, c.Page, -1)
		for _, a := range part {
			page.Objects = append(page.Objects, r.assignment.Object(a))
		}
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// assignments carries out one listing.
type assignments struct {
	tx    org.Tx
	org   *directory.Organisation
	model rbac.Model
	args  command.Args
}

// list returns the assignments that the arguments ask for, in order of their names.
func (q *assignments) list() ([]*assignment, error) {
	candidates, err := q.candidates()
	if err != nil {
		return nil, err
	}
	test, err := q.test()
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(candidates, func(a *assignment) bool { return !test(a) })
	if q.args.Flag("GetEffectiveUsers") {
		if list, err = q.expand(list); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(list, func(a, b *assignment) int { return compareFolded(a.text("Name"), b.text("Name")) })
	return list, nil
}

// candidates lists all assignments, the ones that -Identity names, or those that -RoleAssignee has.
func (q *assignments) candidates() ([]*assignment, error) {
	if assignee := q.args.Text("RoleAssignee"); assignee != "" {
		return q.assignedTo(assignee)
	}
	identity := q.args.Text("Identity")
	if identity != "" && !object.HasWildcard(identity) {
		e, err := find(q.tx, q.model, org.KindRoleAssignment, identity)
		if err != nil {
			return nil, err
		}
		return q.wrap([]*org.Entry{e}, "Direct"), nil
	}
	all, err := org.All(q.tx, q.model.Kind(org.KindRoleAssignment), func(e *org.Entry) bool { return like(directory.Text(e, "Name"), identity) })
	return q.wrap(all, "Direct"), err
}

func (q *assignments) wrap(entries []*org.Entry, method string) []*assignment {
	list := make([]*assignment, len(entries))
	for i, e := range entries {
		list[i] = &assignment{Item: &directory.Item{Tx: q.tx, Org: q.org, Entry: e}, method: method}
	}
	return list
}

// of lists the assignments that were given to an assignee, delegating ones included.
func (q *assignments) of(assignee org.ID, method string) ([]*assignment, error) {
	var entries []*org.Entry
	for _, space := range []string{rbac.SpaceAssignee, rbac.SpaceDelegate} {
		for e, err := range q.tx.ByKey(space, org.IDText(assignee)) {
			if err != nil {
				return nil, err
			}
			if e.Kind == q.model.Kind(org.KindRoleAssignment) {
				entries = append(entries, e)
			}
		}
	}
	return q.wrap(entries, method), nil
}

// assignedTo lists what an assignee has: a role group or policy what it was given, a user also what comes
// through role groups and a policy.
func (q *assignments) assignedTo(identity string) ([]*assignment, error) {
	who, err := findPrincipal(q.tx, q.model, identity)
	if err != nil {
		return nil, err
	}
	list, err := q.of(who.ID, "Direct")
	if err != nil || isKind(who, org.KindRoleGroup) || isKind(who, org.KindRolePolicy) {
		return list, err
	}
	more, err := q.inherited(who)
	if err != nil {
		return nil, err
	}
	user := referTo(who)
	list = append(list, more...)
	for _, a := range list {
		a.user = &user
	}
	return list, nil
}

// inherited lists what a user has through role groups and their role assignment policy.
func (q *assignments) inherited(user *org.Entry) ([]*assignment, error) {
	account, recipient, err := accountOf(q.tx, user)
	if err != nil {
		return nil, err
	}
	if account == nil {
		account = &org.Account{}
	}
	groups, err := q.model.GroupsOf(q.tx, account, recipient)
	if err != nil {
		return nil, err
	}
	var list []*assignment
	for _, g := range groups {
		more, err := q.of(g.ID, "RoleGroup")
		if err != nil {
			return nil, err
		}
		for _, a := range more {
			a.chain = directory.Text(g, "Name")
		}
		list = append(list, more...)
	}
	policy, err := q.model.PolicyOf(q.tx, recipient)
	if err != nil || policy == nil {
		return list, err
	}
	more, err := q.of(policy.ID, "RoleAssignmentPolicy")
	return append(list, more...), err
}

// test returns the test that the other parameters make.
func (q *assignments) test() (func(*assignment) bool, error) {
	tests := []func(*assignment) bool{q.byValue}
	for _, read := range []func() (func(*assignment) bool, error){q.byRole, q.byScope, q.byRecipient} {
		test, err := read()
		if err != nil {
			return nil, err
		}
		if test != nil {
			tests = append(tests, test)
		}
	}
	return func(a *assignment) bool {
		return !slices.ContainsFunc(tests, func(test func(*assignment) bool) bool { return !test(a) })
	}, nil
}

// byValue compares the properties that a parameter of the same name selects.
func (q *assignments) byValue(a *assignment) bool {
	for _, name := range []string{"ConfigWriteScope", "RecipientWriteScope", "RoleAssigneeType"} {
		if want := q.args.Text(name); want != "" && !strings.EqualFold(want, a.text(name)) {
			return false
		}
	}
	for name, is := range map[string]bool{
		"Delegating": rbac.Delegating(a.Entry), "Enabled": directory.Flag(a.Entry, "Enabled"), "Exclusive": a.exclusive(),
	} {
		if q.args.Has(name) && q.args.Flag(name) != is {
			return false
		}
	}
	return isOne(project.Texts(q.args, "AssignmentMethod"), a.method)
}

// byRole reads -Role.
func (q *assignments) byRole() (func(*assignment) bool, error) {
	identity := q.args.Text("Role")
	if identity == "" {
		return nil, nil
	}
	holders, err := rolesNamed(q.tx, q.model, identity)
	if err != nil {
		return nil, err
	}
	return func(a *assignment) bool {
		return slices.ContainsFunc(rbac.References(a.Entry, "Role"), func(id org.ID) bool {
			return slices.ContainsFunc(holders, func(r *org.Entry) bool { return r.ID == id })
		})
	}, nil
}

// byScope reads -CustomRecipientWriteScope and -ExclusiveRecipientWriteScope.
func (q *assignments) byScope() (func(*assignment) bool, error) {
	custom, exclusive := q.args.Text("CustomRecipientWriteScope"), q.args.Text("ExclusiveRecipientWriteScope")
	if custom == "" && exclusive == "" {
		return nil, nil
	}
	if custom != "" && exclusive != "" {
		return nil, org.Invalid("ExclusiveRecipientWriteScope", exclusive, "it can't be given together with -CustomRecipientWriteScope")
	}
	scope, err := find(q.tx, q.model, org.KindScope, custom+exclusive)
	if err != nil {
		return nil, err
	}
	return func(a *assignment) bool {
		return slices.Contains(rbac.References(a.Entry, "CustomRecipientWriteScope"), scope.ID) && a.exclusive() == (exclusive != "")
	}, nil
}

// byRecipient reads -WritableRecipient.
func (q *assignments) byRecipient() (func(*assignment) bool, error) {
	identity := q.args.Text("WritableRecipient")
	if identity == "" {
		return nil, nil
	}
	recipient, err := directory.Resolve(q.tx, identity, directory.Live)
	if err != nil {
		return nil, err
	}
	return func(a *assignment) bool { return a.writes(recipient) }, nil
}
