package message

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	gomessage "github.com/emersion/go-message"
)

// crlf makes the line ends of a test's text those of a message.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// receive is Receive of what has to be accepted.
func receive(t testing.TB, text string, change ...func(*Limits)) *Received {
	t.Helper()
	l := DefaultLimits()
	for _, c := range change {
		c(&l)
	}
	m, err := Receive(strings.NewReader(text), l)
	if err != nil {
		t.Fatalf("%.300q: %v", text, err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func all(t testing.TB, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// outline writes the tree of a message.
func outline(t testing.TB, m *Received, p *Part) string {
	if len(p.Parts) == 0 {
		return fmt.Sprintf("%s %q", p.Type, all(t, m.Raw(p)))
	}
	var list []string
	for _, c := range p.Parts {
		list = append(list, outline(t, m, c))
	}
	return p.Type + "(" + strings.Join(list, ", ") + ")"
}

func TestParts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"plain":               {"Subject: x\n\nhello\n", `text/plain "hello\r\n"`},
		"no body":             {"Subject: x\n\n", `text/plain ""`},
		"no empty line":       {"Subject: x\n", `text/plain ""`},
		"no header":           {"\nhello\n", `text/plain "hello\r\n"`},
		"words only":          {"hello world\nFrom: x@y\n", `text/plain "hello world\r\nFrom: x@y\r\n"`},
		"nothing":             {"", `text/plain ""`},
		"two parts":           {"Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n--b\nContent-Type: text/HTML\n\ntwo\n\n--b--\nepilogue\n--b\nx", `multipart/mixed(text/plain "one", text/html "two\r\n")`},
		"spaces after it":     {"Content-Type: multipart/mixed; boundary=\"b c\"\n\n--b c \t\n\none\n--b c-- \n", `multipart/mixed(text/plain "one")`},
		"not a boundary":      {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--bc\n --b\n--b--x\n--b--\n", `multipart/mixed(text/plain "one\r\n--bc\r\n --b\r\n--b--x")`},
		"inside each other":   {"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n1\n--b\n\n2\n--b--\n\n--a\n\n3\n--a--\n", `multipart/mixed(multipart/alternative(text/plain "1", text/plain "2"), text/plain "3")`},
		"not closed inside":   {"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n1\n--a\n\n3\n--a--\n", `multipart/mixed(multipart/alternative(text/plain "1"), text/plain "3")`},
		"not closed":          {"Content-Type: multipart/mixed; boundary=a\n\n--a\n\n1\n2", `multipart/mixed(text/plain "1\r\n2")`},
		"same boundary":       {"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\n1\n--a--\n", `multipart/mixed(multipart/alternative "", text/plain "1")`},
		"boundary in header":  {"Content-Type: multipart/mixed; boundary=a\n\n--a\nX: y\n--a\n\n1\n--a--\n", `multipart/mixed(text/plain "", text/plain "1")`},
		"an attached message": {"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\nSubject: in\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n1\n--b--\n--a\n\n2\n--a--\n", `multipart/mixed(message/rfc822(multipart/mixed(text/plain "1")), text/plain "2")`},
		"an empty one":        {"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n--a--\n", `multipart/mixed(message/rfc822(text/plain ""))`},
		"an encoded one":      {"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nAAAA\n", `message/rfc822 "AAAA\r\n"`},
		"a digest":            {"Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: in\n\n1\n--a--\n", `multipart/digest(message/rfc822(text/plain "1"))`},
		"no boundary":         {"Content-Type: multipart/mixed\n\n--\n\n1\n----\n", `multipart/mixed "--\r\n\r\n1\r\n----\r\n"`},
		"nonsense":            {"Content-Type: ;;;\n\n1", `text/plain "1"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := receive(t, crlf(test.text))
			if got := outline(t, m, m.Root); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// theirs lists the leaves that go-message finds, with their bodies as they are; ok is false where it cannot read
// the message.
func theirs(text string) (list []string, ok bool) {
	e, err := gomessage.Read(strings.NewReader(text))
	if e == nil || err != nil && !gomessage.IsUnknownCharset(err) {
		return nil, false
	}
	err = e.Walk(func(_ []int, e *gomessage.Entity, err error) error {
		kind, params, _ := e.Header.ContentType()
		if strings.HasPrefix(kind, "multipart/") {
			if params["boundary"] == "" || e.MultipartReader() == nil {
				return errors.New("no boundary")
			}
			return nil
		}
		b, err := io.ReadAll(e.Body)
		list = append(list, string(b))
		return err
	})
	return list, err == nil
}

// The parts are those that go-message finds wherever it can read a message at all. It decodes; hence no
// encodings here.
func FuzzPartsAgree(f *testing.F) {
	for _, s := range []string{
		"Subject: x\n\nhello\n", "Content-Type: multipart/mixed; boundary=b\n\npre\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepi",
		"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n1\n--b\n\n2\n--b--\n\n--a\n\n3\n--a--\n",
		"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/x; boundary=a\n\n--a\n\n1\n--a--\n",
		"Content-Type: multipart/mixed; boundary=\"a b\"\n\n--a b\n\n1\n--a b \n\n2\n--a b--",
		"Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: x\n\n1\n--a--\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = crlf(strings.NewReplacer("\r", "", "\x00", "").Replace(text))
		l := DefaultLimits()
		m, err := Receive(strings.NewReader(text), l)
		if err != nil {
			return
		}
		defer m.Close()
		if got := all(t, m.Open()); got != text {
			t.Fatalf("%q became %q", text, got)
		}
		list, ok := theirs(text)
		if !ok || !strings.Contains(text, "\r\n\r\n") || strings.Contains("\n"+text, "\n:") || differs(m) {
			return
		}
		var ours []string
		for _, p := range m.Root.Leaves() {
			ours = append(ours, all(t, m.Raw(p)))
		}
		if fmt.Sprintf("%q", ours) != fmt.Sprintf("%q", list) {
			t.Errorf("%q:\nours   %q\ntheirs %q", text, ours, list)
		}
	})
}

// differs says whether a message is one of those that the two read differently on purpose.
func differs(m *Received) bool {
	var odd func(p *Part) bool
	odd = func(p *Part) bool {
		b := p.Params["boundary"]
		if p.encoding() != "" || strings.ContainsAny(b, ": \t-\r\n") || p.multipart() && len(p.Parts) == 0 || len(p.Header.Values("Content-Type")) > 1 {
			return true
		}
		for _, c := range p.Parts {
			if odd(c) {
				return true
			}
		}
		return false
	}
	return odd(m.Root)
}
