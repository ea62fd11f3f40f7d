package interp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// Options are the needs of an interpreter. All fields may be nil; what needs a missing one fails with
// an error that says so.
type Options struct {
	// Commands finds a cmdlet by name or alias. Functions of scripts are looked up before.
	Commands func(name string) (*command.Command, bool)
	// Suggest returns one sentence of advice for a command that does not exist, or "".
	Suggest func(name string) string
	// Host answers questions: mandatory parameters that are missing, confirmations.
	Host command.Host

	Now    func() time.Time
	Rand   io.Reader
	Getenv func(name string) (string, bool)
	// ReadFile returns the text of a script that is called by its path.
	ReadFile func(path string) (string, error)
	// Create opens a file for a redirection.
	Create func(path string, appending bool) (io.WriteCloser, error)
	// Render writes objects as text into a file of a redirection; nil writes object.String by line.
	Render func(w io.Writer, values []object.Value) error
	// HasModule reports whether a module that a script's #Requires names is there; nil accepts all.
	HasModule func(name string) bool

	Location func() string // $PWD
	Home     string        // $HOME
	PID      int           // $PID
	OS       string        // "linux", "darwin", "windows": $IsLinux and so on
	Version  string        // of the program, for $PSVersionTable

	MaxDepth int // calls inside one another; 0 means 1,000
}

// An Interp is a session of the language: its variables, functions and errors. It is not safe for
// concurrent use.
type Interp struct {
	opt     Options
	global  *scope
	scope   *scope // of what is running
	errors  *object.List
	status  bool // $?
	depth   int  // calls inside one another
	guarded int  // try blocks around what is running
	ticks   uint
	env     map[string]*string // changes of the environment; nil values are removed
	regexes map[regexKey]*cachedRegex
}

// A Script is a text to run.
type Script struct {
	Text string
	Path string // of the file it was read from, "" where there is none
}

// An ExitError says that a script ended with `exit`.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit %d", e.Code) }

// New returns an interpreter with PowerShell's automatic and preference variables.
func New(o Options) *Interp {
	if o.MaxDepth == 0 {
		o.MaxDepth = 1000
	}
	in := &Interp{opt: o, status: true, errors: &object.List{}, env: map[string]*string{}}
	in.global = &scope{}
	in.global.script = in.global
	in.scope = in.global
	in.defineAutomatic()
	return in
}

// Run runs a text in the current scope, as the prompt and Invoke-Expression do. Output and the other
// streams go to out; errors that do not end the text are records of [command.ErrorStream].
//
// It returns nil, an [*ExitError], the error of ctx, [command.ErrStop] if out returned it, or the
// [*command.Error] that ended the text.
func (in *Interp) Run(ctx context.Context, text string, out command.Sink) error {
	c, err := in.compileText(Script{Text: text})
	if err != nil {
		return in.failed(err)
	}
	f := in.frame(ctx, c, in.scope, out)
	return in.finish(f, c.runPlain(f))
}

// RunScript runs a script in a scope of its own with arguments, as `& file.ps1 args` does.
func (in *Interp) RunScript(ctx context.Context, s Script, args []command.Arg, out command.Sink) error {
	c, err := in.compileScript(s)
	if err != nil {
		return in.failed(err)
	}
	fn := &function{in: in, name: s.Path, code: c, script: true}
	err = fn.invoke(ctx, args, nil, out)
	return in.finish(&frame{in: in, out: out}, err)
}

// Turns the error that ended a text into one of those that Run promises.
func (in *Interp) finish(f *frame, err error) error {
	in.guarded = 0
	var exit *ExitError
	switch {
	case err == nil, isReturn(err):
		return nil
	case errors.As(err, &exit):
		in.setAutomatic("lastexitcode", int32(exit.Code))
		return exit
	case errors.Is(err, command.ErrStop):
		return command.ErrStop
	case isFlow(err):
		return nil // break or continue outside of a loop ends the script
	case f.ctx != nil && f.ctx.Err() != nil:
		return f.ctx.Err()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return in.failed(err)
}

// Records an error that ends a text.
func (in *Interp) failed(err error) error {
	e := in.asError(err)
	in.record(e)
	in.status = false
	return e
}

func (in *Interp) compileText(s Script) (*code, error) {
	tree, err := syntax.Parse(s.Text)
	if err != nil {
		return nil, parseError(err)
	}
	return newCode(tree.Body, s), nil
}

// LastStatus returns `$?`: whether the last pipeline succeeded.
func (in *Interp) LastStatus() bool { return in.status }

// Errors returns `$Error`, the newest first.
func (in *Interp) Errors() *object.List { return in.errors }

// Variable returns a variable as seen from the current scope; name may have a scope ("script:x").
func (in *Interp) Variable(name string) (object.Value, bool) {
	s, n := in.scopeOf(name)
	if s == nil {
		return nil, false
	}
	v := s.find(n)
	if v == nil {
		return nil, false
	}
	return some(v.get()), true
}

// SetVariable sets a variable of the current scope, or of the scope in its name. It fails where the
// variable is read-only or cannot take the value.
func (in *Interp) SetVariable(name string, v object.Value) error {
	s, n := in.scopeOf(name)
	if s == nil {
		return runtimeError("DriveNotFound", command.ObjectNotFound, "Cannot set $%s: there is no such scope.", name)
	}
	return in.assign(s, n, v)
}

// RemoveVariable removes a variable from the current scope, or of the scope in its name, and reports
// whether it was there.
func (in *Interp) RemoveVariable(name string) bool {
	s, n := in.scopeOf(name)
	return s != nil && s.remove(strings.ToLower(n))
}

// Variables ranges over the names and values that the current scope sees, inner scopes first.
func (in *Interp) Variables() iter.Seq2[string, object.Value] {
	return func(yield func(string, object.Value) bool) {
		seen := map[string]bool{}
		for s := in.scope; s != nil; s = s.parent {
			for v := range s.all() {
				if seen[strings.ToLower(v.name)] {
					continue
				}
				seen[strings.ToLower(v.name)] = true
				if !yield(v.name, some(v.get())) {
					return
				}
			}
		}
	}
}

// Functions lists the functions that the current scope sees.
func (in *Interp) Functions() []*command.Command {
	var list []*command.Command
	seen := map[string]bool{}
	for s := in.scope; s != nil; s = s.parent {
		for name, fn := range s.funcs {
			if !seen[name] {
				seen[name] = true
				list = append(list, fn.command())
			}
		}
	}
	return list
}

// FunctionText returns the source of a function, between its braces.
func (in *Interp) FunctionText(name string) (string, bool) {
	fn := in.scope.function(name)
	if fn == nil {
		return "", false
	}
	return fn.code.text, true
}

// Command finds what a name means to the interpreter now: a function, or a cmdlet of the options.
func (in *Interp) Command(name string) (*command.Command, bool) {
	if fn := in.scope.function(name); fn != nil {
		return fn.command(), true
	}
	if in.opt.Commands == nil {
		return nil, false
	}
	return in.opt.Commands(name)
}

// NewBlock compiles a text to a script block.
func (in *Interp) NewBlock(text string) (*ScriptBlock, error) {
	c, err := in.compileText(Script{Text: text})
	if err != nil {
		return nil, err
	}
	return &ScriptBlock{in: in, code: c}, nil
}
