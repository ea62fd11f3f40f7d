package rbac_test

import (
	"testing"

	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/rbac"
)

// Nobody grants a scope wider than their own (S-50).
func TestWithin(t *testing.T) {
	t.Parallel()
	made := func(name, filter string) rbac.Extent {
		n, err := opath.Parse(filter)
		if err != nil {
			t.Fatal(err)
		}
		return rbac.Extent{Name: name, Filter: n}
	}
	all, none, self := rbac.Extent{Name: rbac.ScopeOrganization}, rbac.Extent{Name: rbac.ScopeNone}, rbac.Extent{Name: rbac.ScopeSelf}
	bern := made(rbac.ScopeCustom, "City -eq 'Bern'")
	narrow := made(rbac.ScopeCustom, "City -eq 'Bern' -and Title -eq 'x'")
	only := made(rbac.ScopeExclusive, "City -eq 'Bern'")
	for name, c := range map[string]struct {
		e, o rbac.Extent
		want bool
	}{
		"all in all":                        {all, all, true},
		"all in a scope":                    {all, bern, false},
		"all in oneself":                    {all, self, false},
		"all in nothing":                    {all, none, false},
		"nothing in a scope":                {none, bern, true},
		"nothing in nothing":                {none, none, true},
		"oneself in all":                    {self, all, true},
		"oneself in a scope":                {self, bern, false},
		"a scope in all":                    {bern, all, true},
		"a scope in oneself":                {bern, self, false},
		"a scope in itself":                 {bern, bern, true},
		"a narrower scope":                  {narrow, bern, true},
		"a wider scope":                     {bern, narrow, false},
		"an exclusive scope in a plain one": {only, bern, false},
		"a plain scope in an exclusive one": {bern, only, true},
		"an exclusive scope in all":         {only, all, true},
		"a scope in one that is gone":       {bern, rbac.Extent{Name: rbac.ScopeCustom}, false},
		"one that is gone in a scope":       {rbac.Extent{Name: rbac.ScopeCustom}, bern, true},
		"an unknown scope in all":           {rbac.Extent{Name: "MyGAL"}, all, true},
		"all in an unknown scope":           {all, rbac.Extent{Name: "MyGAL"}, false},
	} {
		if got := c.e.Within(c.o); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
