package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// repeated reads a head, a unit many times, and a tail, without holding them.
func repeated(head, unit string, n int, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), &units{unit: unit, left: n}, strings.NewReader(tail))
}

type units struct {
	unit string
	left int
	rest string
}

func (u *units) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if u.rest == "" {
			if u.left == 0 {
				break
			}
			u.left--
			u.rest = u.unit
		}
		k := copy(p[n:], u.rest)
		u.rest = u.rest[k:]
		n += k
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

const multi = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"

// hard are the messages of S-82. Each is refused as it passes its limit; read without limits on its parts, it
// takes as much time as it has bytes, and no memory to speak of.
func hard() map[string]struct {
	kind Kind
	make func() io.Reader
} {
	deep := func() io.Reader {
		var b strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		return strings.NewReader(b.String() + "\r\nx\r\n")
	}
	return map[string]struct {
		kind Kind
		make func() io.Reader
	}{
		"10,000 Received": {Loop, func() io.Reader { return repeated("", "Received: from a by b; today\r\n", 10_000, "\r\nx\r\n") }},
		"100,000 parts":   {ManyParts, func() io.Reader { return repeated(multi, "--b\r\n\r\nx\r\n", 100_000, "--b--\r\n") }},
		"100,000 multiparts": {ManyParts, func() io.Reader {
			return repeated(multi, "--b\r\nContent-Type: multipart/x; boundary=c\r\n\r\n", 100_000, "--b--\r\n")
		}},
		"1,000 inside each other": {TooDeep, deep},
		"1,000 messages inside":   {TooDeep, func() io.Reader { return repeated("", "Content-Type: message/rfc822\r\n\r\n", 1000, "\r\nx\r\n") }},
		"a header of 1 MB":        {LargeHeader, func() io.Reader { return repeated("", "X-Y: "+strings.Repeat("z", 990)+"\r\n", 1100, "\r\nx\r\n") }},
		"one field of 1 MB": {LargeHeader, func() io.Reader {
			return repeated("X-Y: z\r\n", " "+strings.Repeat("z", 990)+"\r\n", 1100, "\r\nx\r\n")
		}},
		"a header of 1 MB, no end": {LargeHeader, func() io.Reader { return repeated("", "X-Y: "+strings.Repeat("z", 990)+"\r\n", 1100, "") }},
		"part headers of 1 MB": {LargeHeader, func() io.Reader {
			return repeated(multi, "--b\r\nX-Y: "+strings.Repeat("z", 9900)+"\r\n\r\n", 110, "--b--\r\n")
		}},
		"20,000 fields":            {ManyFields, func() io.Reader { return repeated("", "X: y\r\n", 20_000, "\r\nx\r\n") }},
		"a line of 10 MB":          {LongLine, func() io.Reader { return repeated("Subject: x\r\n\r\n", strings.Repeat("x", 1000), 10_000, "\r\n") }},
		"200 MB":                   {TooLarge, func() io.Reader { return repeated("Subject: x\r\n\r\n", strings.Repeat("x", 998)+"\r\n", 200_000, "") }},
		"8-bit in a header":        {EightBit, func() io.Reader { return strings.NewReader("Subject: gr\xc3\xbc\xc3\x9fe\r\n\r\nx\r\n") }},
		"8-bit in a name":          {EightBit, func() io.Reader { return strings.NewReader("To: y\r\nS\xc3\xbcbject: x\r\n\r\nx\r\n") }},
		"8-bit in a part's header": {EightBit, func() io.Reader { return strings.NewReader(multi + "--b\r\nX: \xff\r\n\r\nx\r\n--b--\r\n") }},
	}
}

// S-82: the number of parts is exact.
func TestS82Parts(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]Kind{250: "", 251: ManyParts} {
		_, err := Receive(repeated(multi, "--b\r\n\r\nx\r\n", n, "--b--\r\n"), DefaultLimits())
		var e *Error
		if errors.As(err, &e) != (want != "") || e != nil && e.Kind != want {
			t.Errorf("%d parts: %v", n, err)
		}
	}
}

