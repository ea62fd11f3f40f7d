package interp

import (
	"fmt"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// A validator checks a value of a parameter; its error is a sentence for the person.
type validator func(in *Interp, v object.Value) error

// Compiles a validation attribute; nil for other attributes.
func (c *code) validator(a *syntax.Attribute) validator {
	args := c.exprs(a.Args)
	switch {
	case a.Is("ValidateSet"):
		return each(c, args, validateSet)
	case a.Is("ValidateRange"):
		return each(c, args, validateRange)
	case a.Is("ValidateLength"):
		return each(c, args, validateLength)
	case a.Is("ValidateCount"):
		return whole(c, args, validateCount)
	case a.Is("ValidatePattern"):
		return each(c, args, validatePattern)
	case a.Is("ValidateScript"):
		return each(c, args, validateScript)
	case a.Is("ValidateNotNull"):
		return whole(c, args, func(_ *Interp, v object.Value, _ []object.Value) error {
			if v == nil {
				return fmt.Errorf("The argument is null. Provide a valid value for the argument, and then try running the command again.")
			}
			return nil
		})
	case a.Is("ValidateNotNullOrEmpty"), a.Is("ValidateNotNullOrWhiteSpace"):
		return whole(c, args, validateNotEmpty)
	}
	return nil
}

type check func(in *Interp, v object.Value, args []object.Value) error

// Checks the value as one.
func whole(c *code, args []expr, run check) validator {
	return func(in *Interp, v object.Value) error {
		values, err := in.constants(c, args)
		if err != nil {
			return err
		}
		return run(in, v, values)
	}
}

// Checks each element of a collection.
func each(c *code, args []expr, run check) validator {
	return func(in *Interp, v object.Value) error {
		values, err := in.constants(c, args)
		if err != nil {
			return err
		}
		items := []object.Value{v}
		if isCollection(v) {
			items = unroll(v)
		}
		for _, e := range items {
			if err := run(in, e, values); err != nil {
				return err
			}
		}
		return nil
	}
}

// Evaluates the arguments of an attribute.
func (in *Interp) constants(c *code, args []expr) ([]object.Value, error) {
	values := make([]object.Value, len(args))
	f := in.frame(background(), c, in.scope, func(command.Record) error { return nil })
	for i, a := range args {
		v, err := a(f)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

func validateSet(_ *Interp, v object.Value, args []object.Value) error {
	var names []string
	for _, a := range args {
		if equal(object.String(v), object.String(a), false) {
			return nil
		}
		names = append(names, object.String(a))
	}
	return fmt.Errorf("The argument \"%s\" does not belong to the set \"%s\" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.", object.String(v), strings.Join(names, ","))
}

func validateRange(_ *Interp, v object.Value, args []object.Value) error {
	if len(args) < 2 {
		return nil
	}
	if n, err := compare(v, args[0], false); err != nil || n < 0 {
		return fmt.Errorf("The %s argument is less than the minimum allowed range of %s. Supply an argument that is greater than or equal to %[2]s and then try the command again.", object.String(v), object.String(args[0]))
	}
	if n, err := compare(v, args[1], false); err != nil || n > 0 {
		return fmt.Errorf("The %s argument is greater than the maximum allowed range of %s. Supply an argument that is less than or equal to %[2]s and then try the command again.", object.String(v), object.String(args[1]))
	}
	return nil
}

func validateLength(_ *Interp, v object.Value, args []object.Value) error {
	return between("character length", len([]rune(object.String(v))), args)
}

func validateCount(_ *Interp, v object.Value, args []object.Value) error {
	return between("number of elements", len(itemsOf(v)), args)
}

func between(what string, n int, args []object.Value) error {
	if len(args) < 2 {
		return nil
	}
	least, _ := object.Convert(args[0], "int")
	most, _ := object.Convert(args[1], "int")
	a, _ := least.(int32)
	b, _ := most.(int32)
	if n < int(a) || n > int(b) {
		return fmt.Errorf("The %s of the argument is %d; it must be between %d and %d.", what, n, a, b)
	}
	return nil
}

func validatePattern(in *Interp, v object.Value, args []object.Value) error {
	if len(args) == 0 {
		return nil
	}
	re, err := in.regex(object.String(args[0]), caseOption(false))
	if err != nil {
		return err
	}
	if ok, err := re.MatchString(object.String(v)); err != nil || !ok {
		return fmt.Errorf("The argument \"%s\" does not match the \"%s\" pattern. Supply an argument that matches \"%[2]s\" and try the command again.", object.String(v), object.String(args[0]))
	}
	return nil
}

func validateScript(in *Interp, v object.Value, args []object.Value) error {
	for _, a := range args {
		block, ok := a.(*ScriptBlock)
		if !ok {
			continue
		}
		block.in = in
		out, err := block.call(background(), v, nil)
		if err != nil {
			return err
		}
		if !truth(out) {
			return fmt.Errorf("The \"%s\" validation script for the argument with value \"%s\" did not return a result of True. Determine why the validation script failed, and then try the command again.", block.Source(), object.String(v))
		}
	}
	return nil
}

func validateNotEmpty(_ *Interp, v object.Value, _ []object.Value) error {
	empty := v == nil || v == object.Value("") || isCollection(v) && len(unroll(v)) == 0
	if empty {
		return fmt.Errorf("The argument is null or empty. Provide an argument that is not null or empty, and then try the command again.")
	}
	return nil
}
