package object

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// String is the GUID as lower-case text with dashes.
func (g GUID) String() string {
	var b [36]byte
	hex.Encode(b[:], g[:4])
	b[8] = '-'
	hex.Encode(b[9:], g[4:6])
	b[13] = '-'
	hex.Encode(b[14:], g[6:8])
	b[18] = '-'
	hex.Encode(b[19:], g[8:10])
	b[23] = '-'
	hex.Encode(b[24:], g[10:])
	return string(b[:])
}

// IsZero says whether the GUID is all zeros, System.Guid.Empty.
func (g GUID) IsZero() bool { return g == GUID{} }

// MarshalText is String, for JSON and configuration.
func (g GUID) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText is ParseGUID.
func (g *GUID) UnmarshalText(text []byte) error {
	parsed, err := ParseGUID(string(text))
	if err == nil {
		*g = parsed
	}
	return err
}

// ParseGUID reads a GUID in .NET's forms D, N, B and P: with or without dashes, in braces or
// parentheses, in either case.
func ParseGUID(text string) (GUID, error) {
	s := strings.TrimSpace(text)
	if n := len(s); n > 2 && (s[0] == '{' && s[n-1] == '}' || s[0] == '(' && s[n-1] == ')') {
		s = s[1 : n-1]
	}
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		s = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	var g GUID
	if len(s) != 32 {
		return g, guidError(text)
	}
	if _, err := hex.Decode(g[:], []byte(s)); err != nil {
		return GUID{}, guidError(text)
	}
	return g, nil
}

func guidError(text string) error {
	return fmt.Errorf("%q is not a GUID; it has 32 hexadecimal digits, such as 00000000-0000-0000-0000-000000000000", clip(text))
}

// NameGUID is the version 5 GUID of a name in a name space: always the same. RFC 9562, 5.5.
func NameGUID(space GUID, name string) GUID {
	h := sha1.New()
	h.Write(space[:])
	io.WriteString(h, name)
	var g GUID
	copy(g[:], h.Sum(nil))
	return g.stamped(5)
}

// NewGUID makes a version 4 GUID of 16 random bytes read from r. RFC 9562, 5.4.
func NewGUID(r io.Reader) (GUID, error) {
	var g GUID
	if _, err := io.ReadFull(r, g[:]); err != nil {
		return GUID{}, fmt.Errorf("random bytes for a GUID: %w", err)
	}
	return g.stamped(4), nil
}

// stamped sets version and variant. RFC 9562, 4.1 and 4.2.
func (g GUID) stamped(version byte) GUID {
	g[6] = g[6]&0x0f | version<<4
	g[8] = g[8]&0x3f | 0x80
	return g
}
