package directory

import (
	"strings"

	"example.org/exosh/internal/org"
)

// maxAddresses is how many addresses a recipient may have.
const maxAddresses = 400

// Primary returns the recipient's primary e-mail address, "" where it has none.
func Primary(e *org.Entry) string {
	for _, a := range org.ProxyAddresses(e.Props) {
		if a.Prefix == "smtp" && a.Primary {
			return a.Address
		}
	}
	return ""
}

// SetAddresses gives the recipient a new list of addresses: one primary e-mail address, none twice.
// Where the list has no primary one the first e-mail address becomes it.
func SetAddresses(e *org.Entry, list []org.ProxyAddress) error {
	kept, err := onePrimary(distinct(list))
	if err != nil {
		return err
	}
	texts := make([]any, len(kept))
	for i, a := range kept {
		texts[i] = a.String()
	}
	e.Props.Set("EmailAddresses", texts)
	e.Props.Set("PrimarySmtpAddress", Primary(e))
	e.Props.Set("WindowsEmailAddress", Primary(e))
	return nil
}

// SetPrimary makes an address the primary one; the one that was so far stays as another address.
func SetPrimary(e *org.Entry, address string) error {
	if err := org.CheckSMTP("PrimarySmtpAddress", address); err != nil {
		return err
	}
	list := []org.ProxyAddress{{Prefix: "smtp", Address: address, Primary: true}}
	for _, a := range org.ProxyAddresses(e.Props) {
		if a.Prefix == "smtp" {
			a.Primary = false
		}
		list = append(list, a)
	}
	return SetAddresses(e, list)
}

// ReplaceAddresses gives the recipient the addresses written in texts, as -EmailAddresses does.
func ReplaceAddresses(e *org.Entry, texts []string) error {
	list, err := parseAddresses(texts)
	if err != nil {
		return err
	}
	return SetAddresses(e, list)
}

// ChangeAddresses adds and removes addresses. An address that is added as primary takes the place of
// the primary one; the primary one itself can only be replaced.
func ChangeAddresses(e *org.Entry, add, remove []string) error {
	gone, err := parseAddresses(remove)
	if err != nil {
		return err
	}
	fresh, err := parseAddresses(add)
	if err != nil {
		return err
	}
	list := without(org.ProxyAddresses(e.Props), gone)
	if hasPrimary(fresh) {
		list = demoted(list)
	}
	list = append(list, fresh...)
	if !hasPrimary(list) {
		return org.Invalid("EmailAddresses", Primary(e), "the primary address can't be removed; make another one primary first")
	}
	return SetAddresses(e, list)
}

func parseAddresses(texts []string) ([]org.ProxyAddress, error) {
	if len(texts) > maxAddresses {
		return nil, org.Invalid("EmailAddresses", texts[maxAddresses], "a recipient may have at most 400 addresses")
	}
	list := make([]org.ProxyAddress, 0, len(texts))
	for _, t := range texts {
		a, err := org.ParseProxyAddress(t)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

func same(a, b org.ProxyAddress) bool {
	return a.Prefix == b.Prefix && org.Matches(a.Address, b.Address)
}

func without(list, gone []org.ProxyAddress) []org.ProxyAddress {
	var kept []org.ProxyAddress
	for _, a := range list {
		if !contains(gone, a) {
			kept = append(kept, a)
		}
	}
	return kept
}

func contains(list []org.ProxyAddress, a org.ProxyAddress) bool {
	for _, b := range list {
		if same(a, b) {
			return true
		}
	}
	return false
}

func hasPrimary(list []org.ProxyAddress) bool {
	for _, a := range list {
		if a.Prefix == "smtp" && a.Primary {
			return true
		}
	}
	return false
}

func demoted(list []org.ProxyAddress) []org.ProxyAddress {
	for i := range list {
		if list[i].Prefix == "smtp" {
			list[i].Primary = false
		}
	}
	return list
}

// distinct keeps the first of equal addresses, as the primary one if any of them is.
func distinct(list []org.ProxyAddress) []org.ProxyAddress {
	var kept []org.ProxyAddress
next:
	for _, a := range list {
		for i := range kept {
			if same(kept[i], a) {
				kept[i].Primary = kept[i].Primary || a.Primary
				continue next
			}
		}
		kept = append(kept, a)
	}
	return kept
}

func onePrimary(list []org.ProxyAddress) ([]org.ProxyAddress, error) {
	first, primaries := -1, 0
	for i, a := range list {
		if a.Prefix != "smtp" {
			continue
		}
		if first < 0 {
			first = i
		}
		if a.Primary {
			primaries++
		}
	}
	switch {
	case first < 0:
		return nil, org.Invalid("EmailAddresses", "", "at least one e-mail address has to remain")
	case primaries > 1:
		return nil, org.Invalid("EmailAddresses", list[first].Address, "only one address may have SMTP: in capitals, which makes it the primary one")
	case len(list) > maxAddresses:
		return nil, org.Invalid("EmailAddresses", "", "a recipient may have at most 400 addresses")
	case primaries == 0:
		list[first].Primary = true
	}
	return list, nil
}

// CheckAccepted returns an error unless the domain of every e-mail address is one of the
// organisation's accepted domains.
func CheckAccepted(tx org.Tx, e *org.Entry) error {
	for _, a := range org.ProxyAddresses(e.Props) {
		if a.Prefix != "smtp" {
			continue
		}
		if err := CheckAcceptedDomain(tx, "EmailAddresses", a.Address); err != nil {
			return err
		}
	}
	return nil
}

// CheckAcceptedDomain returns an error that names the parameter unless the address is in one of the
// organisation's accepted domains.
func CheckAcceptedDomain(tx org.Tx, parameter, address string) error {
	domain := address[strings.LastIndexByte(address, '@')+1:]
	d, err := org.One(tx, org.KindAcceptedDomain, org.SpaceName, domain)
	if org.IsNotFound(err) || err == nil && Flag(d, "PendingCompletion") {
		e := org.Invalid(parameter, address, "its domain is not an accepted domain of the organization")
		e.ID, e.Type = "NotAcceptedDomainException", "Microsoft.Exchange.Data.Directory.NotAcceptedDomainException"
		e.Advice = "Use one of the domains that Get-AcceptedDomain lists."
		return e
	}
	return err
}
