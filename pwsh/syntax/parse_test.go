package syntax

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"example.org/exosh/object/decimal"
)

// dump writes a tree as text, without positions and spellings.
func dump(v any) string {
	var b strings.Builder
	dumpValue(&b, reflect.ValueOf(v))
	return b.String()
}

func dumpValue(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		if d, ok := v.Interface().(*decimal.Decimal); ok {
			b.WriteString(d.String() + "d")
			return
		}
		dumpValue(b, v.Elem())
	case reflect.Struct:
		b.WriteString("(" + v.Type().Name())
		for i := range v.NumField() {
			switch f := v.Type().Field(i); f.Name {
			case "Span", "Text", "Raw", "Requires":
			default:
				if !v.Field(i).IsZero() {
					b.WriteString(" " + f.Name + "=")
					dumpValue(b, v.Field(i))
				}
			}
		}
		b.WriteString(")")
	case reflect.Slice:
		b.WriteString("[")
		for i := range v.Len() {
			if i > 0 {
				b.WriteString(" ")
			}
			dumpValue(b, v.Index(i))
		}
		b.WriteString("]")
	case reflect.String:
		fmt.Fprintf(b, "%q", v.String())
	default:
		fmt.Fprint(b, v.Interface())
	}
}

func roundTrip(t *testing.T, text string) {
	t.Helper()
	s, err := Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	again, err := Parse(Print(s))
	if err != nil {
		t.Fatalf("%q printed as\n%s\ndoes not parse: %v", text, Print(s), err)
	}
	if a, b := dump(s.Body), dump(again.Body); a != b {
		t.Fatalf("%q printed as\n%s\nis another tree:\n%s\n%s", text, Print(s), a, b)
	}
}

