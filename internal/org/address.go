package org

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/exosh/object"
)

// A ProxyAddress is one of a recipient's addresses: "SMTP:navin@contoso.com" is the primary one,
// "smtp:n.rao@contoso.com" another.
type ProxyAddress struct {
	Prefix  string // lower case: "smtp", "sip", "x500", "spo", ...
	Address string
	Primary bool // the prefix was written in capitals
}

// String returns the address with its prefix, in capitals where it is primary.
func (a ProxyAddress) String() string {
	if a.Primary {
		return strings.ToUpper(a.Prefix) + ":" + a.Address
	}
	return a.Prefix + ":" + a.Address
}

// ParseProxyAddress reads an address with or without a prefix; without one it is an SMTP address that
// is not primary. SMTP addresses are validated.
func ParseProxyAddress(s string) (ProxyAddress, error) {
	prefix, rest, found := strings.Cut(strings.TrimSpace(s), ":")
	if !found {
		prefix, rest = "smtp", prefix
	}
	if prefix == "" || len(prefix) > 9 || !isASCIIAlnum(prefix) {
		return ProxyAddress{}, Invalid("EmailAddresses", s, `the part before ":" has to be an address type such as SMTP`)
	}
	a := ProxyAddress{Prefix: strings.ToLower(prefix), Address: rest, Primary: prefix == strings.ToUpper(prefix)}
	if a.Prefix != "smtp" {
		if rest == "" || len(rest) > 1123 {
			return ProxyAddress{}, Invalid("EmailAddresses", s, "the address is empty or longer than 1123 bytes")
		}
		return a, nil
	}
	return a, CheckSMTP("EmailAddresses", rest)
}

// ProxyAddresses returns the addresses of a recipient's EmailAddresses; entries that are not addresses
// are left out.
func ProxyAddresses(props *object.Object) []ProxyAddress {
	v, _ := props.Get("EmailAddresses")
	var list []ProxyAddress
	for _, item := range Items(v) {
		if a, err := ParseProxyAddress(object.String(item)); err == nil {
			list = append(list, a)
		}
	}
	return list
}

// Items returns the elements of a multi-valued property: those of an array or list, the value itself
// where it is a single one, none for null.
func Items(v object.Value) []object.Value {
	switch t := v.(type) {
	case nil:
		return nil
	case []any:
		return t
	case *object.List:
		return t.Items
	}
	return []object.Value{v}
}

// CheckSMTP fails unless s is an address local@domain: a dot-atom of at most 64 bytes (RFC 5321,
// 4.5.3.1.1; RFC 6531 for letters beyond ASCII) and a domain name. The error names the parameter.
func CheckSMTP(parameter, s string) error {
	at := strings.LastIndexByte(s, '@')
	switch {
	case len(s) > 254:
		return Invalid(parameter, s, "an e-mail address has at most 254 bytes")
	case !utf8.ValidString(s):
		return Invalid(parameter, s, "it is not UTF-8")
	case at <= 0:
		return Invalid(parameter, s, `an e-mail address has the form "user@contoso.com"`)
	case at > 64 || !isDotAtom(s[:at]):
		return Invalid(parameter, s, `the part before "@" is longer than 64 bytes or has a character that isn't allowed there`)
	}
	return CheckDomain(parameter, s[at+1:])
}

// CheckDomain fails unless s is a domain name of at least two labels. The error names the parameter.
func CheckDomain(parameter, s string) error {
	labels := strings.Split(s, ".")
	if len(s) > 253 || len(labels) < 2 {
		return Invalid(parameter, s, `a domain name has the form "contoso.com"`)
	}
	for _, l := range labels {
		if !isLabel(l) {
			return Invalid(parameter, s, "a part of the domain name is empty, longer than 63 bytes, or has a character that isn't allowed")
		}
	}
	return nil
}

func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, r := range s {
		if r != '-' && r != '_' && !isLetterOrDigit(r) {
			return false
		}
	}
	return true
}

func isDotAtom(s string) bool {
	dot := true
	for _, r := range s {
		switch {
		case r == '.':
			if dot {
				return false
			}
			dot = true
			continue
		case !isLetterOrDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r):
			return false
		}
		dot = false
	}
	return !dot
}

func isLetterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func isASCIIAlnum(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// CheckAlias fails unless s can be an Alias: 1 to 64 characters of letters, digits and
// !#$%&'*+-/=?^_`{|}~ with single dots inside.
func CheckAlias(s string) error {
	if utf8.RuneCountInString(s) > 64 || !isDotAtom(s) {
		return Invalid("Alias", s, "an alias has 1 to 64 letters, digits, or !#$%&'*+-/=?^_`{|}~ with single dots between them")
	}
	return nil
}
