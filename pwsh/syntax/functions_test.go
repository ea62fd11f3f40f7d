package syntax

import (
	"fmt"
	"strings"
	"testing"
)

const proxy = `
# .ExternalHelp x.xml
function script:Get-Mailbox
{
    [CmdletBinding(DefaultParameterSetName='Identity', SupportsShouldProcess = $true, ConfirmImpact='High')]
    param(
    [Parameter(ParameterSetName="Identity", Position=0, ValueFromPipeline=$true, ValueFromPipelineByPropertyName)]
    [ValidateNotNull()]
    [Alias('Id', "Name")]
    [System.Object]
    ${Identity},

    [Parameter(Mandatory)][ValidateSet('A','B')] [string[]] $Kind = @('A'),

    [switch]
    ${Archive})

    Begin { $x = "function Hidden { $('}') }" } # }
    Process { function Inner { } ; ${a}b} = 1; '}' }
}
$ignored = { function Not-Seen { } }
"function Not-Seen2 { }"
function Set-Simple($a, [int]$b = 2) { "unbalanced } in a string" }
`

func TestFunctions(t *testing.T) {
	t.Parallel()
	list, err := Functions(strings.Replace(proxy, "${a}b}", "${a`}b}", 1))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range list {
		got = append(got, fmt.Sprintf("%s default=%s asks=%v impact=%s", f.Name, f.Default, f.Asks, f.Impact))
		for _, p := range f.Params {
			got = append(got, fmt.Sprintf("  %+v", p.Info()))
		}
	}
	want := `Get-Mailbox default=Identity asks=true impact=High
  {Name:Identity Type:System.Object Switch:false Aliases:[Id Name] Values:[] Sets:[{Name:Identity Mandatory:false Position:0 ByValue:true ByName:true Rest:false Help:}]}
  {Name:Kind Type:string[] Switch:false Aliases:[] Values:[A B] Sets:[{Name: Mandatory:true Position:-1 ByValue:false ByName:false Rest:false Help:}]}
  {Name:Archive Type:switch Switch:true Aliases:[] Values:[] Sets:[{Name: Mandatory:false Position:-1 ByValue:false ByName:false Rest:false Help:}]}
Set-Simple default= asks=false impact=
  {Name:a Type: Switch:false Aliases:[] Values:[] Sets:[{Name: Mandatory:false Position:-1 ByValue:false ByName:false Rest:false Help:}]}
  {Name:b Type:int Switch:false Aliases:[] Values:[] Sets:[{Name: Mandatory:false Position:-1 ByValue:false ByName:false Rest:false Help:}]}`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}

func TestFunctionsErrors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"function a {", "function a { param($x", "{", "function {", `function a { "`} {
		if _, err := Functions(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func module() string {
	one := strings.Replace(proxy, "${a}b}", "${a`}b}", 1)
	return strings.Repeat(one, 1<<20/len(one)+1)
}

func BenchmarkFunctions1MB(b *testing.B) {
	text := module()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Functions(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse1MB(b *testing.B) {
	text := module()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzFunctions(f *testing.F) {
	f.Add(proxy)
	for _, s := range scripts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { Functions(text) })
}
