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
	"time"

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
	// which uses Watch where it wants it.
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
	ctx, stop := Watch(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	env.Programs = programs
	p, sub := choose(env, programs)
	if p == nil {
		fmt.Fprintf(env.Stderr, "exosh: no program for %q\n", env.Args)
		return Usage
	}
	return p.Run(ctx, sub)
}

// settle is how long a program runs before its signals are taken over. That takes two threads and a
// turn of them for each signal, a tenth of the time of a program that has nothing to clean up.
const settle = 3 * time.Millisecond

// Watch is signal.NotifyContext that takes the signals over a moment later, beside its caller. Until
// then they do what the system has them do, which ends the program. Further signals are kept off until
// stop.
func Watch(parent context.Context, signals ...os.Signal) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	stopped, leave := context.WithCancel(context.Background())
	timer := time.AfterFunc(settle, func() {
		caught, restore := signal.NotifyContext(parent, signals...)
		defer restore()
		select {
		case <-caught.Done():
			cancel()
			<-stopped.Done()
		case <-stopped.Done():
		}
	})
	return ctx, func() { timer.Stop(); cancel(); leave() }
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
