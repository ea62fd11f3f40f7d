// Package password turns passwords into argon2id hashes (RFC 9106) and checks them. Hashes are PHC
// strings, so that the cost may rise later:
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>
//
// It also normalises passwords, judges new ones, and makes one-time passwords.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"io"
	"runtime"
	"sync"

	"golang.org/x/crypto/argon2"
)

// A Cost is what one hash takes. The zero value means Default.
type Cost struct {
	Memory  uint32 // KiB
	Time    uint32 // passes over the memory
	Threads uint8
}

const (
	saltLen = 16
	hashLen = 32
)

// Default returns the cost in use: 19 MiB, two passes, one lane.
func Default() Cost { return Cost{Memory: 19 * 1024, Time: 2, Threads: 1} }

// Cheap returns a cost for tests only: a hash takes microseconds and protects nothing.
func Cheap() Cost { return Cost{Memory: 8, Time: 1, Threads: 1} }

// A Hasher hashes and verifies. At most Parallel calculations run at once, the rest wait: a burst of
// sign-ins must not exhaust memory. The zero value is ready; all methods may be used concurrently.
type Hasher struct {
	Cost     Cost      // of new hashes; the zero value means Default
	Parallel int       // calculations at once; 0 means one per processor
	Rand     io.Reader // source of salts; nil means crypto/rand

	once sync.Once
	sem  chan struct{}
}

// Hash returns the PHC string of a password. It returns ErrTooLong or ErrEncoding for what Normalize
// refuses, and the context's error if that ends while waiting for a slot.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	text, err := Normalize(password)
	if err != nil {
		return "", err
	}
	salt := make([]byte, saltLen)
	if _, err := io.ReadFull(h.rand(), salt); err != nil {
		return "", fmt.Errorf("read salt: %w", err)
	}
	c := h.cost()
	sum, err := h.derive(ctx, text, salt, c, hashLen)
	if err != nil {
		return "", err
	}
	return encode(c, salt, sum), nil
}

// Verify reports whether the password belongs to the PHC string. An error means that the string could
// not be read or the context ended; a password that Normalize refuses is simply wrong, and costs the
// same as another wrong one.
func (h *Hasher) Verify(ctx context.Context, encoded, password string) (bool, error) {
	c, salt, want, err := decode(encoded)
	if err != nil {
		return false, err
	}
	text, bad := Normalize(password)
	got, err := h.derive(ctx, text, salt, c, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && bad == nil, nil
}

// Spend takes as long as Verify of a current hash and always fails: for accounts that do not exist or
// have no password, so that the time of an answer tells nothing.
func (h *Hasher) Spend(ctx context.Context, password string) error {
	text, _ := Normalize(password)
	_, err := h.derive(ctx, text, make([]byte, saltLen), h.cost(), hashLen)
	return err
}

// Outdated reports whether a hash was made at a lower cost than new ones are.
func (h *Hasher) Outdated(encoded string) bool {
	c, _, _, err := decode(encoded)
	want := h.cost()
	return err != nil || c.Memory < want.Memory || c.Time < want.Time
}

func (h *Hasher) derive(ctx context.Context, text string, salt []byte, c Cost, n uint32) ([]byte, error) {
	h.once.Do(h.open)
	select {
	case h.sem <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", context.Cause(ctx))
	}
	defer func() { <-h.sem }()
	return argon2.IDKey([]byte(text), salt, c.Time, c.Memory, c.Threads, n), nil
}

func (h *Hasher) open() {
	n := h.Parallel
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	h.sem = make(chan struct{}, n)
}

func (h *Hasher) cost() Cost {
	if h.Cost == (Cost{}) {
		return Default()
	}
	return h.Cost
}

func (h *Hasher) rand() io.Reader {
	if h.Rand == nil {
		return rand.Reader
	}
	return h.Rand
}
