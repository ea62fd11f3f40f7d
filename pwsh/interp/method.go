package interp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// Methods is a value of another package that scripts may call methods on.
type Methods interface {
	// CallMethod calls a method and reports whether there is one of that name.
	CallMethod(ctx context.Context, name string, args []object.Value) (v object.Value, ok bool, err error)
}

// A method is a method of one value. It reads its arguments from a.
type method func(a *arguments) (object.Value, error)

// arguments are those of a method call. A failed conversion is remembered in err, and what is read
// after it has no meaning.
type arguments struct {
	f    *frame
	name string
	list []object.Value
	err  error
}

// Checks the number of arguments.
func (a *arguments) count(least, most int) bool {
	if n := len(a.list); n < least || n > most {
		a.err = &command.Error{Category: command.NotSpecified, ID: "MethodCountCouldNotFindBest", Type: "System.Management.Automation.MethodException",
			Message: fmt.Sprintf("Cannot find an overload for \"%s\" and the argument count: \"%d\".", a.name, n)}
	}
	return a.err == nil
}

func (a *arguments) has(i int) bool { return i < len(a.list) }

func (a *arguments) any(i int) object.Value {
	if i >= 0 && i < len(a.list) {
		return a.list[i]
	}
	return nil
}

func (a *arguments) text(i int) string { return object.String(a.any(i)) }

func (a *arguments) convert(i int, t object.Type) object.Value {
	v, err := object.Convert(a.any(i), t)
	if err != nil && a.err == nil {
		a.err = &command.Error{Category: command.NotSpecified, ID: "MethodArgumentConversionInvalidCastArgument", Type: "System.Management.Automation.MethodException",
			Message: fmt.Sprintf("Cannot convert argument \"%d\", with value: \"%s\", for \"%s\" to type \"%s\": \"%s\"", i, a.text(i), a.name, object.TypeFullName(t), err), Err: err}
	}
	return v
}

func (a *arguments) int(i int) int {
	n, _ := a.convert(i, "int").(int32)
	return int(n)
}

func (a *arguments) long(i int) int64 {
	n, _ := a.convert(i, "long").(int64)
	return n
}

func (a *arguments) double(i int) float64 {
	n, _ := a.convert(i, "double").(float64)
	return n
}

func (a *arguments) time(i int) time.Time {
	t, _ := a.convert(i, "datetime").(time.Time)
	return t
}

func (a *arguments) flag(i int) bool { return truth(a.any(i)) }

// Compiles a call of a method.
func (c *code) invoke(x *syntax.Invoke) expr {
	m := x.Member
	base, name, args := c.expr(m.X), c.memberName(m.Name), c.exprs(x.Args)
	return func(f *frame) (object.Value, error) {
		var t string
		var v object.Value
		var err error
		var n string
		if m.Static {
			t, n, err = f.staticName(base, name)
		} else if v, err = base(f); err == nil {
			n, err = name(f)
		}
		if err != nil || v == nil && m.Null {
			return nil, err
		}
		values := make([]object.Value, len(args))
		for i, arg := range args {
			if values[i], err = arg(f); err != nil {
				return nil, err
			}
		}
		if m.Static {
			return f.in.callStatic(f, t, n, values)
		}
		return f.call(v, n, values)
	}
}

// Calls a method of a value.
func (f *frame) call(v object.Value, name string, args []object.Value) (object.Value, error) {
	if v == nil {
		return nil, invalid("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.")
	}
	if external, ok := v.(Methods); ok {
		if out, found, err := external.CallMethod(f.ctx, name, args); found || err != nil {
			return out, methodError(name, len(args), err)
		}
	}
	if o, ok := v.(*object.Object); ok {
		if p, ok := o.Get(name); ok {
			return f.callProperty(o, p, args)
		}
	}
	a := &arguments{f: f, name: name, list: args}
	if m := methodOf(f, v, strings.ToLower(name)); m != nil {
		out, err := m(a)
		if a.err != nil {
			return nil, a.err
		}
		return out, methodError(name, len(args), err)
	}
	if isCollection(v) {
		return f.callEach(v, name, args)
	}
	return nil, invalid("MethodNotFound", "Method invocation failed because [%s] does not contain a method named '%s'.", object.TypeName(v), name)
}

