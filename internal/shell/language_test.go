package shell

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// The builtins reach the language through the shell: methods by name, .NET objects, code in text.
func TestBuiltinsReachTheLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"'abc' | ForEach-Object ToUpper", "ABC"},
		{"(New-Object System.Text.StringBuilder 'x').Append('y').ToString()", "xy"},
		{"iex '1 + 1'", "2"},
		{"icm { 5 }", "5"},
	} {
		var out bytes.Buffer
		s, err := New(Options{Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &out}, Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		if code := s.Run(context.Background(), c.text, nil); code != 0 || strings.TrimSpace(out.String()) != c.want {
			t.Errorf("%s: exit code %d, output %q, want %q", c.text, code, out.String(), c.want)
		}
	}
}
