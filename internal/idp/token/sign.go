// Package token issues and verifies the service's tokens: access and ID tokens, which are JWTs signed
// with a key of package keys, and opaque secrets (codes, refresh tokens), of which only hashes are kept.
package token

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"sync"

	"github.com/go-jose/go-jose/v4"

	"example.org/exosh/internal/idp/keys"
)

// A Signer signs claims. At most one signature per processor is calculated at once, since each costs a
// millisecond. The zero value with Keys set is ready; it may be used concurrently.
type Signer struct {
	Keys *keys.Ring

	once sync.Once
	sem  chan struct{}
}

// Sign returns the claims as a compact JWS with the headers typ, alg and kid.
func (s *Signer) Sign(ctx context.Context, claims any) (string, error) {
	key, err := s.Keys.Signer(ctx)
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("encode claims: %w", err)
	}
	s.once.Do(func() { s.sem = make(chan struct{}, runtime.GOMAXPROCS(0)) })
	select {
	case s.sem <- struct{}{}:
		defer func() { <-s.sem }()
	case <-ctx.Done():
		return "", fmt.Errorf("wait to sign: %w", context.Cause(ctx))
	}
	return sign(key, payload)
}

func sign(key *keys.Key, payload []byte) (string, error) {
	opts := (&jose.SignerOptions{}).WithType("JWT")
	signer, err := jose.NewSigner(jose.SigningKey{
		Algorithm: keys.Alg,
		Key:       jose.JSONWebKey{Key: key.Private, KeyID: key.ID},
	}, opts)
	if err != nil {
		return "", fmt.Errorf("make signer: %w", err)
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return jws.CompactSerialize()
}
