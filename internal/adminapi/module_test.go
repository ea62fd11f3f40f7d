package adminapi_test

import (
	"strings"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/pwsh/syntax"
)

func moduleOf(t *testing.T, r reply) (script, exported string) {
	t.Helper()
	wantStatus(t, r, 200)
	if len(r.value()) != 1 {
		t.Fatalf("%d files, want 1", len(r.value()))
	}
	file := r.value()[0].(map[string]any)
	if name := file["fileName"].(string); !strings.HasSuffix(name, ".psm1") {
		t.Errorf("file name %q", name)
	}
	return file["fileContent"].(string), file["exportedCmdlets"].(string)
}

func functions(t *testing.T, script string) map[string]syntax.FunctionInfo {
	t.Helper()
	list, err := syntax.Functions(script)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]syntax.FunctionInfo{}
	for _, f := range list {
		m[f.Name] = f
	}
	return m
}

// Protocol section 4.3, mission 12: the module file has what the caller may run, and of it only the
// parameters that the caller may give.
func TestModuleFile(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	path := "/AdminApi/v1.0/" + org.IDText(d.Contoso) + "/EXOModuleFile?Version=3.9.0"
	script, exported := moduleOf(t, d.do(t, "GET", path, ""))
	if exported != "Get-Thing,Remove-Thing,Set-Thing,Test-Thing" {
		t.Errorf("exportedCmdlets: %q", exported)
	}
	if !strings.HasSuffix(script, "\n") {
		t.Error("the script does not end with a line break")
	}
	if _, err := syntax.Parse(script); err != nil {
		t.Errorf("the script does not parse: %v", err)
	}
	set := functions(t, script)["Set-Thing"]
	if !set.Asks || set.Impact != "Medium" || len(set.Params) != 7 {
		t.Errorf("Set-Thing: %+v", set)
	}
	if remove := functions(t, script)["Remove-Thing"]; remove.Impact != "High" {
		t.Errorf("Remove-Thing: %+v", remove)
	}
	script, exported = moduleOf(t, d.do(t, "GET", path, "", "Authorization", "Bearer otto@contoso.com"))
	if exported != "Get-Thing" || strings.Contains(script, "Set-Thing") {
		t.Errorf("otto may run %q", exported)
	}
}

func TestModuleFileParameters(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.Roles.Set(d.ID(d.Contoso, "otto"), map[string][]string{"Set-Thing": {"Identity", "Note", "Force", "Password"}, "Get-Thing": {"ResultSize"}})
	script, _ := moduleOf(t, d.do(t, "GET", d.beta("EXOModuleFile"), "", "Authorization", "Bearer otto@contoso.com"))
	want := `function Set-Thing {
    [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('Id')]
        [string]
        ${Identity},

        [Parameter()]
        [string]
        ${Note},

        [Parameter()]
        [securestring]
        ${Password},

        [Parameter()]
        [switch]
        ${Force}
    )
    process {
        Invoke-ExoshCmdlet -CmdletName 'Set-Thing' -Bound $PSBoundParameters -Caller $PSCmdlet -Asks $false
    }
}
`
	if !strings.Contains(script, want) {
		t.Errorf("got\n%s\nwant\n%s", script[strings.Index(script, "function Get-Thing"):], want)
	}
}

// The CommandName header filters on the server, with wildcards; unknown names are simply absent.
func TestModuleFileCommandName(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	tests := []struct{ header, want string }{
		{"*", "Get-Thing,Remove-Thing,Set-Thing,Test-Thing"},
		{"get-thing", "Get-Thing"},
		{"*et-Thing, Get-Nothing", "Get-Thing,Set-Thing"},
		{"[rt]*", "Remove-Thing,Test-Thing"},
		{"Get-Nothing", ""},
	}
	for _, tt := range tests {
		if _, got := moduleOf(t, d.do(t, "GET", d.beta("EXOModuleFile"), "", "CommandName", tt.header)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.header, got, tt.want)
		}
	}
	wantStatus(t, d.do(t, "GET", d.beta("EXOModuleFile"), "", "CommandName", strings.Repeat("a,", 1001)), 400, "CommandName")
}

func TestModuleFileETag(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	tag := d.do(t, "GET", d.beta("EXOModuleFile"), "").Header().Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	if r := d.do(t, "GET", d.beta("EXOModuleFile"), "", "If-None-Match", tag); r.Code != 304 || r.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", r.Code, r.Body.Len())
	}
	wantStatus(t, d.do(t, "GET", d.beta("EXOModuleFile"), "", "If-None-Match", tag, "CommandName", "Get-*"), 200)
}
