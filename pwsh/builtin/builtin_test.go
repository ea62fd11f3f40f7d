package builtin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A fn is a script block written in Go.
type fn func(under object.Value) (object.Value, error)

func (f fn) Invoke(_ context.Context, in command.BlockInput, out command.Sink) error {
	v, err := f(in.Underscore)
	if err != nil {
		return err
	}
	for _, e := range object.Unroll(v) {
		if err := out(command.Record{Stream: command.Output, Value: e}); err != nil {
			return err
		}
	}
	return nil
}

func (f fn) Source() string { return " $_.Block " }

// get is a block that reads a property.
func get(name string) fn {
	return func(v object.Value) (object.Value, error) { got, _ := object.Get(v, name); return got, nil }
}

func bag(pairs ...any) *object.Object {
	o := &object.Object{}
	for i := 0; i < len(pairs); i += 2 {
		o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

func values(v ...object.Value) []object.Value { return v }

// A call is one step of a test's pipeline: a name, then arguments; a text that starts with a dash is a name.
type call []any

func pipe(commands []*command.Command, in []object.Value, calls ...call) (command.Pipeline, error) {
	var p command.Pipeline
	if in != nil {
		p.Input = slices.Values(in)
	}
	for _, c := range calls {
		name := c[0].(string)
		if long, ok := Aliases()[name]; ok {
			name = long
		}
		i := slices.IndexFunc(commands, func(cmd *command.Command) bool { return strings.EqualFold(cmd.Meta.Name, name) })
		if i < 0 {
			return p, errors.New("no command " + name)
		}
		b := command.Bound{Command: commands[i]}
		for _, a := range c[1:] {
			if s, ok := a.(string); ok && strings.HasPrefix(s, "-") && len(s) > 1 {
				b.Raw = append(b.Raw, command.Arg{Name: s[1:]})
				continue
			}
			b.Raw = append(b.Raw, command.Arg{Value: a})
		}
		p.Stages = append(p.Stages, b)
	}
	return p, nil
}

// trace runs a pipeline and returns its output as text, other streams marked.
func trace(t *testing.T, env *Env, in []object.Value, calls ...call) (string, error) {
	t.Helper()
	p, err := pipe(Commands(env), in, calls...)
	if err != nil {
		t.Fatal(err)
	}
	p.Host, p.Vars = &person{}, variables{}
	var out []string
	err = command.Run(t.Context(), p, func(r command.Record) error {
		text := object.String(r.Value)
		switch v := r.Value.(type) {
		case *command.Error:
			text = "error " + v.ID + ": " + v.Message
		case *command.HostText:
			text = "host " + v.Text
		case *command.Progress:
			text = fmt.Sprintf("progress %s %s %d", v.Activity, v.Status, v.Percent)
		case *object.Object:
			text = dump(v)
		default:
			if r.Stream != command.Output {
				text = fmt.Sprintf("%d:%s", r.Stream, text)
			}
		}
		out = append(out, text)
		return nil
	})
	return strings.Join(out, "|"), err
}

func dump(o *object.Object) string {
	var parts []string
	for _, p := range o.Props {
		parts = append(parts, p.Name+"="+object.String(p.Value))
	}
	return strings.Join(parts, " ")
}

type person struct{ asked []string }

func (p *person) Confirm(context.Context, command.Question) (bool, error) { return true, nil }
func (p *person) ReadLine(_ context.Context, prompt string, secret bool) (string, error) {
	return fmt.Sprintf("<%s%v>", prompt, secret), nil
}

func people() []object.Value {
	return values(
		bag("Name", "Bob", "Age", int32(30), "Kind", "UserMailbox", "Mail", []any{"bob@x", "b@x"}),
		bag("Name", "alice", "Age", int32(25), "Kind", "SharedMailbox", "Mail", []any{"alice@x"}),
		bag("Name", "Carol", "Age", nil, "Kind", "usermailbox", "Mail", []any{}),
	)
}

func numbers(n ...int) []object.Value {
	var out []object.Value
	for _, i := range n {
		out = append(out, int32(i))
	}
	return out
}

func TestPipelineCmdlets(t *testing.T) {
	t.Parallel()
	big := fn(func(v object.Value) (object.Value, error) {
		n, err := object.Compare(v, int32(2), false)
		return n > 0, err
	})
	double := fn(func(v object.Value) (object.Value, error) { return object.Mul(v, int32(2)) })
	fails := fn(func(object.Value) (object.Value, error) { return nil, &command.Error{ID: "Boom", Message: "boom"} })
	name := func() []any { return []any{"Name"} }
	for _, c := range []struct {
		calls []call
		in    []object.Value
		want  string
	}{
		{[]call{{"?", big}}, numbers(1, 2, 3, 4), "3|4"},
		{[]call{{"where", "Kind", "-eq", "UserMailbox"}, {"%", get("Name")}}, people(), "Bob|Carol"},
		{[]call{{"where", "Kind", "-CEQ", "UserMailbox"}, {"%", "Name"}}, people(), "Bob"},
		{[]call{{"where", "Age", "-gt", int32(26)}, {"%", "Name"}}, people(), "Bob"},
		{[]call{{"where", "Mail", "-Like", "b*"}, {"%", "Name"}}, people(), "Bob"},
		{[]call{{"where", "Name", "-Match", "^(?!bob)"}, {"%", "Name"}}, people(), "alice|Carol"},
		{[]call{{"where", "Name", "-in", []any{"bob", "x"}}, {"%", "Name"}}, people(), "Bob"},
		{[]call{{"where", "Mail", "-contains", "alice@x"}, {"%", "Name"}}, people(), "alice"},
		{[]call{{"where", "Age"}, {"%", "Name"}}, people(), "Bob|alice"},
		{[]call{{"where", "-not", "Age"}, {"%", "Name"}}, people(), "Carol"},
		{[]call{{"%", double}}, numbers(1, 2), "2|4"},
		{[]call{{"%", fn(func(object.Value) (object.Value, error) { return "b", nil }), double, fn(func(object.Value) (object.Value, error) { return "e", nil })}}, numbers(1, 2), "b|2|4|e"},
		{[]call{{"%", "-Begin", fn(func(object.Value) (object.Value, error) { return "b", nil }), "-Process", double}}, numbers(1), "b|2"},
		{[]call{{"select", "-First", int32(2)}}, numbers(1, 2, 3, 4), "1|2"},
		{[]call{{"select", "-Last", int32(2)}}, numbers(1, 2, 3, 4), "3|4"},
		{[]call{{"select", "-Skip", int32(1), "-First", int32(2)}}, numbers(1, 2, 3, 4), "2|3"},
		{[]call{{"select", "-SkipLast", int32(3)}}, numbers(1, 2, 3, 4), "1"},
		{[]call{{"select", "-First", int32(1), "-Last", int32(1)}}, numbers(1, 2, 3, 4), "1|4"},
		{[]call{{"select", "-Index", []any{int32(0), int32(2)}}}, numbers(1, 2, 3, 4), "1|3"},
		{[]call{{"select", "-Unique"}}, values("a", "A", "a", "b"), "a|A|b"},
		{[]call{{"select", "-ExpandProperty", "Mail"}}, people(), "bob@x|b@x|alice@x"},
		{[]call{{"select", "-Expand", "Nope"}}, people()[:1], `error ExpandPropertyNotFound: Property "Nope" cannot be found.`},
		{[]call{{"select", []any{"name", "Missing", object.NewDict("n", "Twice", "e", fn(func(v object.Value) (object.Value, error) {
			a, _ := object.Get(v, "Age")
			return object.Mul(a, int32(2))
		}))}}}, people()[:2], "Name=Bob Missing= Twice=60|Name=alice Missing= Twice=50"},
		{[]call{{"select", object.NewDict("Label", "X", "Expression", "Age")}}, people()[:1], "X=30"},
		{[]call{{"select", object.NewDict("Label", "X", "Expression", fails)}}, people()[:1], "error Boom: boom|X="},
		{[]call{{"select", "N*"}}, people()[:1], "Name=Bob"},
		{[]call{{"select", "*", "-ExcludeProperty", []any{"M*", "Kind"}}}, people()[:1], "Name=Bob Age=30"},
		{[]call{{"select", get("Age")}}, people()[:1], "$_.Block=30"},
		{[]call{{"sort"}}, numbers(3, 1, 2), "1|2|3"},
		{[]call{{"sort", "-Descending", "-Unique"}}, numbers(3, 1, 3, 2), "3|2|1"},
		{[]call{{"sort", name()}, {"%", "Name"}}, people(), "alice|Bob|Carol"},
		{[]call{{"sort", "Age"}, {"%", "Name"}}, people(), "Carol|alice|Bob"},
		{[]call{{"sort", []any{object.NewDict("e", get("Kind"), "Descending", true), "Name"}}, {"%", "Name"}}, people(), "Bob|Carol|alice"},
		{[]call{{"sort", "-Top", int32(2)}}, numbers(3, 1, 2), "1|2"},
		{[]call{{"group", "Kind", "-NoElement"}}, people(), "Count=1 Name=SharedMailbox Values=SharedMailbox|Count=2 Name=UserMailbox Values=UserMailbox"},
		{[]call{{"group"}}, values("b", "a", "b"), "Count=1 Name=a Group=a Values=a|Count=2 Name=b Group=b b Values=b"},
		{[]call{{"group", "Kind", "-AsHashTable", "-AsString"}, {"%", "SharedMailbox"}, {"%", "Name"}}, people(), "alice"},
		{[]call{{"measure"}}, numbers(1, 2, 3), "Count=3 Average= Sum= Maximum= Minimum= StandardDeviation= Property="},
		{[]call{{"measure", "-Sum", "-Average", "-Maximum", "-Minimum"}}, numbers(1, 2, 6), "Count=3 Average=3 Sum=9 Maximum=6 Minimum=1 StandardDeviation= Property="},
		{[]call{{"measure", "Age", "-Sum"}}, people(), "Count=2 Average= Sum=55 Maximum= Minimum= StandardDeviation= Property=Age"},
		{[]call{{"measure", "-Sum"}}, values("x"), `error NonNumericInputObject: Input object "x" is not numeric.|Count=0 Average= Sum= Maximum= Minimum= StandardDeviation= Property=`},
		{[]call{{"measure", "-Line", "-Word", "-Character"}}, values("one two", "three"), "Lines=2 Words=3 Characters=12 Property="},
		{[]call{{"measure"}}, []object.Value{}, "Count=0 Average= Sum= Maximum= Minimum= StandardDeviation= Property="},
		{[]call{{"compare", []any{"a", "b"}, []any{"B", "c"}}}, nil, "InputObject=c SideIndicator==>|InputObject=a SideIndicator=<="},
		{[]call{{"compare", []any{"a", "b"}, []any{"B", "c"}, "-IncludeEqual", "-ExcludeDifferent"}}, nil, "InputObject=b SideIndicator==="},
		{[]call{{"gu"}}, values("a", "a", "b", "a"), "a|b|a"},
		{[]call{{"sls", "a.c", "-SimpleMatch"}}, values("xa.cx", "abc"), "LineNumber=1 Line=xa.cx Filename=InputStream Path=InputStream Pattern=a.c"},
		{[]call{{"Out-Null"}}, numbers(1, 2), ""},
		{[]call{{"ConvertTo-Html", []any{"Name", "Kind"}, "-Fragment"}}, values(bag("name", "<b>&", "Kind", nil)), "<table>|<tr><th>name</th><th>Kind</th></tr>|<tr><td>&lt;b&gt;&amp;</td><td></td></tr>|</table>"},
		{[]call{{"ConvertTo-Html", "-As", "List", "-Fragment", "-PostContent", "<p>"}}, values(bag("A", int32(1)), bag("A", int32(2))), "<table>|<tr><td>A:</td><td>1</td></tr>|<tr><td><hr></td></tr>|<tr><td>A:</td><td>2</td></tr>|</table>|<p>"},
		{[]call{{"tee", "-Variable", "x"}}, numbers(1, 2), "1|2"},
	} {
		env := &Env{}
		got, err := trace(t, env, c.in, c.calls...)
		if err != nil || got != c.want {
			t.Errorf("%v:\ngot  %s\nwant %s\n%v", c.calls, got, c.want, err)
		}
	}
}

type variables map[string]object.Value

func (v variables) SetVariable(name string, value object.Value, _ bool) { v[name] = value }

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		calls []call
		want  string
	}{
		{[]call{{"where", "Kind", "-eq", "-ne", "x"}}, "-EQ and -NE cannot be used together"},
		{[]call{{"where", "Kind", "x"}}, "operator"},
		{[]call{{"where", "Kind", "-match", "("}}, "not valid"},
		{[]call{{"select", object.NewDict("Nope", 1)}}, "nope key is not valid"},
		{[]call{{"select", "-First", int32(-1)}}, "-First takes a number"},
		{[]call{{"Get-Date", "-UFormat", "%Y"}}, "-UFormat is not supported"},
		{[]call{{"ConvertFrom-SecureString", &object.SecureString{}}}, "encrypted"},
		{[]call{{"ConvertTo-SecureString", "x"}}, "encrypted text"},
		{[]call{{"New-Object", "Nope.Type"}}, "Cannot find type [Nope.Type]"},
		{[]call{{"New-Object", "-ComObject", "WScript.Shell"}}, "Windows only"},
		{[]call{{"New-Object", "PSCredential", []any{"u", "p"}}}, "secure string, not a System.String"},
		{[]call{{"Get-Content", "x"}}, "current folder"},
		{[]call{{"Start-Sleep", int32(1)}}, "clock to sleep by"},
		{[]call{{"Write-Progress", "a", "-PercentComplete", int32(101)}}, "PercentComplete"},
		{[]call{{"Out-GridView"}}, "window"},
		{[]call{{"ConvertFrom-Json", "{"}}, "Conversion from JSON failed"},
		{[]call{{"Get-Date", "-Month", int32(13)}}, "'Month'. It is between 1 and 12"},
		{[]call{{"Get-Date", "-Date", "31/31/2024"}}, "not recognized as a valid DateTime"},
	} {
		env := &Env{Now: func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) }}
		got, err := trace(t, env, nil, c.calls...)
		if err == nil {
			err = errors.New(got)
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.calls, err)
		}
	}
}

func TestWriteAndTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		calls []call
		want  string
	}{
		{[]call{{"Write-Output", []any{int32(1), int32(2)}}}, "1|2"},
		{[]call{{"Write-Output", "a", "b"}}, "a|b"},
		{[]call{{"Write-Output", []any{int32(1), int32(2)}, "-NoEnumerate"}}, "1 2"},
		{[]call{{"Write-Host", "a", int32(1), "-ForegroundColor", "red"}}, "host a 1"},
		{[]call{{"Write-Host", []any{"a", "b"}, "-Separator", ","}}, "host a,b"},
		{[]call{{"Write-Host"}}, "host "},
		{[]call{{"Write-Warning", "w"}}, "3:w"},
		{[]call{{"Write-Verbose", "v"}}, ""},
		{[]call{{"Write-Verbose", "v", "-Verbose"}}, "4:v"},
		{[]call{{"Write-Error", "bad", "-ErrorId", "My", "-Category", "InvalidData"}}, "error My: bad"},
		{[]call{{"Write-Progress", "-Activity", "A", "-Status", "S", "-PercentComplete", int32(5)}}, "progress A S 5"},
		{[]call{{"Read-Host", "Name"}}, "<Name: false>"},
		{[]call{{"Read-Host", "PIN", "-AsSecureString"}}, "System.Security.SecureString"},
		{[]call{{"Get-Date", "-Format", "yyyy-MM-dd_HH-mm-ss"}}, "2024-03-04_15-06-07"},
		{[]call{{"Get-Date", "-f", "g"}}, "3/4/2024 3:06 PM"},
		{[]call{{"Get-Date", "-Hour", int32(1), "-Minute", int32(2), "-Second", int32(3)}}, "03/04/2024 01:02:03"},
		{[]call{{"Get-Date", "1/2/2023"}}, "01/02/2023 00:00:00"},
		{[]call{{"Get-Date", "-UnixTimeSeconds", int32(0)}}, "01/01/1970 00:00:00"},
		{[]call{{"New-TimeSpan", "-Days", int32(1), "-Minutes", int32(5)}}, "1.00:05:00"},
		{[]call{{"New-TimeSpan", "3/1/2024"}}, "3.15:06:07"},
		{[]call{{"Start-Sleep", "-Milliseconds", int32(5)}}, ""},
		{[]call{{"Measure-Command", get("x")}}, "00:00:00"},
		{[]call{{"New-Object", "PSObject", "-Property", object.NewDict("A", int32(1))}}, "A=1"},
		{[]call{{"New-Object", "System.Management.Automation.PSCredential", []any{"u", &object.SecureString{}}}, {"%", "UserName"}}, "u"},
		{[]call{{"New-Object", "System.Collections.Generic.List[string]"}, {"Write-Output", "-NoEnumerate"}}, ""},
		{[]call{{"New-Object", "byte[]", int32(2)}}, "0 0"},
		{[]call{{"New-Guid"}}, "07070707-0707-4707-8707-070707070707"},
		{[]call{{"Get-Random", "-Minimum", int32(5), "-Maximum", int32(6)}}, "5"},
		{[]call{{"Get-Credential", "u"}, {"%", "UserName"}}, "host \nPowerShell credential request\nEnter your credentials.|u"},
		{[]call{{"ConvertTo-SecureString", "x", "-AsPlainText", "-Force"}, {"ConvertFrom-SecureString", "-AsPlainText"}}, "x"},
	} {
		got, err := trace(t, disk(t), nil, c.calls...)
		if err != nil || got != c.want {
			t.Errorf("%v:\ngot  %s\nwant %s\n%v", c.calls, got, c.want, err)
		}
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	o := bag("A", int32(1))
	got, err := trace(t, &Env{}, values(o), call{"Add-Member", "-MemberType", "NoteProperty", "-Name", "B", "-Value", "x", "-PassThru"}, call{"Add-Member", "-NotePropertyName", "C", "-NotePropertyValue", nil, "-PassThru"})
	if err != nil || got != "A=1 B=x C=" {
		t.Error(got, err)
	}
	got, err = trace(t, &Env{}, values(o), call{"Add-Member", "NoteProperty", "a", "2"})
	if err != nil || !strings.HasPrefix(got, "error MemberAlreadyExists") {
		t.Error(got, err)
	}
	got, err = trace(t, &Env{}, values(o, o), call{"gm", "-MemberType", "NoteProperty"})
	if err != nil || got != "TypeName=System.Management.Automation.PSCustomObject Name=A MemberType=NoteProperty Definition=int A=1|"+
		"TypeName=System.Management.Automation.PSCustomObject Name=B MemberType=NoteProperty Definition=string B=x|"+
		"TypeName=System.Management.Automation.PSCustomObject Name=C MemberType=NoteProperty Definition=object C=null" {
		t.Error(got, err)
	}
	got, err = trace(t, &Env{}, values(o), call{"gm", "A", "-MemberType", []any{"Property", "NoteProperty"}})
	if err != nil || !strings.Contains(got, "Name=A MemberType=NoteProperty") {
		t.Error(got, err)
	}
	if got, err = trace(t, &Env{}, values(o), call{"gm", "-MemberType", "ScriptMethod"}); got != "" || err != nil {
		t.Error(got, err)
	}
}

func BenchmarkCommands(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Commands(&Env{})
	}
}

func TestNothingIsMissing(t *testing.T) {
	t.Parallel()
	commands := Commands(&Env{})
	seen := map[string]bool{}
	for _, c := range commands {
		if seen[strings.ToLower(c.Meta.Name)] {
			t.Errorf("%s is there twice", c.Meta.Name)
		}
		seen[strings.ToLower(c.Meta.Name)] = true
	}
	for alias, name := range Aliases() {
		if !seen[strings.ToLower(name)] {
			t.Errorf("%s stands for %s, which is not there", alias, name)
		}
	}
}
