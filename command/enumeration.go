package command

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// checked applies the closed list of values and the greatest length.
func checked(p *catalog.Param, k kind, v object.Value) (object.Value, error) {
	s, ok := v.(string)
	if !ok {
		return v, nil
	}
	if p.MaxLen > 0 {
		if n := utf8.RuneCountInString(s); n > p.MaxLen {
			return nil, validation(p, "", fmt.Sprintf("The character length of the %d argument is too long. Shorten the character length of the argument so it is fewer than or equal to \"%d\" characters, and then try the command again.", n, p.MaxLen))
		}
	}
	if !p.Closed || len(p.Values) == 0 || s == "" {
		return v, nil
	}
	if k != textual {
		return enumerations(p, s)
	}
	for _, accepted := range p.Values {
		if strings.EqualFold(accepted, s) {
			return accepted, nil
		}
	}
	return nil, validation(p, "", fmt.Sprintf("The argument \"%s\" does not belong to the set \"%s\" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.", clip(s), strings.Join(p.Values, ",")))
}

// enumerations reads one name, or several with commas between, as flags are written.
func enumerations(p *catalog.Param, s string) (object.Value, error) {
	parts := strings.Split(s, ",")
	for i, part := range parts {
		name, err := enumeration(p, strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		parts[i] = name
	}
	return strings.Join(parts, ", "), nil
}

// enumeration finds a name of an enumeration, which may be shortened while it is the only one.
func enumeration(p *catalog.Param, s string) (string, error) {
	var found []string
	for _, v := range p.Values {
		if strings.EqualFold(v, s) {
			return v, nil
		}
		if s != "" && hasPrefixFold(v, s) {
			found = append(found, v)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return "", transformation(p, s, fmt.Sprintf("Cannot convert value \"%s\" to type \"%s\" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are \"%s\".",
		clip(s), p.Type, strings.Join(p.Values, ",")))
}
