package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"example.org/exosh"
	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/edit"
	"example.org/exosh/internal/prog"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/interp"
	"example.org/exosh/pwsh/syntax"
)

// Interactive reads commands from the terminal until it ends or `exit` is run, and returns the exit code.
func (s *Shell) Interactive(ctx context.Context) int {
	s.welcome()
	in := s.lineReader()
	for {
		line, err := s.read(ctx, in)
		switch {
		case errors.Is(err, edit.ErrInterrupt):
			continue
		case errors.Is(err, io.EOF):
			fmt.Fprintln(s.o.Out)
			return prog.OK
		case err != nil && ctx.Err() != nil:
			return prog.Fail
		case err != nil:
			return s.fail(err)
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if exit, ended := s.runLine(ctx, line); ended {
			return exit
		}
	}
}

func (s *Shell) welcome() {
	switch {
	case s.o.NoLogo:
	case s.o.Welcome != "":
		fmt.Fprintln(s.o.Out, s.o.Welcome)
	default:
		fmt.Fprintf(s.o.Out, "exosh %s. Connect with Connect-ExchangeOnline; Get-Help tells more. Independent of Microsoft.\n\n", exosh.Version)
	}
}

// runLine runs a command of the prompt; ended says that the shell is to be left.
func (s *Shell) runLine(ctx context.Context, line string) (code int, ended bool) {
	l := historyLine{text: line, start: s.now()}
	err := s.execute(ctx, func(ctx context.Context, out command.Sink) error { return s.lang.Run(ctx, line, out) })
	l.end, l.failed = s.now(), err != nil || !s.lang.LastStatus()
	s.remember(l)
	var exit *interp.ExitError
	switch {
	case errors.As(err, &exit):
		return exit.Code & 0xff, true
	case ctx.Err() != nil:
		return prog.Fail, true
	case err != nil && !errors.As(err, new(*command.Error)) && !errors.Is(err, context.Canceled) && !errors.Is(err, command.ErrStop):
		s.fail(err)
	}
	return 0, false
}

// read reads a command, or ends with ctx. The terminal is put back as it was then.
func (s *Shell) read(ctx context.Context, in edit.LineReader) (string, error) {
	var state *term.State
	if f, ok := s.o.In.(*os.File); ok {
		state, _ = term.GetState(int(f.Fd())) // nil where it is no terminal
	}
	line, err := interruptible(ctx, func() (string, error) { return in.ReadLine(s.prompt(ctx)) })
	if ctx.Err() != nil && state != nil {
		_ = term.Restore(int(s.o.In.(*os.File).Fd()), state)
	}
	return line, err
}

// lineReader is the editor where there is a terminal that can do what it needs.
func (s *Shell) lineReader() edit.LineReader {
	o := edit.Options{
		Incomplete:  incomplete,
		Complete:    s.complete,
		HistoryFile: s.o.HistoryFile,
		Highlight:   s.painter(),
		Secret:      secretLine,
	}
	if f, ok := s.o.In.(*os.File); ok && f == os.Stdin && s.o.InTerminal && s.o.OutTerminal && s.getenv("TERM") != "dumb" {
		return edit.NewTerminal(o)
	}
	return edit.NewPlain(s.host.reader(), s.host.out(), o)
}

func incomplete(text string) bool {
	_, err := syntax.Parse(text)
	return syntax.IsIncomplete(err)
}

// secretLine says whether a line may hold a password, so that it is not written to disk.
func secretLine(line string) bool {
	lower := strings.ToLower(line)
	for _, word := range []string{"password", "asplaintext", "accesstoken", "secret", "apikey"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

// prompt says whether, where and as whom the shell is connected. A function named prompt replaces it.
func (s *Shell) prompt(ctx context.Context) string {
	if text, ok := s.ownPrompt(ctx); ok {
		return text
	}
	x := s.latest()
	if x == nil {
		return "PS (not connected)> "
	}
	info := x.conn.Info()
	text := "PS " + info.UserPrincipalName + " [" + whereabouts(info) + "]"
	if info.Env == catalog.SCC {
		text = strings.TrimSuffix(text, "]") + ", " + string(compliance) + "]"
	}
	if n := len(s.connections) - 1; n > 0 {
		text += fmt.Sprintf(" +%d", n)
	}
	return text + "> "
}

// whereabouts names the organisation, and the environment where that is not the usual one. As a
// partner one is in the customer's.
func whereabouts(info exosh.Info) string {
	_, domain, _ := strings.Cut(info.UserPrincipalName, "@")
	label, _, _ := strings.Cut(domain, ".")
	switch {
	case info.DelegatedOrganization != "":
		label = "for " + info.DelegatedOrganization
	case label == "":
		label = info.TenantID
	}
	if info.Environment != "" && info.Environment != defaultEnvironment {
		label += ", " + info.Environment
	}
	return label
}

func (s *Shell) ownPrompt(ctx context.Context) (string, bool) {
	if _, ok := s.lang.Command("prompt"); !ok {
		return "", false
	}
	var b strings.Builder
	err := s.lang.Run(ctx, "prompt", func(r command.Record) error {
		if r.Stream == command.Output {
			b.WriteString(object.String(r.Value))
		}
		return nil
	})
	return b.String(), err == nil && b.Len() > 0
}
