// Package wire is the JSON of the admin API: objects with the annotations that say which .NET types
// their properties have, and the parameters of a command.
package wire

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

// A Fields selects properties by name, without regard to case. The zero value selects all.
type Fields struct{ names []string }

// SelectFields returns the fields of a comma list, as $select has it; "" and "*" select all.
func SelectFields(list string) Fields {
	var f Fields
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name == "*" {
			return Fields{}
		} else if name != "" {
			f.names = append(f.names, name)
		}
	}
	return f
}

// Names returns the names that are selected, nil for all.
func (f Fields) Names() []string { return f.names }

func (f Fields) has(name string) bool {
	if f.names == nil {
		return true
	}
	for _, n := range f.names {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// AppendObject appends an object with its annotations: "X@data.type" and "X@odata.type" stand before
// the property X they describe.
func AppendObject(b []byte, o *object.Object, f Fields) []byte {
	b = append(b, '{')
	start := len(b)
	for i := range o.Props {
		p := &o.Props[i]
		if !f.has(p.Name) {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = appendProperty(b, p.Name, p.Value)
	}
	return append(b, '}')
}

// AppendValue appends a value of the output: an object with annotations, or a bare value.
func AppendValue(b []byte, v object.Value, f Fields) []byte {
	switch v := v.(type) {
	case *object.Object:
		return AppendObject(b, v, f)
	case *object.Dict:
		return appendDict(b, v, 0)
	case object.Properties:
		return AppendObject(b, flatten(v), f)
	}
	return appendBare(b, "", v, 0)
}

func flatten(p object.Properties) *object.Object {
	o := &object.Object{Types: p.TypeNames()}
	for _, name := range p.PropertyNames() {
		v, _ := p.Property(name)
		o.Props = append(o.Props, object.Property{Name: name, Value: v})
	}
	return o
}

func appendProperty(b []byte, name string, v object.Value) []byte {
	data, odata := annotations(v)
	if data != "" {
		b = appendName(b, name, "@data.type")
		b = append(b, data...)
	}
	if odata != "" {
		b = appendName(b, name, "@odata.type")
		b = append(b, odata...)
	}
	b = appendName(b, name, "")
	return appendBare(b, name, v, 0)
}

// Appends a member's name and the colon.
func appendName(b []byte, name, suffix string) []byte {
	if !plain(name) {
		b, _ = jsontext.AppendQuote(b, name+suffix) // broken UTF-8 is replaced
		return append(b, ':')
	}
	b = append(b, '"')
	b = append(b, name...)
	b = append(b, suffix...)
	return append(b, '"', ':')
}

func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// The depth to which hash tables are written; what lies deeper is its text.
const mostDepth = 10

func appendBare(b []byte, name string, v object.Value, depth int) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case object.Switch:
		return strconv.AppendBool(b, bool(v))
	case string:
		return appendText(b, v)
	case uint8:
		return strconv.AppendUint(b, uint64(v), 10)
	case int16:
		return strconv.AppendInt(b, int64(v), 10)
	case int32:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case uint32:
		return strconv.AppendUint(b, uint64(v), 10)
	case uint64:
		return strconv.AppendUint(b, v, 10)
	case float32:
		return appendFloat(b, float64(v), 32)
	case float64:
		return appendFloat(b, v, 64)
	case *decimal.Decimal:
		return v.Append(b)
	case time.Time:
		return appendTime(b, name, v)
	case []byte:
		return appendBytes(b, v)
	case []any:
		return appendItems(b, v, depth)
	case *object.List:
		return appendItems(b, v.Items, depth)
	case *object.Dict:
		if depth < mostDepth {
			return appendDict(b, v, depth)
		}
	}
	return appendText(b, object.String(v))
}

func appendText(b []byte, s string) []byte {
	if plain(s) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"')
	}
	b, _ = jsontext.AppendQuote(b, s) // broken UTF-8 is replaced
	return b
}

// Infinity and NaN are no JSON numbers and travel as text.
func appendFloat(b []byte, f float64, bits int) []byte {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return appendText(b, object.String(f))
	}
	return strconv.AppendFloat(b, f, 'g', -1, bits)
}

const (
	timeUTC   = `"2006-01-02T15:04:05.0000000Z"`
	timeLocal = `"2006-01-02T15:04:05.0000000-07:00"`
)

// A property whose name ends in UTC ends in Z, any other shows its offset.
func appendTime(b []byte, name string, t time.Time) []byte {
	if strings.HasSuffix(name, "UTC") || strings.HasSuffix(name, "Utc") {
		return t.UTC().AppendFormat(b, timeUTC)
	}
	return t.AppendFormat(b, timeLocal)
}

func appendBytes(b, data []byte) []byte {
	b = append(b, `{"Data":[`...)
	for i, c := range data {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(c), 10)
	}
	return append(b, ']', '}')
}

// Items of a collection are text, except hash tables and what JSON has itself.
func appendItems(b []byte, items []any, depth int) []byte {
	b = append(b, '[')
	for i, v := range items {
		if i > 0 {
			b = append(b, ',')
		}
		if d, ok := v.(*object.Dict); ok && depth < mostDepth {
			b = appendDict(b, d, depth+1)
			continue
		}
		b = appendText(b, object.String(v))
	}
	return append(b, ']')
}

func appendDict(b []byte, d *object.Dict, depth int) []byte {
	b = append(b, `{"@odata.type":"#Exchange.GenericHashTable"`...)
	for k, v := range d.All() {
		name := object.String(k)
		data, odata := annotations(v)
		b = append(b, ',')
		if data != "" {
			b = append(appendName(b, name, "@data.type"), data...)
		}
		if odata != "" {
			b = append(appendName(b, name, "@odata.type"), odata...)
		}
		b = appendName(b, name, "")
		b = appendBare(b, name, v, depth+1)
	}
	return append(b, '}')
}
