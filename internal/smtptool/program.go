// Package smtptool is the program `exosh smtp`: which settings a mail program needs, whether they work, sending a
// message with them, who may still use a password, and what a reply means. It works against any server of
// message submission; what it knows of accounts it asks for by the cmdlets of the organisation.
package smtptool

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/nearest"
	"example.org/exosh/internal/prog"
	"example.org/exosh/pwsh/format"
)

// Program is `exosh smtp`.
func Program() prog.Program {
	return prog.Program{Name: "smtp", Summary: "send mail: settings, test, send, audit, and what a refusal means", Run: run}
}

const usage = `exosh smtp is about sending mail with port 587, for Exchange Online and for
organisations of exosh.

  exosh smtp settings [ENVIRONMENT]   what to enter into a printer or a program
  exosh smtp test [ENVIRONMENT]       try these settings step by step
  exosh smtp send [ENVIRONMENT]       send a message
  exosh smtp audit [ENVIRONMENT]      who may still send with a password
  exosh smtp token [ENVIRONMENT]      a token, for programs that use OAuth
  exosh smtp explain CODE-OR-TEXT     what a refusal means, and what to do

Each of these has a --help.
`

// A verb is one of the things that the program does.
type verb struct {
	name, usage string
	run         func(ctx context.Context, env *prog.Env, args []string) error
}

func verbs() []verb {
	return []verb{
		{"settings", settingsUsage, settings},
		{"test", testUsage, test},
		{"send", sendUsage, send},
		{"audit", auditUsage, audit},
		{"token", tokenUsage, printToken},
		{"explain", explainUsage, explain},
	}
}

// A failure is an error with its exit code.
type failure struct {
	code int
	err  error // nil where everything was said already
}

func (f *failure) Error() string {
	if f.err == nil {
		return ""
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

func misused(text string, args ...any) error {
	return &failure{code: prog.Usage, err: fmt.Errorf(text, args...)}
}

func run(ctx context.Context, env *prog.Env) int {
	if len(env.Args) == 0 || isHelp(env.Args[0]) {
		fmt.Fprint(env.Stdout, usage)
		return prog.OK
	}
	v, err := choose(env.Args[0])
	if err == nil && len(env.Args) > 1 && isHelp(env.Args[1]) {
		fmt.Fprint(env.Stdout, v.usage)
		return prog.OK
	}
	if err == nil {
		ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
		defer stop()
		err = v.run(ctx, env, env.Args[1:])
	}
	return say(env.Stderr, err)
}

func isHelp(arg string) bool {
	switch strings.ToLower(strings.TrimLeft(arg, "-")) {
	case "h", "help", "?":
		return true
	}
	return false
}

func choose(name string) (verb, error) {
	var names []string
	for _, v := range verbs() {
		if strings.EqualFold(v.name, name) {
			return v, nil
		}
		names = append(names, v.name)
	}
	if near, ok := nearest.Word(name, names); ok {
		return verb{}, misused("exosh smtp has no %q; is %s meant?", name, near)
	}
	return verb{}, misused("exosh smtp has no %q; it has %s", name, strings.Join(names, ", "))
}

// interrupted is the exit code of what Ctrl-C has stopped, as shells have it.
const interrupted = 130

// say writes an error, with what to do about it, and returns the exit code.
func say(w io.Writer, err error) int {
	var f *failure
	var e *command.Error
	switch {
	case err == nil:
		return prog.OK
	case errors.Is(err, context.Canceled):
		return interrupted
	case errors.As(err, &f):
		if f.err != nil {
			fmt.Fprintf(w, "exosh: %s\n", format.Escape(f.err.Error()))
		}
		return f.code
	case errors.As(err, &e):
		fmt.Fprintf(w, "exosh: %s\n", format.Escape(strings.TrimSpace(e.Message+" "+e.Advice)))
	default:
		fmt.Fprintf(w, "exosh: %s\n", format.Escape(err.Error()))
	}
	return prog.Fail
}

// flags are those of one verb. They may stand before and behind its arguments.
type flags struct {
	*flag.FlagSet
	rest []string
}

func newFlags(name string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError)}
	f.SetOutput(io.Discard)
	return f
}

// parse reads flags and arguments in any order; -- ends the flags.
func (f *flags) parse(args []string) error {
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			return misused("%s (`exosh smtp %s --help` says what it takes)", strings.TrimPrefix(err.Error(), "flag "), f.Name())
		}
		ended := len(args) > f.NArg() && args[len(args)-f.NArg()-1] == "--"
		args = f.FlagSet.Args()
		if ended {
			f.rest = append(f.rest, args...)
			return nil
		}
		if len(args) > 0 {
			f.rest, args = append(f.rest, args[0]), args[1:]
		}
	}
	return nil
}

// given says whether a flag stands in the command line.
func (f *flags) given(name string) bool {
	found := false
	f.Visit(func(g *flag.Flag) { found = found || g.Name == name })
	return found
}

// Args are the arguments that are no flags.
func (f *flags) Args() []string { return f.rest }
