package password

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxLen is the longest password that is accepted, in bytes of UTF-8 as it was given.
const MaxLen = 1024

// What Normalize refuses.
var (
	ErrTooLong  = errors.New("the password is longer than 1024 bytes")
	ErrEncoding = errors.New("the password holds control characters or is not valid UTF-8")
)

// Normalize returns the form of a password that is hashed: every Unicode space becomes U+0020 and the
// text is put into form NFC; case is kept and nothing is trimmed. These are the rules of the
// OpaqueString profile (RFC 8265, 4.2). Invalid UTF-8 and control characters are ErrEncoding.
func Normalize(password string) (string, error) {
	if len(password) > MaxLen {
		return "", ErrTooLong
	}
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return "", ErrEncoding
	}
	return norm.NFC.String(strings.Map(space, password)), nil
}

func space(r rune) rune {
	if unicode.Is(unicode.Zs, r) {
		return ' '
	}
	return r
}