// Calls a script block that is a property or a script method of an object.
func (f *frame) callProperty(o *object.Object, p object.Value, args []object.Value) (object.Value, error) {
	switch p := p.(type) {
	case *ScriptMethod:
		return p.Block.callThis(f.ctx, o, args)
	case *ScriptBlock:
		return p.callThis(f.ctx, o, args)
	}
	return nil, invalid("MethodNotFound", "Method invocation failed because [%s] has a property of that name, but no method.", object.TypeName(o))
}

// Member enumeration: calls the method of each element.
func (f *frame) callEach(v object.Value, name string, args []object.Value) (object.Value, error) {
	list := unroll(v)
	if len(list) == 0 {
		return nil, invalid("MethodNotFound", "Method invocation failed because [%s] does not contain a method named '%s'.", object.TypeName(v), name)
	}
	var all []object.Value
	for _, e := range list {
		out, err := f.call(e, name, args)
		if err != nil {
			return nil, err
		}
		all = append(all, unroll(out)...)
	}
	return collapse(all), nil
}

// Wraps what a method failed with, as PowerShell does.
func methodError(name string, count int, err error) error {
	if err == nil || errors.Is(err, command.ErrStop) || isFlow(err) {
		return err
	}
	var exit *ExitError
	var t *thrown
	var e *command.Error
	if errors.As(err, &exit) || errors.As(err, &t) || errors.As(err, &e) {
		return err
	}
	reason := err.Error()
	var c *object.ConvertError
	if errors.As(err, &c) {
		reason = c.Reason
	}
	return &command.Error{Category: command.NotSpecified, ID: "MethodInvocationException", Type: "System.Management.Automation.MethodInvocationException",
		Message: fmt.Sprintf("Exception calling \"%s\" with \"%d\" argument(s): \"%s\"", name, count, reason), Err: err}
}

// Finds a method of a value; name is in lower case.
func methodOf(f *frame, v object.Value, name string) method {
	var m method
	switch v := v.(type) {
	case string:
		m = stringMethod(v, name)
	case time.Time:
		m = timeMethod(v, name)
	case object.TimeSpan:
		m = spanMethod(v, name)
	case *object.Dict:
		m = dictMethod(v, name)
	case *object.List:
		m = listMethod(f, v, name)
	case []any:
		m = arrayMethod(v, name)
	case *ScriptBlock:
		m = blockMethod(f, v, name)
	case *Regex:
		m = regexMethod(f, v, name)
	case *Match:
		m = matchMethod(v, name)
	case *object.Credential:
		m = credentialMethod(v, name)
	case object.ByteQuantifiedSize:
		if m = sizeMethod(v, name); m == nil {
			m = likeText(v, name)
		}
	case object.Unlimited:
		m = likeText(v, name)
	case *StringBuilder:
		m = v.method(name)
	case *Set:
		m = v.method(name)
	case *Queue:
		m = v.method(name)
	case *Stopwatch:
		m = v.method(f, name)
	case *Encoding:
		m = v.method(name)
	case *propertySet:
		m = v.method(name)
	case object.Type:
		m = typeMethod(f, v, name)
	case *hostUI:
		m = v.method(f, name)
	case *cmdletContext:
		m = v.method(f, name)
	case object.Char:
		m = likeText(v, name)
	}
	if m == nil {
		m = anyMethod(v, name)
	}
	if m == nil && (name == "foreach" || name == "where") {
		m = sequenceMethod(f, unroll(v), name)
	}
	return m
}

// Methods of text for a value that scripts take for its text, but for those that every value has.
func likeText(v object.Value, name string) method {
	if name == "tostring" || name == "equals" || name == "compareto" {
		return nil
	}
	return stringMethod(object.String(v), name)
}

// Methods of every value.
func anyMethod(v object.Value, name string) method {
	switch name {
	case "tostring":
		return func(a *arguments) (object.Value, error) {
			if len(a.list) == 0 || a.list[0] == nil {
				return object.String(v), nil
			}
			return object.FormatValue(v, a.text(0))
		}
	case "equals":
		return func(a *arguments) (object.Value, error) {
			return a.count(1, 1) && object.TypeName(v) == object.TypeName(a.any(0)) && equal(v, a.any(0), true), nil
		}
	case "compareto":
		return func(a *arguments) (object.Value, error) {
			n, err := compare(v, a.any(0), true)
			return int32(n), err
		}
	case "gettype":
		return func(*arguments) (object.Value, error) { return object.Type(object.TypeName(v)), nil }
	case "gethashcode":
		return func(*arguments) (object.Value, error) { return hashCode(object.String(v)), nil }
	}
	return nil
}

func hashCode(s string) int32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return int32(h)
}
