package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSyntax(t *testing.T) {
	t.Parallel()
	got := Syntax(`
		# impact high
		Get-Thing <ByName> [-Name] <string[]>{ByValue ByName alias=n,id} [[-Kind] <string>{A|B}] [-InputObject <psobject>{ByValue}] [-Force]
		Get-Thing <ById> -Id <int>{Max=5} [-Force] [-Kind <string>] [[-Rest] <object[]>{Rest Null}]
	`)
	want := &Cmdlet{Name: "Get-Thing", Impact: High,
		Params: []Param{
			{Name: "Name", Type: "string[]", ByValue: true, ByName: true, Aliases: []string{"n", "id"}},
			{Name: "Kind", Type: "string", Values: []string{"A", "B"}, Closed: true},
			{Name: "InputObject", Type: "psobject", ByValue: true},
			{Name: "Force", Type: "SwitchParameter"},
			{Name: "Id", Type: "int", MaxLen: 5},
			{Name: "Rest", Type: "object[]", Rest: true, Null: true},
		},
		Sets: []Set{
			{Name: "ByName", Default: true, Params: []string{"Name", "Kind", "InputObject", "Force"}, Mandatory: []string{"Name"}, Positional: []string{"Name", "Kind"}},
			{Name: "ById", Params: []string{"Id", "Force", "Kind", "Rest"}, Mandatory: []string{"Id"}, Positional: []string{"Rest"}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSyntaxPanics(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"Get-A [-X", "Get-A -X <int", "Get-A X", "Get-A\nGet-B", "Get-A -X <int>{Nope}", "# impact low", "Get-A [-X <int>{Max=z}]"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was read", bad)
				}
			}()
			Syntax(bad)
		}()
	}
}