// S-82: what is read without refusing anything is bounded all the same.
func TestS82ReadIsBounded(t *testing.T) {
	t.Parallel()
	l := DefaultLimits()
	for name, h := range hard() {
		if h.kind == TooLarge || h.kind == LongLine {
			continue
		}
		m, err := Read(h.make())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		size := 0
		for _, f := range m.Header {
			size += len(f.Raw)
		}
		if d, n := extent(m.Root); d > l.Depth+1 || n > l.Parts+1 || size > int(l.HeaderBytes) || len(m.Header) > l.Fields+1 {
			t.Errorf("%s: %d deep, %d parts, %d fields of %d bytes", name, d, n, len(m.Header), size)
		}
		m.Close()
	}
}

// extent returns how deep a part goes, and how many there are.
func extent(p *Part) (deep, count int) {
	for _, c := range p.Parts {
		d, n := extent(c)
		deep, count = max(deep, d), count+n
	}
	return deep + 1, count + 1
}

func TestS82Refuses(t *testing.T) {
	t.Parallel()
	for name, h := range hard() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Receive(h.make(), DefaultLimits())
			var e *Error
			if !errors.As(err, &e) || e.Kind != h.kind {
				t.Errorf("got %v, want an error of kind %s", err, h.kind)
			}
		})
	}
}

// S-82: less than 64 MiB of memory, wherever it was taken, and linear time. Not parallel: it measures.
func TestS82TakesNoMemory(t *testing.T) {
	for name, h := range hard() {
		for how, read := range map[string]func(io.Reader) (*Received, error){
			"refused": func(r io.Reader) (*Received, error) { return Receive(r, DefaultLimits()) },
			"shown":   Read,
		} {
			if h.kind == TooLarge && (how == "shown" || testing.Short()) {
				continue // it fills a disk
			}
			began, before := time.Now(), allocated()
			m, err := read(h.make())
			took, grew := time.Since(began), allocated()-before
			if err == nil {
				m.Close()
			}
			if grew > 64<<20 || took > time.Minute {
				t.Errorf("%s, %s: %d MiB, %v", name, how, grew>>20, took)
			}
		}
	}
}

// allocated is how much was ever allocated: what was given back in between counts too.
func allocated() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.TotalAlloc
}

// RFC 6532: with SMTPUTF8 a header may hold UTF-8, and nothing else above 127.
func TestUTF8InHeaders(t *testing.T) {
	t.Parallel()
	utf8 := func(l *Limits) { l.UTF8 = true }
	m := receive(t, "From: J\u00f6rg <j\u00f6rg@\u00f6.de>\r\nSubject: gr\u00fc\u00dfe\r\n\r\n", utf8)
	if from, err := m.Header.Addresses("From"); err != nil || from[0].Address != "j\u00f6rg@\u00f6.de" || from[0].Name != "J\u00f6rg" || m.Header.Subject() != "gr\u00fc\u00dfe" {
		t.Errorf("got %v, %v, %q", from, err, m.Header.Subject())
	}
	l := DefaultLimits()
	l.UTF8 = true
	var e *Error
	if _, err := Receive(strings.NewReader("Subject: gr\xfc\xdfe\r\n\r\n"), l); !errors.As(err, &e) || e.Kind != EightBit || e.Line != 1 {
		t.Errorf("got %v", err)
	}
}

