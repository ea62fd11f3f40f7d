package recipient_test

import (
	"slices"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/recipient"
	"example.org/exosh/object"
)

func TestGetSecurityPrincipal(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, recipient.Commands)
	types := func(args ...any) []string {
		list := cmdlettest.Column(w.Must("Get-SecurityPrincipal", args...), "Type")
		slices.Sort(list)
		return slices.Compact(list)
	}
	for name, c := range map[string]struct {
		args []any
		want []string
	}{
		"all":             {nil, []string{"UniversalSecurityGroup", "User"}},
		"users":           {[]any{"Types", "user"}, []string{"User"}},
		"groups":          {[]any{"Types", []any{"Group", "Computer"}}, []string{"UniversalSecurityGroup"}},
		"of others":       {[]any{"Types", "WellknownSecurityPrincipal"}, nil},
		"by name":         {[]any{"Identity", "finance.readers"}, []string{"UniversalSecurityGroup"}},
		"by filter":       {[]any{"Filter", "DisplayName -like 'Navin*'"}, []string{"User"}},
		"one":             {[]any{"ResultSize", 1, "Types", "User"}, []string{"User"}},
		"without mailbox": {[]any{"Identity", "yara@contoso.com"}, []string{"User"}},
	} {
		if got := types(c.args...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	for _, args := range [][]any{{"Identity", "printshop"}, {"Identity", "all.sales"}, {"Types", "Robot"}, {"RoleGroupAssignable", true}} {
		if r := w.Run("Get-SecurityPrincipal", args...); r.Err == nil {
			t.Errorf("%v: no error", args)
		}
	}
	if v, _ := w.Must("Get-SecurityPrincipal", "Identity", "navin")[0].Get("RecipientTypeDetails"); object.String(v) != "UserMailbox" {
		t.Errorf("it is a %v", v)
	}
}
