package adminapi_test

import (
	"bufio"
	"bytes"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"example.org/exosh/internal/org"
)

// Plays the exchanges of testdata/wire against the door. A section is one exchange: lines with "> " are
// sent, lines with "< " are what has to come: the status, the headers that matter, and the body, which
// may be broken into lines anywhere between tokens. {contoso} and {fabrikam} are the tenants' ids,
// {guid}, {time}, {token} and {code} (of an error) stand for anything of that form, and {next} for the address of the last
// next link. A body line "..." stands for the rest.
func TestWire(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/wire/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p := &player{door: newDoor(t)}
			p.Things(t, p.Contoso, "ada", "grace", "linus")
			n := 0
			for name, lines := range sections(string(text)) {
				p.play(t, name, lines)
				n++
			}
			if n == 0 {
				t.Error("no exchange in it")
			}
		})
	}
}

// Ranges over the sections of a transcript in order: "-- name --" and the lines below it.
func sections(text string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for part := range strings.SplitSeq("\n"+text, "\n-- ") {
			name, lines, ok := strings.Cut(part, " --\n")
			if ok && !yield(name, lines) {
				return
			}
		}
	}
}

type player struct {
	*door
	next string
}

func (p *player) play(t *testing.T, name, text string) {
	t.Helper()
	text = strings.NewReplacer("{contoso}", org.IDText(p.Contoso), "{fabrikam}", org.IDText(p.Fabrikam), "{next}", p.next).Replace(text)
	var sent, want []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, ">"):
			sent = append(sent, strings.TrimPrefix(strings.TrimPrefix(line, ">"), " "))
		case strings.HasPrefix(line, "<"):
			want = append(want, strings.TrimPrefix(strings.TrimPrefix(line, "<"), " "))
		case line != "":
			t.Fatalf("%s: the line %q is neither sent nor expected", name, line)
		}
	}
	r := p.serve(t, request(t, sent))
	if link := r.text("@odata.nextLink"); link != "" {
		p.next = strings.TrimPrefix(link, "https://exosh.example:8443")
	}
	compare(t, name, r, want)
}

// Makes a request of its lines; the length of the body is filled in.
func request(t *testing.T, lines []string) *http.Request {
	t.Helper()
	head, body, _ := strings.Cut(strings.Join(lines, "\r\n"), "\r\n\r\n")
	method, rest, _ := strings.Cut(head, " ")
	path, headers, _ := strings.Cut(rest, "\r\n")
	raw := method + " " + path + " HTTP/1.1\r\nHost: elsewhere.example\r\n" + headers
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.TrimRight(raw, "\r\n") + "\r\n\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	q := httptest.NewRequest(r.Method, r.RequestURI, bytes.NewReader([]byte(strings.ReplaceAll(body, "\r\n", ""))))
	q.Header = r.Header
	return q
}

func compare(t *testing.T, name string, r reply, want []string) {
	t.Helper()
	if want[0] != strconv.Itoa(r.Code) {
		t.Fatalf("%s: status %d, want %s: %s", name, r.Code, want[0], r.Body)
	}
	i := 1
	for ; i < len(want) && want[i] != ""; i++ {
		header, value, _ := strings.Cut(want[i], ": ")
		if got := r.Header().Get(header); !matches(value, got) {
			t.Errorf("%s: %s is %q, want %q", name, header, got, value)
		}
	}
	var body string
	for _, line := range want[min(i+1, len(want)):] {
		body += strings.TrimLeft(line, " ")
	}
	if got := r.Body.String(); !matches(body, got) {
		t.Errorf("%s:\n got %s\nwant %s", name, got, body)
	}
}

// Compares text with a pattern that has placeholders.
func matches(pattern, text string) bool {
	expr := regexp.QuoteMeta(pattern)
	for placeholder, form := range map[string]string{
		`\{guid\}`:  `[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`,
		`\{time\}`:  `(?:\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)|\w{3}, \d\d \w{3} \d{4} [0-9:]{8} GMT)`,
		`\{token\}`: `[A-Za-z0-9_=+/-]+`,
		`\{code\}`:  `Ex[0-9A-F]{6}`,
	} {
		expr = strings.ReplaceAll(expr, placeholder, form)
	}
	if rest, ok := strings.CutSuffix(expr, `\.\.\.`); ok {
		expr = rest + `(?s:.*)`
	}
	return regexp.MustCompile("^" + expr + "$").MatchString(text)
}
