package smtptool

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.org/exosh/internal/prog"
	"example.org/exosh/internal/smtpreply"
)

// maxText is how much of a text to explain is read, in bytes.
const maxText = 64 << 10

const explainUsage = `exosh smtp explain CODE-OR-TEXT says what a reply of a mail server means.

It takes a code (5.7.60, "535 5.7.139"), a line of a log, or a whole notice
about a message that was not delivered. Without a text, or with -, it reads
standard input.

  --json    as JSON
`

// explain is `exosh smtp explain`.
func explain(_ context.Context, env *prog.Env, args []string) error {
	f := newFlags("explain")
	asJSON := f.Bool("json", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	text := strings.Join(f.Args(), " ")
	if text == "" && env.InTerminal {
		return misused("say what to explain: a code, or the words of a refusal")
	}
	if text == "" || text == "-" {
		b, err := io.ReadAll(io.LimitReader(env.Stdin, maxText))
		if err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
		text = string(b)
	}
	list := smtpreply.Explain(text)
	if len(list) == 0 {
		return &failure{code: prog.Fail, err: errors.New("no code and no known words of a mail server were found in this; a code looks like 550 5.7.60")}
	}
	if *asJSON {
		return writeJSON(env.Stdout, explained(list))
	}
	newScreen(env).explanations(list)
	return nil
}

// most is how many replies are explained in full; of more, each has a line.
const most = 10

func (s *screen) explanations(list []smtpreply.Explanation) {
	if len(list) > most {
		s.text("This is said for many reasons. Explain the code behind the number, or the words:")
		s.gap()
		for _, e := range list {
			s.field(e.Enhanced, e.Meaning)
		}
		return
	}
	if several(list) {
		s.text(fmt.Sprintf("%d %s is given for several reasons; the words behind it say which.", list[0].Code, list[0].Enhanced))
		s.gap()
	}
	for i, e := range list {
		if i > 0 {
			s.gap()
		}
		s.explanation(e)
	}
}

// several says whether one code has several explanations.
func several(list []smtpreply.Explanation) bool {
	for _, e := range list {
		if e.Enhanced != list[0].Enhanced {
			return false
		}
	}
	return len(list) > 1 && list[0].Enhanced != ""
}

// explanation writes what is known of one reply.
func (s *screen) explanation(e smtpreply.Explanation) {
	code := strings.TrimSpace(e.Enhanced)
	if e.Code != 0 {
		code = strings.TrimSpace(fmt.Sprintf("%d %s", e.Code, e.Enhanced))
	}
	s.title(strings.TrimSpace(code + "  " + e.Text))
	for _, f := range []struct{ label, text string }{
		{"What", e.Meaning}, {"Why", e.Cause}, {"What to do", e.Advice}, {"Source", e.Source}, {"Is this meant?", strings.Join(e.Near, ", ")},
	} {
		if f.text != "" {
			s.field(f.label, f.text)
		}
	}
}

// An explanationJSON is an explanation for programs.
type explanationJSON struct {
	Name     string   `json:"name,omitempty"`
	Code     int      `json:"code,omitempty"`
	Enhanced string   `json:"enhanced,omitempty"`
	Text     string   `json:"text,omitempty"`
	Meaning  string   `json:"meaning"`
	Cause    string   `json:"cause,omitempty"`
	Advice   string   `json:"advice,omitempty"`
	Source   string   `json:"source"`
	Near     []string `json:"near,omitempty"`
}

func explained(list []smtpreply.Explanation) []explanationJSON {
	out := make([]explanationJSON, len(list))
	for i, e := range list {
		out[i] = explanationJSON{e.Name, e.Code, e.Enhanced, e.Text, e.Meaning, e.Cause, e.Advice, e.Source, e.Near}
	}
	return out
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
