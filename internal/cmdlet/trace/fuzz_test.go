package trace

import (
	"regexp"
	"strings"
	"testing"

	"example.org/exosh/pwsh/syntax"
)

// A cursor that is read is one that was written, and nothing makes reading fail otherwise than by an error.
func FuzzCursor(f *testing.F) {
	for _, text := range []string{"", "1.2.3.4.00000000-0000-0000-0000-000000000000.", "1.2.-3.4.x.a@b", "1.2.3.4.0198f5a0-0000-7000-8000-000000000001.a.b@contoso.com", "9e9.1.1.1.x.y"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseCursor(text)
		if err != nil {
			return
		}
		again, err := parseCursor(c.text())
		if err != nil || again.window != c.window || *again.after != *c.after || again.taken != c.taken {
			t.Errorf("%q is read as %+v, and its text as %+v, %v", text, c, again, err)
		}
	})
}

// A quoted text is one text to PowerShell, and it is that text but for control characters (S-57).
func FuzzQuoted(f *testing.F) {
	for _, text := range []string{"", "a@contoso.com", "$(Get-Date)", "'", "\u2018;\u2019", "`\"", "a\nb", "@{}", "--", "\x00\x7f\xff", "用户@例子", "*@contoso.com"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		x, err := syntax.ParseExpr(quoted(text))
		if err != nil {
			t.Fatalf("%q as %s: %v", text, quoted(text), err)
		}
		got, ok := x.(*syntax.String)
		if want := plain(text); !ok || got.Value != want {
			t.Errorf("%q as %s is %T %q", text, quoted(text), x, got.Value)
		}
	})
}

// plain is the text with blanks for control characters; each byte that is no UTF-8 becomes U+FFFD.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}

// A pattern means what the same regular expression does.
func FuzzStar(f *testing.F) {
	for _, pair := range [][2]string{{"*", ""}, {"a*c", "abc"}, {"*@b", "a@b"}, {"a**b", "ab"}, {"*a*a*", "aa"}, {"?", "x"}, {"a*a", "a"}} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		parts := strings.Split(pattern, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		want, err := regexp.Compile(`(?s)^` + strings.Join(parts, ".*") + `$`)
		if err != nil || !validUTF8(pattern) || !validUTF8(text) {
			return
		}
		if got := star(pattern, text); got != want.MatchString(text) {
			t.Errorf("star(%q, %q) is %v", pattern, text, got)
		}
	})
}

func validUTF8(text string) bool { return strings.ToValidUTF8(text, "") == text }
