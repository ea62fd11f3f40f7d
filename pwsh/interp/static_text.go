package interp

import (
	"errors"
	"html"
	"net/url"
	"strings"

	"github.com/dlclark/regexp2"

	"example.org/exosh/object"
)

func textMethod(n string) method {
	switch n {
	case "isnullorempty":
		return func(a *arguments) (object.Value, error) { return a.text(0) == "", nil }
	case "isnullorwhitespace":
		return func(a *arguments) (object.Value, error) { return strings.TrimSpace(a.text(0)) == "", nil }
	case "join":
		return func(a *arguments) (object.Value, error) {
			if !a.count(1, 64) {
				return nil, nil
			}
			var all []any
			for _, v := range a.list[1:] {
				all = append(all, itemsOf(v)...)
			}
			return join(all, a.text(0)), nil
		}
	case "format":
		return func(a *arguments) (object.Value, error) {
			if !a.count(1, 64) {
				return nil, nil
			}
			rest := a.list[1:]
			if len(rest) == 1 {
				rest = itemsOf(rest[0])
			}
			return object.Format(a.text(0), rest)
		}
	case "concat":
		return func(a *arguments) (object.Value, error) {
			var b strings.Builder
			for _, v := range a.list {
				b.WriteString(join(v, ""))
			}
			return b.String(), nil
		}
	case "compare", "compareordinal":
		return func(a *arguments) (object.Value, error) {
			c, err := compare(a.text(0), a.text(1), !ignoresCase(a, 2))
			return int32(c), err
		}
	case "equals":
		return func(a *arguments) (object.Value, error) { return equal(a.text(0), a.text(1), !ignoresCase(a, 2)), nil }
	case "new":
		return nil
	}
	return nil
}

func (in *Interp) regexStatic(n string) method {
	if n == "escape" || n == "unescape" {
		return func(a *arguments) (object.Value, error) {
			if n == "escape" {
				return regexp2.Escape(a.text(0)), nil
			}
			return regexp2.Unescape(a.text(0))
		}
	}
	return func(a *arguments) (object.Value, error) {
		if !a.count(2, 4) {
			return nil, nil
		}
		at := 2
		if n == "replace" {
			at = 3
		}
		options := regexp2.RegexOptions(0)
		if a.has(at) {
			_, options = splitOptions("", strings.ToLower(a.text(at)), 0)
		}
		re, err := in.regex(a.text(1), options)
		if err != nil {
			return nil, err
		}
		m := regexMethod(a.f, &Regex{re, a.text(1)}, n)
		if m == nil {
			return nil, noMember("regex", a.name)
		}
		rest := append([]object.Value{a.list[0]}, a.list[2:min(at, len(a.list))]...)
		return m(&arguments{f: a.f, name: a.name, list: append(rest, int32(0))})
	}
}

func encodingMethod(n string) method {
	if n != "getencoding" {
		return nil
	}
	return func(a *arguments) (object.Value, error) {
		if e, ok := encodingOf(a.text(0)); ok {
			return e, nil
		}
		return nil, errors.New("'" + a.text(0) + "' is not a supported encoding name.")
	}
}

func webMethod(n string) method {
	one := func(f func(string) (string, error)) method {
		return func(a *arguments) (object.Value, error) { return f(a.text(0)) }
	}
	switch n {
	case "htmlencode":
		return one(func(s string) (string, error) { return html.EscapeString(s), nil })
	case "htmldecode":
		return one(func(s string) (string, error) { return html.UnescapeString(s), nil })
	case "urlencode":
		return one(func(s string) (string, error) { return url.QueryEscape(s), nil })
	case "escapedatastring":
		return one(func(s string) (string, error) { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), nil })
	case "urldecode":
		return one(url.QueryUnescape)
	case "unescapedatastring":
		return one(url.PathUnescape)
	}
	return nil
}
