// Package dns asks the name servers of this machine what mail to other domains needs to know: MX, A, AAAA, TXT
// and TLSA records, and whether the name server vouches for them (DNSSEC). It is a stub resolver: following
// aliases, caching and validation are the name server's work.
package dns

import (
	"errors"
	"fmt"
	"net/netip"
)

// The reasons of an Error.
var (
	// ErrNoDomain says that the name does not exist (NXDOMAIN).
	ErrNoDomain = errors.New("no such domain")
	// ErrFailed says that the name server could not or would not answer (SERVFAIL, REFUSED, ...).
	ErrFailed = errors.New("the name server failed")
	// ErrNoAnswer says that no name server answered in time, or that there is none.
	ErrNoAnswer = errors.New("no name server answered")
	// ErrBadAnswer says that what the name server sent makes no sense.
	ErrBadAnswer = errors.New("the name server's answer makes no sense")
)

// An Error is a question without an answer. It wraps one of the reasons. Only ErrNoDomain is an answer of a kind;
// all others may be gone the next time.
type Error struct {
	Name, Type string // what was asked for: "tailspin.example", "MX"
	Err        error
}

func (e *Error) Error() string {
	return fmt.Sprintf("look up the %s records of %s: %v", e.Type, e.Name, e.Err)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// An Origin says where an answer comes from.
type Origin struct {
	Canonical string // name at the end of the aliases; the name asked for where there are none
	Secure    bool   // a name server that we trust validated the answer (AD, RFC 4035)
}

// An MX is a mail server of a domain (RFC 5321, 5.1).
type MX struct {
	Host       string // without a final dot; "" for the null MX (RFC 7505)
	Preference uint16
}

// An MXAnswer has no hosts where the domain exists and has no such records.
type MXAnswer struct {
	Origin
	Hosts []MX
}

// An AddressAnswer has the addresses of a host, of both families; none where the host has none.
type AddressAnswer struct {
	Origin
	Addresses []netip.Addr
}

// A TLSA is one record of RFC 6698.
type TLSA struct {
	Usage, Selector, Matching uint8
	Data                      []byte
}

// A TLSAAnswer has no records where there are none.
type TLSAAnswer struct {
	Origin
	Records []TLSA
}

// A TXTAnswer has the texts of a name, each in one piece.
type TXTAnswer struct {
	Origin
	Texts []string
}
