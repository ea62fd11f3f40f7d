package interp

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/transcript"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

var update = flag.Bool("update", false, "rewrite the output in testdata/*.pstest")

// A session is an interpreter with the few commands that the tests need and files in memory.
type session struct {
	*Interp
	files map[string]*bytes.Buffer
}

func newSession() *session {
	s := &session{files: map[string]*bytes.Buffer{}}
	table := map[string]*command.Command{}
	for _, c := range testCommands() {
		table[strings.ToLower(c.Meta.Name)] = c
	}
	for alias, name := range map[string]string{"%": "foreach-object", "?": "where-object", "echo": "write-output", "select": "select-object"} {
		table[alias] = table[name]
	}
	now := time.Date(2024, 3, 4, 15, 16, 17, 0, time.UTC)
	s.Interp = New(Options{
		Commands: func(name string) (*command.Command, bool) { c, ok := table[strings.ToLower(name)]; return c, ok },
		Now:      func() time.Time { return now },
		Rand:     strings.NewReader(strings.Repeat("0123456789abcdef", 16)),
		Getenv:   func(name string) (string, bool) { return "value of " + name, strings.HasPrefix(name, "TEST") },
		ReadFile: s.read, Create: s.create,
		Home: "/home/navin", PID: 42, OS: "linux", Version: "0.1",
		Location:  func() string { return "/home/navin" },
		HasModule: func(name string) bool { return name == "ExchangeOnlineManagement" },
		MaxDepth:  100,
	})
	for _, c := range s.Commands() {
		table[strings.ToLower(c.Meta.Name)] = c
	}
	return s
}

type memoryFile struct{ *bytes.Buffer }

func (memoryFile) Close() error { return nil }

func (s *session) create(path string, appending bool) (io.WriteCloser, error) {
	if s.files[path] == nil || !appending {
		s.files[path] = &bytes.Buffer{}
	}
	return memoryFile{s.files[path]}, nil
}

func (s *session) read(path string) (string, error) {
	if f := s.files[path]; f != nil {
		return f.String(), nil
	}
	return "", fmt.Errorf("%s: no such file", path)
}

func cmdlet(name string, params ...catalog.Param) *catalog.Cmdlet {
	m := &catalog.Cmdlet{Name: name, Params: params, Sets: []catalog.Set{{Name: "__AllParameterSets", Default: true}}}
	for _, p := range params {
		m.Sets[0].Params = append(m.Sets[0].Params, p.Name)
		if p.Type == "ScriptBlock" || p.Type == "Int32" {
			m.Sets[0].Mandatory = append(m.Sets[0].Mandatory, p.Name)
		}
		if !p.IsSwitch() && (!p.ByValue || p.Rest) {
			m.Sets[0].Positional = append(m.Sets[0].Positional, p.Name)
		}
	}
	return m
}

func testCommands() []*command.Command {
	input := catalog.Param{Name: "InputObject", Type: "Object", ByValue: true, Null: true}
	text := func(write func(c *command.Call, s string) error) command.Func {
		return func(_ context.Context, c *command.Call) error { return write(c, c.Args.Text("Message")) }
	}
	message := catalog.Param{Name: "Message", Type: "String"}
	return []*command.Command{
		{Meta: cmdlet("ForEach-Object", catalog.Param{Name: "Process", Type: "ScriptBlock"}, input), New: func() command.Stage {
			return command.Stage{Process: func(ctx context.Context, c *command.Call) error {
				b, _ := c.Args.Get("Process")
				return b.(command.Block).Invoke(ctx, command.BlockInput{Underscore: c.Input, HasUnder: true}, c.Sink)
			}}
		}},
		{Meta: cmdlet("Where-Object", catalog.Param{Name: "FilterScript", Type: "ScriptBlock"}, input), New: func() command.Stage {
			return command.Stage{Process: func(ctx context.Context, c *command.Call) error {
				b, _ := c.Args.Get("FilterScript")
				v, err := b.(*ScriptBlock).call(ctx, c.Input, nil)
				if err != nil || !truth(v) {
					return err
				}
				return c.Output(c.Input)
			}}
		}},
		{Meta: cmdlet("Select-Object", catalog.Param{Name: "First", Type: "Int32"}, input), New: func() command.Stage {
			n := 0
			return command.Stage{Process: func(_ context.Context, c *command.Call) error {
				first, _ := c.Args.Get("First")
				n++
				if err := c.Output(c.Input); err != nil {
					return err
				}
				if n >= int(first.(int32)) {
					return command.ErrStop
				}
				return nil
			}}
		}},
		command.Simple(cmdlet("Write-Output", catalog.Param{Name: "InputObject", Type: "Object", ByValue: true, Rest: true, Null: true}), func(_ context.Context, c *command.Call) error {
			v, _ := c.Args.Get("InputObject")
			return c.OutputEach(v)
		}),
		command.Simple(cmdlet("Write-Warning", message), text(func(c *command.Call, s string) error { return c.Warn(s) })),
		command.Simple(cmdlet("Write-Verbose", message), text(func(c *command.Call, s string) error { return c.Verbose(s) })),
		command.Simple(cmdlet("Write-Host", catalog.Param{Name: "Object", Type: "Object", Rest: true, Null: true}), func(_ context.Context, c *command.Call) error {
			v, _ := c.Args.Get("Object")
			return c.Information(&command.HostText{Text: join(v, " ")})
		}),
		command.Simple(cmdlet("Write-Error", message), func(ctx context.Context, c *command.Call) error {
			return c.Error(ctx, &command.Error{Category: command.NotSpecified, ID: "Microsoft.PowerShell.Commands.WriteErrorException", Type: "Microsoft.PowerShell.Commands.WriteErrorException", Message: c.Args.Text("Message")})
		}),
		command.Simple(cmdlet("Get-Echo", catalog.Param{Name: "Filter", Type: "String"}, catalog.Param{Name: "Name", Type: "String[]"}, catalog.Param{Name: "Force", Type: "SwitchParameter"}), func(_ context.Context, c *command.Call) error {
			var parts []string
			for n, v := range c.Args.All() {
				parts = append(parts, n+"="+object.String(v))
			}
			return c.Output(strings.Join(parts, " "))
		}),
		command.Simple(cmdlet("Get-Nothing"), func(context.Context, *command.Call) error { return nil }),
	}
}

