package command

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

func numbers(n int) iter.Seq[object.Value] {
	return func(yield func(object.Value) bool) {
		for i := range n {
			if !yield(int32(i + 1)) {
				return
			}
		}
	}
}

// traced makes a command that passes objects on and writes down which of its steps ran. It stops
// the pipeline after the object `last`, if that is not zero.
func traced(name string, last int32, log *[]string) *Command {
	note := func(step string, f Func) Func {
		return func(ctx context.Context, c *Call) error {
			*log = append(*log, name+"."+step)
			if f == nil {
				return nil
			}
			return f(ctx, c)
		}
	}
	pass := func(_ context.Context, c *Call) error {
		if err := c.Output(c.Input); err != nil {
			return err
		}
		if c.Input == last {
			return ErrStop
		}
		return nil
	}
	meta := catalog.Syntax("Test-" + name + " [-InputObject <psobject>{ByValue}]")
	return &Command{Meta: meta, New: func() Stage {
		return Stage{Begin: note("begin", nil), Process: note("process", pass), End: note("end", nil), Clean: note("clean", nil)}
	}}
}

func collect(t *testing.T, p Pipeline) ([]Record, error) {
	t.Helper()
	var got []Record
	err := Run(context.Background(), p, func(r Record) error { got = append(got, r); return nil })
	return got, err
}

