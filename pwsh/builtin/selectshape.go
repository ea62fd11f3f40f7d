package builtin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// repeated says whether an object with the same properties was written before. As in PowerShell the
// case of text counts, unless -CaseInsensitive.
func (s *selection) repeated(v object.Value) bool {
	key := identityOf(v)
	if s.foldCase {
		key = strings.ToLower(key)
	}
	if s.seen[key] {
		return true
	}
	s.seen[key] = true
	return false
}

// identityOf is a text that two objects share if all their properties have the same text.
func identityOf(v object.Value) string {
	o, ok := v.(*object.Object)
	if !ok {
		return object.TypeName(v) + "\x00" + object.String(v)
	}
	var b strings.Builder
	for _, p := range o.Props {
		fmt.Fprintf(&b, "%s\x00%s\x01", strings.ToLower(p.Name), object.String(p.Value))
	}
	return b.String()
}

// shaped makes of an object what -Property and -ExpandProperty ask for.
func (s *selection) shaped(ctx context.Context, c *command.Call, v object.Value) ([]object.Value, error) {
	if len(s.props) == 0 && s.expandName == "" {
		return []object.Value{v}, nil
	}
	var o *object.Object
	if len(s.props) > 0 {
		var err error
		if o, err = s.picked(ctx, c, v); err != nil {
			return nil, err
		}
	}
	if s.expandName == "" {
		return []object.Value{o}, nil
	}
	return s.expanded(ctx, c, v, o)
}

// picked is a new object with the properties asked for.
func (s *selection) picked(ctx context.Context, c *command.Call, v object.Value) (*object.Object, error) {
	props := expand(s.props, v)
	o := &object.Object{Types: s.shapes.types(v), Props: make([]object.Property, 0, len(props))}
	for i := range props {
		p := &props[i]
		if s.excluded(p.name) {
			continue
		}
		got, err := p.value(ctx, s.caller, v)
		if err != nil {
			return nil, err
		}
		if _, twice := o.Get(p.name); twice {
			if len(s.props) == len(props) {
				e := invalid("AlreadyExistingUserSpecifiedPropertyNoExpand", "The property cannot be processed because the property \"%s\" already exists.", p.name)
				e.Category = command.InvalidOperation
				if err := c.Error(ctx, e); err != nil {
					return nil, err
				}
			}
			continue
		}
		o.Props = append(o.Props, object.Property{Name: p.spelling(v), Value: got})
	}
	return o, nil
}

func (s *selection) excluded(name string) bool {
	return slices.ContainsFunc(s.exclude, func(p *object.Pattern) bool { return p.Match(name) })
}

// expanded writes the values of one property, with the picked properties added where they are objects.
func (s *selection) expanded(ctx context.Context, c *command.Call, v object.Value, extra *object.Object) ([]object.Value, error) {
	name, found := s.expandName, false
	var got object.Value
	if object.HasWildcard(name) {
		pattern := object.CompilePattern(name, false)
		if i := slices.IndexFunc(object.Names(v), pattern.Match); i >= 0 {
			name = object.Names(v)[i]
		}
	}
	if got, found = object.Get(v, name); !found {
		e := invalid("ExpandPropertyNotFound", "Property \"%s\" cannot be found.", s.expandName)
		e.Target = v
		return nil, c.Error(ctx, e)
	}
	if got == nil {
		return nil, nil
	}
	out := append([]object.Value(nil), object.Unroll(got)...)
	for i, e := range out {
		if o, ok := e.(*object.Object); ok && extra != nil {
			merged := object.Clone(o).(*object.Object)
			merged.Props = append(merged.Props, extra.Props...)
			out[i] = merged
		}
	}
	return out, nil
}

// A shape remembers the type names of the objects selected from one type.
type shape struct {
	from  string
	names []string
}

func (s *shape) types(v object.Value) []string {
	if from := object.TypeName(v); s.names == nil || s.from != from {
		s.from = from
		s.names = []string{"Selected." + strings.TrimPrefix(from, "Selected."), "System.Management.Automation.PSCustomObject", "System.Object"}
	}
	return s.names
}
