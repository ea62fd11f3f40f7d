package strictyaml

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// value reads a node into a value that can be set.
func (d *Document) value(n *yaml.Node, v reflect.Value) {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.fault(where(n), "anchors and aliases are not read: write the value itself")
		return
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		d.fault(where(n), "a value is missing: write %s, or leave the key out", wanted(v.Type()))
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if v.CanAddr() {
		d.at[v.Addr().Interface()] = where(n)
		if t, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
			d.text(n, t, v.Type())
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		d.fields(n, v)
	case reflect.Slice:
		d.list(n, v)
	case reflect.Map:
		d.entries(n, v)
	default:
		d.scalar(n, v)
	}
}

// text reads a value that reads itself.
func (d *Document) text(n *yaml.Node, into encoding.TextUnmarshaler, t reflect.Type) {
	if n.Kind != yaml.ScalarNode {
		d.wrong(n, t)
		return
	}
	if err := into.UnmarshalText([]byte(n.Value)); err != nil {
		d.fault(where(n), "%s", err)
	}
}

func (d *Document) scalar(n *yaml.Node, v reflect.Value) {
	tag := n.ShortTag()
	ok := n.Kind == yaml.ScalarNode
	switch v.Kind() {
	case reflect.String:
		if ok = ok && tag != "!!bool" && tag != "!!binary"; ok {
			v.SetString(n.Value)
		}
	case reflect.Bool:
		if ok = ok && tag == "!!bool"; ok {
			v.SetBool(strings.EqualFold(n.Value, "true"))
		}
	case reflect.Int, reflect.Int32, reflect.Int64:
		i, err := strconv.ParseInt(n.Value, 10, v.Type().Bits())
		if ok = ok && tag == "!!int" && err == nil; ok {
			v.SetInt(i)
		}
	default:
		panic("strictyaml: no values of type " + v.Type().String())
	}
	if !ok {
		d.wrong(n, v.Type())
	}
}

func (d *Document) list(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.wrong(n, v.Type())
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		d.value(item, v.Index(i))
	}
}

func (d *Document) entries(n *yaml.Node, v reflect.Value) {
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(n, v.Type(), func(key, value *yaml.Node) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(value, item)
		v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), item)
	})
}

func (d *Document) fields(n *yaml.Node, v reflect.Value) {
	d.pairs(n, v.Type(), func(key, value *yaml.Node) {
		field, ok := named(v, key.Value)
		if !ok {
			d.fault(where(key), "there is no key %q here: %s", key.Value, advice(key.Value, keys(v.Type())))
			return
		}
		d.value(value, field)
	})
}

// pairs calls fn for each pair of a mapping whose keys are different texts.
func (d *Document) pairs(n *yaml.Node, t reflect.Type, fn func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.wrong(n, t)
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch line, twice := seen[key.Value]; {
		case key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" || key.Anchor != "":
			d.fault(where(key), "a key has to be a plain word")
		case twice:
			d.fault(where(key), "the key %q is here twice: it stands in line %d already", key.Value, line)
		default:
			seen[key.Value] = key.Line
			fn(key, n.Content[i+1])
		}
	}
}

func (d *Document) wrong(n *yaml.Node, t reflect.Type) {
	d.fault(where(n), "this is %s, and has to be %s", found(n), wanted(t))
}

func found(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	return fmt.Sprintf("%q", n.Value)
}
