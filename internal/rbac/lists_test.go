package rbac_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

var updateLists = flag.Bool("update", false, "write testdata/lists anew")

// TestLists holds which cmdlets each environment has and who may see them (mission rows 2 and 14). A line is
// a cmdlet of the environment's catalog and who is served it:
//
//	admin   a full administrator, the Global Administrator of a fresh organisation
//	others  holders of a role that a full administrator has to take first
//	nobody  no role holds it: it is refused like a cmdlet that does not exist
//
// What the organisation has not built of these is refused by name. Which roles hold a cmdlet is in data/.
func TestLists(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	global := newPerson("global", "Global Administrator")
	global.put(t, s)
	for name, env := range map[string]catalog.Env{"exo": catalog.EXO, "scc": catalog.SCC, "eop": catalog.EOP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("testdata", "lists", name+".txt")
			got := list(env, global.tableIn(t, s, env))
			if *updateLists {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
				t.Errorf("the cmdlets of %s, or who may see them, have changed; if that is meant, run go test ./internal/rbac -run TestLists -update and review the difference\n%s", name, d)
			}
		})
	}
}

func (p person) tableIn(t testing.TB, s org.Store, env catalog.Env) *rbac.Table {
	t.Helper()
	var table *rbac.Table
	err := s.View(as(t), func(tx org.Tx) (err error) {
		table, err = rbac.In(env).Load(tx, p.account, p.recipient)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// list writes the lines of one environment.
func list(env catalog.Env, admin *rbac.Table) string {
	var b strings.Builder
	for _, name := range slices.Sorted(slices.Values(catalog.Names(env))) {
		if catalog.Must(name).Module && rbac.In(env).EntriesFor(name) == nil {
			continue // of the client alone
		}
		who := "nobody"
		if admin.Decide(name, nil).Allowed {
			who = "admin"
		} else if rbac.In(env).EntriesFor(name) != nil {
			who = "others"
		}
		fmt.Fprintf(&b, "%s\t%s\n", name, who)
	}
	return b.String()
}

// TestEnvironmentsAreApart holds that what Security & Compliance gives is worth nothing in Exchange Online
// and the reverse, and that directory roles lead to role groups in both.
func TestEnvironmentsAreApart(t *testing.T) {
	t.Parallel()
	s := seeded(t)
	people := map[string]person{
		"global": newPerson("global", "Global Administrator"), "compliance": newPerson("compliance", "Compliance Administrator"),
		"exchange": newPerson("exchange", "Exchange Administrator"), "security": newPerson("security", "Security Reader"),
		"user": newPerson("user"), "manager": newPerson("manager"), "organizer": newPerson("organizer"),
	}
	for _, p := range people {
		p.put(t, s)
	}
	people["organizer"].join(t, s, catalog.EXO, "Organization Management")
	people["manager"].join(t, s, catalog.SCC, "Organization Management")
	for _, c := range []struct {
		who    string
		env    catalog.Env
		cmdlet string
		want   bool
	}{
		{"global", catalog.SCC, "New-ComplianceSearch", true},
		{"global", catalog.SCC, "Add-RoleGroupMember", true},
		{"global", catalog.SCC, "Get-Mailbox", false},
		{"global", catalog.EXO, "New-ComplianceSearch", false},
		{"global", catalog.EOP, "New-TransportRule", true},
		{"global", catalog.EOP, "Get-Mailbox", false},
		{"global", catalog.EOP, "Get-EXOMailbox", false},
		{"compliance", catalog.SCC, "Get-DlpCompliancePolicy", true},
		{"compliance", catalog.SCC, "Add-RoleGroupMember", false},
		{"exchange", catalog.EXO, "New-Mailbox", true},
		{"exchange", catalog.SCC, "Get-DlpCompliancePolicy", false},
		{"exchange", catalog.SCC, "Get-RoleGroup", false},
		{"security", catalog.SCC, "New-DlpCompliancePolicy", false},
		{"user", catalog.SCC, "Get-Recipient", false},
		{"manager", catalog.SCC, "New-RetentionCompliancePolicy", true},
		{"manager", catalog.EXO, "New-Mailbox", false},
		{"manager", catalog.EXO, "Add-RoleGroupMember", false},
		{"organizer", catalog.EXO, "Add-RoleGroupMember", true},
		{"organizer", catalog.SCC, "Add-RoleGroupMember", false},
		{"organizer", catalog.SCC, "Get-DlpCompliancePolicy", false},
	} {
		if got := people[c.who].tableIn(t, s, c.env).Decide(c.cmdlet, nil).Allowed; got != c.want {
			t.Errorf("%s, %d: %s is allowed: %v", c.who, c.env, c.cmdlet, got)
		}
	}
}

// join makes a person a member of a role group of an environment.
func (p person) join(t testing.TB, s org.Store, env catalog.Env, group string) {
	t.Helper()
	update(t, s, func(tx org.Tx) error {
		g, err := rbac.In(env).FindGroup(tx, group)
		if err != nil {
			return err
		}
		return rbac.AddMember(tx, g, object.ADObjectID{ID: p.recipient.ID, Name: p.account.UPN})
	})
}

// S-50: the last holder of Organization Management stays, in each environment by its own members.
func TestLastAdministratorOfEachEnvironment(t *testing.T) {
	t.Parallel()
	for _, env := range []catalog.Env{catalog.EXO, catalog.SCC} {
		s := seeded(t)
		a, b := newPerson("a"), newPerson("b")
		for _, p := range []person{a, b} {
			p.put(t, s)
			p.join(t, s, env, "Organization Management")
		}
		leave := func(p person) error {
			return s.Update(as(t), func(tx org.Tx) error {
				g, err := rbac.In(env).FindGroup(tx, "Organization Management")
				if err != nil {
					return err
				}
				return rbac.RemoveMember(tx, g, object.ADObjectID{ID: p.recipient.ID, Name: p.account.UPN})
			})
		}
		if err := leave(a); err != nil {
			t.Errorf("%d: %v", env, err)
		}
		if err := leave(b); err == nil || !strings.Contains(err.Error(), "last administrator") {
			t.Errorf("%d: the last one: %v", env, err)
		}
	}
}
