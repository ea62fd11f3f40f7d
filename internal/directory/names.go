package directory

import (
	"fmt"
	"strings"

	"example.org/exosh/internal/org"
	"golang.org/x/text/unicode/norm"
)

// maxAlias and maxName are the longest Alias and Name, in characters.
const (
	maxAlias = 64
	maxName  = 64
)

// CheckName returns an error unless text can be the Name of a recipient.
func CheckName(text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return org.Invalid("Name", text, "it may not be empty")
	case len([]rune(text)) > maxName:
		return org.Invalid("Name", text, "it may have at most 64 characters")
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return org.Invalid("Name", text, "it may not hold control characters")
	}
	return nil
}

// AliasOf makes an Alias of any name: letters that ASCII does not have are replaced by what they are
// built on, everything else that an alias cannot hold is dropped.
func AliasOf(name string) string {
	var b strings.Builder
	for _, r := range spelled(name) {
		if ok := aliasRune(r); ok && b.Len() < maxAlias {
			b.WriteRune(r)
		}
	}
	return strings.Trim(squeeze(b.String()), ".")
}

func aliasRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '-' || r == '_'
}

// Writes letters with marks without them, and the German and Nordic ones as they are spelt in ASCII.
func spelled(name string) string {
	name = strings.NewReplacer("ß", "ss", "æ", "ae", "Æ", "Ae", "ø", "o", "Ø", "O", "ł", "l", "Ł", "L", "đ", "d", "Đ", "D").Replace(name)
	return norm.NFD.String(name)
}

func squeeze(s string) string {
	for strings.Contains(s, "..") {
		s = strings.ReplaceAll(s, "..", ".")
	}
	return s
}

// FreeAlias returns the first of base, base1, base2, ... that no recipient has as Alias and that no
// recipient of the domain has as the local part of an address.
func FreeAlias(tx org.Tx, base, domain string) (string, error) {
	if base == "" {
		base = "user"
	}
	for n := range 10_000 {
		alias := numbered(base, n)
		free, err := aliasFree(tx, alias, domain)
		if err != nil || free {
			return alias, err
		}
	}
	return "", org.Invalid("Alias", base, "no number from 1 to 9999 makes it unique; give -Alias yourself")
}

func numbered(base string, n int) string {
	if n == 0 {
		return base
	}
	suffix := fmt.Sprint(n)
	return base[:min(len(base), maxAlias-len(suffix))] + suffix
}

func aliasFree(tx org.Tx, alias, domain string) (bool, error) {
	for _, k := range []org.Key{{Space: org.SpaceAlias, Value: alias}, {Space: org.SpaceSMTP, Value: alias + "@" + domain}} {
		for e, err := range org.Unscoped(tx).ByKey(k.Space, k.Value) {
			if err != nil {
				return false, err
			}
			if !SoftDeleted(e) {
				return false, nil
			}
		}
	}
	return true, nil
}

// SetName gives a recipient its Name and every name that is made of it.
func (o *Organisation) SetName(e *org.Entry, name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	n := org.NamesOf(o.Name, name, e.ID)
	e.Sort = name
	e.Props.Set("Name", name)
	e.Props.Set("DistinguishedName", n.DN)
	e.Props.Set("Identity", n.Canonical)
	e.Props.Set("OrganizationalUnit", n.Unit)
	if Text(e, "LegacyExchangeDN") == "" {
		e.Props.Set("LegacyExchangeDN", n.LegacyDN)
	}
	return nil
}
