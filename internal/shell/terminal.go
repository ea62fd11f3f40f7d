package shell

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"example.org/exosh/command"
	"example.org/exosh/internal/prog"
	"example.org/exosh/pwsh/format"
)

// A terminal asks the person at the terminal. It is the command.Host of a shell.
type terminal struct {
	s  *Shell
	in *bufio.Reader // made at the first question
}

// out is where questions go: the terminal, also where the output is redirected.
func (t *terminal) out() io.Writer {
	if t.s.o.OutTerminal {
		return t.s.o.Out
	}
	return t.s.o.Err
}

// Confirm asks as PowerShell does, for yes or no.
func (t *terminal) Confirm(ctx context.Context, q command.Question) (bool, error) {
	choice, err := t.Choose(ctx, q)
	return choice == command.Yes || choice == command.YesToAll, err
}

// Choose asks as PowerShell does. The question may be the service's words, which cannot steer the
// terminal (S-56): what is asked for is what is seen. Without a terminal it fails and names the parameter that avoids the
// question.
func (t *terminal) Choose(ctx context.Context, q command.Question) (command.Choice, error) {
	if !t.s.canAsk() {
		return command.No, unaskable(q.Action, question(q), "Add -Confirm:$false to go ahead without the question.")
	}
	t.s.clearProgress()
	fmt.Fprintf(t.out(), "\n%s\n%s\n", format.Escape(title(q)), format.Escape(question(q)))
	for {
		text, err := t.line(ctx, "[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is \"Y\"): ")
		if err != nil {
			return command.No, err
		}
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "", "y", "yes":
			return command.Yes, nil
		case "a", "yes to all":
			return command.YesToAll, nil
		case "n", "no":
			return command.No, nil
		case "l", "no to all":
			return command.NoToAll, nil
		case "?", "help":
			fmt.Fprint(t.out(), "Y - Go ahead with this one.\nA - Go ahead with this one and all that follow.\nN - Leave this one alone.\nL - Leave this one and all that follow alone.\n")
		}
	}
}

func title(q command.Question) string {
	if q.Caption != "" {
		return q.Caption
	}
	return "Confirm"
}

func question(q command.Question) string {
	if q.Message != "" {
		return q.Message
	}
	return fmt.Sprintf("Are you sure you want to perform this action?\nPerforming the operation %q on target %q.", q.Action, q.Target)
}

func unaskable(who, what, advice string) error {
	return &command.Error{Category: command.InvalidOperation, ID: "NonInteractive", Type: "System.Management.Automation.PSInvalidOperationException",
		Message: strings.TrimSpace(fmt.Sprintf("%s asks before it goes on, and nobody can be asked here: %s", who, strings.ReplaceAll(what, "\n", " "))), Advice: advice}
}

// ReadLine asks for a line, hidden if secret.
func (t *terminal) ReadLine(ctx context.Context, prompt string, secret bool) (string, error) {
	if !t.s.canAsk() {
		return "", unaskable("The command", strings.TrimRight(prompt, ": "), "Give the value as a parameter; there is no terminal to type it at.")
	}
	t.s.clearProgress()
	prompt = format.Escape(prompt)
	if secret {
		return t.hidden(ctx, prompt)
	}
	return t.line(ctx, prompt)
}

func (t *terminal) hidden(ctx context.Context, prompt string) (string, error) {
	f, ok := t.s.o.In.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return t.line(ctx, prompt)
	}
	return prog.ReadSecret(ctx, f, t.out(), prompt)
}

func (t *terminal) line(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(t.out(), prompt)
	text, err := interruptible(ctx, func() (string, error) { return t.reader().ReadString('\n') })
	if errors.Is(err, io.EOF) && text != "" {
		err = nil
	}
	return strings.TrimRight(text, "\r\n"), err
}

func (t *terminal) reader() *bufio.Reader {
	if t.in == nil {
		t.in = bufio.NewReader(t.s.o.In)
	}
	return t.in
}

// interruptible waits for a read or for the end of ctx. A read that was given up ends with the next line.
func interruptible(ctx context.Context, read func() (string, error)) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-done:
		return r.text, r.err
	}
}
