package shell

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"example.org/exosh"
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

// A version that the module does not have is refused, not ignored.
func TestImportModuleChecksVersions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flags string
		code  int
	}{
		{"", 0}, {"-MinimumVersion 3.0.0", 0}, {"-RequiredVersion " + exosh.ModuleVersion, 0},
		{"-MinimumVersion 99.0", 1}, {"-RequiredVersion 2.0.5", 1}, {"-MaximumVersion 1.0", 1}, {"-AsCustomObject", 1},
	} {
		var out bytes.Buffer
		s, err := New(Options{Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &out}, Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		if code := s.Run(context.Background(), "Import-Module ExchangeOnlineManagement "+c.flags, nil); code != c.code {
			t.Errorf("%s: exit code %d, want %d; output %q", c.flags, code, c.code, out.String())
		}
	}
}
