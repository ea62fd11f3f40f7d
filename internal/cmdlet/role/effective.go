package role

import (
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// expand shows each assignment once for every user who has it in effect.
func (q *assignments) expand(list []*assignment) ([]*assignment, error) {
	known := map[org.ID][]effect{}
	var all []*assignment
	for _, a := range list {
		if a.user != nil {
			all = append(all, a)
			continue
		}
		to := a.assignee().ID
		if _, ok := known[to]; !ok {
			users, err := q.effects(a)
			if err != nil {
				return nil, err
			}
			known[to] = users
		}
		for _, e := range known[to] {
			all = append(all, &assignment{Item: a.Item, user: &e.user, method: e.method, chain: e.chain})
		}
	}
	return all, nil
}

// An effect is a user who has what an assignee was given, and how.
type effect struct {
	user          object.ADObjectID
	method, chain string
}

// effects lists the users who have what the assignee was given.
func (q *assignments) effects(a *assignment) ([]effect, error) {
	switch a.text("RoleAssigneeType") {
	case rbac.AssigneeGroup:
		return q.inGroup(a.assignee().ID)
	case rbac.AssigneePolicy:
		return q.underPolicy(a.assignee().ID)
	}
	return []effect{{user: a.assignee(), method: "Direct"}}, nil
}

func (q *assignments) inGroup(id org.ID) ([]effect, error) {
	group, err := q.tx.Get(q.model.Kind(org.KindRoleGroup), id)
	if err != nil {
		return nil, err
	}
	users, err := usersOf(q.tx, group)
	list := make([]effect, len(users))
	for i, u := range users {
		list[i] = effect{referTo(u.entry), "RoleGroup", u.chain}
	}
	return list, err
}

// underPolicy lists the mailboxes that a role assignment policy governs.
func (q *assignments) underPolicy(id org.ID) ([]effect, error) {
	policies, err := org.All(q.tx, q.model.Kind(org.KindRolePolicy), nil)
	if err != nil {
		return nil, err
	}
	var list []effect
	for e, err := range q.tx.Find(org.Query{Kind: org.KindRecipient, Match: directory.LiveMailbox}) {
		if err != nil {
			return nil, err
		}
		if policy := rbac.PolicyAmong(policies, e); policy != nil && policy.ID == id {
			list = append(list, effect{referTo(e), "RoleAssignmentPolicy", directory.Text(policy, "Name")})
		}
	}
	return list, nil
}
