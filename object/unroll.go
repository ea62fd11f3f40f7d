package object

// Unroll returns what a pipeline passes on for a value: the elements of an array or list, one level
// deep. Nothing else is taken apart, text and hash tables in particular; null is one object. The
// result may share memory with v.
func Unroll(v Value) []Value {
	switch t := v.(type) {
	case []any:
		return t
	case *List:
		return t.Items
	case []byte:
		all := make([]any, len(t))
		for i, b := range t {
			all[i] = b
		}
		return all
	case Collection:
		return t.Elements()
	}
	return []Value{v}
}

// A Collection is a value of another package that a pipeline takes apart.
type Collection interface{ Elements() []Value }

// IsCollection says whether a pipeline takes the value apart.
func IsCollection(v Value) bool {
	switch v.(type) {
	case []any, *List, []byte, Collection:
		return true
	}
	return false
}

// Clone copies objects, hash tables, lists and arrays, and what is in them; scalars and values of
// other packages are shared. Something that contains itself is copied once.
func Clone(v Value) Value { return cloner{}.clone(v) }

type cloner map[any]Value

func (c cloner) clone(v Value) Value {
	switch t := v.(type) {
	case []any:
		if len(t) == 0 {
			return []any{}
		}
		if done, ok := c[&t[0]]; ok && len(done.([]any)) == len(t) {
			return done
		}
		out := make([]any, len(t))
		c[&t[0]] = out
		c.fill(out, t)
		return out
	case []byte:
		return append([]byte{}, t...)
	case *List, *Dict, *Object:
		if done, ok := c[t]; ok {
			return done
		}
		return c.pointer(t)
	}
	return v
}

func (c cloner) fill(out, in []any) {
	for i, v := range in {
		out[i] = c.clone(v)
	}
}

func (c cloner) pointer(v Value) Value {
	switch t := v.(type) {
	case *List:
		out := &List{Kind: t.Kind, Items: make([]any, len(t.Items))}
		c[t] = out
		c.fill(out.Items, t.Items)
		return out
	case *Dict:
		out := &Dict{Ordered: t.Ordered, CaseSensitive: t.CaseSensitive}
		c[t] = out
		for k, e := range t.All() {
			out.Set(k, c.clone(e))
		}
		return out
	case *Object:
		out := &Object{Types: append([]string(nil), t.Types...), Props: make([]Property, len(t.Props))}
		c[t] = out
		for i, p := range t.Props {
			out.Props[i] = Property{p.Name, c.clone(p.Value)}
		}
		return out
	}
	return v
}
