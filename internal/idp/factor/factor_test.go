package factor

import (
	"crypto/rand"
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The six last digits of the values in RFC 6238, appendix B, for SHA-1.
func TestCodeOfRFC6238(t *testing.T) {
	t.Parallel()
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		got, err := Code(secret, Step(time.Unix(at, 0)))
		if err != nil || got != want {
			t.Errorf("at %d: %s, %v; want %s", at, got, err, want)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	secret, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_800_000_000, 0)
	current := Step(now)
	tests := []struct {
		name  string
		ahead int64
		last  int64
		want  bool
	}{
		{"current", 0, 0, true}, {"one late", -1, 0, true}, {"one early", 1, 0, true}, {"two late", -2, 0, false}, {"two early", 2, 0, false},
		{"used", 0, current, false}, {"older than the used one", -1, current, false}, {"after the used one", 1, current, true}, {"current after the one before", 0, current - 1, true},
	}
	for _, tt := range tests {
		code, _ := Code(secret, current+tt.ahead)
		step, ok, err := Match(secret, code, now, tt.last)
		if err != nil || ok != tt.want || ok && step != current+tt.ahead {
			t.Errorf("%s: step %d, %v, %v; want %v", tt.name, step, ok, err, tt.want)
		}
	}
	for _, bad := range []string{"", "1", "12345", "1234567", "abcdef"} {
		if _, ok, _ := Match(secret, bad, now, 0); ok {
			t.Errorf("%q was accepted", bad)
		}
	}
	if _, _, err := Match("not base32!", "123456", now, 0); err == nil || strings.Contains(err.Error(), "not base32!") {
		t.Errorf("bad secret: %v", err)
	}
}

func TestURI(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(URI("Contoso & Co", "navin@contoso.com", "ABC"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Contoso & Co:navin@contoso.com" || u.Query().Get("secret") != "ABC" || u.Query().Get("issuer") != "Contoso & Co" {
		t.Errorf("%v, %v", u, err)
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{"+491700000021": "*** **21", "1": "**", "": "**"} {
		if got := Masked(phone); got != want {
			t.Errorf("Masked(%q) = %q, want %q", phone, got, want)
		}
	}
}

func TestNewCode(t *testing.T) {
	t.Parallel()
	for range 50 {
		code, err := NewCode(rand.Reader)
		if err != nil || len(code) != 6 || strings.Trim(code, "0123456789") != "" {
			t.Fatalf("%q, %v", code, err)
		}
	}
}
