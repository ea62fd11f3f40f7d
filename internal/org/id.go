package org

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// NewID returns a random id, RFC 9562 version 4, out of the randomness given.
func NewID(random io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return ID{}, fmt.Errorf("new id: %w", err)
	}
	return stamp(id, 4), nil
}

// SeedID returns the id that a seeded object of that name has in a tenant: RFC 9562 version 5 with the
// tenant as its name space, so that it is the same on every machine.
func SeedID(tenant ID, name string) ID {
	h := sha1.New()
	h.Write(tenant[:])
	h.Write([]byte(name))
	var id ID
	copy(id[:], h.Sum(nil))
	return stamp(id, 5)
}

func stamp(id ID, version byte) ID {
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
	return id
}

// IDText returns the canonical text of an id: 36 characters, lower case.
func IDText(id ID) string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], id[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], id[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], id[8:10])
	b[23] = '-'
	hex.Encode(b[24:36], id[10:16])
	return string(b[:])
}

// ErrBadID says that a text is not an id.
var ErrBadID = errors.New("not a GUID")

// ParseID reads an id: 32 hexadecimal digits, with or without hyphens in the canonical places and with
// or without braces.
func ParseID(s string) (ID, error) {
	if len(s) == 38 && s[0] == '{' && s[37] == '}' {
		s = s[1:37]
	}
	var digits [32]byte
	switch {
	case len(s) == 32:
		copy(digits[:], s)
	case len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-':
		n := copy(digits[:], s[:8])
		n += copy(digits[n:], s[9:13])
		n += copy(digits[n:], s[14:18])
		n += copy(digits[n:], s[19:23])
		copy(digits[n:], s[24:])
	default:
		return ID{}, ErrBadID
	}
	var id ID
	if _, err := hex.Decode(id[:], digits[:]); err != nil {
		return ID{}, ErrBadID
	}
	return id, nil
}
