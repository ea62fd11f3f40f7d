package interp

import (
	"errors"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

func (in *Interp) guidMethod(n string) method {
	if n != "newguid" {
		return parseMethod("guid", n)
	}
	return func(*arguments) (object.Value, error) {
		if in.opt.Rand == nil {
			return nil, runtimeError("NoRandom", command.InvalidOperation, "This session has no source of randomness.")
		}
		return object.NewGUID(in.opt.Rand)
	}
}

func convertMethod(n string) method {
	switch n {
	case "frombase64string":
		return func(a *arguments) (object.Value, error) { return fromBase64(a.text(0)) }
	case "tobase64string":
		return func(a *arguments) (object.Value, error) {
			b, _ := a.convert(0, "byte[]").([]byte)
			return toBase64(b), nil
		}
	case "tostring":
		return func(a *arguments) (object.Value, error) {
			if !a.has(1) {
				return a.text(0), nil
			}
			return toBase(a.long(0), a.int(1))
		}
	}
	t, ok := strings.CutPrefix(n, "to")
	if !ok || !knownType(t) {
		return nil
	}
	return func(a *arguments) (object.Value, error) {
		if base := a.int(1); a.has(1) && a.err == nil && (base == 2 || base == 8 || base == 16) {
			return fromBase(a.text(0), base, t)
		}
		a.err = nil
		if t == "boolean" {
			return toBoolean(a.any(0))
		}
		return object.Convert(a.any(0), object.Type(t))
	}
}

// Unlike a cast, [convert]::ToBoolean reads the words "True" and "False".
func toBoolean(v object.Value) (object.Value, error) {
	s, ok := v.(string)
	switch {
	case !ok:
		return truth(v), nil
	case strings.EqualFold(strings.TrimSpace(s), "true"):
		return true, nil
	case strings.EqualFold(strings.TrimSpace(s), "false"):
		return false, nil
	}
	return nil, errors.New("String '" + s + "' was not recognized as a valid Boolean.")
}
