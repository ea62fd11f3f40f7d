package idp

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"time"

	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/org"
)

// Limits say after how many failures sign-in pauses. Zero fields have the defaults given.
type Limits struct {
	Passwords   int           // distinct wrong passwords for a user name: 10
	Pause       time.Duration // first pause; doubles with every further one: 1 minute
	Codes       int           // wrong codes of a second factor: 5
	CodePause   time.Duration // first pause of second factors: 5 minutes
	MaxPause    time.Duration // longest pause: 24 hours
	Address     int           // failures of one address within Window: 60
	Network     int           // failures of one /24 or /64 within Window: 150
	Spray       int           // accounts on which one wrong password was tried within Window: 100
	DeviceCodes int           // wrong device codes of one address: 5
	Texts       int           // text messages to an account within Window: 10
	Window      time.Duration // 10 minutes
}

func (l Limits) withDefaults() Limits {
	for _, x := range []struct {
		field *int
		value int
	}{{&l.Passwords, 10}, {&l.Codes, 5}, {&l.Address, 60}, {&l.Network, 150}, {&l.Spray, 100}, {&l.DeviceCodes, 5}, {&l.Texts, 10}} {
		if *x.field == 0 {
			*x.field = x.value
		}
	}
	for _, x := range []struct {
		field *time.Duration
		value time.Duration
	}{{&l.Pause, time.Minute}, {&l.CodePause, 5 * time.Minute}, {&l.MaxPause, 24 * time.Hour}, {&l.Window, 10 * time.Minute}} {
		if *x.field == 0 {
			*x.field = x.value
		}
	}
	return l
}

// A counter counts wrong tries of one thing and pauses it for growing times.
type counter struct {
	Count int       `json:"count"`
	Seen  []string  `json:"seen,omitempty"`  // fingerprints of the last three wrong tries, which do not count again
	Locks int       `json:"locks,omitempty"` // pauses so far
	Until time.Time `json:"until,omitzero"`
}

// How long a counter without a pause is kept after the last wrong try.
const counterLife = 24 * time.Hour

func (c *counter) paused(now time.Time) bool { return now.Before(c.Until) }

// Counts a try before it is checked, so that tries made at the same time cannot outrun the limit; a
// right one takes the count back by deleting the counter. It reports whether this one began a pause.
func (c *counter) count(print string, limit int, pause, longest time.Duration, now time.Time) bool {
	if print != "" && slices.Contains(c.Seen, print) {
		return false
	}
	c.Count++
	if print != "" {
		c.Seen = append(c.Seen, print)
		c.Seen = c.Seen[max(0, len(c.Seen)-3):]
	}
	if c.Count < limit {
		return false
	}
	for range c.Locks {
		pause = min(2*pause, longest)
	}
	c.Count, c.Locks, c.Until = 0, c.Locks+1, now.Add(pause)
	return true
}

func (c *counter) expires(now time.Time) time.Time {
	if c.paused(now) {
		return c.Until.Add(counterLife)
	}
	return now.Add(counterLife)
}

// Returns 24 bits that tell one wrong password of a user name from another. More would help somebody
// who reads the store to guess the right one from a mistyped one.
func fingerprint(upn, password string) string {
	sum := sha256.Sum256([]byte(org.Fold(upn) + "\x00" + password))
	return hex.EncodeToString(sum[:3])
}

// Returns the key of a user name's counter. The name may belong to no account: that must not show.
func nameKey(upn string) string { return token.Hash(org.Fold(upn))[:32] }

// Returns the address and its network as keys of counters.
func addressKeys(a netip.Addr) (one, network string) {
	bits := 24
	if a.Is6() {
		bits = 64
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return "ip:unknown", "net:unknown"
	}
	return "ip:" + a.String(), "net:" + prefix.String()
}
