package message

import (
	"fmt"
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"
)

// An Address is one mailbox of a field (RFC 5322, 3.4).
type Address struct {
	Name    string // display name, decoded; "" without one
	Address string // local@domain as it was written, with a quoted local part unquoted where it may be
	// Claims are further addresses that its text shows: a display name, an encoded word or a comment with an
	// address in it, as a careless program or a hasty person might take them for the sender.
	Claims []string
}

// String returns the address as a field has it, its name encoded where needed. It never holds a line end.
func (a Address) String() string {
	return (&mail.Address{Name: oneLine(a.Name), Address: a.Address}).String()
}

// Addresses returns the mailboxes of all fields of that name, those of groups too, in order. The error is an
// [*Error] of kind BadAddresses where a field cannot be read: then nobody knows whom it names.
func (h Header) Addresses(name string) ([]Address, error) {
	var list []Address
	for _, v := range h.Values(name) {
		l, err := ParseAddresses(v)
		if err != nil {
			return nil, &Error{Kind: BadAddresses, Detail: fmt.Sprintf("has a field %s that cannot be read: %v", name, err)}
		}
		list = append(list, l...)
	}
	return list, nil
}

// ParseAddresses reads a list of addresses as From, To, and Resent-Sender have it. An empty group has none.
func ParseAddresses(list string) ([]Address, error) {
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	p := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charsetReader}}
	parsed, err := p.ParseList(list)
	if err != nil {
		return nil, err
	}
	result := make([]Address, 0, len(parsed))
	for _, a := range parsed {
		result = append(result, Address{Name: a.Name, Address: a.Address})
	}
	claim(result, list)
	return result, nil
}

var shown = regexp.MustCompile(`[^\s<>()\[\],;:"\\]+@[^\s<>()\[\],;:"\\]+`)

// claim notes what else looks like an address in a field.
func claim(list []Address, field string) {
	for i := range list {
		for _, found := range shown.FindAllString(list[i].Name, -1) {
			list[i].addClaim(found)
		}
	}
	for _, found := range shown.FindAllString(decodeWords(field), -1) {
		if len(list) > 0 && !slices.ContainsFunc(list, func(a Address) bool {
			return strings.EqualFold(a.Address, found) || slices.Contains(a.Claims, found)
		}) {
			list[len(list)-1].addClaim(found)
		}
	}
}

func (a *Address) addClaim(found string) {
	if !strings.EqualFold(found, a.Address) && !slices.Contains(a.Claims, found) {
		a.Claims = append(a.Claims, found)
	}
}

// oneLine makes text safe for a header: line ends and other control characters become spaces.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
