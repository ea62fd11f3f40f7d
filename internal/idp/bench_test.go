package idp

import (
	"crypto/sha256"
	"testing"
	"time"

	"example.org/exosh/internal/idp/token"
)

// P-07: what a bearer token costs the admin endpoint, beside the signature check alone.
func BenchmarkVerify(b *testing.B) {
	w := newWorld(b)
	f := w.forge()
	p := w.nodes[0]
	b.Run("signature alone", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := token.Open(b.Context(), p.Keys, f.raw); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("seen before", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.Verify(b.Context(), f.raw, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	sum := sha256.Sum256([]byte(f.raw))
	b.Run("seen before, standing looked up", func(b *testing.B) {
		for b.Loop() {
			p.seen.get(sum).renew(time.Time{}, "")
			if _, err := p.Verify(b.Context(), f.raw, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// P-18: what a program that connects anew every time pays for its sign-in.
func BenchmarkPrograms(b *testing.B) {
	w := newWorld(b)
	p := w.nodes[0]
	p.Now = time.Now
	raw := w.mailToken("plain@contoso.com", mailScope)
	for name, signIn := range map[string]func() error{
		"password": func() error { _, err := w.basic("plain@contoso.com", goodPass); return err },
		"token": func() error {
			_, err := p.CheckMailToken(b.Context(), Bearer{User: "plain@contoso.com", Token: raw, Client: doorName, Address: desk})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := signIn(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
