package builtin

import (
	"context"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A property is one -Property argument: a name, which may have wildcards, a script block, or a hash
// table that calculates.
type property struct {
	name       string // of the result
	source     string // property to read, "" where block calculates
	pattern    *object.Pattern
	block      command.Block
	format     string
	width      int
	align      string
	descending *bool
}

// properties reads the arguments of -Property.
func properties(values []object.Value) ([]property, error) {
	var out []property
	for _, v := range values {
		p, err := readProperty(v)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func readProperty(v object.Value) (property, error) {
	switch t := v.(type) {
	case *object.Dict:
		return calculated(t)
	case command.Block:
		return property{name: strings.TrimSpace(t.Source()), block: t}, nil
	case nil:
		return property{}, invalid("NullProperty", "A property cannot be null.")
	}
	name := object.String(v)
	if name == "" {
		return property{}, invalid("EmptyProperty", "The name of a property cannot be empty.")
	}
	p := property{name: name, source: name}
	if object.HasWildcard(name) {
		p.pattern = object.CompilePattern(name, false)
	}
	return p, nil
}

// calculated reads @{Name=...; Expression=...}. Keys may be shortened.
func calculated(d *object.Dict) (property, error) {
	var p property
	for key, v := range d.All() {
		if err := p.set(strings.ToLower(object.String(key)), v); err != nil {
			return p, err
		}
	}
	if p.block == nil && p.source == "" {
		if p.name == "" {
			return p, invalid("EmptyProperty", "A calculated property needs the key Expression.")
		}
		p.source = p.name
	}
	if p.name == "" {
		p.name = p.source
		if p.block != nil {
			p.name = strings.TrimSpace(p.block.Source())
		}
	}
	return p, nil
}

func (p *property) set(key string, v object.Value) error {
	switch {
	case key == "":
	case strings.HasPrefix("name", key), strings.HasPrefix("label", key):
		p.name = object.String(v)
		return nil
	case strings.HasPrefix("expression", key):
		if b, ok := v.(command.Block); ok {
			p.block = b
		} else {
			p.source = object.String(v)
		}
		return nil
	case strings.HasPrefix("formatstring", key):
		p.format = object.String(v)
		return nil
	case strings.HasPrefix("width", key):
		n, err := object.Convert(v, "int")
		if err == nil {
			p.width = int(n.(int32))
		}
		return err
	case strings.HasPrefix("alignment", key):
		p.align = strings.ToLower(object.String(v))
		return nil
	case strings.HasPrefix("descending", key), strings.HasPrefix("ascending", key):
		down := object.Truth(v) == strings.HasPrefix("descending", key)
		p.descending = &down
		return nil
	}
	return invalid("DictionaryKeyUnknown", "The %s key is not valid. A calculated property has the keys Name (or Label), Expression, FormatString, Width, Alignment, Ascending and Descending.", key)
}

// value computes the property of an object.
func (p *property) value(ctx context.Context, k *caller, v object.Value) (object.Value, error) {
	if p.block != nil {
		return k.quietly(ctx, p.block, v)
	}
	found, _ := object.Get(v, p.source)
	return found, nil
}

// expand replaces wildcards by the names an object has.
func expand(all []property, v object.Value) []property {
	out := make([]property, 0, len(all))
	for _, p := range all {
		if p.pattern == nil {
			out = append(out, p)
			continue
		}
		for _, name := range object.Names(v) {
			if p.pattern.Match(name) {
				out = append(out, property{name: name, source: name})
			}
		}
	}
	return out
}

// spelling is the name of a result: for a plain property that of the object it is read from.
func (p *property) spelling(v object.Value) string {
	if p.block == nil && p.name == p.source {
		return spelled(v, p.name)
	}
	return p.name
}

// spelled is a property's name with its own case.
func spelled(v object.Value, name string) string {
	for _, n := range object.Names(v) {
		if strings.EqualFold(n, name) {
			return n
		}
	}
	return name
}

// sortedNames returns the names in order.
func sortedNames(names []string) []string {
	out := slices.Clone(names)
	slices.SortFunc(out, func(a, b string) int { return object.CompareText(a, b, false) })
	return out
}
