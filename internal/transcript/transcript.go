// Package transcript plays terminal transcripts in tests: what a person types and what they see, in a
// file that reads like a session.
//
//	# Heading #
//	PS> 1..2 |
//	>> ForEach-Object { $_ * 2 }
//	2
//	4
//
// A heading begins a new session. Lines after a prompt are input, with their continuations; everything
// up to the next prompt or heading is what the input shows. Blank lines at its end do not count.
//
// A page of Markdown is a transcript too: its sections (## Heading) are the sessions, its fenced blocks
// hold what is typed and shown, and the rest is for the reader.
package transcript

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Start begins a session. What it returns runs one input there and gives what a person would see.
type Start func(t *testing.T) func(input string) string

// Play plays the files that the pattern matches, each as a test of its own. With update it writes what was
// seen into the files instead of comparing it.
func Play(t *testing.T, update bool, pattern string, start Start) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			p := player{t: t, start: start, update: update, lines: strings.Split(strings.TrimRight(string(data), "\n"), "\n")}
			p.play()
			if update {
				if err := os.WriteFile(path, []byte(p.out.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// A player is on its way through a transcript.
type player struct {
	t      *testing.T
	start  Start
	update bool
	lines  []string
	at     int             // the next line
	out    strings.Builder // the transcript as it was seen
	name   string          // the heading
	run    func(input string) string
}

func (p *player) play() {
	p.name = "start"
	for p.at < len(p.lines) {
		line := p.take()
		if isHeading(line) {
			p.name, p.run = strings.Trim(line, "# "), nil
		}
		if input, ok := strings.CutPrefix(line, "PS> "); ok {
			p.input(input)
		}
	}
}

// take copies the next line to what was seen.
func (p *player) take() string {
	line := p.lines[p.at]
	p.at++
	p.out.WriteString(line + "\n")
	return line
}

// input reads the rest of an input, runs it and compares.
func (p *player) input(text string) {
	at := p.at
	for p.at < len(p.lines) && strings.HasPrefix(p.lines[p.at], ">> ") {
		text += "\n" + p.take()[3:]
	}
	want, blank := p.shown()
	if p.run == nil { // the first input of a session begins it
		p.run = p.start(p.t)
	}
	got := strings.TrimRight(p.run(text), "\n")
	if got != want && !p.update {
		p.t.Errorf("%s, line %d: %s\n got: %s\nwant: %s", p.name, at, text, indented(got), indented(want))
	}
	if got != "" {
		p.out.WriteString(got + "\n")
	}
	p.out.WriteString(strings.Repeat("\n", blank))
}

// shown reads what an input shows, and how many blank lines follow it.
func (p *player) shown() (text string, blank int) {
	first := p.at
	for p.at < len(p.lines) && !strings.HasPrefix(p.lines[p.at], "PS> ") && !isHeading(p.lines[p.at]) && p.lines[p.at] != fence {
		p.at++
	}
	last := p.at
	for last > first && p.lines[last-1] == "" {
		last--
	}
	return strings.Join(p.lines[first:last], "\n"), p.at - last
}

// fence ends a block of Markdown.
const fence = "```"

func isHeading(line string) bool {
	return strings.HasPrefix(line, "# ") && strings.HasSuffix(line, " #") || strings.HasPrefix(line, "## ")
}

func indented(text string) string { return strings.ReplaceAll(text, "\n", "\n      ") }
