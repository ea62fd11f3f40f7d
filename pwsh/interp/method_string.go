package interp

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf16"

	"example.org/exosh/object"
)

var errRange = errors.New("Index and length must refer to a location within the string.")

// Methods of System.String. Indices count UTF-16 units, as in .NET.
func stringMethod(s, name string) method {
	switch name {
	case "toupper", "toupperinvariant":
		return func(*arguments) (object.Value, error) { return strings.ToUpper(s), nil }
	case "tolower", "tolowerinvariant":
		return func(*arguments) (object.Value, error) { return strings.ToLower(s), nil }
	case "trim", "trimstart", "trimend":
		return func(a *arguments) (object.Value, error) { return trimmed(s, name, a), nil }
	case "startswith", "endswith", "contains":
		return func(a *arguments) (object.Value, error) { return containsText(s, name, a), nil }
	case "indexof", "lastindexof":
		return func(a *arguments) (object.Value, error) { return indexOf(s, name, a), nil }
	case "replace":
		return func(a *arguments) (object.Value, error) { return replaceLiteral(s, a) }
	case "split":
		return func(a *arguments) (object.Value, error) { return splitLiteral(s, a) }
	case "substring":
		return func(a *arguments) (object.Value, error) { return substring(s, a) }
	case "remove", "insert", "padleft", "padright":
		return editMethod(s, name)
	case "tochararray":
		return func(*arguments) (object.Value, error) { return chars(s), nil }
	case "getenumerator":
		return func(*arguments) (object.Value, error) { return chars(s), nil }
	case "normalize", "clone", "tostring":
		return func(*arguments) (object.Value, error) { return s, nil }
	case "indexofany":
		return func(a *arguments) (object.Value, error) {
			return int32(strings.IndexAny(s, join(a.any(0), ""))), nil
		}
	}
	return nil
}

func chars(s string) []any {
	units := utf16.Encode([]rune(s))
	all := make([]any, len(units))
	for i, u := range units {
		all[i] = object.Char(u)
	}
	return all
}

// Returns the characters that trim and split methods are given.
func charset(a *arguments) string {
	var b strings.Builder
	for _, v := range a.list {
		for _, e := range unroll(v) {
			b.WriteString(object.String(e))
		}
	}
	return b.String()
}

func trimmed(s, name string, a *arguments) string {
	cut := func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }
	if set := charset(a); set != "" {
		cut = func(r rune) bool { return strings.ContainsRune(set, r) }
	}
	if name != "trimend" {
		s = strings.TrimLeftFunc(s, cut)
	}
	if name != "trimstart" {
		s = strings.TrimRightFunc(s, cut)
	}
	return s
}

// Reports whether an argument asks to ignore case: $true or a StringComparison.
func ignoresCase(a *arguments, i int) bool {
	if b, ok := a.any(i).(bool); ok {
		return b
	}
	return strings.HasSuffix(strings.ToLower(a.text(i)), "ignorecase")
}

func containsText(s, name string, a *arguments) bool {
	if !a.count(1, 3) {
		return false
	}
	part := a.text(0)
	if ignoresCase(a, 1) {
		s, part = strings.ToLower(s), strings.ToLower(part)
	}
	switch name {
	case "startswith":
		return strings.HasPrefix(s, part)
	case "endswith":
		return strings.HasSuffix(s, part)
	}
	return strings.Contains(s, part)
}

func indexOf(s, name string, a *arguments) int32 {
	if !a.count(1, 4) {
		return -1
	}
	part, start := a.text(0), 0
	if ignoresCase(a, len(a.list)-1) && len(a.list) > 1 {
		s, part = strings.ToLower(s), strings.ToLower(part)
	} else if a.has(1) {
		start = a.int(1)
	}
	units := utf16.Encode([]rune(s))
	if start < 0 || start > len(units) {
		return -1
	}
	if name == "lastindexof" {
		i := strings.LastIndex(s, part)
		if i < 0 {
			return -1
		}
		return int32(len(utf16.Encode([]rune(s[:i]))))
	}
	tail := string(utf16.Decode(units[start:]))
	i := strings.Index(tail, part)
	if i < 0 {
		return -1
	}
	return int32(start + len(utf16.Encode([]rune(tail[:i]))))
}

func replaceLiteral(s string, a *arguments) (object.Value, error) {
	if !a.count(2, 4) {
		return nil, nil
	}
	old := a.text(0)
	if old == "" {
		return nil, errors.New("String cannot be of zero length. (Parameter 'oldValue')")
	}
	if len(a.list) > 2 && ignoresCase(a, len(a.list)-1) {
		return replaceFold(s, old, a.text(1)), nil
	}
	return strings.ReplaceAll(s, old, a.text(1)), nil
}

func replaceFold(s, old, with string) string {
	var b strings.Builder
	low, want := strings.ToLower(s), strings.ToLower(old)
	if len(low) != len(s) {
		return strings.ReplaceAll(s, old, with)
	}
	for {
		i := strings.Index(low, want)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		b.WriteString(with)
		s, low = s[i+len(want):], low[i+len(want):]
	}
}

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
