package shell

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"example.org/exosh/internal/config"
	"example.org/exosh/internal/prog"
)

// Program is the shell as a program of the binary: it runs where no other is named.
func Program() prog.Program {
	return prog.Program{Summary: "open the shell, or run a command or a script", Run: run}
}

func run(ctx context.Context, env *prog.Env) int {
	j, err := parseArgs(env.Args)
	switch {
	case err != nil:
		fmt.Fprintf(env.Stderr, "exosh: %v\n", err)
		return prog.Usage
	case j.help:
		fmt.Fprint(env.Stdout, help(env.Programs))
		return prog.OK
	case j.version:
		fmt.Fprintln(env.Stdout, versionText())
		return prog.OK
	}
	s, err := New(options(env, j))
	if err != nil {
		fmt.Fprintf(env.Stderr, "exosh: %v\n", err)
		return prog.Fail
	}
	defer s.closeAtExit(ctx)
	if j.workingFolder != "" {
		if err := s.work.setLocation(s.work.absolute(j.workingFolder)); err != nil {
			fmt.Fprintf(env.Stderr, "exosh: the folder %s cannot be entered: %v\n", j.workingFolder, cause(err))
			return prog.Usage
		}
	}
	return s.do(ctx, env, j)
}

func options(env *prog.Env, j job) Options {
	o := Options{
		Streams: Streams{In: env.Stdin, Out: env.Stdout, Err: env.Stderr,
			InTerminal: env.InTerminal, OutTerminal: env.OutTerminal, Width: env.Width},
		ConfigFile: j.config, NonInteractive: j.nonInteractive, NoLogo: j.noLogo, Getenv: env.Getenv,
	}
	if o.ConfigFile == "" {
		o.ConfigFile = config.Path(env.Getenv)
	}
	if env.InTerminal {
		o.HistoryFile = historyFile(env.Getenv)
	}
	if name, err := os.Hostname(); err == nil {
		o.Hostname = name
	}
	return o
}

// historyFile is in the user's folder for state (XDG Base Directory Specification), else beside the cache.
func historyFile(getenv func(string) string) string {
	if p := getenv("EXOSH_HISTORY"); p != "" {
		return p
	}
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "exosh", "history.txt")
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "exosh", "history.txt")
}

// do runs what was asked for, or opens the shell.
func (s *Shell) do(ctx context.Context, env *prog.Env, j job) int {
	code := prog.OK
	switch {
	case j.stdin:
		return s.RunReader(ctx, env.Stdin, j.args)
	case j.text != "":
		code = s.Run(ctx, j.text, j.args)
	case j.file != "":
		code = s.RunFile(ctx, j.file, j.args)
	case !env.InTerminal:
		return s.RunReader(ctx, env.Stdin, nil)
	default:
		return s.Interactive(ctx)
	}
	if j.noExit && env.InTerminal {
		return s.Interactive(ctx)
	}
	return code
}

// closeAtExit ends the connections also where ctx has ended.
func (s *Shell) closeAtExit(ctx context.Context) {
	if len(s.connections) == 0 {
		return
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), CloseTimeout)
	defer stop()
	if err := s.Close(ctx); err != nil {
		fmt.Fprintf(s.o.Err, "exosh: a connection could not be ended and will time out: %v\n", err)
	}
}
