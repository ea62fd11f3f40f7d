package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"example.org/exosh/command"
	"example.org/exosh/internal/prog"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/format"
	"example.org/exosh/pwsh/interp"
)

// interrupted is the exit code of what Ctrl-C has stopped, as shells have it.
const interrupted = 130

// Run runs the text of a script with its arguments, as `pwsh -Command` does, and returns the exit code:
// that of `exit`, 1 where a terminating error ended it or its last command failed, else 0.
func (s *Shell) Run(ctx context.Context, text string, args []string) int {
	if len(args) > 0 {
		if err := s.lang.SetVariable("args", values(args)); err != nil {
			return s.fail(err)
		}
	}
	err := s.execute(ctx, func(ctx context.Context, out command.Sink) error { return s.lang.Run(ctx, text, out) })
	if err == nil && !s.lang.LastStatus() {
		return prog.Fail
	}
	return s.code(err)
}

// RunFile runs a script file, as `pwsh -File` does. The exit code is that of `exit`, 1 where a
// terminating error ended it, 64 where it cannot be read, else 0.
func (s *Shell) RunFile(ctx context.Context, path string, args []string) int {
	text, err := s.work.readScript(path)
	if err != nil {
		fmt.Fprintf(s.o.Err, "exosh: the script %s cannot be read: %v\n", path, cause(err))
		return prog.Usage
	}
	script := interp.Script{Text: text, Path: s.work.absolute(path)}
	return s.code(s.execute(ctx, func(ctx context.Context, out command.Sink) error {
		return s.lang.RunScript(ctx, script, arguments(args), out)
	}))
}

// RunReader runs a script that is read from a stream.
func (s *Shell) RunReader(ctx context.Context, r io.Reader, args []string) int {
	b, err := io.ReadAll(io.LimitReader(r, maxScript+1))
	if err == nil && len(b) > maxScript {
		err = fmt.Errorf("it is longer than %d MiB", maxScript>>20)
	}
	if err != nil {
		fmt.Fprintf(s.o.Err, "exosh: the script on standard input cannot be read: %v\n", err)
		return prog.Usage
	}
	return s.Run(ctx, decodeScript(b), args)
}

// cause leaves out what the message says already.
func cause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// execute runs something whose output goes to the streams. Ctrl-C stops it, and a second one the program.
func (s *Shell) execute(ctx context.Context, run func(context.Context, command.Sink) error) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	out := s.writer()
	err := run(ctx, out.write)
	if ferr := out.flush(); err == nil {
		err = ferr
	}
	s.clearProgress()
	var e *command.Error
	if errors.As(err, &e) {
		out.failure(e)
	}
	if errors.Is(err, context.Canceled) && s.o.OutTerminal {
		fmt.Fprintln(s.o.Err) // behind the terminal's ^C
	}
	return err
}

// code is the exit code of what ended with an error.
func (s *Shell) code(err error) int {
	var exit *interp.ExitError
	switch {
	case err == nil, errors.Is(err, command.ErrStop):
		return prog.OK
	case errors.As(err, &exit):
		return exit.Code & 0xff
	case errors.Is(err, context.Canceled):
		return interrupted
	case errors.As(err, new(*command.Error)):
		return prog.Fail // it has been shown
	}
	return s.fail(err)
}

func (s *Shell) fail(err error) int {
	fmt.Fprintf(s.o.Err, "exosh: %s\n", format.Escape(err.Error()))
	return prog.Fail
}

func values(args []string) []any {
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a
	}
	return list
}

// arguments are those of a script as a command line gives them: -Name value, -Name:value, or a value.
func arguments(args []string) []command.Arg {
	list := make([]command.Arg, 0, len(args))
	for _, a := range args {
		list = append(list, argument(a)...)
	}
	return list
}

func argument(a string) []command.Arg {
	if len(a) < 2 || a[0] != '-' || !isLetter(a[1]) {
		return []command.Arg{{Value: a, HasValue: true}}
	}
	for i := 1; i < len(a); i++ {
		if a[i] == ':' {
			return []command.Arg{{Name: a[1:i], Value: literal(a[i+1:]), HasValue: true}}
		}
	}
	return []command.Arg{{Name: a[1:]}}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

// literal is the value after a colon: $true and $false are meant as such.
func literal(text string) object.Value {
	switch text {
	case "$true", "$True":
		return true
	case "$false", "$False":
		return false
	}
	return text
}
