package strictjson

import (
	"sort"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Canonical returns a text of a decoded value that is the same for documents that differ in blanks, in
// the order of members and in the case of names only. It is for hashing, not for reading.
func Canonical(v any) []byte { return appendCanonical(nil, v) }

func appendCanonical(b []byte, v any) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(b, v)
	case int32:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		// A fraction is never written as an integer, so that 1 and 1.0, which bind differently, differ.
		return strconv.AppendFloat(b, v, 'e', -1, 64)
	case string:
		b, _ = jsontext.AppendQuote(b, v) // decoded text is valid
		return b
	case []any:
		b = append(b, '[')
		for _, item := range v {
			b = append(appendCanonical(b, item), ',')
		}
		return append(b, ']')
	case *Object:
		return appendObject(b, v)
	}
	return append(b, "null"...)
}

func appendObject(b []byte, o *Object) []byte {
	type folded struct {
		name  string
		value any
	}
	list := make([]folded, len(o.Members))
	for i, m := range o.Members {
		list[i] = folded{fold(m.Name), m.Value}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	b = append(b, '{')
	for _, m := range list {
		b, _ = jsontext.AppendQuote(b, m.name)
		b = append(b, ':')
		b = append(appendCanonical(b, m.value), ',')
	}
	return append(b, '}')
}
