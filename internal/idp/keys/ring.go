// Package keys holds the service's RSA signing keys: in the store, under org.SystemTenant, so that all
// nodes sign and verify with the same ones. A key is used for Ring.MaxAge, then a new one takes over
// and the old one still verifies until the last token signed with it has expired.
package keys

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"example.org/exosh/internal/org"
)

// Alg is the algorithm of every key: what Entra signs with and all its clients read.
const Alg = jose.RS256

const (
	class = "signing-key"
	owner = "ring"
	bits  = 2048
)

// A Key is one signing key. Its Private must not leave the process.
type Key struct {
	ID      string // RFC 7638 thumbprint, base64url
	Private *rsa.PrivateKey
	Created time.Time
	Expires time.Time // when it stops verifying
}

// A Ring is the set of keys. Fill in Store; the other fields have defaults. It may be used
// concurrently.
type Ring struct {
	Store    org.Store
	Now      func() time.Time                // nil means time.Now
	Generate func() (*rsa.PrivateKey, error) // nil means 2048 bits of crypto/rand
	MaxAge   time.Duration                   // how long a key signs; 0 means 30 days
	Keep     time.Duration                   // how long it verifies after that; 0 means 48 hours
	Refresh  time.Duration                   // how old this node's copy of the ring may be; 0 means 2 s

	mu     sync.Mutex
	loaded time.Time
	keys   []*Key // newest first
}

// Signer returns the key to sign with, and makes one if there is none or the newest is too old.
func (r *Ring) Signer(ctx context.Context) (*Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx, r.refresh()); err != nil {
		return nil, err
	}
	if k := r.newest(); k != nil {
		return k, nil
	}
	if err := r.add(ctx); err != nil {
		return nil, err
	}
	if k := r.newest(); k != nil {
		return k, nil
	}
	return nil, errors.New("the new signing key has expired already")
}

// Lookup returns the key of that id, or nil. An unknown id makes the ring read the store again, at most
// four times a second.
func (r *Ring) Lookup(ctx context.Context, kid string) (*Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx, r.refresh()); err != nil {
		return nil, err
	}
	if k := r.find(kid); k != nil {
		return k, nil
	}
	if err := r.load(ctx, min(r.refresh(), 250*time.Millisecond)); err != nil {
		return nil, err
	}
	return r.find(kid), nil
}

// Public returns the keys as a JSON Web Key Set without any private part (RFC 7517).
func (r *Ring) Public(ctx context.Context) (jose.JSONWebKeySet, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	if err := r.load(ctx, r.refresh()); err != nil {
		return set, err
	}
	for _, k := range r.keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: k.Private.Public(), KeyID: k.ID, Use: "sig", Algorithm: string(Alg)})
	}
	return set, nil
}

// Rotate makes a new key, which signs from now on. The old ones still verify until they expire.
func (r *Ring) Rotate(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.add(ctx)
}

// Remove takes a key away at once: tokens signed with it are refused by this node immediately and by
// the others within Refresh. It returns org.ErrNotFound where there is no such key.
func (r *Ring) Remove(ctx context.Context, kid string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.Store.Update(system(ctx), func(tx org.Tx) error { return tx.DeleteTicket(class, kid) })
	if err != nil {
		return fmt.Errorf("remove signing key: %w", err)
	}
	return r.load(ctx, 0)
}

func system(ctx context.Context) context.Context {
	return org.WithCaller(ctx, &org.Caller{Tenant: org.SystemTenant, Actor: "system", Cause: &org.Cause{Operation: "signing keys", Silent: true}})
}

// Reads the ring if this node's copy is older than age.
func (r *Ring) load(ctx context.Context, age time.Duration) error {
	now := r.now()
	if r.loaded.Add(age).After(now) {
		return nil
	}
	var found []*Key
	err := r.Store.View(system(ctx), func(tx org.Tx) error {
		found = found[:0]
		for t, err := range tx.Tickets(class, owner) {
			if err != nil {
				return err
			}
			k, err := r.decode(t)
			if err != nil {
				return err
			}
			found = append(found, k)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read signing keys: %w", err)
	}
	slices.SortFunc(found, func(a, b *Key) int { return b.Created.Compare(a.Created) })
	r.keys, r.loaded = found, now
	return nil
}

func (r *Ring) newest() *Key {
	if len(r.keys) == 0 || r.now().Sub(r.keys[0].Created) > r.maxAge() {
		return nil
	}
	return r.keys[0]
}

func (r *Ring) find(kid string) *Key {
	for _, k := range r.keys {
		if k.ID == kid && r.now().Before(k.Expires) {
			return k
		}
	}
	return nil
}

type stored struct {
	Created time.Time       `json:"created"`
	JWK     jose.JSONWebKey `json:"jwk"`
}

// Decodes a key, or hands back the copy that is in memory: checking an RSA key is slow.
func (r *Ring) decode(t *org.Ticket) (*Key, error) {
	for _, k := range r.keys {
		if k.ID == t.Key {
			return k, nil
		}
	}
	var s stored
	if err := json.Unmarshal(t.Data, &s); err != nil {
		return nil, fmt.Errorf("signing key %s: %w", t.Key, err)
	}
	private, ok := s.JWK.Key.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("signing key %s: not an RSA key", t.Key)
	}
	return &Key{ID: t.Key, Private: private, Created: s.Created, Expires: t.Expires}, nil
}

func (r *Ring) add(ctx context.Context) error {
	private, err := r.generate()
	if err != nil {
		return fmt.Errorf("make signing key: %w", err)
	}
	jwk := jose.JSONWebKey{Key: private, Algorithm: string(Alg), Use: "sig"}
	sum, err := jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		return fmt.Errorf("name signing key: %w", err)
	}
	jwk.KeyID = base64.RawURLEncoding.EncodeToString(sum)
	now := r.now().UTC()
	data, err := json.Marshal(stored{Created: now, JWK: jwk})
	if err != nil {
		return fmt.Errorf("encode signing key: %w", err)
	}
	t := org.Ticket{Class: class, Key: jwk.KeyID, Owner: owner, Expires: now.Add(r.maxAge() + r.keep()), Data: data}
	err = r.Store.Update(system(ctx), func(tx org.Tx) error { c := t; return tx.PutTicket(&c) })
	if err != nil {
		return fmt.Errorf("keep signing key: %w", err)
	}
	return r.load(ctx, 0)
}

func (r *Ring) generate() (*rsa.PrivateKey, error) {
	if r.Generate != nil {
		return r.Generate()
	}
	return rsa.GenerateKey(rand.Reader, bits)
}

func (r *Ring) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

func (r *Ring) maxAge() time.Duration  { return or(r.MaxAge, 30*24*time.Hour) }
func (r *Ring) keep() time.Duration    { return or(r.Keep, 48*time.Hour) }
func (r *Ring) refresh() time.Duration { return or(r.Refresh, 2*time.Second) }

func or(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
