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
