package token

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.org/exosh/internal/org"
)

// ErrSecret means that a text is not a secret of this package.
var ErrSecret = errors.New("not a code or refresh token of this service")

const (
	secretLen = 32
	maxSecret = 256
)

// A Secret is an opaque code or token: which kind it is, the tenant whose store knows it, and 256
// random bits:
//
//	<kind>.<22 characters: tenant id>.<43 characters: random>
type Secret struct {
	Kind   string // "c" code, "r" refresh token, "d" device code
	Tenant org.ID
	Text   string // the whole; goes to the client and is kept nowhere
}

// NewSecret makes a secret.
func NewSecret(source io.Reader, kind string, tenant org.ID) (Secret, error) {
	b := make([]byte, secretLen)
	if _, err := io.ReadFull(source, b); err != nil {
		return Secret{}, fmt.Errorf("make a secret: %w", err)
	}
	b64 := base64.RawURLEncoding
	text := kind + "." + b64.EncodeToString(tenant[:]) + "." + b64.EncodeToString(b)
	return Secret{Kind: kind, Tenant: tenant, Text: text}, nil
}

// ParseSecret reads a secret of that kind.
func ParseSecret(kind, text string) (Secret, error) {
	parts := strings.Split(text, ".")
	if len(text) > maxSecret || len(parts) != 3 || parts[0] != kind {
		return Secret{}, ErrSecret
	}
	b64 := base64.RawURLEncoding.Strict()
	tenant, err := b64.DecodeString(parts[1])
	if err != nil || len(tenant) != len(org.ID{}) {
		return Secret{}, ErrSecret
	}
	random, err := b64.DecodeString(parts[2])
	if err != nil || len(random) != secretLen {
		return Secret{}, ErrSecret
	}
	return Secret{Kind: kind, Tenant: org.ID(tenant), Text: text}, nil
}

// Key returns what the secret is kept under: the hex SHA-256 of its text.
func (s Secret) Key() string { return Hash(s.Text) }

// Hash returns the hex SHA-256 of a text.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
