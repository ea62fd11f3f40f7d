package interp

import (
	"errors"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// A constraint is what must hold for every value of a variable: its type and validations (rules 29
// and 43).
type constraint struct {
	convert func(in *Interp, v object.Value) (object.Value, error) // nil where there is no type
	checks  []validator
}

func (c *constraint) apply(in *Interp, name string, v object.Value) (object.Value, error) {
	v = some(v)
	if c.convert != nil {
		converted, err := c.convert(in, v)
		if err != nil {
			var known *command.Error
			if errors.As(err, &known) {
				return nil, known
			}
			e := in.asError(err)
			return nil, &command.Error{Category: command.InvalidData, ID: "RuntimeException", Type: "System.Management.Automation.ArgumentTransformationMetadataException", Message: e.Message, Err: err}
		}
		v = converted
	}
	for _, check := range c.checks {
		if err := check(in, v); err != nil {
			return nil, &command.Error{Category: command.InvalidOperation, ID: "ValidateSetFailure", Type: "System.Management.Automation.ValidationMetadataException",
				Message: "The variable cannot be validated because the value " + object.String(v) + " is not a valid value for the " + name + " variable. " + err.Error(), Err: err}
		}
	}
	return v, nil
}

func (c *code) cast(x *syntax.Cast) expr {
	if h, ok := x.X.(*syntax.Hash); ok {
		switch strings.ToLower(x.Type.Name) {
		case "ordered":
			return c.hash(h, true)
		case "pscustomobject", "psobject", "management.automation.psobject", "system.management.automation.psobject":
			return c.customObject(h)
		}
	}
	if strings.EqualFold(x.Type.Name, "void") {
		v := c.expr(x.X)
		return func(f *frame) (object.Value, error) { _, err := v(f); return nothing{}, err }
	}
	v, convert := c.expr(x.X), c.caster(x.Type)
	return func(f *frame) (object.Value, error) {
		e, err := v(f)
		if err != nil {
			return nil, err
		}
		return convert(f.in, e)
	}
}

// [pscustomobject]@{ ... }
func (c *code) customObject(h *syntax.Hash) expr {
	table := c.hash(h, true)
	return func(f *frame) (object.Value, error) {
		d, err := table(f)
		if err != nil {
			return nil, err
		}
		return objectOf(d.(*object.Dict)), nil
	}
}

func objectOf(d *object.Dict) *object.Object {
	o := &object.Object{Props: make([]object.Property, 0, d.Len())}
	for k, v := range d.All() {
		if name := object.String(k); strings.EqualFold(name, "PSTypeName") {
			o.Types = []string{object.String(v), "System.Management.Automation.PSCustomObject", "System.Object"}
		} else {
			o.Props = append(o.Props, object.Property{Name: name, Value: v})
		}
	}
	return o
}

// Returns the conversion to a type written in a script.
func (c *code) caster(t *syntax.TypeName) func(in *Interp, v object.Value) (object.Value, error) {
	name := t.String()
	if !knownType(name) {
		return func(*Interp, object.Value) (object.Value, error) { return nil, typeNotFound(name) }
	}
	return func(in *Interp, v object.Value) (object.Value, error) { return in.convert(v, name) }
}

// Converts a value to a type by name: the types of this package, else those of package object.
func (in *Interp) convert(v object.Value, name string) (object.Value, error) {
	v = some(v)
	if strings.HasSuffix(name, "[]") {
		return in.convertArray(v, strings.TrimSuffix(name, "[]"))
	}
	switch lastPart(name) {
	case "object":
		return v, nil
	case "psobject", "pscustomobject":
		if d, ok := v.(*object.Dict); ok && lastPart(name) == "pscustomobject" {
			return objectOf(d), nil
		}
		return v, nil
	case "scriptblock":
		return in.convertBlock(v)
	case "regex":
		return in.convertRegex(v)
	case "type":
		return in.convertType(v)
	case "nullable":
		if v == nil {
			return nil, nil
		}
		_, inner, _ := strings.Cut(name, "[")
		return in.convert(v, strings.TrimSuffix(inner, "]"))
	case "list", "collection", "ilist":
		return &object.List{Kind: object.Type(name), Items: append([]any(nil), itemsOf(v)...)}, nil
	case "choicedescription":
		if o, ok := v.(*object.Object); ok {
			return o, nil
		}
		return in.construct(name, []object.Value{v})
	case "hashset", "queue", "stack", "stringbuilder", "uri", "dictionary":
		return in.construct(name, []object.Value{v})
	case "ref", "xml", "bigint":
		return nil, runtimeError("NotSupported", command.NotImplemented, "The type [%s] is not supported.", name)
	case "errorrecord", "exception":
		return in.convertException(v, lastPart(name))
	}
	if strings.HasSuffix(lastPart(name), "exception") {
		return in.convertException(v, name)
	}
	return object.Convert(v, object.Type(name))
}

func itemsOf(v object.Value) []object.Value {
	if v == nil {
		return nil
	}
	return unroll(v)
}

func (in *Interp) convertArray(v object.Value, elem string) (object.Value, error) {
	if v == nil {
		return nil, nil
	}
	if last := lastPart(elem); last == "byte" || last == "char" {
		return object.Convert(v, object.Type(elem+"[]"))
	}
	items := unroll(v)
	list := make([]any, len(items))
	for i, e := range items {
		converted, err := in.convert(e, elem)
		if err != nil {
			return nil, err
		}
		list[i] = converted
	}
	return list, nil
}

func (in *Interp) convertBlock(v object.Value) (object.Value, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case command.Block:
		return v, nil
	case string:
		return in.NewBlock(v)
	}
	return nil, &object.ConvertError{Value: object.String(v), Type: "System.Management.Automation.ScriptBlock", Reason: "Only text can become a script block."}
}

func (in *Interp) convertRegex(v object.Value) (object.Value, error) {
	if r, ok := v.(*Regex); ok {
		return r, nil
	}
	pattern := object.String(v)
	re, err := in.regex(pattern, 0)
	if err != nil {
		return nil, err
	}
	return &Regex{re, pattern}, nil
}

func (in *Interp) convertType(v object.Value) (object.Value, error) {
	if t, ok := v.(object.Type); ok {
		return t, nil
	}
	name := strings.Trim(object.String(v), "[]")
	if !knownType(name) {
		return nil, typeNotFound(name)
	}
	return object.Type(name), nil
}

func (in *Interp) convertException(v object.Value, name string) (object.Value, error) {
	switch v := v.(type) {
	case *command.Exception:
		if name == "errorrecord" {
			return v.Record, nil
		}
		return v, nil
	case *command.Error:
		if name == "errorrecord" {
			return v, nil
		}
		return &command.Exception{Record: v}, nil
	case string:
		return newException(name, v), nil
	}
	return nil, &object.ConvertError{Value: object.String(v), Type: name, Reason: "It is neither an exception nor a text."}
}