// Runs a text and returns what a person would see, one line per object.
func (s *session) play(text string) string {
	var b strings.Builder
	err := s.Run(context.Background(), text, func(r command.Record) error {
		if r.Hidden {
			return nil
		}
		switch r.Stream {
		case command.Output:
			fmt.Fprintln(&b, show(r.Value))
		case command.ErrorStream:
			e := r.Value.(*command.Error)
			fmt.Fprintf(&b, "ERROR %s [%s, %s]\n", e.Message, e.ID, e.Position)
		case command.Warning:
			fmt.Fprintf(&b, "WARNING: %v\n", r.Value)
		case command.Verbose:
			fmt.Fprintf(&b, "VERBOSE: %v\n", r.Value)
		case command.Information:
			if t, ok := r.Value.(*command.HostText); ok {
				fmt.Fprintf(&b, "HOST: %s\n", t.Text)
			}
		}
		return nil
	})
	var exit *ExitError
	var e *command.Error
	switch {
	case errors.As(err, &exit):
		fmt.Fprintf(&b, "EXIT %d\n", exit.Code)
	case errors.As(err, &e):
		fmt.Fprintf(&b, "FATAL %s [%s, %s]\n", e.Message, e.ID, e.Position)
	case err != nil:
		fmt.Fprintf(&b, "GO ERROR %v\n", err)
	}
	return b.String()
}

// Shows a value as text; collections and objects with their structure.
func show(v object.Value) string {
	switch v := v.(type) {
	case nil:
		return "$null"
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = show(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *object.Object:
		var parts []string
		for _, p := range v.Props {
			parts = append(parts, p.Name+"="+show(p.Value))
		}
		return "@{" + strings.Join(parts, "; ") + "}"
	case *object.Dict:
		var parts []string
		for k, e := range v.All() {
			parts = append(parts, show(k)+"="+show(e))
		}
		return "{" + strings.Join(parts, "; ") + "}"
	}
	return object.String(v)
}

func TestTranscripts(t *testing.T) {
	t.Parallel()
	transcript.Play(t, *update, "testdata/*.pstest", func(*testing.T) func(string) string { return newSession().play })
}

func TestIncomplete(t *testing.T) {
	t.Parallel()
	s := newSession()
	err := s.Run(context.Background(), "if ($true) {", func(command.Record) error { return nil })
	if !syntax.IsIncomplete(err) {
		t.Errorf("got %v", err)
	}
}

func TestPathSeparators(t *testing.T) {
	t.Parallel()
	for system, want := range map[string]string{"linux": "/:\n", "windows": "\\;\n"} {
		s := newSession()
		s.Interp.opt.OS = system
		if got := s.play(`"$([IO.Path]::DirectorySeparatorChar)$([IO.Path]::PathSeparator)"`); got != want {
			t.Errorf("%s: %q, want %q", system, got, want)
		}
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"while ($true) { }", "for (;;) { 1 }", "do { } until ($false)", "1..10000000 | % { }", "function f { while (1) { } }; f", "try { while (1) {} } catch { 'caught' }"} {
		ctx, cancel := context.WithCancel(context.Background())
		n := 0
		s := newSession()
		s.Interp.opt.Now = nil
		time.AfterFunc(20*time.Millisecond, cancel)
		err := s.Run(ctx, text, func(command.Record) error { n++; return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func BenchmarkWhile(b *testing.B) {
	for b.Loop() {
		if out := newSession().play("$i = 0; $sum = 0; while ($i -lt 1000000) { $sum += 2; $i++ }; $sum"); out != "2000000\n" {
			b.Fatal(out)
		}
	}
}

func BenchmarkForEachObject(b *testing.B) {
	for b.Loop() {
		if out := newSession().play("$n = 0; 1..1000000 | % { $n += 1 }; $n"); out != "1000000\n" {
			b.Fatal(out)
		}
	}
}

func BenchmarkFunctionCall(b *testing.B) {
	for b.Loop() {
		if out := newSession().play("function f($x) { $x + 1 }; $n = 0; while ($n -lt 100000) { $n = f $n }; $n"); out != "100000\n" {
			b.Fatal(out)
		}
	}
}
