package interp

import (
	"strings"

	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// Compiles the name of a member to a function that returns it.
func (c *code) memberName(x syntax.Expr) func(f *frame) (string, error) {
	if s, ok := x.(*syntax.String); ok {
		return func(*frame) (string, error) { return s.Value, nil }
	}
	v := c.expr(x)
	return func(f *frame) (string, error) {
		name, err := v(f)
		return object.String(name), err
	}
}

// Compiles x.Name and [type]::Name.
func (c *code) member(m *syntax.Member) expr {
	x, name := c.expr(m.X), c.memberName(m.Name)
	if m.Static {
		return func(f *frame) (object.Value, error) {
			t, n, err := f.staticName(x, name)
			if err != nil {
				return nil, err
			}
			return f.in.staticProperty(t, n)
		}
	}
	return func(f *frame) (object.Value, error) {
		v, err := x(f)
		if err != nil || v == nil && m.Null {
			return nil, err
		}
		n, err := name(f)
		if err != nil {
			return nil, err
		}
		return f.property(v, n), nil
	}
}

func (f *frame) staticName(x expr, name func(f *frame) (string, error)) (string, string, error) {
	v, err := x(f)
	if err != nil {
		return "", "", err
	}
	n, err := name(f)
	if err != nil {
		return "", "", err
	}
	if t, ok := v.(object.Type); ok {
		return string(t), n, nil
	}
	if v == nil {
		return "", "", invalid("InvokeMethodOnNull", "You cannot use '::' on a null-valued expression.")
	}
	return object.TypeName(v), n, nil
}

// Reads a property; what does not exist is $null (rules 14 to 16).
func (f *frame) property(v object.Value, name string) object.Value {
	if o, ok := v.(*object.Object); ok {
		if p, ok := o.Get(name); ok {
			return f.computed(o, p)
		}
	}
	if p, ok := property(v, name); ok {
		return p
	}
	if isCollection(v) {
		return f.enumerate(v, name)
	}
	switch strings.ToLower(name) {
	case "count", "length":
		if v == nil {
			return int32(0)
		}
		return int32(1)
	case "psobject":
		return psObject(v)
	}
	return nil
}

// Reads a property of one value, without member enumeration.
func property(v object.Value, name string) (object.Value, bool) {
	if v == nil {
		return nil, false
	}
	return object.Get(v, name)
}

// $array.Name: the property of each element that has it.
func (f *frame) enumerate(v object.Value, name string) object.Value {
	var all []object.Value
	for _, e := range unroll(v) {
		if p, ok := property(e, name); ok {
			if o, isObject := e.(*object.Object); isObject {
				p = f.computed(o, p)
			}
			all = append(all, unroll(p)...)
		} else if isCollection(e) {
			if p := f.enumerate(e, name); p != nil {
				all = append(all, unroll(p)...)
			}
		}
	}
	return some(collapse(all))
}

// Returns the value of a property, which is run where it is a ScriptProperty.
func (f *frame) computed(o *object.Object, p object.Value) object.Value {
	script, ok := p.(*ScriptProperty)
	if !ok {
		return p
	}
	v, err := script.Get.callThis(f.ctx, o, nil)
	if err != nil {
		return nil
	}
	return some(v)
}

// A ScriptProperty is a property that Add-Member made of a script block.
type ScriptProperty struct{ Get *ScriptBlock }

// A ScriptMethod is a method that Add-Member made of a script block.
type ScriptMethod struct{ Block *ScriptBlock }

// Returns $x.psobject: properties and type names of any value.
func psObject(v object.Value) object.Value {
	if v == nil {
		return nil
	}
	var props, names []any
	for _, n := range object.Names(v) {
		p, _ := object.Get(v, n)
		props = append(props, &object.Object{Types: []string{"System.Management.Automation.PSNoteProperty"}, Props: []object.Property{
			{Name: "Name", Value: n}, {Name: "Value", Value: p}, {Name: "MemberType", Value: "NoteProperty"},
			{Name: "TypeNameOfValue", Value: object.TypeName(p)}, {Name: "IsSettable", Value: true}}})
	}
	for _, t := range object.TypeNames(v) {
		names = append(names, t)
	}
	return &object.Object{Types: []string{"System.Management.Automation.PSObject"}, Props: []object.Property{
		{Name: "Properties", Value: &propertySet{v, props}}, {Name: "TypeNames", Value: names}, {Name: "BaseObject", Value: v}}}
}

// A propertySet is $x.psobject.Properties: a list, an index by name, Add and Remove.
type propertySet struct {
	of   object.Value
	list []any
}

// Elements implements object.Collection.
func (p *propertySet) Elements() []object.Value { return p.list }

// Compiles an assignment to a property.
func (c *code) memberTarget(m *syntax.Member) setter {
	x, name := c.expr(m.X), c.memberName(m.Name)
	if m.Static {
		return func(f *frame, v object.Value) error {
			t, n, err := f.staticName(x, name)
			if err != nil {
				return err
			}
			return setStatic(t, n)
		}
	}
	return func(f *frame, v object.Value) error {
		o, err := x(f)
		if err != nil {
			return err
		}
		n, err := name(f)
		if err != nil {
			return err
		}
		return setProperty(o, n, some(v))
	}
}

// Settable is a value of another package whose properties scripts may change.
type Settable interface {
	// SetProperty changes a property and reports whether there is one of that name.
	SetProperty(name string, v object.Value) (bool, error)
}

func setProperty(o object.Value, name string, v object.Value) error {
	switch o := o.(type) {
	case *object.Object:
		if _, ok := o.Get(name); ok {
			o.Set(name, v)
			return nil
		}
	case *object.Dict:
		o.Set(name, v)
		return nil
	case Settable:
		if ok, err := o.SetProperty(name, v); ok || err != nil {
			return err
		}
	case nil:
		return invalid("PropertyNotFound", "The property '%s' cannot be found on this object. Verify that the property exists and can be set.", name)
	case []any:
		for _, e := range o {
			if err := setProperty(e, name, v); err != nil {
				return err
			}
		}
		return nil
	}
	e := invalid("PropertyNotFound", "The property '%s' cannot be found on this object. Verify that the property exists and can be set.", name)
	e.Advice = "Add it with Add-Member, or name it where the object is made."
	return e
}
