package interp

import (
	"strings"
	"unicode/utf16"

	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

func (c *code) index(x *syntax.Index) expr {
	base, at := c.expr(x.X), c.expr(x.I)
	return func(f *frame) (object.Value, error) {
		v, err := base(f)
		if err != nil || v == nil && x.Null {
			return nil, err
		}
		i, err := at(f)
		if err != nil {
			return nil, err
		}
		return elementOf(v, i)
	}
}

// Returns x[i]: an element, or several where i is an array (rule 14).
func elementOf(v, i object.Value) (object.Value, error) {
	if v == nil {
		return nil, invalid("NullArray", "Cannot index into a null array.")
	}
	switch t := v.(type) {
	case *object.Dict:
		return dictElement(t, i)
	case *object.Object:
		if name, ok := i.(string); ok {
			p, _ := t.Get(name)
			return p, nil
		}
	case *groups:
		if name, ok := i.(string); ok {
			return t.byName(name), nil
		}
	case *propertySet:
		if name, ok := i.(string); ok {
			return t.named(name), nil
		}
	}
	if many, ok := i.([]any); ok {
		return slice(v, many)
	}
	n, err := object.Convert(i, "int")
	if err != nil {
		return nil, err
	}
	return elementAt(v, int(n.(int32))), nil
}

func dictElement(d *object.Dict, i object.Value) (object.Value, error) {
	if keys, ok := i.([]any); ok {
		all := make([]any, len(keys))
		for n, k := range keys {
			all[n], _ = dictElement(d, k)
		}
		return all, nil
	}
	if i == nil {
		return nil, invalid("NullArrayIndex", "Index operation failed; the array index evaluated to null.")
	}
	if n, ok := i.(int32); ok && d.Ordered {
		if _, isKey := d.Get(i); !isKey {
			return elementAt(d.Values(), int(n)), nil
		}
	}
	v, _ := d.Get(i)
	return v, nil
}

func slice(v object.Value, at []any) (object.Value, error) {
	all := make([]any, 0, len(at))
	for _, i := range at {
		n, err := object.Convert(i, "int")
		if err != nil {
			return nil, err
		}
		if e, ok := element(v, int(n.(int32))); ok {
			all = append(all, e)
		}
	}
	return all, nil
}

func elementAt(v object.Value, n int) object.Value {
	e, _ := element(v, n)
	return e
}

func element(v object.Value, n int) (object.Value, bool) {
	switch s := v.(type) {
	case string:
		units := utf16.Encode([]rune(s))
		if n < 0 {
			n += len(units)
		}
		if n < 0 || n >= len(units) {
			return nil, false
		}
		return object.Char(units[n]), true
	}
	list := unroll(v)
	if n < 0 {
		n += len(list)
	}
	if n < 0 || n >= len(list) {
		return nil, false
	}
	return list[n], true
}

func (c *code) indexTarget(x *syntax.Index) setter {
	base, at := c.expr(x.X), c.expr(x.I)
	return func(f *frame, v object.Value) error {
		o, err := base(f)
		if err != nil {
			return err
		}
		i, err := at(f)
		if err != nil {
			return err
		}
		return setElement(o, i, some(v))
	}
}

func setElement(o, i, v object.Value) error {
	var list []any
	switch o := o.(type) {
	case nil:
		return invalid("NullArray", "Cannot index into a null array.")
	case *object.Dict:
		if i == nil {
			return invalid("NullArrayIndex", "Index operation failed; the array index evaluated to null.")
		}
		if n, ok := i.(int32); ok && o.Ordered {
			if _, isKey := o.Get(i); !isKey && n >= 0 && int(n) < o.Len() {
				i = o.Keys()[n]
			}
		}
		o.Set(i, v)
		return nil
	case *object.Object:
		return setProperty(o, object.String(i), v)
	case []any:
		list = o
	case *object.List:
		list = o.Items
	default:
		return invalid("CannotIndex", "Unable to index into an object of type %s.", object.TypeName(o))
	}
	n, err := object.Convert(i, "int")
	if err != nil {
		return err
	}
	at := int(n.(int32))
	if at < 0 {
		at += len(list)
	}
	if at < 0 || at >= len(list) {
		return invalid("IndexOutOfRange", "Index was outside the bounds of the array.")
	}
	list[at] = v
	return nil
}

func (p *propertySet) named(name string) object.Value {
	for _, e := range p.list {
		if n, _ := e.(*object.Object).Get("Name"); strings.EqualFold(object.String(n), name) {
			return e
		}
	}
	return nil
}
