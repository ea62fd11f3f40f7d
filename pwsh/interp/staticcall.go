package interp

import (
	"errors"
	"html"
	"math"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"example.org/exosh/command"
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

func mathMethod(n string) method {
	if f, ok := map[string]func(float64) float64{"sqrt": math.Sqrt, "sin": math.Sin, "cos": math.Cos, "tan": math.Tan,
		"exp": math.Exp, "log10": math.Log10, "log2": math.Log2, "atan": math.Atan, "cbrt": math.Cbrt}[n]; ok {
		return func(a *arguments) (object.Value, error) { return f(a.double(0)), nil }
	}
	switch n {
	case "floor", "ceiling", "truncate", "abs":
		return func(a *arguments) (object.Value, error) { return rounded(n, a) }
	case "round":
		return func(a *arguments) (object.Value, error) { return roundTo(a) }
	case "min", "max":
		return func(a *arguments) (object.Value, error) {
			if !a.count(2, 2) {
				return nil, nil
			}
			x, y := a.any(0), a.any(1)
			if _, isText := x.(string); isText {
				x = a.double(0)
			}
			if (object.TypeName(x) == "System.Int32") && object.TypeName(y) == "System.Double" {
				x = a.double(0)
			}
			c, err := compare(x, y, true)
			if (c < 0) == (n == "min") {
				return x, err
			}
			return y, err
		}
	case "pow":
		return func(a *arguments) (object.Value, error) { return math.Pow(a.double(0), a.double(1)), nil }
	case "log":
		return func(a *arguments) (object.Value, error) {
			if a.has(1) {
				return math.Log(a.double(0)) / math.Log(a.double(1)), nil
			}
			return math.Log(a.double(0)), nil
		}
	case "sign":
		return func(a *arguments) (object.Value, error) {
			c, err := compare(a.any(0), int32(0), true)
			return int32(c), err
		}
	}
	return nil
}

func rounded(n string, a *arguments) (object.Value, error) {
	if !a.count(1, 1) {
		return nil, nil
	}
	switch v := a.any(0).(type) {
	case int32, int64:
		if n != "abs" {
			return a.double(0), nil
		}
		if c, _ := compare(v, int32(0), true); c < 0 {
			return object.Neg(v)
		}
		return v, nil
	}
	x := a.double(0)
	switch n {
	case "floor":
		return math.Floor(x), nil
	case "ceiling":
		return math.Ceil(x), nil
	case "truncate":
		return math.Trunc(x), nil
	}
	return math.Abs(x), nil
}

// [math]::Round(x, digits, mode): halves go to the even digit unless the mode says otherwise.
func roundTo(a *arguments) (object.Value, error) {
	if !a.count(1, 3) {
		return nil, nil
	}
	digits, mode := 0, ""
	for i := 1; i < len(a.list); i++ {
		if s, ok := a.list[i].(string); ok {
			mode = strings.ToLower(s)
		} else {
			digits = a.int(i)
		}
	}
	if digits < 0 || digits > 15 {
		return nil, errors.New("Rounding digits must be between 0 and 15, inclusive. (Parameter 'digits')")
	}
	x, scale := a.double(0), math.Pow10(digits)
	if math.IsInf(x*scale, 0) {
		return x, nil
	}
	if mode == "awayfromzero" {
		return math.Round(x*scale) / scale, nil
	}
	return math.RoundToEven(x*scale) / scale, nil
}

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

func (in *Interp) dateMethod(n string) method {
	switch n {
	case "parse", "parseexact", "tryparse":
		if n == "parseexact" {
			return func(a *arguments) (object.Value, error) { return parseExact(a) }
		}
		return parseMethod("datetime", n)
	case "daysinmonth":
		return func(a *arguments) (object.Value, error) {
			return int32(time.Date(a.int(0), time.Month(a.int(1))+1, 0, 0, 0, 0, 0, time.UTC).Day()), nil
		}
	case "isleapyear":
		return func(a *arguments) (object.Value, error) {
			return time.Date(a.int(0), 2, 29, 0, 0, 0, 0, time.UTC).Day() == 29, nil
		}
	case "specifykind":
		return func(a *arguments) (object.Value, error) {
			t := a.time(0)
			where := time.Local
			if strings.EqualFold(a.text(1), "Utc") {
				where = time.UTC
			}
			return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), where), nil
		}
	case "fromfiletime", "fromfiletimeutc":
		return func(a *arguments) (object.Value, error) {
			ticks := a.long(0) - fileEpoch
			t := time.Unix(ticks/unixSecond, ticks%unixSecond*int64(tick)).UTC()
			if n == "fromfiletime" {
				t = t.Local()
			}
			return t, nil
		}
	}
	return nil
}

func spanStatic(n string) method {
	unit, ok := map[string]float64{"fromdays": 864e9, "fromhours": 36e9, "fromminutes": 6e8, "fromseconds": 1e7, "frommilliseconds": 1e4, "fromticks": 1}[n]
	if !ok {
		return parseMethod("timespan", n)
	}
	return func(a *arguments) (object.Value, error) {
		v := a.double(0) * unit
		if math.IsNaN(v) || math.Abs(v) >= math.MaxInt64 {
			return nil, errors.New("TimeSpan overflowed because the duration is too long.")
		}
		return object.TimeSpan(math.Round(v)), nil
	}
}

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

func pathMethod(n string) method {
	slash := func(s string) string { return strings.ReplaceAll(s, `\`, "/") }
	base := func(s string) string { return s[strings.LastIndexAny(s, `/\`)+1:] }
	one := func(f func(s string) object.Value) method {
		return func(a *arguments) (object.Value, error) { return f(a.text(0)), nil }
	}
	switch n {
	case "getextension":
		return one(func(s string) object.Value { return path.Ext(base(s)) })
	case "getfilename":
		return one(func(s string) object.Value { return base(s) })
	case "getfilenamewithoutextension":
		return one(func(s string) object.Value { return strings.TrimSuffix(base(s), path.Ext(base(s))) })
	case "getdirectoryname":
		return one(func(s string) object.Value { return directory(s) })
	case "ispathrooted":
		return one(func(s string) object.Value {
			return strings.HasPrefix(slash(s), "/") || len(s) > 1 && s[1] == ':'
		})
	case "hasextension":
		return one(func(s string) object.Value { return path.Ext(base(s)) != "" })
	case "combine", "join":
		return func(a *arguments) (object.Value, error) { return combine(a), nil }
	case "changeextension":
		return func(a *arguments) (object.Value, error) {
			s, ext := a.text(0), strings.TrimPrefix(a.text(1), ".")
			return strings.TrimSuffix(s, path.Ext(base(s))) + "." + ext, nil
		}
	case "getinvalidfilenamechars":
		return func(*arguments) (object.Value, error) { return []any{object.Char(0), object.Char('/')}, nil }
	}
	return nil
}

func combine(a *arguments) string {
	out := ""
	for i := range a.list {
		part := a.text(i)
		switch {
		case strings.HasPrefix(part, "/") || out == "":
			out = part
		case strings.HasSuffix(out, "/") || strings.HasSuffix(out, `\`):
			out += part
		case part != "":
			out += "/" + part
		}
	}
	return out
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

func (in *Interp) environmentMethod(n string) method {
	switch n {
	case "getenvironmentvariable":
		return func(a *arguments) (object.Value, error) {
			if v, ok := in.getenv(a.text(0)); ok {
				return v, nil
			}
			return nil, nil
		}
	case "setenvironmentvariable":
		return func(a *arguments) (object.Value, error) { in.setenv(a.text(0), a.any(1)); return nothing{}, nil }
	case "getfolderpath":
		return func(a *arguments) (object.Value, error) {
			switch strings.ToLower(a.text(0)) {
			case "userprofile", "personal", "mydocuments":
				return in.opt.Home, nil
			case "desktop", "desktopdirectory":
				return in.opt.Home + "/Desktop", nil
			}
			return "", nil
		}
	}
	return nil
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

func (in *Interp) stopwatchMethod(n string) method {
	if n != "startnew" {
		return nil
	}
	return func(*arguments) (object.Value, error) {
		now, err := in.now()
		return &Stopwatch{started: now, now: in.opt.Now}, err
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
