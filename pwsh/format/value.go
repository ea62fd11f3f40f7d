package format

import (
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

// enumerationLimit is how many elements of a collection a cell shows, $FormatEnumerationLimit.
const enumerationLimit = 4

// cellText is the text of a value in a cell of a table or a line of a list, escaped unless raw.
func (o *Options) cellText(v object.Value, format string) string {
	if format != "" {
		if s, err := object.FormatValue(v, format); err == nil {
			return o.escape(s)
		}
	}
	return o.escape(o.plainText(v))
}

func (o *Options) escape(s string) string {
	if o.Raw {
		return s
	}
	return Escape(strings.ReplaceAll(s, "\r\n", "\n"))
}

func (o *Options) plainText(v object.Value) string {
	switch t := v.(type) {
	case nil:
		return ""
	case string:
		return t
	case time.Time:
		s, err := object.FormatValue(t, "G")
		if err != nil {
			return object.String(t)
		}
		return s
	case *object.Dict:
		return o.dictText(t)
	case *command.Error:
		return t.Message
	case command.Block:
		return t.Source()
	case []byte:
		return o.listText(bytesOf(t))
	}
	if object.IsCollection(v) {
		return o.listText(object.Unroll(v))
	}
	return object.String(v)
}

func bytesOf(b []byte) []any {
	list := make([]any, 0, enumerationLimit+1)
	for _, c := range b[:min(len(b), enumerationLimit+1)] {
		list = append(list, c)
	}
	return list
}

func (o *Options) listText(items []any) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, item := range items {
		if i == o.limit() {
			b.WriteString(ellipsis)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(o.elementText(item))
	}
	b.WriteByte('}')
	return b.String()
}

// An element is its text; a collection within a collection is its type's name.
func (o *Options) elementText(v object.Value) string {
	if object.IsCollection(v) {
		return object.TypeName(v)
	}
	if t, ok := v.(time.Time); ok {
		return o.plainText(t)
	}
	return object.String(v)
}

func (o *Options) dictText(d *object.Dict) string {
	var b strings.Builder
	b.WriteByte('{')
	n := 0
	for k, v := range d.All() {
		if n == o.limit() {
			b.WriteString(ellipsis)
			break
		}
		if n > 0 {
			b.WriteString(", ")
		}
		b.WriteString("[" + object.String(k) + ", " + o.elementText(v) + "]")
		n++
	}
	b.WriteByte('}')
	return b.String()
}

func (o *Options) limit() int {
	switch {
	case o.EnumerationLimit == 0:
		return enumerationLimit
	case o.EnumerationLimit < 0:
		return -1
	}
	return o.EnumerationLimit
}

// Says whether values of that type stand on the right of their column.
func isNumber(v object.Value) bool {
	switch v.(type) {
	case uint8, int16, int32, int64, int, uint32, uint64, float32, float64, *decimal.Decimal:
		return true
	}
	return false
}

// Returns the text of a value that is a line of its own, and whether it is one.
func (o *Options) scalarText(v object.Value) (string, bool) {
	switch t := v.(type) {
	case string:
		return t, true
	case bool, uint8, int16, int32, int64, int, uint32, uint64, float32, float64, *decimal.Decimal, object.Char,
		object.ByteQuantifiedSize, object.Unlimited, object.SmtpAddress, object.ADObjectID:
		return object.String(t), true
	case *object.SecureString:
		return object.String(t), true
	case command.Block:
		return t.Source(), true
	}
	if isError(v) {
		return "", false
	}
	if s, ok := v.(object.Stringer); ok && len(object.Names(v)) == 0 && viewOf(v) == nil {
		return s.String(), true
	}
	return "", false
}

func isError(v object.Value) bool {
	_, ok := v.(*command.Error)
	return ok
}
