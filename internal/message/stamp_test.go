package message

import (
	"strings"
	"testing"
)

func TestWithChangesTheHeaderOnly(t *testing.T) {
	t.Parallel()
	c := Changes{Prepend: []Field{NewField("Received", "by us"), NewField("Date", "today")}, Remove: []string{"bcc", "X-MS-Exchange-Organization-*", "Subject-x"}}
	for in, want := range map[string]string{
		"Subject: x\nBcc: y@z\nX-Ms-Exchange-organization-SCL: -1\nX-MS-Exchange-Organization: stays\n\nbody\nBcc: in the body\n": "Subject: x\nX-MS-Exchange-Organization: stays\n\nbody\nBcc: in the body\n",
		"Subject: folded\n  twice\nBcc:\n y@z,\n z@z\nTo: a@b\n\n":                                                                "Subject: folded\n  twice\nTo: a@b\n\n",
		"Subject: no empty line\n":              "Subject: no empty line\n\n",
		"Subject: no line end":                  "Subject: no line end\n\n",
		"Bcc: alone\n":                          "\n",
		"":                                      "\n",
		"\nno header\n":                         "\nno header\n",
		"words only\nFrom: x@y\n\nmore\n":       "\nwords only\nFrom: x@y\n\nmore\n",
		" From: ceo@contoso.com\nFrom: x@y\n\n": "\n From: ceo@contoso.com\nFrom: x@y\n\n",
	} {
		m := receive(t, crlf(in))
		for range 2 { // it can be read again
			r, size := m.With(c)
			got := all(t, r)
			if want := "Received: by us\r\nDate: today\r\n" + crlf(want); got != want || size != int64(len(got)) {
				t.Errorf("%q: got %q, %d bytes", in, got, size)
			}
			if again := receive(t, got); again.Header.Has("Bcc") || names(again.Header) != strings.TrimSpace("Received Date "+strings.Join(strings.Fields(strings.ReplaceAll(" "+names(m.Header)+" ", " Bcc ", " ")), " ")) && !strings.Contains(in, "SCL") {
				t.Errorf("%q: read again it has %s", in, names(again.Header))
			}
		}
	}
}

func TestNewField(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                        "X-A: \r\n",
		"one  two ":               "X-A: one  two\r\n",
		"a\r\nB: c":               "X-A: a  B: c\r\n",
		"ü":                       "X-A: =?utf-8?q?=C3=BC?=\r\n",
		"=?utf-8?q?x?=":           "X-A: =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?=\r\n",
		strings.Repeat("ab ", 30): "X-A: " + strings.TrimSpace(strings.Repeat("ab ", 24)) + "\r\n " + strings.TrimSpace(strings.Repeat("ab ", 6)) + "\r\n",
	} {
		f := NewField("X-A", in)
		if got := string(f.Raw); got != want && !(in == "" && got == "X-A:\r\n") {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if got := f.Text(); got != strings.Trim(oneLine(in), " ") {
			t.Errorf("%q comes back as %q", in, got)
		}
	}
	for _, long := range []string{strings.Repeat("x", 3000), strings.Repeat("x", 30) + strings.Repeat(" ", 3000) + "y", strings.Repeat("日本", 900)} {
		f := NewField("Subject", long)
		for line := range strings.SplitSeq(string(f.Raw), "\r\n") {
			if len(line) > 78 {
				t.Errorf("the line %q is too long", line)
			}
		}
		if f.Text() != long {
			t.Errorf("%q comes back as %q", long, f.Text())
		}
	}
}
