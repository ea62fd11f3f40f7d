package interp

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// Sets the parameters of a call before its begin block runs.
func (v *invocation) bind(c *command.Call) error {
	sig := v.fn.code.params
	if sig == nil {
		v.setArgs(rawValues(c.Raw))
		return nil
	}
	if !sig.advanced {
		return v.bindSimple(c.Raw, sig)
	}
	bound := &object.Dict{}
	for name, value := range c.Args.All() {
		bound.Set(name, value)
	}
	v.f.scope.local("psboundparameters").value = bound
	for _, p := range sig.params {
		value, given := c.Args.Get(p.info.Name)
		if err := v.setParam(p, value, given); err != nil {
			return err
		}
	}
	return nil
}

// Sets the parameters that an object of the pipeline is bound to.
func (v *invocation) bindInput(c *command.Call) error {
	for _, p := range v.fn.code.params.params {
		if !p.pipeline() {
			continue
		}
		value, given := c.Args.Get(p.info.Name)
		if given {
			if table := v.f.scope.own("psboundparameters"); table != nil {
				table.value.(*object.Dict).Set(p.info.Name, value)
			}
		}
		if err := v.setParam(p, value, given); err != nil {
			return err
		}
	}
	return nil
}

// Gives a parameter its value or its default.
func (v *invocation) setParam(p *param, value object.Value, given bool) error {
	f := v.f
	variable := f.scope.local(f.code.names[p.slot])
	f.slots[p.slot] = variable
	variable.check = nil
	if !given {
		if p.start != nil {
			var err error
			if value, err = p.start(f); err != nil {
				return err
			}
			given = true
		} else {
			variable.value = v.absent(p)
			variable.check = p.check
			return nil
		}
	} else if err := p.refusesEmpty(value); err != nil {
		return err
	}
	if p.check != nil {
		converted, err := p.convertArgument(f.in, value)
		if err != nil {
			return err
		}
		value = converted
	}
	variable.value, variable.check = value, p.check
	return nil
}

// Returns what a parameter is that was not given and has no default: the zero of its type.
func (v *invocation) absent(p *param) object.Value {
	if p.info.Switch {
		return object.Switch(false)
	}
	if p.convert == nil || strings.HasSuffix(p.info.Type, "]") {
		return nil
	}
	switch lastPart(p.info.Type) {
	case "string", "int", "int32", "long", "int64", "double", "float", "single", "decimal", "bool", "boolean", "byte", "int16", "uint32", "uint64":
		zero, err := p.convert(v.fn.in, nil)
		if err == nil {
			return zero
		}
	}
	return nil
}

// A mandatory parameter takes no $null and nothing empty (rule 39).
func (p *param) refusesEmpty(v object.Value) error {
	if !p.mandatory() {
		return nil
	}
	what := ""
	switch t := v.(type) {
	case nil:
		if !p.allows["allownull"] {
			what = "null"
		}
	case string:
		if t == "" && !p.allows["allowemptystring"] && lastPart(p.info.Type) == "string" {
			what = "an empty string"
		}
	case []any:
		if len(t) == 0 && !p.allows["allowemptycollection"] && strings.HasSuffix(p.info.Type, "[]") {
			what = "an empty array"
		}
	}
	if what == "" {
		return nil
	}
	return &command.Error{Category: command.InvalidData, ID: "ParameterArgumentValidationErrorNullNotAllowed", Type: "System.Management.Automation.ParameterBindingValidationException",
		Message: "Cannot bind argument to parameter '" + p.info.Name + "' because it is " + what + "."}
}

func (p *param) convertArgument(in *Interp, v object.Value) (object.Value, error) {
	if p.convert != nil {
		converted, err := p.convert(in, v)
		if err != nil {
			return nil, &command.Error{Category: command.InvalidData, ID: "ParameterArgumentTransformationError", Type: "System.Management.Automation.ParameterBindingArgumentTransformationException",
				Message: "Cannot process argument transformation on parameter '" + p.info.Name + "'. " + in.asError(err).Message, Target: v, Err: err}
		}
		v = converted
	}
	for _, check := range p.check.checks {
		if err := check(in, v); err != nil {
			return nil, &command.Error{Category: command.InvalidData, ID: "ParameterArgumentValidationError", Type: "System.Management.Automation.ParameterBindingValidationException",
				Message: "Cannot validate argument on parameter '" + p.info.Name + "'. " + err.Error(), Target: v, Err: err}
		}
	}
	return v, nil
}

