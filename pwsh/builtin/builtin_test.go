package builtin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
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

// disk is a real folder with a still clock.
func disk(t *testing.T) *Env {
	t.Helper()
	dir := t.TempDir()
	now := time.Date(2024, 3, 4, 15, 6, 7, 0, time.UTC)
	return &Env{
		Open: func(p string) (io.ReadCloser, error) { return os.Open(p) },
		Create: func(p string, o CreateOptions) (io.WriteCloser, error) {
			flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
			if o.Append {
				flags = os.O_WRONLY | os.O_CREATE | os.O_APPEND
			}
			if o.Fresh {
				flags |= os.O_EXCL
			}
			return os.OpenFile(p, flags, 0o600)
		},
		Stat: os.Stat, ReadDir: os.ReadDir, Remove: os.Remove, Rename: os.Rename,
		Mkdir:       func(p string) error { return os.MkdirAll(p, 0o700) },
		Location:    func() string { return dir },
		SetLocation: func(p string) error { dir = p; _, err := os.Stat(p); return err },
		Home:        dir, Now: func() time.Time { return now },
		Rand:  bytes.NewReader(bytes.Repeat([]byte{7}, 1<<10)),
		Sleep: func(_ context.Context, d time.Duration) error { now = now.Add(d); return nil },
	}
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
}

