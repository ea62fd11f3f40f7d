package message

import (
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// An Address is one mailbox of a field (RFC 5322, 3.4).
type Address struct {
	Name    string // display name, decoded; "" without one
	Address string // local@domain; a local part is quoted where it has to be
	// Claims are further addresses that its text shows: a display name, an encoded word, a comment or the name of
	// a group with an address in it, as a careless program or a hasty person might take them for the sender.
	Claims []string
}

// String returns the address as a field has it, its name encoded where needed. It never holds a line end.
func (a Address) String() string {
	name := strings.Trim(oneLine(a.Name), " ")
	m := mail.Address{Name: name, Address: unquoted(a.Address)}
	if needsWords(name) {
		m.Name = ""
		return oneLine(encodeWords(name) + " " + m.String())
	}
	return oneLine(m.String())
}

// check says why an address cannot be written into a field.
func (a Address) check() error {
	list, err := ParseAddresses(a.String())
	if err != nil || len(list) != 1 || list[0].Address != a.Address {
		return fmt.Errorf("%q is no address", a.Address)
	}
	return nil
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

// ParseAddresses reads a list of addresses as From, To, and Resent-Sender have it. An empty group has none. An
// address that not all programs would read alike is an error: with encoded words in it, or with characters that
// cannot be seen.
func ParseAddresses(list string) ([]Address, error) {
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	p := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charsetReader}}
	parsed, err := p.ParseList(list)
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "mail: "))
	}
	result := make([]Address, 0, len(parsed))
	for _, a := range parsed {
		if err := plain(a.Address); err != nil {
			return nil, err
		}
		s := strings.Trim((&mail.Address{Address: a.Address}).String(), "<>")
		result = append(result, Address{Name: strings.ToValidUTF8(a.Name, "\uFFFD"), Address: s})
	}
	claim(result, list)
	return result, nil
}

// plain says why an address might be read in two ways.
func plain(address string) error {
	if strings.Contains(address, "=?") {
		return fmt.Errorf("the address %q holds an encoded word", address)
	}
	for _, r := range address {
		if !unicode.IsPrint(r) && r != ' ' {
			return fmt.Errorf("the address %q holds characters that cannot be seen", address)
		}
	}
	return nil
}

// unquoted returns an address with its local part as the standard library has it: without quotes.
func unquoted(address string) string {
	if !strings.HasPrefix(address, `"`) {
		return address
	}
	if a, err := mail.ParseAddress("<" + address + ">"); err == nil {
		return a.Address
	}
	return address
}

var addressLike = regexp.MustCompile(`[^\s<>()\[\],;:"\\]+@[^\s<>()\[\],;:"\\]+`)

// claim notes what else looks like an address in a field, by the side of the address whose text it is, or of the
// last one.
func claim(list []Address, field string) {
	known := map[string]bool{}
	for _, a := range list {
		known[fold(a.Address)] = true
	}
	note := func(a *Address, text string) {
		for _, found := range addressLike.FindAllString(seen(text), -1) {
			if !known[fold(found)] {
				known[fold(found)] = true
				a.Claims = append(a.Claims, found)
			}
		}
	}
	for i := range list {
		note(&list[i], list[i].Name)
	}
	if n := len(list); n > 0 {
		note(&list[n-1], decodeWords(field))
	}
}

// seen returns text as a reader sees it: characters that look like ASCII are that, and what cannot be seen is left
// out.
func seen(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

func fold(address string) string { return strings.ToLower(address) }

// oneLine makes text safe for a header: line ends and other control characters become spaces.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