var scripts = []string{
	``, `# only a comment`, "\uFEFFGet-Mailbox",
	`Get-Mailbox -Identity navin@contoso.com -ResultSize Unlimited`,
	`Get-EXOMailbox -Properties Name, Alias,  Guid -RecipientTypeDetails UserMailbox,SharedMailbox`,
	`Get-Mailbox | ? { $_.Name -like 'a*' -and -not $_.Hidden } | select Name,Alias | ft -AutoSize`,
	`Connect-ExchangeOnline -UserPrincipalName navin@contoso.com -ShowProgress $true -ShowBanner:$false`,
	`$x = 1; $y = $x + 2 * 3 - -4`, `$a, $b = 1, 2`, `$a = $b = 3`, `[int]$x = '5'`,
	`$x = if ($true) { 1 } else { 2 }`, `$r = foreach ($i in 1..3) { $i }`,
	`if ($a -eq 1) { 'x' } elseif ($b) { 'y' } else { 'z' }`,
	`for ($i = 0; $i -lt 10; $i++) { $i }`, `for (;;) { break }`, `:outer while ($true) { continue outer }`,
	`do { $i-- } until ($i -le 0)`, `do { $i } while ($i)`,
	`switch -Wildcard ($x) { 'a*' { 1; break } "b" { 2 } {$_ -gt 3} { 3 } word { 4 } default { 5 } }`,
	`switch -regex -casesensitive ($x) { '^a' { } }`,
	"function Get-Thing { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory=$true, Position=0)][ValidateSet('a','b')][string]$Name = 'a', [switch]$Force) begin { } process { $_ } end { } }",
	`function f($a, [int]$b = 2) { $a + $b }`, `filter script:g { $_ * 2 }`,
	`try { throw 'x' } catch [System.IO.IOException], [Foo] { $_ } catch { } finally { 1 }`,
	`return`, `return 1, 2`, `exit 3`, `throw "a $b"`,
	`"a $x ${y z} $(1 + 2; "n $z") $env:PATH $x.Name ${a}: $_"`, `'it''s'`, "\"a`tb`\"c\"\"d`u{1F600}\"",
	"@'\na\n'b'\n'@", "@\"\nhello $x\n  $(1)\n\"@\n", "@\"\n\"@",
	`@{ a = 1; 'b c' = 2; 3 = 4; $k = $v; d = if (1) { 2 } }`, "[pscustomobject]@{\n Name = 'x'\n Value = Get-Foo -Bar 1\n}",
	`$x.Name.Length; $x[0]; $x[-1].Foo('a', 1).Bar; [math]::Round(1.5, 2); [int]::MaxValue; $x.'a b'; $x.$y; $x.("a")`,
	`$x?.y`, `${x}?.y`, `${x}?[0]`, `$a ?? $b ?? 1`, `$a ??= 2`, `$a ? 1 : 2`,
	`1..5 | % { $_ }`, `'{0} {1:N2}' -f 1, 2`, `1,2 + 3`, `,1`, `!$a -and -not $b -or !($c)`,
	`$a -ceq 'x' -and $b -ireplace 'a', 'b'`, `-split 'a b'`, `-join 1, 2`, `'a' -split ',' -join ';'`,
	`& $sb 1 2`, `& { param($x) $x } 5`, `. ./file.ps1 -A b`, `. { 1 }`, `&"C:\x y\z.ps1"`,
	`Get-Foo @params -X @more`, `Get-Foo 2>&1 > out.txt`, `Get-Foo *> $null`, `1 >> 'a b'`, `echo a>b`,
	"Get-Foo `\n  -A 1 `\n  -B 2", "Get-Foo |\n  sort\n", "1\n| sort", "Get-Foo && Get-Bar || 1",
	`echo $x.Name $x[0] $x+1 $x/foo $env:TEMP\a.csv a$x "b"c 1..3 0x10 1kb -5 --foo [int]::Max a"b c"d #x`,
	`Get-Foo -Filter {Name -eq 'a'} -Sort{ $_ }`, `Get-Foo -Filter "Name -eq '$x'"`,
	"‘a’ + “b $c” – 1", `$x –eq 1`, `Get-Foo –Bar 1`,
	`[System.Collections.Generic.List[object]]::new()`, `[Dictionary[string,int[]]]$x`, `[string[]]$x = 'a'`, `$x -is [datetime]`, `$x -as [int]`,
	`[Parameter()]param()`, `param([Nullable[datetime]]$d, $e)`, `param($a=1,$b=(1,2))`,
	`$x.Where({ $_ -gt 1 }).Count`, "$x.\n  Foo()", `$i++; ++$i; $x.Count--; $h['a'] += 1; $h.b -= 2`,
	`$(1; 2)`, `@(1; 2)`, `@()`, `@{}`, `(Get-Date).AddDays(-7).ToString('yyyy-MM-dd')`, `"$($x.Name)"`, `"a$"`, `"$$ $^ $?"`,
	`$global:x = $script:y`, `${a b}`, "${a`}b}", `$env:FOO`, `$using:x`, `$x::y`,
	`#Requires -Modules ExchangeOnlineManagement`, "<# block #> 1 <# x #> + 2", `using namespace System.Collections
1`, `1KB + 2mb`, `1.5e3 + .5 + 0xFF + 10l + 5d + 7uy`, `2147483648`, `99999999999999999999`, `- 5`, `[int]-$x`, `[int] -5`,
	`begin;{1}`, `if (1) {};else`, `$a = { 1 } ; & $a`, `[void]$x.Add(1)`, `$x = Get-Foo | select -first 1`, `$null = 1`,
	`($a = 5)`, `($x)[0]`, `"a".Length`, `1 -band 2 -bor 3 -shl 1`, `% { 1 }`, `? Name -eq x`, `7z`, `.\foo.ps1`, `..\foo`, `Get-Foo -a:1,2 -b: 3`,
	`if($x){1}else{2}`, `while($true){break}`, `foreach($x in $y){$x}`, `Get-Foo;`, `$a -join ','`, `return $x.y`, `function a{} function b{}`, `function f() { param($x) $x }`, `$x.Where{ $_ -gt 1 }`, `return &$f 1`, "$x.Foo('a',`  \n 1)", "$x `\n  ` | sort", `$_. 'a b' -eq 1`,
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, text := range scripts {
		roundTrip(t, text)
	}
}

