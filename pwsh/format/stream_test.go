package format_test

import (
	"errors"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/format"
	"github.com/google/go-cmp/cmp"
)

func TestStreams(t *testing.T) {
	t.Parallel()
	e := &command.Error{
		Category: command.ObjectNotFound, ID: "ManagementObjectNotFoundException", Command: "Get-Mailbox", Target: "nobody",
		Type:    "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
		Message: "The object 'nobody' couldn't be found.", Advice: "Check the spelling.", Position: "3:5",
	}
	for _, c := range []struct {
		name string
		opt  format.Options
		in   []command.Record
		want string
	}{
		{"an error between rows", format.Options{}, append(append(out(bag("a", "x")), command.Record{Stream: command.ErrorStream, Value: e}), out(bag("a", "longer"))...), `
			|
			|a
			|-
			|x
			|Get-Mailbox: The object 'nobody' couldn't be found.
			|  Check the spelling.
			|
			|a
			|-
			|longer
			|`},
		{"normal view", format.Options{ErrorView: format.Normal}, out(e), `
			|Get-Mailbox : The object 'nobody' couldn't be found.
			|At line:3 char:5
			|    + CategoryInfo          : ObjectNotFound: (nobody:String) [Get-Mailbox], ManagementObjectNotFoundException
			|    + FullyQualifiedErrorId : ManagementObjectNotFoundException,Get-Mailbox
			|    + RecommendedAction     : Check the spelling.`},
		{"category view", format.Options{ErrorView: format.CategoryOnly}, out(&command.Error{Type: "System.Exception", Message: "x"}), `
			|NotSpecified: (:) [], Exception`},
		{"thrown", format.Options{}, out(&command.Error{Category: command.OperationStopped, Type: "System.Exception", Message: "x"}), `
			|Exception: x`},
		{"warnings and the rest", format.Options{}, []command.Record{
			{Stream: command.Information, Value: &command.HostText{Text: "no end", NoNewline: true}},
			{Stream: command.Warning, Value: "w"}, {Stream: command.Verbose, Value: "v"}, {Stream: command.Debug, Value: "d"},
			{Stream: command.Information, Value: &command.HostText{Text: "host", Foreground: "Red"}}, {Stream: command.ProgressStream, Value: &command.Progress{}},
		}, `
			|no end
			|WARNING: w
			|VERBOSE: v
			|DEBUG: d
			|host`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(text(c.want), render(t, c.opt, c.in...)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestErrorsElsewhere(t *testing.T) {
	t.Parallel()
	var a, b strings.Builder
	w := format.New(&a, format.Options{Err: &b})
	for _, r := range []command.Record{{Stream: command.ErrorStream, Value: &command.Error{Message: "bad"}}, {Stream: command.Warning, Value: "w"}} {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if a.String() != "WARNING: w\n" || b.String() != "Exception: bad\n" {
		t.Errorf("got %q and %q", a.String(), b.String())
	}
}

func TestColor(t *testing.T) {
	t.Parallel()
	got := render(t, format.Options{Color: true}, append(out(bag("a", "\x1b[2J"), &command.Error{Message: "m", Advice: "do"}),
		command.Record{Stream: command.Information, Value: &command.HostText{Text: "h", Foreground: "Yellow", Background: "darkblue"}})...)
	want := "\n\x1b[32;1ma\x1b[0m\n\x1b[32;1m-\x1b[0m\n`e…\n\x1b[31;1mException: m\x1b[0m\n\x1b[36m  do\x1b[0m\n\x1b[93m\x1b[44mh\x1b[0m\n\n"
	want = strings.ReplaceAll(want, "`e…", "`e[2J")
	want = strings.ReplaceAll(want, "\x1b[32;1m-\x1b", "\x1b[32;1m-\x1b")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// S-56: nothing in data steers the terminal or turns text around, whichever way it is shown.
func TestEscape_S56(t *testing.T) {
	t.Parallel()
	const evil = "=cmd\x1b]0;title\a\x1b[31m\u202egnp.exe\u2066\x9b2J\x7f\x00\b\r\u0085\u2028\xff"
	o := bag("Name"+evil, evil, "Tags", []any{evil})
	records := append(out(evil, o, &command.Error{Message: evil, Advice: evil, Command: evil}, object.NewDict(evil, evil)),
		command.Record{Stream: command.Warning, Value: evil}, command.Record{Stream: command.Information, Value: &command.HostText{Text: evil}},
		command.Record{Stream: command.Output, Value: &format.Request{Shape: format.List, Rows: []format.Row{{Object: o}}}},
		command.Record{Stream: command.Output, Value: &format.Request{Shape: format.Wide, Rows: []format.Row{{Object: o}}}},
		command.Record{Stream: command.Output, Value: &format.Request{Shape: format.Custom, Rows: []format.Row{{Object: o}}}},
		command.Record{Stream: command.Output, Value: &format.Request{Shape: format.Table, GroupBy: &format.Column{Header: evil}, Wrap: true,
			Columns: []format.Column{{Header: evil}}, Rows: []format.Row{{Object: o, Cells: []any{evil}, Group: evil}}}})
	got := render(t, format.Options{Width: 300}, records...)
	for _, r := range got {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 {
			t.Fatalf("%U is in %q", r, got)
		}
	}
	if !strings.Contains(got, "`e[31m`u{202E}gnp.exe`u{2066}") {
		t.Errorf("got %q", got)
	}
	if got := render(t, format.Options{Raw: true}, out("\x1b[1m")...); got != "\x1b[1m\n" {
		t.Errorf("raw: %q", got)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("pipe is closed") }

func TestWriteError(t *testing.T) {
	t.Parallel()
	w := format.New(broken{}, format.Options{})
	if err := w.Write(out("x")[0]); err == nil {
		t.Error("no error")
	}
	if err := w.Flush(); err == nil {
		t.Error("the error did not stay")
	}
}

// Rows appear when a table is settled, not before, and widths do not change after that.
func TestSettle(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	w := format.New(&b, format.Options{})
	write := func(v any) {
		if err := w.Write(out(v)[0]); err != nil {
			t.Fatal(err)
		}
	}
	write(bag("Name", "abc", "N", int32(1)))
	if b.Len() != 0 {
		t.Errorf("too early: %q", b.String())
	}
	if err := w.Settle(); err != nil {
		t.Fatal(err)
	}
	write(bag("Name", "ab", "N", int32(2)))
	write(bag("Name", "abcdefgh", "N", int32(100)))
	write(bag("Name", "abcdef", "N", int32(3)))
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("\nName N\n---- -\nabc  1\nab   2\n\nName       N\n----       -\nabcdefgh 100\nabcdef     3\n\n", b.String()); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// Large texts cost time in proportion to their size.
func TestLargeText(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("ü b", 400_000)
	o := bag("A", large, "B", []any{large}, "C", int32(1))
	for _, shape := range []format.Shape{format.Table, format.List, format.Wide, format.Custom} {
		render(t, format.Options{Width: 20}, command.Record{Stream: command.Output, Value: &format.Request{Shape: shape, Rows: []format.Row{{Object: o}}}})
	}
}
