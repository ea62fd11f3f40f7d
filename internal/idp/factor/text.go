package factor

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"
)

// TextLife is how long a code by text message may be used.
const TextLife = 5 * time.Minute

// NewCode returns six random digits.
func NewCode(source io.Reader) (string, error) {
	n, err := rand.Int(source, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

// Message returns the text that carries a code.
func Message(organisation, code string) string {
	return code + " is your verification code for " + organisation + ". It is good for five minutes. Give it to nobody."
}

// Clean returns the digits of a code as people type it, with blanks left out.
func Clean(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, code)
}

// Masked returns how a phone number is shown to somebody who only gave a password: its last two digits.
func Masked(phone string) string {
	if len(phone) < 4 {
		return "**"
	}
	return "*** **" + phone[len(phone)-2:]
}