func TestTree(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		// rule 4: precedence
		{`1,2 + 3`, `(Binary Op="+" X=(Array Elems=[(Number Value=1) (Number Value=2)]) Y=(Number Value=3))`},
		{`-not $a -eq $b`, `(Binary Op="-eq" X=(Unary Op="-not" X=(Variable Name="a")) Y=(Variable Name="b"))`},
		{`1 + 2 * 3`, `(Binary Op="+" X=(Number Value=1) Y=(Binary Op="*" X=(Number Value=2) Y=(Number Value=3)))`},
		{`'a' -f 1, 2`, `(Binary Op="-f" X=(String Quote=1 Value="a") Y=(Array Elems=[(Number Value=1) (Number Value=2)]))`},
		{`$a -or $b -and $c`, `(Binary Op="-and" X=(Binary Op="-or" X=(Variable Name="a") Y=(Variable Name="b")) Y=(Variable Name="c"))`},
		{`-5`, `(Number Value=-5)`},
		{`$x.a.b(1)[2]`, `(Index X=(Invoke Member=(Member X=(Member X=(Variable Name="x") Name=(String Value="a")) Name=(String Value="b")) Args=[(Number Value=1)]) I=(Number Value=2))`},
		{"“a $b”", `(Expand Quote=2 Parts=[(String Value="a ") (Variable Name="b")])`},
		{`"$a:b"`, `(Expand Quote=2 Parts=[(Variable Scope="a" Name="b")])`},
		{"@'\r\nx\r\n'@", `(String Quote=3 Value="x")`},
		{`1kb`, `(Number Value=1024)`},
	} {
		x, err := ParseExpr(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if got := dump(x); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// Rule 2: words of a command.
func TestArguments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{`$x+1`, `[(Arg Value=(Expand Parts=[(Variable Name="x") (String Value="+1")]))]`},
		{`$x.y z`, `[(Arg Value=(Member X=(Variable Name="x") Name=(String Value="y"))) (Arg Value=(String Value="z"))]`},
		{`[int]::MaxValue`, `[(Arg Value=(String Value="[int]::MaxValue"))]`},
		{`0x10`, `[(Arg Value=(Number Value=16))]`},
		{`a , b`, `[(Arg Value=(Array Elems=[(String Value="a") (String Value="b")]))]`},
		{`a#b`, `[(Arg Value=(String Value="a#b"))]`},
		{`-A:$x.y -B`, `[(Arg Name="A" Value=(Member X=(Variable Name="x") Name=(String Value="y"))) (Arg Name="B")]`},
		{`a@b.com`, `[(Arg Value=(String Value="a@b.com"))]`},
		{`"a"b`, `[(Arg Value=(String Quote=2 Value="a")) (Arg Value=(String Value="b"))]`},
		{`C:\Temp\x.csv`, `[(Arg Value=(String Value="C:\\Temp\\x.csv"))]`},
		{`*`, `[(Arg Value=(String Value="*"))]`},
		{`''`, `[(Arg Value=(String Quote=1))]`},
		{`-Param{1}`, `[(Arg Name="Param") (Arg Value=(ScriptBlock Body=(Body End=(Block Stmts=[(Pipeline Elems=[(ExprElement X=(Number Value=1))])]))))]`},
		{`2019-01-02`, `[(Arg Value=(String Value="2019-01-02"))]`},
	} {
		s, err := Parse("cmd " + c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := dump(s.Body.End.Stmts[0].(*Pipeline).Elems[0].(*Command).Args); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, want string
		incomplete bool
	}{
		{"if ($x) {\n 1", "2:3: expected '}' to close the block that starts at 1:9, found the end of the input", true},
		{`"abc`, `1:5: expected the closing " of the string that starts at 1:1, found the end of the input`, true},
		{`Get-Foo |`, `1:10: expected a command or an expression, found the end of the input`, true},
		{`1 +`, `1:4: expected a value after '+', found the end of the input`, true},
		{"Get-Foo `", "1:10: expected a line after the backtick at the end of this one, found the end of the input", true},
		{"@'\nx", `2:2: expected the end of the here-string that starts at 1:1, on a line of its own, found the end of the input`, true},
		{`@{ a = 1`, `1:9: expected '}' to close the hash table that starts at 1:1, found the end of the input`, true},
		{`(1`, `1:3: expected ')' to close the '(' at 1:1, found the end of the input`, true},
		{`function f`, `1:11: expected '{' after the name of the function, found the end of the input`, true},
		{`try { }`, `1:8: expected catch or finally after the block of try, found the end of the input`, true},
		{`$x = `, `1:6: expected a value after '=', found the end of the input`, true},
		{`$x -foo 1`, `1:4: '-foo' is not an operator`, false},
		{`1 2`, `1:3: unexpected "2": expected the end of the statement, such as a new line, ';' or '|'`, false},
		{`)`, `1:1: unexpected ")": nothing is open that it could close`, false},
		{`if $x { }`, `1:4: expected '(' after if, found "$x"`, false},
		{`1 | 2`, `1:5: an expression can only be the first element of a pipeline; use ForEach-Object { ... } to compute in the middle`, false},
		{`1 = 2`, `1:1: nothing can be assigned to this; a variable, a property or an element must stand left of '='`, false},
		{`@{ a = 1; A = 2 }`, `1:11: the key 'A' stands twice in the hash table`, false},
		{`trap { }`, `1:1: 'trap' is not supported; use try and catch`, false},
		{`class A { }`, `1:1: 'class' is not supported; use [pscustomobject]@{} and functions`, false},
		{`Get-Foo &`, `1:9: background jobs ('&' after a command) are not supported; text with '&' in it must be quoted`, false},
		{`"$a: x"`, `1:4: ':' is not followed by the name of a variable; write ${name} to end the name before it`, false},
		{`Get-Foo < x`, `1:9: the '<' operator is reserved for future use; pipe the content of the file instead`, false},
		{`$x == 1`, `1:4: '==' is not an operator here; compare with -eq, assign with '='`, false},
		{"\n\n  é }", `3:5: unexpected "}": nothing is open that it could close`, false},
		{`cmd --% x`, `1:5: '--%' is not supported; quote the arguments instead`, false},
	} {
		_, err := Parse(c.text)
		if err == nil {
			t.Errorf("%q: no error", c.text)
			continue
		}
		if err.Error() != c.want || IsIncomplete(err) != c.incomplete {
			t.Errorf("%q:\n got %v (incomplete %v)\nwant %s", c.text, err, IsIncomplete(err), c.want)
		}
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	for _, open := range []string{"(", "$(", "@(", "{", "@{a=", "[int]", "-", "!", "if(1){", "$x[", "\"$(", "a (", "[a[", "$x.a(", "1?1:"} {
		_, err := Parse(strings.Repeat(open, 100_000))
		var s *SyntaxError
		if !errors.As(err, &s) || s.ID != "TooDeeplyNested" {
			t.Errorf("%s repeated: %v", open, err)
		}
	}
}

func TestSource(t *testing.T) {
	t.Parallel()
	s, err := Parse("Get-Mailbox -Filter { Name -eq 'a'  # c\n }")
	if err != nil {
		t.Fatal(err)
	}
	b := s.Body.End.Stmts[0].(*Pipeline).Elems[0].(*Command).Args[1].Value.(*ScriptBlock)
	if want := " Name -eq 'a'  # c\n "; b.Body.Text != want {
		t.Errorf("got %q, want %q", b.Body.Text, want)
	}
}

func TestRequires(t *testing.T) {
	t.Parallel()
	s, err := Parse("\uFEFF#Requires -Version 5.1 -Modules ExchangeOnlineManagement, Foo\n1 #Requires -X\n #requires -RunAsAdministrator")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.Requires {
		got = append(got, r.Name+"="+r.Value)
	}
	if want := "Version=5.1 Modules=ExchangeOnlineManagement, Foo RunAsAdministrator="; strings.Join(got, " ") != want {
		t.Errorf("got %q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range scripts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		Tokens(text)
		if _, err := Parse(text); err == nil {
			roundTrip(t, text)
		}
	})
}
