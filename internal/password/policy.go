package password

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	crand "crypto/rand"
)

// What Check refuses.
var (
	ErrTooShort = errors.New("the password needs at least 8 characters")
	ErrTooPlain = errors.New("the password needs three of: a small letter, a capital letter, a digit, a symbol")
	ErrHasName  = errors.New("the password must not contain the user name")
)

const minLen = 8

// Check judges a new password: 8 characters at least, three of four kinds of character, and not the
// part of upn before the at sign. The error says what to change. An empty upn is not compared.
func Check(password, upn string) error {
	text, err := Normalize(password)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(text) < minLen {
		return ErrTooShort
	}
	if kinds(text) < 3 {
		return ErrTooPlain
	}
	if local, _, _ := strings.Cut(upn, "@"); len(local) > 2 && strings.Contains(strings.ToLower(text), strings.ToLower(local)) {
		return ErrHasName
	}
	return nil
}

func kinds(text string) int {
	n := 0
	for _, is := range []func(rune) bool{unicode.IsLower, unicode.IsUpper, unicode.IsDigit, isSymbol} {
		if strings.ContainsFunc(text, is) {
			n++
		}
	}
	return n
}

func isSymbol(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// The characters of a one-time password leave out those that are mistaken for each other.
var alphabets = [...]string{"ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789"}

// OneTime returns a password to be used once, such as "Kxmp-7394-qtbw-Zr58": four groups of four, 64
// bits or more, that Check accepts. A nil source means crypto/rand.
func OneTime(source io.Reader) (string, error) {
	if source == nil {
		source = crand.Reader
	}
	var b strings.Builder
	for i, kind := range [...]int{0, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 0, 1, 2, 2} {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		set := alphabets[kind]
		n, err := crand.Int(source, big.NewInt(int64(len(set))))
		if err != nil {
			return "", fmt.Errorf("make a one-time password: %w", err)
		}
		b.WriteByte(set[n.Int64()])
	}
	return b.String(), nil
}
