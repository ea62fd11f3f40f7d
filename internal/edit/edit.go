// Package edit reads commands from a person: with history, completion and several lines on a terminal,
// plainly elsewhere.
package edit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrInterrupt is returned when the person gives up a line with Ctrl-C.
var ErrInterrupt = errors.New("interrupted")

// A LineReader reads one command, which may have several lines. It returns io.EOF at the end of the
// input and ErrInterrupt where the person gave the line up.
type LineReader interface {
	ReadLine(prompt string) (string, error)
}

// Options shape a reader.
type Options struct {
	// Incomplete says whether a text needs another line. Nil never does.
	Incomplete func(text string) bool
	// Complete lists what the word at a byte offset may become. Nil lists nothing.
	Complete func(text string, cursor int) Completion
	// Highlight returns the text with the terminal's colours. Nil leaves it plain.
	Highlight func(text string) string
	// HistoryFile keeps the lines; "" keeps them in memory.
	HistoryFile string
	// Secret says whether a line is to be kept out of the file. Nil keeps all.
	Secret func(text string) bool
}

// continuation is the prompt of further lines.
const continuation = ">> "

// A Completion is what the word that starts at From may become.
type Completion struct {
	From       int // byte offset
	Candidates []Candidate
}

// A Candidate is one way to complete a word.
type Candidate struct {
	Text  string // replaces the word
	About string // a few words beside it, "" for none
	Group string // heading, "" for none
	Open  bool   // no blank follows
}

// maxLine is the longest command that is read, in bytes.
const maxLine = 1 << 20

// A Plain reader reads lines from a stream without editing, for input that is no terminal or one that
// cannot move its cursor.
type Plain struct {
	in  *bufio.Reader
	out io.Writer
	o   Options
}

// NewPlain returns a plain reader that shows prompts on out.
func NewPlain(in *bufio.Reader, out io.Writer, o Options) *Plain { return &Plain{in, out, o} }

// ReadLine reads one command.
func (p *Plain) ReadLine(prompt string) (string, error) {
	var text strings.Builder
	for {
		fmt.Fprint(p.out, prompt)
		line, err := p.in.ReadString('\n')
		if err != nil && (!errors.Is(err, io.EOF) || line == "" && text.Len() == 0) {
			return "", err
		}
		text.WriteString(line)
		whole := strings.TrimRight(text.String(), "\r\n")
		if text.Len() > maxLine {
			return "", fmt.Errorf("the command is longer than %d MiB", maxLine>>20)
		}
		// An empty line ends what could go on for ever, as in PowerShell.
		if err != nil || p.o.Incomplete == nil || !p.o.Incomplete(whole) || text.Len() > len(line) && strings.TrimSpace(line) == "" {
			return whole, nil
		}
		prompt = continuation
	}
}
