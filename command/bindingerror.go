package command

import (
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

const (
	bindingException    = "System.Management.Automation.ParameterBindingException"
	validationException = "System.Management.Automation.ParameterBindingValidationException"
	transformException  = "System.Management.Automation.ParameterBindingArgumentTransformationException"
)

func bindingError(id, format string, args ...any) *Error {
	return &Error{Category: InvalidArgument, ID: id, Type: bindingException, Message: fmt.Sprintf(format, args...)}
}

func unknownParameter(meta *catalog.Cmdlet, name string) *Error {
	e := bindingError("NamedParameterNotFound", "A parameter cannot be found that matches parameter name '%s'.", clip(name))
	e.Advice = "Get-Help " + meta.Name + " lists the parameters."
	return e
}

func ambiguousParameter(name string, matches []string) *Error {
	return bindingError("AmbiguousParameter", "Parameter cannot be processed because the parameter name '%s' is ambiguous. Possible matches include: -%s.",
		clip(name), strings.Join(matches, " -"))
}

func boundTwice(name string) *Error {
	e := bindingError("ParameterAlreadyBound", "Cannot bind parameter because parameter '%s' is specified more than once.", name)
	e.Advice = "To give several values to a parameter that takes them, separate them with commas: -" + name + " value1,value2."
	return e
}

func missingArgument(p *catalog.Param) *Error {
	return bindingError("MissingArgument", "Missing an argument for parameter '%s'. Specify a parameter of type '%s' and try again.", p.Name, object.TypeFullName(object.Type(p.Type)))
}

func unknownPositional(v object.Value) *Error {
	return bindingError("PositionalParameterNotFound", "A positional parameter cannot be found that accepts argument '%s'.", clip(shown(v)))
}

func missingMandatory(names []string) *Error {
	e := bindingError("MissingMandatoryParameter", "Cannot process command because of one or more missing mandatory parameters: %s.", strings.Join(names, " "))
	e.Err = missingNames(names)
	return e
}

// missingNames is the cause of a MissingMandatoryParameter, for asking the person.
type missingNames []string

func (m missingNames) Error() string { return "missing: " + strings.Join(m, ", ") }

func noSet(given []string) *Error {
	e := bindingError("AmbiguousParameterSet", "Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be used together or an insufficient number of parameters were provided.")
	e.Advice = "These were given: -" + strings.Join(given, " -") + "."
	return e
}

func transformation(p *catalog.Param, v object.Value, reason string) *Error {
	return &Error{Category: InvalidData, ID: "ParameterArgumentTransformationError", Type: transformException, Target: target(v),
		Message: fmt.Sprintf("Cannot process argument transformation on parameter '%s'. %s", p.Name, reason)}
}

func validation(p *catalog.Param, id, reason string) *Error {
	return &Error{Category: InvalidData, ID: "ParameterArgumentValidationError" + id, Type: validationException, Message: fmt.Sprintf("Cannot validate argument on parameter '%s'. %s", p.Name, reason)}
}

func noNull(p *catalog.Param) *Error {
	e := validation(p, "NullNotAllowed", "")
	e.Message = fmt.Sprintf("Cannot bind argument to parameter '%s' because it is null.", p.Name)
	return e
}

func noEmpty(p *catalog.Param, what string) *Error {
	e := validation(p, "Empty"+strings.ToUpper(what[:1])+what[1:]+"NotAllowed", "")
	e.Message = fmt.Sprintf("Cannot bind argument to parameter '%s' because it is an empty %s.", p.Name, what)
	return e
}

// target is a value as an error may carry it: secrets are left out.
func target(v object.Value) object.Value {
	switch v.(type) {
	case *object.SecureString, *object.Credential:
		return nil
	}
	return v
}

// shown is a value as a message may show it.
func shown(v object.Value) string {
	switch v.(type) {
	case []any, *object.List, *object.Dict, *object.Object:
		return object.TypeName(v)
	}
	if b, ok := v.(Block); ok {
		return b.Source()
	}
	return object.String(v)
}

func clip(text string) string {
	const most = 200
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}
