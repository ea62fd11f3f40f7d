package interp

import (
	"context"
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// CallMethod calls a method of any value, as $v.name(args) does, and reports whether it has one.
func (in *Interp) CallMethod(ctx context.Context, v object.Value, name string, args []object.Value) (object.Value, bool, error) {
	f := &frame{in: in, ctx: ctx, scope: in.scope, out: func(command.Record) error { return nil }}
	out, err := f.call(v, name, args)
	if is(err, "MethodNotFound") {
		return nil, false, nil
	}
	return out, true, err
}

// Construct makes a .NET object as New does, and reports whether the type is one that it knows.
func (in *Interp) Construct(typeName string, args []object.Value) (object.Value, bool, error) {
	v, err := in.New(typeName, args)
	if is(err, "TypeNotFound") {
		return nil, false, nil
	}
	return v, true, err
}

func is(err error, id string) bool {
	var e *command.Error
	return errors.As(err, &e) && e.ID == id
}
