package token

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"example.org/exosh/internal/idp/keys"
)

// MaxLen is the longest JWT that is read, in bytes.
const MaxLen = 8192

// What makes a JWT unacceptable before its claims are looked at.
var (
	ErrMalformed = errors.New("not a signed token in compact form")
	ErrHeader    = errors.New("the token's header is not one that this service writes")
	ErrKey       = errors.New("the token's key is not known")
	ErrSignature = errors.New("the token's signature is wrong")
)

// Open checks a JWT's signature and returns its payload and the id of its key. The key is found by kid, and the algorithm is
// the key's: header fields that name another, or that bring a key along, decide nothing.
func Open(ctx context.Context, ring *keys.Ring, raw string) (payload []byte, kid string, err error) {
	if !compact(raw) {
		return nil, "", ErrMalformed
	}
	kid, err = header(raw)
	if err != nil {
		return nil, "", err
	}
	key, err := ring.Lookup(ctx, kid)
	if err != nil {
		return nil, "", err
	}
	if key == nil {
		return nil, "", ErrKey
	}
	jws, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{keys.Alg})
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrHeader, err)
	}
	payload, err = jws.Verify(key.Private.Public())
	if err != nil {
		return nil, "", ErrSignature
	}
	return payload, kid, nil
}

// Reports whether raw is three parts of strict base64url, short enough to be looked at.
func compact(raw string) bool {
	if len(raw) > MaxLen || strings.Count(raw, ".") != 2 {
		return false
	}
	for i := range len(raw) {
		if !base64url(raw[i]) && raw[i] != '.' {
			return false
		}
	}
	return true
}

func base64url(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// Returns the kid of a header whose algorithm is ours and that asks for no extension (RFC 7515, 4.1.11;
// RFC 7797).
func header(raw string) (string, error) {
	first, _, _ := strings.Cut(raw, ".")
	text, err := base64.RawURLEncoding.Strict().DecodeString(first)
	if err != nil {
		return "", ErrMalformed
	}
	var h struct {
		Alg  string          `json:"alg"`
		Kid  string          `json:"kid"`
		Crit json.RawMessage `json:"crit"`
		B64  json.RawMessage `json:"b64"`
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return "", ErrMalformed
	}
	if h.Alg != string(keys.Alg) || h.Crit != nil || h.B64 != nil || h.Kid == "" {
		return "", ErrHeader
	}
	return h.Kid, nil
}
