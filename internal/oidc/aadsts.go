package oidc

import (
	"sort"
	"strconv"
	"strings"
)

// A Fault is one entry of the catalogue of AADSTS errors.
type Fault struct {
	Number   int    // 50126
	OAuth    string // error of RFC 6749, RFC 8628 or OpenID Connect Core: "invalid_grant"
	SubError string // Entra's suberror, "" where it has none
	Text     string // what happened, a sentence
	Advice   string // what the person who signs in can do, a sentence
}

// The faults that the service emits. Others of the catalogue come from the vendor's cloud only.
const (
	NeedsPerson      = 16000
	UnknownResource  = 500011
	WrongRedirect    = 50011
	UnknownAccount   = 50034
	LockedOut        = 50053
	PasswordExpired  = 50055
	Disabled         = 50057
	SilentFailed     = 50058
	MFANeeded        = 50076
	MFARegistration  = 50079
	BlockedByPolicy  = 53003
	WrongFactorCode  = 500121
	WrongPassword    = 50126
	SessionRevoked   = 50173
	GuestOnly        = 50020
	ConsentDeclined  = 65004
	ExpiredGrant     = 70008
	InvalidGrant     = 70000
	BadClient        = 700016
	BadScope         = 70011
	BadGrantType     = 70003
	DevicePending    = 70016
	DeviceDeclined   = 70017
	DeviceExpired    = 70019
	DeviceUnknown    = 70018
	CodeUsed         = 54005
	BadVerifier      = 501481
	ChallengeMissing = 9002325
	BadParameter     = 90014
	BadRequest       = 900144
	PublicClient     = 700025
	UnknownTenant    = 90002
	WrongMethod      = 900561
	DeviceBlocked    = 530035
	TooManyRequests  = 90055
	Internal         = 90033
	BadResponseType  = 700054
	BadResponseMode  = 70007
	RequestObject    = 90013
	FactorLocked     = 50088
	SlowDown         = 90036
	TenantMismatch   = 700005
)

// Catalogue returns every fault by number, ascending. The slice is the caller's.
func Catalogue() []Fault {
	f := faults()
	sort.Slice(f, func(i, j int) bool { return f[i].Number < f[j].Number })
	return f
}

// Lookup returns the fault of a number.
func Lookup(number int) (Fault, bool) {
	for _, f := range faults() {
		if f.Number == number {
			return f, true
		}
	}
	return Fault{}, false
}

// Number finds the AADSTS number in an error description, such as the one that MSAL hands on.
func Number(description string) (int, bool) {
	_, rest, ok := strings.Cut(description, "AADSTS")
	if !ok {
		return 0, false
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	n, err := strconv.Atoi(rest[:min(end, 9)])
	return n, err == nil
}

// Explain finds the fault that an error description names. It is what a client shows its advice by.
func Explain(description string) (Fault, bool) {
	n, ok := Number(description)
	if !ok {
		return Fault{}, false
	}
	return Lookup(n)
}

// Description returns the error_description of a fault: its number, its text and, where there is one,
// the detail.
func (f Fault) Description(detail string) string {
	s := "AADSTS" + strconv.Itoa(f.Number) + ": " + f.Text
	if detail != "" {
		s += " " + detail
	}
	return s
}
