package plain

import (
	"fmt"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The limits of hash tables that are kept as objects: how deep they nest, and values in all.
const (
	mostDepth  = 8
	mostValues = 4096
)

// nestedOf reads hash tables, one or many, that may hold lists and further tables. They are kept as
// objects whose properties are the keys.
func nestedOf(p *catalog.Param, v object.Value) (object.Value, error) {
	left := mostValues
	list := []any{}
	for _, item := range org.Items(v) {
		if _, ok := item.(*object.Dict); !ok {
			return nil, org.Invalid(p.Name, object.String(item), `it must be a hash table such as @{Key="Value"}`)
		}
		kept, ok := nest(item, mostDepth, &left)
		if !ok {
			return nil, org.Invalid(p.Name, object.String(item), fmt.Sprintf("it may nest %d deep and hold %d values", mostDepth, mostValues))
		}
		list = append(list, kept)
	}
	return list, nil
}

func nest(v object.Value, depth int, left *int) (object.Value, bool) {
	if *left--; depth == 0 || *left < 0 {
		return nil, false
	}
	switch t := v.(type) {
	case *object.Dict:
		o := &object.Object{}
		for k, value := range t.All() {
			kept, ok := nest(value, depth-1, left)
			if !ok {
				return nil, false
			}
			o.Set(object.String(k), kept)
		}
		return o, true
	case []any, *object.List:
		list := []any{}
		for _, item := range org.Items(t) {
			kept, ok := nest(item, depth-1, left)
			if !ok {
				return nil, false
			}
			list = append(list, kept)
		}
		return list, true
	case nil, bool, int32:
		return t, true
	case object.Switch:
		return bool(t), true
	}
	text := object.String(v)
	return text, len(text) <= mostText
}
