package sessiontest

import (
	"slices"
	"sync"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
)

// Roles is a table of rights that tests change. A user who is not in it may run everything.
type Roles struct {
	mu     sync.Mutex
	rights map[org.ID]map[string][]string
	scopes map[org.ID]org.Scope
}

// Set says which parameters of which cmdlets a user may give.
func (r *Roles) Set(user org.ID, rights map[string][]string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rights == nil {
		r.rights = map[org.ID]map[string][]string{}
	}
	r.rights[user] = rights
}

// SetScope says which recipients a user may see and change.
func (r *Roles) SetScope(user org.ID, s org.Scope) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.scopes == nil {
		r.scopes = map[org.ID]org.Scope{}
	}
	r.scopes[user] = s
}

// Load implements [session.Roles].
func (r *Roles) Load(_ org.Tx, _ catalog.Env, account *org.Account, _ *org.Entry) (session.Table, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rights, known := r.rights[account.ID]
	return &table{rights: rights, all: !known, scope: r.scopes[account.ID]}, nil
}

type table struct {
	rights map[string][]string
	all    bool
	scope  org.Scope
}

// Params implements [session.Table].
func (t *table) Params(cmdlet string) ([]string, bool) {
	if t.all {
		return paramNames(cmdlet), true
	}
	params, ok := t.rights[cmdlet]
	return params, ok
}

// Decide implements [session.Table].
func (t *table) Decide(cmdlet string, params []string) session.Decision {
	allowed, ok := t.Params(cmdlet)
	if !ok {
		return session.Decision{}
	}
	var denied []string
	for _, p := range params {
		if !slices.Contains(allowed, p) {
			denied = append(denied, p)
		}
	}
	return session.Decision{Allowed: len(denied) == 0, Denied: denied, Scope: t.scope}
}
