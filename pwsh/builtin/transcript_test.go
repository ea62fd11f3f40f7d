package builtin_test

import (
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/transcript"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/builtin"
	"example.org/exosh/pwsh/format"
	"example.org/exosh/pwsh/interp"
)

var update = flag.Bool("update", false, "rewrite the transcripts")

// A session is the language with the builtins over a folder of its own and a still clock.
type session struct {
	lang *interp.Interp
	dir  string
}

func newSession(t *testing.T) *session {
	s := &session{dir: t.TempDir()}
	now := time.Date(2024, 3, 4, 15, 6, 7, 0, time.UTC)
	env := &builtin.Env{
		Open: func(p string) (io.ReadCloser, error) { return os.Open(p) },
		Create: func(p string, o builtin.CreateOptions) (io.WriteCloser, error) {
			flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
			if o.Append {
				flags = os.O_WRONLY | os.O_CREATE | os.O_APPEND
			}
			return os.OpenFile(p, flags, 0o600)
		},
		Stat: os.Stat, ReadDir: os.ReadDir, Remove: os.Remove, Rename: os.Rename,
		Mkdir:    func(p string) error { return os.MkdirAll(p, 0o700) },
		Location: func() string { return s.dir },
		Now:      func() time.Time { return now },
		Sleep:    func(context.Context, time.Duration) error { return nil },
	}
	commands := map[string]*command.Command{}
	for _, c := range builtin.Commands(env) {
		commands[strings.ToLower(c.Meta.Name)] = c
	}
	for alias, name := range builtin.Aliases() {
		commands[strings.ToLower(alias)] = commands[strings.ToLower(name)]
	}
	s.lang = interp.New(interp.Options{
		Commands: func(name string) (*command.Command, bool) { c, ok := commands[strings.ToLower(name)]; return c, ok },
		Now:      env.Now, OS: "linux", Location: env.Location,
		Create: func(p string, appending bool) (io.WriteCloser, error) {
			return env.Create(filepath.Join(s.dir, p), builtin.CreateOptions{Append: appending})
		},
	})
	env.Construct = func(_ context.Context, t object.Type, args []object.Value) (object.Value, bool, error) {
		v, err := s.lang.New(string(t), args)
		return v, err == nil, nil
	}
	return s
}

// play runs one input and returns what the console shows.
func (s *session) play(ctx context.Context, input string) string {
	var b strings.Builder
	w := format.New(&b, format.Options{Width: 80, Raw: true})
	err := s.lang.Run(ctx, input, func(r command.Record) error {
		if r.Hidden {
			return nil
		}
		return w.Write(r)
	})
	if err != nil {
		_ = w.Write(command.Record{Stream: command.ErrorStream, Value: err})
	}
	_ = w.Flush()
	return strings.ReplaceAll(b.String(), s.dir, "$DIR")
}

func TestTranscripts(t *testing.T) {
	t.Parallel()
	transcript.Play(t, *update, "testdata/*.pstest", func(t *testing.T) func(string) string {
		s := newSession(t)
		return func(input string) string { return strings.TrimLeft(s.play(t.Context(), input), "\n") }
	})
}
