// Package prog dispatches the arguments of the exosh binary to its programs. A program is a function
// of arguments and streams that returns an exit code; it owns no process state.
package prog

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// The exit codes of pwsh, which exosh shares.
const (
	OK    = 0
	Fail  = 1
	Usage = 64 // the command line was wrong
)

// Env is what a program sees of the process.
type Env struct {
	Args   []string // without the program's own name
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string
	// Programs are all that the binary has, for a help text.
	Programs []Program
	// InTerminal and OutTerminal say whether a person sits at standard input and at standard output.
	InTerminal, OutTerminal bool
	// Width is the width of the terminal in columns, 0 where there is none.
	Width func() int
}

// A Program is one of the things that the binary does.
type Program struct {
	Name    string // the first argument that selects it; "" for the one that runs otherwise
	Summary string // one line for -Help
	// Run does it. ctx ends on SIGTERM and on a hangup; an interrupt (Ctrl-C) is left to the program,
	// which uses signal.NotifyContext where it wants it.
	Run func(ctx context.Context, env *Env) int
}

// System returns the environment of this process.
func System() *Env {
	return &Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
		InTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		Width:       width,
	}
}

func width() int {
	w, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return 0
	}
	return w
}

// Run runs the program that the first argument names, with the rest of the arguments, or else the
// program without a name with all of them. It returns the exit code.
func Run(env *Env, programs ...Program) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	env.Programs = programs
	p, sub := choose(env, programs)
	if p == nil {
		fmt.Fprintf(env.Stderr, "exosh: no program for %q\n", env.Args)
		return Usage
	}
	return p.Run(ctx, sub)
}

func choose(env *Env, programs []Program) (*Program, *Env) {
	var fallback *Program
	for i := range programs {
		p := &programs[i]
		if p.Name == "" {
			fallback = p
			continue
		}
		if len(env.Args) > 0 && env.Args[0] == p.Name {
			sub := *env
			sub.Args = env.Args[1:]
			return p, &sub
		}
	}
	return fallback, env
}
