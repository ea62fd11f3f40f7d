package edit

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func unclosed(text string) bool { return strings.Count(text, "{") > strings.Count(text, "}") }

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, in string
		want     []string
		prompts  string
	}{
		{"lines", "a\r\nb\n", []string{"a", "b"}, "> > > "},
		{"no last line break", "a\nb", []string{"a", "b"}, "> > > "},
		{"several lines", "if {\n x\n}\nb\n", []string{"if {\n x\n}", "b"}, "> >> >> > > "},
		{"given up by an empty line", "if {\n\nb\n", []string{"if {", "b"}, "> >> > > "},
		{"cut off", "if {\n x", []string{"if {\n x"}, "> >> > "},
		{"empty", "", nil, "> "},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			p := NewPlain(bufio.NewReader(strings.NewReader(test.in)), &out, Options{Incomplete: unclosed})
			var got []string
			for {
				line, err := p.ReadLine("> ")
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, got); diff != "" || out.String() != test.prompts {
				t.Errorf("%s prompts %q", diff, out.String())
			}
		})
	}
}

func TestPlainTooLong(t *testing.T) {
	t.Parallel()
	p := NewPlain(bufio.NewReader(strings.NewReader(strings.Repeat("a", maxLine+1)+"\n")), io.Discard, Options{})
	if _, err := p.ReadLine(""); err == nil {
		t.Error("a line without end was read")
	}
}

func TestHistory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "history.txt")
	secret := func(line string) bool { return strings.Contains(line, "password") }
	h := openHistory(path, secret)
	for _, line := range []string{"Get-Mailbox", "if ($x) {\n  1\n}", "Get-Mailbox", "Get-Mailbox", "$password = 'x'", " "} {
		if _, err := h.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"Get-Mailbox", "if ($x) {\n  1\n}", "Get-Mailbox", "$password = 'x'"}
	if diff := cmp.Diff(want, h.lines); diff != "" {
		t.Error(diff)
	}
	again := openHistory(path, secret)
	if diff := cmp.Diff(want[:3], again.lines); diff != "" {
		t.Error("read again:", diff)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if line, err := again.GetLine(0); line != "Get-Mailbox" || err != nil || again.Len() != 3 {
		t.Error(line, err)
	}
	if _, err := again.GetLine(3); err == nil {
		t.Error("a line that is not there was given")
	}
}

func TestHistoryBounded(t *testing.T) {
	t.Parallel()
	h := openHistory("", nil)
	for i := range maxHistory + 10 {
		h.add(strings.Repeat("x", i%7+1))
	}
	if h.Len() > maxHistory {
		t.Error(h.Len())
	}
}

func TestHistoryUnwritable(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h := openHistory(filepath.Join(file, "history.txt"), nil) // below a file, not a folder
	if n, err := h.Write("Get-Mailbox"); n != 1 || err != nil {
		t.Error(n, err)
	}
}

func TestTerminalAccepts(t *testing.T) {
	t.Parallel()
	e := &Terminal{o: Options{Incomplete: unclosed}}
	for text, want := range map[string]bool{"a": true, "{": false, "{ }": true, "{\n": true, "{\nx": false, "{\nx\n ": true} {
		if e.accepts(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
