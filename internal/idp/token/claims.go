package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"example.org/exosh/internal/oidc"
)

// What makes the claims of a token with a good signature unacceptable.
var (
	ErrClaims  = errors.New("the token's claims are not those of an access token")
	ErrExpired = errors.New("the token has expired")
	ErrEarly   = errors.New("the token is not valid yet")
)

// Leeway is how much the clocks of two nodes may differ.
const Leeway = 30 * time.Second

// Access reads the claims of an access token and checks its times. Numbers must be whole seconds; a
// claim given twice, or one of the wrong type, is ErrClaims.
func Access(payload []byte, now time.Time) (*oidc.AccessClaims, error) {
	if err := unique(payload); err != nil {
		return nil, err
	}
	var c oidc.AccessClaims
	if err := json.Unmarshal(payload, &c); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrClaims, err)
	}
	if c.IssuedAt <= 0 || c.NotBefore <= 0 || c.Expires <= 0 || c.Expires > math.MaxInt32*2 {
		return nil, fmt.Errorf("%w: iat, nbf and exp", ErrClaims)
	}
	if c.Version != "1.0" || c.IDType != "user" || c.AppID == "" || c.TokenID == "" {
		return nil, ErrClaims
	}
	if !now.Before(time.Unix(c.Expires, 0)) {
		return nil, ErrExpired
	}
	if limit := now.Add(Leeway).Unix(); c.NotBefore > limit || c.IssuedAt > limit {
		return nil, ErrEarly
	}
	return &c, nil
}

// Refuses an object in which a key occurs twice: encoding/json would let the last one win.
func unique(payload []byte) error {
	d := json.NewDecoder(bytes.NewReader(payload))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return ErrClaims
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok || seen[name] {
			return ErrClaims
		}
		seen[name] = true
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return ErrClaims
		}
	}
	if _, err := d.Token(); err != nil {
		return ErrClaims
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return ErrClaims
	}
	return nil
}