// F-32: whoever goes away in the middle leaves nothing behind.
func TestF32NothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	gone := errors.New("connection reset")
	_, err := Receive(io.MultiReader(repeated("Subject: x\r\n\r\n", strings.Repeat("x", 998)+"\r\n", 5000, ""), broken{gone}), DefaultLimits())
	if !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	m, err := Receive(repeated("Subject: x\r\n\r\n", strings.Repeat("x", 998)+"\r\n", 5000, ""), DefaultLimits())
	if err != nil || m.Size != 5_000_014 {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) > 0 && runtime.GOOS != "windows" {
		t.Errorf("there are %v, %v", files, err)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("there are %v", files)
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// A disk that is full is the server's fault, and is said so.
func TestNoPlaceForALargeMessage(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/missing")
	_, err := Receive(repeated("Subject: x\r\n\r\n", strings.Repeat("x", 998)+"\r\n", 5000, ""), DefaultLimits())
	if e := (*Error)(nil); err == nil || errors.As(err, &e) {
		t.Errorf("got %v", err)
	}
}

func FuzzReceive(f *testing.F) {
	f.Add([]byte("Subject: x\r\n\r\nhello\r\n"), false)
	f.Add([]byte(multi+"--b\r\nContent-Transfer-Encoding: binary\r\n\r\n\x00\n\r--b--\r\n--b--\r\n"), true)
	f.Add([]byte(" x\r\n\r\n"), false)
	f.Add([]byte("a:b\r\nnonsense\r\n\r\n"), false)
	f.Add([]byte("Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename*=iso-8859-1''%FC\r\n\r\n/v8AZw==\r\n"), false)
	f.Add([]byte("Content-Type: text/plain; charset=iso-2022-jp; name=\"=?utf-8?q?=FC?=\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=1B$B=\r\n"), false)
	f.Fuzz(func(t *testing.T, in []byte, binary bool) {
		l := Limits{Size: 10_000, HeaderBytes: 2000, Fields: 20, Received: 3, Line: 500, Parts: 10, Depth: 4, Binary: binary, UTF8: true}
		m, err := Receive(bytes.NewReader(in), l)
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		if err == nil {
			checkReceived(t, m, in)
		}
		r, err := Read(bytes.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		r.View()
		for _, p := range r.Root.Leaves() {
			if text, _ := r.Text(p, 5000); len(text) > 3*5000 || !utf8.ValidString(text+p.Filename()) {
				t.Fatalf("%q: text %q, file %q", in, text, p.Filename())
			}
		}
		if got := all(t, r.Open()); got != string(in) {
			t.Fatalf("%q was read as %q", in, got)
		}
		r.Close()
	})
}

// checkReceived holds what is true of every message that was accepted: its lines are lines, what is stamped on it
// comes first and is read back, and what was text stays byte for byte.
func checkReceived(t *testing.T, m *Received, in []byte) {
	defer m.Close()
	text := all(t, m.Open())
	if !m.hadBinary(in) && text != string(in) {
		t.Fatalf("%q became %q", in, text)
	}
	rest := strings.ReplaceAll(text, "\r\n", "")
	if strings.ContainsAny(rest, "\r\n\x00") {
		t.Fatalf("%q has bare line ends", text)
	}
	r, size := m.With(Changes{Prepend: []Field{NewField("X-Stamp", "1")}, Remove: []string{"Bcc"}})
	stamped := all(t, r)
	l := DefaultLimits()
	l.UTF8 = true
	again, err := Receive(strings.NewReader(stamped), l)
	if err != nil || size != int64(len(stamped)) {
		t.Fatalf("%q, stamped %q: %v", in, stamped, err)
	}
	defer again.Close()
	if len(again.Header) == 0 || again.Header[0].Name != "X-Stamp" || again.Header.Has("Bcc") {
		t.Fatalf("%q, stamped %q", in, stamped)
	}
	if got, want := all(t, again.Raw(again.Root)), all(t, m.Raw(m.Root)); got != want {
		t.Fatalf("the body %q became %q", want, got)
	}
}

// hadBinary says whether something became base64.
func (m *Received) hadBinary(in []byte) bool {
	return bytes.Contains(bytes.ToLower(in), []byte("binary")) && strings.Contains(names(m.Header)+fmt.Sprint(m.Root.Parts), "ontent")
}

func BenchmarkReceive(b *testing.B) {
	line := strings.Repeat("QUJDREVGR0hJSktM", 5)[:76] + "\r\n"
	for name, n := range map[string]int{"4KiB": 50, "1MiB": 13_000, "20MiB": 270_000} {
		text := "From: a@x.com\r\nTo: b@x.com\r\nSubject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat(line, n)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				m, err := Receive(strings.NewReader(text), DefaultLimits())
				if err != nil {
					b.Fatal(err)
				}
				m.Close()
			}
		})
	}
}

// An identifier that is too long for the store is none.
func TestMessageIDLength(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{900: true, 901: false} {
		h := Header{{Name: "Message-ID", Raw: []byte("Message-ID: <" + strings.Repeat("x", n-6) + "@y.z>\r\n")}}
		if got := h.MessageID(); (got != "") != want || want && len(got) != n {
			t.Errorf("%d bytes: %d", n, len(got))
		}
	}
}
