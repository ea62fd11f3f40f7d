package password

import (
	crand "crypto/rand"
	"fmt"
	"io"
	"math/big"
	"strings"
)

// The letters of an app password leave out those that are mistaken for each other.
const appLetters = "abcdefghjkmnpqrstuvwxyz"

const (
	appLen   = 16
	appIDLen = 4
)

// App returns an app password: 16 small letters, 72 bits. A nil source means crypto/rand.
func App(source io.Reader) (string, error) {
	if source == nil {
		source = crand.Reader
	}
	b := make([]byte, appLen)
	for i := range b {
		n, err := crand.Int(source, big.NewInt(int64(len(appLetters))))
		if err != nil {
			return "", fmt.Errorf("make an app password: %w", err)
		}
		b[i] = appLetters[n.Int64()]
	}
	return string(b), nil
}

// AppID returns the part of an app password that tells which of an account's it is, and false for a text
// that does not have the form of one. What is left of the password are 54 bits.
func AppID(text string) (string, bool) {
	if len(text) != appLen || strings.Trim(text, appLetters) != "" {
		return "", false
	}
	return text[:appIDLen], true
}
