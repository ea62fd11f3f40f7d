package smtpclient

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"example.org/exosh/internal/message"
)

func letter(change func(*Letter)) *Letter {
	files := fstest.MapFS{"a.csv": {Data: []byte("a,b\n")}, "b.bin": {Data: bytes.Repeat([]byte{0xff}, 3000)}}
	l := &Letter{From: message.Address{Name: "Olivia Martin", Address: "olivia@contoso.com"}, To: []message.Address{{Address: "navin@contoso.com"}},
		Subject: "Figures", Text: "See the file.\n", Date: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Random: zeros{},
		Open: func(path string) (io.ReadCloser, error) { return files.Open(path) }}
	change(l)
	return l
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestLetter(t *testing.T) {
	t.Parallel()
	l := letter(func(l *Letter) {
		l.Cc, l.Bcc = []message.Address{{Address: "hana@contoso.com"}, {Address: "NAVIN@contoso.com"}}, []message.Address{{Address: "secret@contoso.com"}}
		l.Files, l.Priority = []string{"a.csv", "b.bin"}, "High"
	})
	e, err := l.Envelope()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(l.Reader())
	if err != nil {
		t.Fatal(err)
	}
	if e.Size != int64(len(text)) || e.Wide || e.From != "olivia@contoso.com" || strings.Join(e.To, " ") != "navin@contoso.com hana@contoso.com secret@contoso.com" {
		t.Errorf("%+v for %d bytes", e, len(text))
	}
	if bytes.Contains(text, []byte("secret@")) {
		t.Errorf("the blind copy is seen:\n%s", text)
	}
	m, err := message.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var names []string
	for _, p := range m.Root.Leaves() {
		b, _ := io.ReadAll(m.Content(p))
		names = append(names, p.Type+" "+p.Filename()+" "+string(b[:min(len(b), 3)]))
	}
	if got := strings.Join(names, "|"); got != "text/plain  See|text/csv a.csv a,b|application/octet-stream b.bin \xff\xff\xff" {
		t.Errorf("%q", got)
	}
	if m.Header.Get("Importance") != "high" || m.Header.Get("Date") != "Mon, 23 Nov 2026 09:00:00 +0000" {
		t.Errorf("header:\n%s", text)
	}
}

// S-77: whatever a value holds, it begins no header line.
func TestLetterCannotBeInjected(t *testing.T) {
	t.Parallel()
	bad := "x\r\nBcc: evil@example.com\r\n\r\nbody"
	l := letter(func(l *Letter) {
		l.Subject, l.From.Name, l.To[0].Name, l.Files = bad, bad, bad, []string{"bad\r\nX-Evil: 1.csv"}
		l.Open = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil }
	})
	var b bytes.Buffer
	if err := l.Write(&b); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if strings.HasPrefix(line, "Bcc:") || strings.HasPrefix(line, "X-Evil") {
			t.Errorf("%q in\n%s", line, b.String())
		}
	}
}

func TestLetterErrors(t *testing.T) {
	t.Parallel()
	missing := letter(func(l *Letter) { l.Files = []string{"none.txt"} })
	if _, err := missing.Envelope(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := io.ReadAll(missing.Reader()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	endless := letter(func(l *Letter) {
		l.Files, l.most = []string{"zero"}, 1<<20
		l.Open = func(string) (io.ReadCloser, error) { return io.NopCloser(zeros{}), nil }
	})
	if _, err := endless.Envelope(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v", err)
	}
}

// A letter that cannot be read to its end is not sent as half of it.
func TestHalfALetterIsNotSent(t *testing.T) {
	t.Parallel()
	f := exchange()
	_, err := Send(t.Context(), f.start(t), nil, Envelope{From: "a@b.example", To: []string{"c@d.example"}}, io.MultiReader(strings.NewReader("half\r\n"), broken{}))
	if !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("%v", err)
	}
	if heard := f.heard(); strings.Contains(heard, "QUIT") {
		t.Errorf("the end of the message was made up:\n%s", heard)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrNoProgress }
