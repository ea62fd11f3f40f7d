package interp

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Parse and TryParse, which many types have.
func parseMethod(t, n string) method {
	if !knownType(t) {
		return nil
	}
	switch n {
	case "parse":
		return func(a *arguments) (object.Value, error) {
			if _, isText := a.any(0).(string); isText && strings.HasPrefix(lastPart(t), "bool") {
				return toBoolean(a.any(0))
			}
			if a.text(0) == "" {
				return nil, errors.New("String '' was not recognized as a valid " + lastPart(object.TypeFullName(object.Type(t))) + ".")
			}
			return object.Convert(a.text(0), object.Type(t))
		}
	case "tryparse":
		return func(a *arguments) (object.Value, error) {
			return nil, runtimeError("NotSupported", command.NotImplemented, "[%s]::TryParse needs [ref], which is not supported. Use -as: `$value = $text -as [%s]; if ($null -ne $value) { ... }`.", t, t)
		}
	}
	return nil
}

// Reads a date by a .NET format.
func parseExact(a *arguments) (object.Value, error) {
	if !a.count(3, 4) {
		return nil, nil
	}
	for _, format := range itemsOf(a.any(1)) {
		if t, err := time.ParseInLocation(layoutOf(object.String(format)), a.text(0), time.Local); err == nil {
			return t, nil
		}
	}
	return nil, errors.New("String '" + a.text(0) + "' was not recognized as a valid DateTime.")
}

// Translates a .NET date format into Go's.
func layoutOf(format string) string {
	parts := []struct{ net, layout string }{{"yyyy", "2006"}, {"yy", "06"}, {"MMMM", "January"}, {"MMM", "Jan"}, {"MM", "01"}, {"M", "1"}, {"dddd", "Monday"}, {"ddd", "Mon"},
		{"dd", "02"}, {"d", "2"}, {"HH", "15"}, {"H", "15"}, {"hh", "03"}, {"h", "3"}, {"mm", "04"}, {"m", "4"}, {"ss", "05"}, {"s", "5"}, {"fffffff", "0000000"}, {"ffffff", "000000"},
		{"fff", "000"}, {"ff", "00"}, {"f", "0"}, {"tt", "PM"}, {"zzz", "-07:00"}, {"K", "Z07:00"}}
	var b strings.Builder
next:
	for i := 0; i < len(format); {
		if format[i] == '\'' {
			if end := strings.IndexByte(format[i+1:], '\''); end >= 0 {
				b.WriteString(format[i+1 : i+1+end])
				i += end + 2
				continue
			}
		}
		for _, p := range parts {
			if strings.HasPrefix(format[i:], p.net) {
				b.WriteString(p.layout)
				i += len(p.net)
				continue next
			}
		}
		b.WriteByte(format[i])
		i++
	}
	return b.String()
}

func toBase(n int64, base int) (object.Value, error) {
	if base != 2 && base != 8 && base != 10 && base != 16 {
		return nil, errors.New("Invalid Base.")
	}
	if n < 0 && base != 10 {
		return strconv.FormatUint(uint64(uint32(n)), base), nil
	}
	return strconv.FormatInt(n, base), nil
}

func fromBase(s string, base int, t string) (object.Value, error) {
	s = strings.TrimPrefix(strings.ToLower(s), "0x")
	n, err := strconv.ParseInt(s, base, 64)
	if err != nil {
		return nil, errors.New("Could not find any recognizable digits.")
	}
	return object.Convert(n, object.Type(t))
}

func charMethod(n string) method {
	test, ok := map[string]func(rune) bool{"isdigit": unicode.IsDigit, "isletter": unicode.IsLetter, "isupper": unicode.IsUpper, "islower": unicode.IsLower,
		"iswhitespace": unicode.IsSpace, "ispunctuation": unicode.IsPunct, "isnumber": unicode.IsNumber,
		"isletterordigit": func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }}[n]
	if ok {
		return func(a *arguments) (object.Value, error) {
			r, _ := a.convert(0, "char").(object.Char)
			return test(rune(r)), nil
		}
	}
	switch n {
	case "toupper", "tolower", "toupperinvariant", "tolowerinvariant":
		return func(a *arguments) (object.Value, error) {
			r, _ := a.convert(0, "char").(object.Char)
			if strings.HasPrefix(n, "toupper") {
				return object.Char(unicode.ToUpper(rune(r))), nil
			}
			return object.Char(unicode.ToLower(rune(r))), nil
		}
	}
	return nil
}
