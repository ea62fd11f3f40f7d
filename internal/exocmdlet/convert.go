package exocmdlet

import (
	"math"
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// typed returns the shaper of entities that are shown one by one: with the properties that the answer has,
// in its order, and the types that the cmdlet's objects have.
func typed(cmdlet string) shaper {
	kinds := kindsOf(cmdlet)
	types := typesOf(cmdlet)
	return func(entity *object.Object) []*object.Object {
		entity.Types = types
		for i := range entity.Props {
			p := &entity.Props[i]
			p.Value = convert(p.Name, kinds[strings.ToLower(p.Name)], p.Value)
		}
		return []*object.Object{entity}
	}
}

// typesOf lists the type names of a cmdlet's objects.
func typesOf(cmdlet string) []string {
	if shape, ok := catalog.ObjectFor(cmdlet); ok {
		return shape.Types
	}
	return nil
}

// kindsOf returns the types of a cmdlet's properties by their names in lower case. The model calls sizes
// numbers, and dates and ids text; what they are, the plain cmdlet's objects show.
func kindsOf(cmdlet string) map[string]string {
	kinds := map[string]string{}
	for _, name := range []string{cmdlet, strings.Replace(cmdlet, "Get-EXO", "Get-", 1)} {
		shape, ok := catalog.ObjectFor(name)
		if !ok {
			continue
		}
		for _, p := range shape.Props {
			kinds[strings.ToLower(p.Name)] = p.Type
		}
	}
	return kinds
}

// convert gives a value of JSON the type that the module gives it (protocol section 5.7). What does not fit
// stays as it is.
func convert(name, kind string, v object.Value) object.Value {
	if text, ok := v.(string); ok {
		return convertText(name, kind, text)
	}
	n, ok := whole(v)
	switch {
	case !ok:
		return v
	case n == math.MinInt64:
		return object.Unlimited{}
	case n >= 0 && strings.HasPrefix(kind, "Unlimited<ByteQuantifiedSize"):
		return object.Unlimited{Value: object.ByteQuantifiedSize(n)}
	case n >= 0 && kind == "ByteQuantifiedSize":
		return object.ByteQuantifiedSize(n)
	}
	return v
}

func whole(v object.Value) (int64, bool) {
	switch v := v.(type) {
	case int32:
		return int64(v), true
	case int64:
		return v, true
	}
	return 0, false
}

func convertText(name, kind, text string) object.Value {
	switch kind {
	case "Guid":
		if g, err := object.ParseGUID(text); err == nil {
			return g
		}
	case "Boolean":
		if b, ok := map[string]bool{"true": true, "false": false}[strings.ToLower(text)]; ok {
			return b
		}
	case "DateTime":
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
			if strings.HasSuffix(strings.ToLower(name), "utc") {
				return t.UTC()
			}
			return t.Local()
		}
	}
	return text
}
