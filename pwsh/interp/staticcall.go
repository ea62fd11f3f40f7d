package interp

import (
	"errors"
	"strings"

	"example.org/exosh/object"
)

// Calls a static method: [type]::Name(args).
func (in *Interp) callStatic(f *frame, t, name string, args []object.Value) (object.Value, error) {
	n := strings.ToLower(name)
	if n == "new" {
		return in.construct(t, args)
	}
	a := &arguments{f: f, name: name, list: args}
	m := in.staticMethod(t, n)
	if m == nil {
		return nil, noMember(t, name)
	}
	v, err := m(a)
	if a.err != nil {
		return nil, a.err
	}
	return v, methodError(name, len(args), err)
}

func (in *Interp) staticMethod(t, n string) method {
	switch last := lastPart(t); last {
	case "math":
		return mathMethod(n)
	case "string":
		return textMethod(n)
	case "datetime":
		return in.dateMethod(n)
	case "timespan":
		return spanStatic(n)
	case "guid":
		return in.guidMethod(n)
	case "convert":
		return convertMethod(n)
	case "file":
		return in.fileMethod(n)
	case "path":
		return pathMethod(n)
	case "regex":
		return in.regexStatic(n)
	case "environment":
		return in.environmentMethod(n)
	case "encoding":
		return encodingMethod(n)
	case "stopwatch":
		return in.stopwatchMethod(n)
	case "scriptblock":
		return in.blockStatic(n)
	case "webutility", "httputility", "uri":
		return webMethod(n)
	case "enum":
		return enumMethod(n)
	case "array":
		return arrayStatic(n)
	case "char":
		return charMethod(n)
	case "cultureinfo":
		return cultureMethod(n)
	default:
		return parseMethod(t, n)
	}
}

func (in *Interp) blockStatic(n string) method {
	if n != "create" {
		return nil
	}
	return func(a *arguments) (object.Value, error) {
		b, err := in.NewBlock(a.text(0))
		if err != nil {
			return nil, err
		}
		return b, nil
	}
}

func enumMethod(n string) method {
	switch n {
	case "getnames", "getvalues":
		return func(a *arguments) (object.Value, error) {
			all := []any{}
			for _, name := range enumeration(a.text(0)) {
				all = append(all, name)
			}
			if len(all) == 0 {
				return nil, errors.New("the values of the enumeration " + a.text(0) + " are not known here")
			}
			return all, nil
		}
	case "parse", "isdefined":
		return func(a *arguments) (object.Value, error) {
			for _, name := range enumeration(a.text(0)) {
				if strings.EqualFold(name, a.text(1)) {
					if n == "isdefined" {
						return true, nil
					}
					return name, nil
				}
			}
			if n == "isdefined" {
				return false, nil
			}
			return nil, errors.New("Requested value '" + a.text(1) + "' was not found.")
		}
	}
	return nil
}

func arrayStatic(n string) method {
	switch n {
	case "reverse", "sort":
		return func(a *arguments) (object.Value, error) {
			l := &object.List{Items: itemsOf(a.any(0))}
			return listMethod(a.f, l, n)(&arguments{f: a.f, name: n})
		}
	case "indexof":
		return func(a *arguments) (object.Value, error) { return int32(indexIn(itemsOf(a.any(0)), a.any(1))), nil }
	case "empty":
		return func(*arguments) (object.Value, error) { return []any{}, nil }
	}
	return nil
}

func cultureMethod(n string) method {
	switch n {
	case "createspecificculture", "getcultureinfo":
		return func(a *arguments) (object.Value, error) { return a.text(0), nil }
	}
	return nil
}