func TestRunOrder(t *testing.T) {
	t.Parallel()
	var log []string
	p := Pipeline{Input: numbers(2), Stages: []Bound{{Command: traced("A", 0, &log)}, {Command: traced("B", 0, &log)}}}
	if got, err := collect(t, p); err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	want := "A.begin B.begin A.process B.process A.process B.process A.end B.end A.clean B.clean"
	if got := strings.Join(log, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Design section 5: End is skipped for the stage that stopped and those above it.
func TestRunStop(t *testing.T) {
	t.Parallel()
	var log []string
	p := Pipeline{Input: numbers(9), Stages: []Bound{{Command: traced("A", 0, &log)}, {Command: traced("B", 2, &log)}, {Command: traced("C", 0, &log)}}}
	got, err := collect(t, p)
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	want := "A.begin B.begin C.begin A.process B.process C.process A.process B.process C.process C.end A.clean B.clean C.clean"
	if got := strings.Join(log, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRunBeginWritesEarly(t *testing.T) {
	t.Parallel()
	var log []string
	early := &Command{Meta: catalog.Syntax("Test-Early"), New: func() Stage {
		return Stage{Begin: func(_ context.Context, c *Call) error { log = append(log, "early"); return c.Output("x") }}
	}}
	_, err := collect(t, Pipeline{Stages: []Bound{{Command: early}, {Command: traced("B", 0, &log)}}})
	if got := strings.Join(log, " "); err != nil || got != "early B.begin B.process B.end B.clean" {
		t.Error(got, err)
	}
}

func TestRunOutStops(t *testing.T) {
	t.Parallel()
	var log []string
	n := 0
	err := Run(context.Background(), Pipeline{Input: numbers(9), Stages: []Bound{{Command: traced("A", 0, &log)}}}, func(Record) error {
		if n++; n == 2 {
			return ErrStop
		}
		return nil
	})
	if want := "A.begin A.process A.process A.clean"; !errors.Is(err, ErrStop) || strings.Join(log, " ") != want {
		t.Error(err, log)
	}
}

func TestRunCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	endless := Simple(catalog.Syntax("Test-Endless"), func(ctx context.Context, c *Call) error {
		for {
			if err := c.Output(1); err != nil {
				return err
			}
		}
	})
	n := 0
	err := Run(ctx, Pipeline{Stages: []Bound{{Command: endless}}}, func(Record) error {
		if n++; n == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n > 100 {
		t.Error(err, n)
	}
}

func failing(n int32) *Command {
	return Simple(catalog.Syntax("Test-Failing [-InputObject <int>{ByValue}]"), func(ctx context.Context, c *Call) error {
		if c.Input == n {
			return c.Error(ctx, &Error{ID: "Bad", Category: InvalidData, Message: "bad"})
		}
		return c.Output(c.Input)
	})
}

func TestErrorAction(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		action string
		want   []Record
		fails  bool
	}{
		{"Continue", []Record{{Stream: Output, Value: int32(1)}, {Stream: ErrorStream}, {Stream: Output, Value: int32(3)}}, false},
		{"SilentlyContinue", []Record{{Stream: Output, Value: int32(1)}, {Stream: ErrorStream, Hidden: true}, {Stream: Output, Value: int32(3)}}, false},
		{"Ignore", []Record{{Stream: Output, Value: int32(1)}, {Stream: Output, Value: int32(3)}}, false},
		{"Stop", []Record{{Stream: Output, Value: int32(1)}}, true},
	} {
		got, err := collect(t, Pipeline{Input: numbers(3), Stages: []Bound{{Command: failing(2), Raw: []Arg{{Name: "ea", Value: c.action, HasValue: true}}}}})
		if (err != nil) != c.fails {
			t.Errorf("%s: %v", c.action, err)
		}
		var e *Error
		if c.fails && (!errors.As(err, &e) || e.Command != "Test-Failing") {
			t.Errorf("%s: %#v", c.action, err)
		}
		for i := range got {
			if got[i].Stream == ErrorStream {
				got[i].Value = nil
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.action, d)
		}
	}
}

type variables map[string]string

func (v variables) SetVariable(name string, value object.Value, keep bool) {
	if keep {
		name = "+" + name
	}
	v[name] = object.String(value)
}

func TestVariables(t *testing.T) {
	t.Parallel()
	vars := variables{}
	raw := []Arg{{Name: "OutV"}, {Value: "o"}, {Name: "ErrorVariable", Value: "+e", HasValue: true}, {Name: "ErrorAction", Value: "SilentlyContinue", HasValue: true}}
	if _, err := collect(t, Pipeline{Input: numbers(3), Vars: vars, Stages: []Bound{{Command: failing(2), Raw: raw}}}); err != nil {
		t.Fatal(err)
	}
	warn := Simple(catalog.Syntax("Test-Warn"), func(_ context.Context, c *Call) error { return c.Warn("w") })
	quiet := []Arg{{Name: "wa", Value: "SilentlyContinue", HasValue: true}, {Name: "wv", Value: "w", HasValue: true}}
	if got, err := collect(t, Pipeline{Vars: vars, Stages: []Bound{{Command: warn, Raw: quiet}}}); err != nil || len(got) != 0 || vars["w"] != "w" {
		t.Error(got, err, vars)
	}
	if vars["o"] != "1 3" || vars["+e"] == "" {
		t.Error(vars)
	}
}

func TestRedirection(t *testing.T) {
	t.Parallel()
	merge := func(next Sink) Sink { // 2>&1
		return func(r Record) error {
			if r.Stream == ErrorStream {
				r.Stream = Output
			}
			return next(r)
		}
	}
	var log []string
	got, err := collect(t, Pipeline{Input: numbers(3), Stages: []Bound{{Command: failing(2), Wrap: merge}, {Command: traced("B", 0, &log)}}})
	if err != nil || len(got) != 3 || got[1].Stream != Output {
		t.Error(got, err)
	}
}

func TestPipelineBinding(t *testing.T) {
	t.Parallel()
	meta := catalog.Syntax(`
		Set-Thing <Identity> [-Identity] <MailboxIdParameter>{ByValue ByName} [-Alias <string>{ByName alias=nick}] [-Count <int>{ByName}]
		Set-Thing <Pipe> -Instance <hashtable>{ByValue}`)
	show := Simple(meta, func(_ context.Context, c *Call) error {
		var parts []string
		for k, v := range c.Args.All() {
			parts = append(parts, k+"="+object.String(v))
		}
		return c.Output(strings.Join(parts, " ") + " " + c.Args.ParameterSet())
	})
	bag := func(pairs ...string) *object.Object {
		o := &object.Object{}
		for i := 0; i < len(pairs); i += 2 {
			o.Set(pairs[i], pairs[i+1])
		}
		return o
	}
	in := []object.Value{"bob", bag("identity", "x", "NICK", "n", "Count", "7"), bag("Guid", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "Name", "n"), object.NewDict("a", 1), bag("Count", "x", "Identity", "y")}
	got, err := collect(t, Pipeline{Input: slices.Values(in), Stages: []Bound{{Command: Simple(show.Meta, show.New().Process)}}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Identity=bob Identity", "Identity=x Alias=n Count=7 Identity", "Identity=6ba7b810-9dad-11d1-80b4-00c04fd430c8 Identity", "Instance=System.Collections.Hashtable Pipe", "Identity=y Identity"}
	for i, r := range got {
		if i >= len(want) || r.Value != want[i] {
			t.Errorf("%d: %v", i, r.Value)
		}
	}
	// Nothing fits: a non-terminating error for each object, and the command goes on.
	none := Simple(catalog.Syntax("Set-None [-Name <string>]"), show.New().Process)
	got, err = collect(t, Pipeline{Input: numbers(2), Stages: []Bound{{Command: none}}})
	if err != nil || len(got) != 2 || got[1].Value.(*Error).ID != "InputObjectNotBound" {
		t.Error(got, err)
	}
}

type person struct {
	choice Choice
	asked  []string
}

func (p *person) Confirm(context.Context, Question) (bool, error) { return false, nil }
func (p *person) ReadLine(context.Context, string, bool) (string, error) {
	return "", errors.New("no")
}
func (p *person) Choose(_ context.Context, q Question) (Choice, error) {
	p.asked = append(p.asked, q.Text())
	return p.choice, nil
}

func TestShouldProcess(t *testing.T) {
	t.Parallel()
	act := func(ctx context.Context, c *Call) error {
		ok, err := c.ShouldProcess(ctx, object.String(c.Input), "")
		if ok {
			return c.Output(c.Input)
		}
		return err
	}
	remove := Simple(catalog.Syntax("# impact high\nRemove-Thing [-Identity <string>{ByValue}]"), act)
	no := []Arg{{Name: "Confirm", Value: false, HasValue: true}}
	host := &person{choice: YesToAll}
	for _, c := range []struct {
		name string
		host Host
		raw  []Arg
		want int
		err  string
	}{
		{"yes to all is asked once", host, nil, 2, ""},
		{"-Confirm:$false", nil, no, 2, ""},
		{"nobody", nil, nil, 0, "nobody to ask"},
		{"-WhatIf", nil, []Arg{{Name: "wi"}}, 2, ""},
	} {
		got, err := collect(t, Pipeline{Input: numbers(2), Host: c.host, Stages: []Bound{{Command: remove, Raw: c.raw}}})
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) || len(got) != c.want {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
	if len(host.asked) != 1 || !strings.Contains(host.asked[0], `"Remove-Thing" on target "1"`) {
		t.Error(host.asked)
	}
	got, _ := collect(t, Pipeline{Input: numbers(1), Stages: []Bound{{Command: remove, Raw: []Arg{{Name: "WhatIf"}}}}})
	if text := got[0].Value.(*HostText).Text; text != `What if: Performing the operation "Remove-Thing" on target "1".` {
		t.Error(text)
	}
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	chatty := Simple(catalog.Syntax("Test-Chatty"), func(_ context.Context, c *Call) error {
		return errors.Join(c.Warn("w"), c.Verbose("v"), c.Debug("d"), c.Information("i"), c.Information(&HostText{Text: "h"}), c.Progress(Progress{Percent: 5}))
	})
	for _, c := range []struct {
		raw  []Arg
		want string
		err  string
	}{
		{nil, "3 6h 6 7", ""},
		{[]Arg{{Name: "Verbose"}, {Name: "db"}, {Name: "InformationAction", Value: "Continue", HasValue: true}}, "3 4 5 6 6 7", ""},
		{[]Arg{{Name: "wa"}, {Value: "Silent"}, {Name: "ProgressAction", Value: int32(0), HasValue: true}}, "6h 6", ""},
		{[]Arg{{Name: "wa"}, {Value: "Stop"}}, "6h 6 7", `"WarningPreference" or common parameter is set to Stop: w`},
		{[]Arg{{Name: "ea"}, {Value: "Never"}}, "", `The possible enumeration values are "SilentlyContinue,Stop`},
		{[]Arg{{Name: "Whatif"}}, "", "matches parameter name 'Whatif'"},
	} {
		got, err := collect(t, Pipeline{Stages: []Bound{{Command: chatty, Raw: c.raw}}})
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%v: %v", c.raw, err)
		}
		var streams []string
		for _, r := range got {
			s := string('0' + rune(r.Stream))
			if r.Hidden {
				s += "h"
			}
			streams = append(streams, s)
		}
		if s := strings.Join(streams, " "); s != c.want {
			t.Errorf("%v: %s", c.raw, s)
		}
	}
}

type typist []string

func (*typist) Confirm(context.Context, Question) (bool, error) { return true, nil }
func (k *typist) ReadLine(_ context.Context, prompt string, secret bool) (string, error) {
	if len(*k) == 0 {
		return "", errors.New("nobody")
	}
	line := (*k)[0]
	*k = (*k)[1:]
	return line, nil
}

func TestMissingParametersAreAskedFor(t *testing.T) {
	t.Parallel()
	cmd := Simple(catalog.Syntax("Set-X -Identity <string> -Names <string[]> -Password <securestring>"), func(_ context.Context, c *Call) error {
		p, _ := c.Args.Get("Password")
		return c.Output(c.Args.Text("Identity") + " " + c.Args.Text("Names") + " " + p.(*object.SecureString).Plain)
	})
	host := &typist{"bob", "a", "b", "", "secret"}
	got, err := collect(t, Pipeline{Host: host, Stages: []Bound{{Command: cmd}}})
	if err != nil || len(got) != 1 || got[0].Value != "bob a b secret" {
		t.Error(got, err)
	}
	_, err = collect(t, Pipeline{Host: &typist{}, Stages: []Bound{{Command: cmd}}})
	var e *Error
	if !errors.As(err, &e) || e.ID != "MissingMandatoryParameter" {
		t.Error(err)
	}
}

func BenchmarkStage(b *testing.B) {
	pass := Simple(catalog.Syntax("Test-Pass [-InputObject <psobject>{ByValue}]"), func(_ context.Context, c *Call) error { return c.Output(c.Input) })
	for _, stages := range []int{1, 10} {
		b.Run(map[int]string{1: "1", 10: "10"}[stages], func(b *testing.B) {
			var v object.Value = &object.Object{}
			in := func(yield func(object.Value) bool) {
				for range b.N {
					if !yield(v) {
						return
					}
				}
			}
			p := Pipeline{Input: in, Stages: make([]Bound, stages)}
			for i := range p.Stages {
				p.Stages[i].Command = pass
			}
			b.ReportAllocs()
			if err := Run(context.Background(), p, func(Record) error { return nil }); err != nil {
				b.Fatal(err)
			}
		})
	}
}
