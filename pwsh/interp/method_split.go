package interp

import (
	"errors"
	"strings"
	"unicode/utf16"

	"example.org/exosh/object"
)

// .Split(separators, count, options): a text is one separator; an array of texts or characters is
// several; without separators it splits at white space (rule 62).
func splitLiteral(s string, a *arguments) (object.Value, error) {
	if !a.count(0, 3) {
		return nil, nil
	}
	limit, trim, drop := -1, false, false
	for i := 1; i < len(a.list); i++ {
		if n, ok := a.list[i].(int32); ok && i == 1 && len(a.list) != 2 || ok && n > 3 {
			limit = int(n)
			continue
		} else if ok {
			drop, trim = drop || n&1 != 0, trim || n&2 != 0
			continue
		}
		words := strings.ToLower(a.text(i))
		drop = drop || strings.Contains(words, "removeemptyentries")
		trim = trim || strings.Contains(words, "trimentries")
	}
	var separators []string
	for _, v := range itemsOf(a.any(0)) {
		if text := object.String(v); text != "" {
			separators = append(separators, text)
		}
	}
	parts := cutAll(s, separators, limit)
	all := []any{}
	for _, p := range parts {
		if trim {
			p = strings.TrimSpace(p)
		}
		if p != "" || !drop {
			all = append(all, p)
		}
	}
	return all, nil
}

func cutAll(s string, separators []string, limit int) []string {
	var parts []string
	at := 0
	for i := 0; i < len(s) && (limit < 0 || len(parts) < limit-1); {
		n := separatorAt(s[i:], separators)
		if n == 0 {
			i++
			continue
		}
		parts = append(parts, s[at:i])
		i += n
		at = i
	}
	return append(parts, s[at:])
}

func separatorAt(s string, separators []string) int {
	if separators == nil {
		if strings.ContainsRune(" \t\r\n\v\f", rune(s[0])) {
			return 1
		}
		return 0
	}
	for _, sep := range separators {
		if strings.HasPrefix(s, sep) {
			return len(sep)
		}
	}
	return 0
}

func substring(s string, a *arguments) (object.Value, error) {
	if !a.count(1, 2) {
		return nil, nil
	}
	units := utf16.Encode([]rune(s))
	from := a.int(0)
	n := len(units) - from
	if a.has(1) {
		n = a.int(1)
	}
	if a.err != nil {
		return nil, nil
	}
	if from < 0 || from > len(units) {
		return nil, errors.New("startIndex cannot be larger than length of string. (Parameter 'startIndex')")
	}
	if n < 0 || from+n > len(units) {
		return nil, errors.New("Index and length must refer to a location within the string. (Parameter 'length')")
	}
	return string(utf16.Decode(units[from : from+n])), nil
}

const maxPad = 1 << 20

func editMethod(s, name string) method {
	return func(a *arguments) (object.Value, error) {
		if !a.count(1, 2) {
			return nil, nil
		}
		units := utf16.Encode([]rune(s))
		n := a.int(0)
		if a.err != nil {
			return nil, nil
		}
		switch name {
		case "padleft", "padright":
			return pad(s, n-len(units), name, a)
		}
		if n < 0 || n > len(units) {
			return nil, errRange
		}
		if name == "insert" {
			return string(utf16.Decode(units[:n])) + a.text(1) + string(utf16.Decode(units[n:])), nil
		}
		count := len(units) - n
		if a.has(1) {
			count = a.int(1)
		}
		if count < 0 || n+count > len(units) {
			return nil, errRange
		}
		return string(utf16.Decode(units[:n])) + string(utf16.Decode(units[n+count:])), nil
	}
}

func pad(s string, n int, name string, a *arguments) (object.Value, error) {
	fill := " "
	if a.has(1) {
		fill = a.text(1)
	}
	if n <= 0 || fill == "" {
		return s, nil
	}
	if n > maxPad {
		return nil, errors.New("The text would become too long.")
	}
	if name == "padleft" {
		return strings.Repeat(fill, n) + s, nil
	}
	return s + strings.Repeat(fill, n), nil
}