func rawValues(raw []command.Arg) []any {
	list := make([]any, 0, len(raw))
	for _, a := range raw {
		if a.Name == "" {
			list = append(list, a.Value)
			continue
		}
		list = append(list, &namedArgument{a.Name, a.Value, a.HasValue})
	}
	return list
}

func (v *invocation) setArgs(list []any) {
	if !v.fn.dot || len(list) > 0 {
		v.f.scope.local("args").value = list
	}
}

// Binds the arguments of a simple function: by name, then by place; the rest is $args.
func (v *invocation) bindSimple(raw []command.Arg, sig *signature) error {
	values := make(map[*param]object.Value, len(sig.params))
	bound := &object.Dict{}
	put := func(p *param, value object.Value) {
		values[p] = value
		bound.Set(p.info.Name, value)
	}
	var rest []command.Arg
	for i := 0; i < len(raw); i++ {
		a := raw[i]
		if a.Name == "" {
			rest = append(rest, a)
			continue
		}
		p, err := sig.find(a.Name)
		switch {
		case err != nil:
			return err
		case p == nil:
			rest = append(rest, a)
		case a.HasValue:
			put(p, a.Value)
		case p.info.Switch:
			put(p, object.Switch(true))
		case i+1 < len(raw) && raw[i+1].Name == "":
			i++
			put(p, textual(raw[i], p))
		default:
			return bindingError("MissingArgument", "Missing an argument for parameter '%s'. Specify a parameter of type '%s' and try again.", p.info.Name, object.TypeFullName(object.Type(p.info.Type)))
		}
	}
	left := v.placeArgs(sig, rest, values, put)
	v.setArgs(rawValues(left))
	if v.fn.code.uses("psboundparameters") {
		v.f.scope.local("psboundparameters").value = bound
	}
	for _, p := range sig.params {
		value, given := values[p]
		if err := v.setParam(p, value, given); err != nil {
			return err
		}
	}
	return nil
}

// Gives values without names to the parameters without values, in order.
func (v *invocation) placeArgs(sig *signature, rest []command.Arg, values map[*param]object.Value, put func(*param, object.Value)) (left []command.Arg) {
	next := 0
	for _, a := range rest {
		for next < len(sig.params) {
			if _, taken := values[sig.params[next]]; !taken && !sig.params[next].info.Switch {
				break
			}
			next++
		}
		if a.Name != "" || next >= len(sig.params) {
			left = append(left, a)
			continue
		}
		put(sig.params[next], textual(a, sig.params[next]))
	}
	return left
}

// Returns the value of an argument for a parameter: the spelling of a number where text is wanted.
func textual(a command.Arg, p *param) object.Value {
	if a.Text != "" && lastPart(p.info.Type) == "string" && !strings.HasSuffix(p.info.Type, "]") {
		return a.Text
	}
	return a.Value
}

func bindingError(id, format string, args ...any) *command.Error {
	e := runtimeError(id, command.InvalidArgument, format, args...)
	e.Type = "System.Management.Automation.ParameterBindingException"
	return e
}

// Finds a parameter by name, alias or unambiguous beginning (rule 36).
func (s *signature) find(name string) (*param, error) {
	for _, p := range s.params {
		if strings.EqualFold(p.info.Name, name) {
			return p, nil
		}
		for _, alias := range p.info.Aliases {
			if strings.EqualFold(alias, name) {
				return p, nil
			}
		}
	}
	var found *param
	for _, p := range s.params {
		if len(p.info.Name) > len(name) && strings.EqualFold(p.info.Name[:len(name)], name) {
			if found != nil {
				return nil, bindingError("AmbiguousParameter", "Parameter cannot be processed because the parameter name '%s' is ambiguous. Possible matches include: -%s -%s.", name, found.info.Name, p.info.Name)
			}
			found = p
		}
	}
	return found, nil
}
