package shell

import (
	"bytes"
	"strings"
	"testing"

	"example.org/exosh/command"
)

// S-56: a question in the words of a service, or about an object with a hostile name, is what the person
// sees: it moves no cursor, sets no title and turns no text around.
func TestS56QuestionsCannotSteerTheTerminal(t *testing.T) {
	t.Parallel()
	const hostile = "Remove \x1b[2K\x1b]0;title\a\u202etxt.exe\rnothing?\u009b1A"
	for name, ask := range map[string]func(*terminal) error{
		"confirm": func(x *terminal) error {
			_, err := x.Confirm(t.Context(), command.Question{Caption: hostile, Message: hostile})
			return err
		},
		"target": func(x *terminal) error {
			_, err := x.Confirm(t.Context(), command.Question{Action: hostile, Target: hostile})
			return err
		},
		"line": func(x *terminal) error { _, err := x.ReadLine(t.Context(), hostile, false); return err },
	} {
		var out bytes.Buffer
		s := &Shell{o: Options{Streams: Streams{In: strings.NewReader("n\n"), Out: &out, Err: &out, InTerminal: true, OutTerminal: true}}}
		if err := ask(&terminal{s: s}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if strings.ContainsAny(out.String(), "\x1b\a\r\u202e\u009b") {
			t.Errorf("%s: the terminal gets %q", name, out.String())
		}
		if !strings.Contains(out.String(), "nothing?") {
			t.Errorf("%s: the question is lost: %q", name, out.String())
		}
	}
}
