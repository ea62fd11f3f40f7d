package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// ErrFormat means that a stored hash is not a PHC string of argon2id, or asks for more than the limits.
var ErrFormat = errors.New("not a PHC string of argon2id")

// What a stored hash may ask for: an altered row must not exhaust the machine.
const (
	maxMemory  = 256 * 1024 // KiB
	maxTime    = 16
	maxThreads = 16
	maxEncoded = 512
)

func encode(c Cost, salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, c.Memory, c.Time, c.Threads, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// IsHash says whether a text is a PHC string of argon2id within the limits, such as Hash returns.
func IsHash(encoded string) bool {
	_, _, _, err := decode(encoded)
	return err == nil
}

func decode(s string) (c Cost, salt, sum []byte, err error) {
	parts := strings.Split(s, "$")
	if len(s) > maxEncoded || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return c, nil, nil, ErrFormat
	}
	if parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fmt.Errorf("%w: version %q", ErrFormat, parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Threads); err != nil {
		return c, nil, nil, fmt.Errorf("%w: cost %q", ErrFormat, parts[3])
	}
	if c.Memory < 8 || c.Memory > maxMemory || c.Time < 1 || c.Time > maxTime || c.Threads < 1 || c.Threads > maxThreads {
		return c, nil, nil, fmt.Errorf("%w: cost %q is out of bounds", ErrFormat, parts[3])
	}
	b64 := base64.RawStdEncoding.Strict()
	if salt, err = b64.DecodeString(parts[4]); err != nil || len(salt) < 8 {
		return c, nil, nil, fmt.Errorf("%w: salt", ErrFormat)
	}
	if sum, err = b64.DecodeString(parts[5]); err != nil || len(sum) < 16 {
		return c, nil, nil, fmt.Errorf("%w: hash", ErrFormat)
	}
	return c, salt, sum, nil
}
