package password

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestHashVerify(t *testing.T) {
	t.Parallel()
	h := &Hasher{Cost: Cheap()}
	ctx := context.Background()
	enc, err := h.Hash(ctx, "Pa ss-w\u00f6rd") // composed
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, password string
		want           bool
	}{
		{"same", "Pa ss-w\u00f6rd", true},
		{"S-45 decomposed", "Pa ss-wo\u0308rd", true},
		{"S-45 no-break space", "Pa\u00a0ss-w\u00f6rd", true},
		{"other case", "pa ss-w\u00f6rd", false},
		{"trailing space", "Pa ss-w\u00f6rd ", false},
		{"empty", "", false},
		{"S-45 NUL", "Pa ss-w\u00f6rd\x00", false},
		{"S-45 half a surrogate", "\xed\xa0\x80", false},
		{"S-45 a megabyte", strings.Repeat("a", 1<<20), false},
	}
	for _, tt := range tests {
		got, err := h.Verify(ctx, enc, tt.password)
		if err != nil || got != tt.want {
			t.Errorf("%s: Verify = %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
}

func TestRefusedTextIsNotTheEmptyPassword(t *testing.T) {
	t.Parallel()
	h := &Hasher{Cost: Cheap()}
	enc, _ := h.Hash(context.Background(), "")
	if ok, _ := h.Verify(context.Background(), enc, "\x00"); ok {
		t.Error("a password that cannot be normalised was accepted")
	}
}

func TestDefaultCost(t *testing.T) {
	t.Parallel()
	h := new(Hasher)
	enc, err := h.Hash(context.Background(), "x")
	if err != nil || !strings.HasPrefix(enc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("Hash = %q, %v", enc, err)
	}
	cheap, _ := (&Hasher{Cost: Cheap()}).Hash(context.Background(), "x")
	if h.Outdated(enc) || !h.Outdated(cheap) {
		t.Error("Outdated does not compare the costs")
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	good, _ := (&Hasher{Cost: Cheap()}).Hash(context.Background(), "x")
	for _, bad := range []string{
		"", "$", "$2b$12$abc", strings.Replace(good, "v=19", "v=16", 1), strings.Replace(good, "m=8", "m=999999999", 1),
		strings.Replace(good, "t=1", "t=9999", 1), strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1),
		good + "$", good + strings.Repeat("A", 600), strings.Replace(good, "argon2id", "argon2i", 1),
	} {
		if _, err := new(Hasher).Verify(context.Background(), bad, "x"); !errors.Is(err, ErrFormat) {
			t.Errorf("Verify(%.40q) error = %v, want ErrFormat", bad, err)
		}
	}
}

// F-30: no more calculations run at once than there are workers, and whoever has gone waits no more.
func TestWaitingEndsWithContext(t *testing.T) {
	t.Parallel()
	h := &Hasher{Cost: Cheap(), Parallel: 1}
	h.once.Do(h.open)
	h.sem <- struct{}{}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := h.Spend(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("Spend = %v, want context.Canceled", err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		password, upn string
		want          error
	}{
		{"Summer-2026", "navin@contoso.com", nil},
		{"Short1!", "", ErrTooShort},
		{"alllowercase", "", ErrTooPlain},
		{"lowercase12", "", ErrTooPlain},
		{"xNavin-2026", "navin@contoso.com", ErrHasName},
		{"A\x00b45678", "", ErrEncoding},
		{strings.Repeat("Ab1-", 300), "", ErrTooLong},
	}
	for _, tt := range tests {
		if got := Check(tt.password, tt.upn); !errors.Is(got, tt.want) {
			t.Errorf("Check(%.20q) = %v, want %v", tt.password, got, tt.want)
		}
	}
}

func TestOneTime(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		p, err := OneTime(nil)
		if err != nil || seen[p] || Check(p, "") != nil {
			t.Fatalf("OneTime = %q, %v", p, err)
		}
		seen[p] = true
	}
}