func TestFiles(t *testing.T) {
	t.Parallel()
	env := disk(t)
	do := func(want string, in []object.Value, calls ...call) {
		t.Helper()
		got, err := trace(t, env, in, calls...)
		if err != nil {
			got += "!" + err.Error()
		}
		if got = strings.ReplaceAll(got, env.Location(), "$DIR"); got != want {
			t.Errorf("%v:\ngot  %s\nwant %s", calls, got, want)
		}
	}
	quiet := call{"Out-Null"}
	do("", nil, call{"Set-Content", "a.txt", []any{"one", "two", "three"}})
	do("", nil, call{"Add-Content", `.\a.txt`, "four"})
	do("one|two|three|four", nil, call{"gc", "a.txt"})
	do("one\ntwo\nthree\nfour\n", nil, call{"gc", "a.txt", "-Raw"})
	do("one", nil, call{"gc", "a.txt", "-Head", int32(1)})
	do("four", nil, call{"gc", "-Tail", int32(1), "*.txt"})
	do("one two|three four", nil, call{"gc", "a.txt", "-ReadCount", int32(2)})
	do("error PathNotFound: Cannot find path '$DIR/b.txt' because it does not exist.", nil, call{"gc", "b.txt"})
	do("error DriveNotFound: Cannot find drive. A drive with the name 'C' does not exist.", nil, call{"gc", `C:\Temp\x.csv`})
	do("True", nil, call{"Test-Path", "a.txt"})
	do("False", nil, call{"Test-Path", `C:\x`})
	do("False", nil, call{"Test-Path", "a.txt", "-PathType", "Container"})
	do("", nil, call{"New-Item", "-ItemType", "Directory", "-Path", "sub", "-Name", "deep"}, quiet)
	do("", nil, call{"New-Item", "sub/deep/c.txt", "-Value", "x"}, quiet)
	do("a.txt|sub", nil, call{"ls", "-Name"})
	do("a.txt|sub|sub/deep|sub/deep/c.txt", nil, call{"ls", "-Name", "-Recurse"})
	do("c.txt", nil, call{"ls", "-Recurse", "-Filter", "c*", "-File"}, call{"%", "Name"})
	do("$DIR/sub/deep/c.txt", nil, call{"ls", "sub/*/c.txt"}, call{"%", "FullName"})
	do("", nil, call{"cp", "a.txt", "sub"})
	do("", nil, call{"mv", "sub/a.txt", "sub/b.txt"})
	do("", nil, call{"ren", "sub/b.txt", "z.txt"})
	do("deep|z.txt", nil, call{"ls", "sub", "-Name"})
	do("", nil, call{"rm", "sub", "-Recurse"})
	do("False", nil, call{"Test-Path", "sub"})
	do("host What if: Performing the operation \"Remove File\" on target \"$DIR/a.txt\".", nil, call{"rm", "a.txt", "-WhatIf"})
	do("", values("x", "y"), call{"Out-File", "o.txt", "-Encoding", "unicode"})
	do("x|y", nil, call{"gc", "o.txt"})
	do("!The file '$DIR/o.txt' already exists.", values("x"), call{"Out-File", "o.txt", "-NoClobber"})
	do("p/q", nil, call{"Join-Path", `p\`, "q"})
	do("p/q/r", nil, call{"Join-Path", "p", "q", "r"})
	do("/a/b", nil, call{"Split-Path", "/a/b/c.txt"})
	do("c.txt", nil, call{"Split-Path", `/a\b\c.txt`, "-Leaf"})
	do("c", nil, call{"Split-Path", "/a/c.txt", "-LeafBase"})
	do("Path=$DIR ProviderPath=$DIR", nil, call{"pwd"})
}

func TestCSV(t *testing.T) {
	t.Parallel()
	env := disk(t)
	rows := values(bag("Name", `Bob "B"`, "Size", int32(5), "None", nil, "Mail", []any{"a", "b"}), bag("name", "a,b\nc", "Size", 1.5))
	do := func(want string, in []object.Value, calls ...call) {
		t.Helper()
		got, err := trace(t, env, in, calls...)
		if err != nil {
			got += "!" + err.Error()
		}
		if got != want {
			t.Errorf("%v:\ngot  %s\nwant %s", calls, got, want)
		}
	}
	do(`"Name","Size","None","Mail"|"Bob ""B""","5",,"System.Object[]"|"a,b`+"\n"+`c","1.5",,`, rows, call{"ConvertTo-Csv", "-NoType"})
	do("Name;Size;None;Mail|\"Bob \"\"B\"\"\";5;;System.Object[]", rows[:1], call{"ConvertTo-Csv", "-Delimiter", ";", "-UseQuotes", "AsNeeded"})
	do("#TYPE System.Management.Automation.PSCustomObject|\"A\"|\"1\"", values(bag("A", int32(1))), call{"ConvertTo-Csv", "-IncludeTypeInformation"})
	do("", rows, call{"Export-Csv", "x.csv", "-NoTypeInformation"})
	do("Name=Bob \"B\" Size=5 None= Mail=System.Object[]|Name=a,b\nc Size=1.5 None= Mail=", nil, call{"ipcsv", "x.csv"})
	do("", values(bag("Size", 7, "Name", "Z", "None", 1, "Mail", 2)), call{"Export-Csv", "x.csv", "-Append"})
	do("3", nil, call{"ipcsv", "x.csv"}, call{"measure"}, call{"%", "Count"})
	do("!Cannot append CSV content to the following file: "+env.Location()+"/x.csv. The appended object does not have a property that corresponds to the following column: Name. To continue with mismatched properties, add the -Force parameter, and then retry the command.",
		values(bag("Other", 1)), call{"Export-Csv", "x.csv", "-Append"})
	do("A=1 H2= C=x y|A= H2=z C=", values(`A,,C`, ` 1,, "x y"`, "", `,"z"`), call{"ConvertFrom-Csv"})
	do("x=1 y=2", values("1;2"), call{"ConvertFrom-Csv", "-Delimiter", ";", "-Header", []any{"x", "y"}})
	// S-56: the option takes the meaning of a formula off texts, and leaves numbers alone.
	do(`"A","B","C"|"'=cmd|' /C calc'!A0","-5","'@x"`, values(bag("A", "=cmd|' /C calc'!A0", "B", int32(-5), "C", "@x")), call{"ConvertTo-Csv", "-NeutralizeFormulas"})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	deep := bag("A", bag("B", bag("C", bag("D", int32(1)))))
	for _, c := range []struct {
		calls []call
		in    []object.Value
		want  string
	}{
		{[]call{{"ConvertTo-Json", "-Compress"}}, values(bag("A", int32(1), "B", "x\"\n<é", "C", nil, "D", []any{true, 1.0}, "E", object.NewDict("k", stillTime()))), `{"A":1,"B":"x\"\n<é","C":null,"D":[true,1.0],"E":{"k":"2024-03-04T15:06:07Z"}}`},
		{[]call{{"ConvertTo-Json"}}, values(bag("A", []any{}, "B", bag(), "C", []any{int32(1)})), "{\n  \"A\": [],\n  \"B\": {},\n  \"C\": [\n    1\n  ]\n}"},
		{[]call{{"ConvertTo-Json", "-Compress"}}, values(deep), `3:Resulting JSON is truncated as serialization has exceeded the set depth of 2.|{"A":{"B":{"C":"@{D=1}"}}}`},
		{[]call{{"ConvertTo-Json", "-Compress", "-Depth", int32(5)}}, values(deep), `{"A":{"B":{"C":{"D":1}}}}`},
		{[]call{{"ConvertTo-Json", "-Compress", "-AsArray"}}, numbers(1), "[1]"},
		{[]call{{"ConvertTo-Json", "-Compress", "-EscapeHandling", "EscapeHtml"}}, values("<a>"), `"\u003ca\u003e"`},
		{[]call{{"ConvertFrom-Json"}}, values(`{"A":1,"b":[1,2.5],"c":null,"d":"2024-03-04T15:06:07Z","e":"x\u00e9\ud83d\ude00"}`), "A=1 b=1 2.5 c= d=03/04/2024 15:06:07 e=xé😀"},
		{[]call{{"ConvertFrom-Json"}}, values("[1,", "2]"), "1|2"},
		{[]call{{"ConvertFrom-Json"}}, values(`{"a":1}`, `{"a":2}`), "a=1|a=2"},
		{[]call{{"ConvertFrom-Json", "-AsHashtable"}, {"%", "A"}}, values(`{"A":1,"a":2} // c`), "1"},
		{[]call{{"ConvertFrom-Json"}}, values("123456789012345678901234567890"), "123456789012345678901234567890"},
		{[]call{{"ConvertFrom-Json"}, {"ConvertTo-Json", "-Compress", "-Depth", int32(5)}}, values(`{"z":{"y":[{"x":"1"}]},"a":false}`), `{"z":{"y":[{"x":"1"}]},"a":false}`},
	} {
		got, err := trace(t, &Env{}, c.in, c.calls...)
		if err != nil || got != c.want {
			t.Errorf("%v:\ngot  %s\nwant %s\n%v", c.calls, got, c.want, err)
		}
	}
	for _, bad := range []string{"{", `{"a"}`, `{"a":1,"A":2}`, "[1 2]", "tru", `"\x"`, `{"":1}`, "1 2", "1.2.3", strings.Repeat("[", 2000)} {
		if got, err := trace(t, &Env{}, values(bad), call{"ConvertFrom-Json"}); err == nil {
			t.Errorf("%.20q gave %s", bad, got)
		}
	}
}

// stillTime is the time of the still clock.
func stillTime() time.Time { return time.Date(2024, 3, 4, 15, 6, 7, 0, time.UTC) }

func BenchmarkCommands(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Commands(&Env{})
	}
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"a":[1,-2.5e3,"x\u1234",null,true,{"b":{}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parseJSON(text, command.Args{})
		if err != nil {
			return
		}
		w := &jsonWriter{most: 100}
		w.value(v, 0)
		if again, err := parseJSON(w.b.String(), command.Args{}); err != nil || !w.cut && object.String(again) != object.String(v) {
			t.Fatalf("%q -> %q: %v", text, w.b.String(), err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\n\"x\"\"y\",2\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		r := &csvReader{text: text, delimiter: ","}
		for row, ok := r.next(); ok; row, ok = r.next() {
			o := &object.Object{}
			for i, c := range row {
				o.Set(fmt.Sprint("c", i), c.text)
			}
			w := newCSVWriter(command.Args{})
			w.start(o)
			again := &csvReader{text: w.line(o), delimiter: ","}
			back, _ := again.next()
			for i := range row {
				if i >= len(back) || back[i].text != row[i].text {
					t.Fatalf("%q came back as %q", row, back)
				}
			}
		}
	})
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
