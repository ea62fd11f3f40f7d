package edit

import (
	"errors"
	"io"
	"os"
	"strings"

	"github.com/reeflective/readline"
)

// A Terminal is a line editor on the terminal of the process.
type Terminal struct {
	o  Options
	rl *readline.Shell
	// prompt is shown before the first line.
	prompt string
}

// NewTerminal returns a line editor on standard input and output, which have to be a terminal.
func NewTerminal(o Options) *Terminal {
	t := &Terminal{o: o, rl: readline.NewShell()}
	t.rl.Prompt.Primary(func() string { return t.prompt })
	t.rl.Prompt.Secondary(func() string { return continuation })
	t.rl.AcceptMultiline = func(line []rune) bool { return t.accepts(string(line)) }
	if o.Complete != nil {
		t.rl.Completer = t.complete
	}
	if o.Highlight != nil {
		t.rl.SyntaxHighlighter = func(line []rune) string { return o.Highlight(string(line)) }
	}
	t.rl.History.Delete()
	t.rl.History.Add("history", openHistory(o.HistoryFile, o.Secret))
	return t
}

// accepts says whether a text is to be run now. A last line that is empty ends any text.
func (t *Terminal) accepts(text string) bool {
	if t.o.Incomplete == nil || !t.o.Incomplete(text) {
		return true
	}
	last := text[strings.LastIndexByte(text, '\n')+1:]
	return strings.Contains(text, "\n") && strings.TrimSpace(last) == ""
}

// ReadLine reads one command.
func (t *Terminal) ReadLine(prompt string) (string, error) {
	t.prompt = prompt
	line, err := t.rl.Readline()
	switch {
	case errors.Is(err, readline.ErrInterrupt), err != nil && err.Error() == os.Interrupt.String():
		return "", ErrInterrupt
	case errors.Is(err, io.EOF):
		return "", io.EOF
	}
	return line, err
}

func (t *Terminal) complete(line []rune, cursor int) readline.Completions {
	text := string(line)
	at := len(string(line[:min(cursor, len(line))]))
	c := t.o.Complete(text, at)
	prefix := text[min(c.From, at):at]
	var list []readline.Completion
	open := false
	for _, x := range c.Candidates {
		open = open || x.Open
		list = append(list, readline.Completion{Value: x.Text, Display: x.Text, Description: x.About, Tag: x.Group})
	}
	done := readline.CompleteRaw(list)
	done.PREFIX = prefix
	if open {
		done = done.NoSpace('*')
	}
	return done
}
