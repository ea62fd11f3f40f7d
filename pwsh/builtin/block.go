package builtin

import (
	"context"
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A caller runs script blocks and catches their output; what else they write passes on.
type caller struct {
	c    *command.Call
	got  []object.Value
	sink command.Sink
}

func newCaller(c *command.Call) *caller {
	k := &caller{c: c}
	k.sink = func(r command.Record) error {
		if r.Stream != command.Output {
			return k.c.Sink(r)
		}
		k.got = append(k.got, r.Value)
		return nil
	}
	return k
}

// call runs a block with $_ and returns its output. The slice is valid until the next call.
func (k *caller) call(ctx context.Context, b command.Block, under object.Value) ([]object.Value, error) {
	clear(k.got)
	k.got = k.got[:0]
	err := b.Invoke(ctx, command.BlockInput{Underscore: under, HasUnder: true}, k.sink)
	return k.got, err
}

// value runs a block and collapses its output, as an assignment does.
func (k *caller) value(ctx context.Context, b command.Block, under object.Value) (object.Value, error) {
	got, err := k.call(ctx, b, under)
	if err != nil || len(got) <= 1 {
		return object.Collapse(got), err
	}
	return append([]any(nil), got...), nil
}

// quietly runs a block whose failure gives null, as calculated properties do; the error is kept in
// $Error. What ends the pipeline passes through.
func (k *caller) quietly(ctx context.Context, b command.Block, under object.Value) (object.Value, error) {
	v, err := k.value(ctx, b, under)
	var e *command.Error
	if err == nil || errors.Is(err, command.ErrStop) || ctx.Err() != nil || !errors.As(err, &e) {
		return v, err
	}
	return nil, k.c.Sink(command.Record{Stream: command.ErrorStream, Value: e, Hidden: true})
}

// block is an argument that is a script block.
func block(a command.Args, name string) command.Block {
	v, _ := a.Get(name)
	b, _ := v.(command.Block)
	return b
}

// list is an argument as a list: none where it was not given.
func list(a command.Args, name string) []object.Value {
	v, ok := a.Get(name)
	if !ok || v == nil {
		return nil
	}
	return object.Unroll(v)
}

// texts is an argument as texts.
func texts(a command.Args, name string) []string {
	var out []string
	for _, v := range list(a, name) {
		out = append(out, object.String(v))
	}
	return out
}

// integer is an argument that was converted to an int, or otherwise.
func integer(a command.Args, name string, otherwise int) int {
	v, ok := a.Get(name)
	if !ok {
		return otherwise
	}
	switch n := v.(type) {
	case int32:
		return int(n)
	case int64:
		return int(n)
	}
	return otherwise
}

// inputs is what a command that takes objects from the pipeline or from -InputObject is to work on:
// the pipeline's object as it is, an argument taken apart.
func inputs(c *command.Call) []object.Value {
	if c.HasInput {
		return []object.Value{c.Input}
	}
	v, ok := c.Args.Get("InputObject")
	if !ok {
		return nil
	}
	return object.Unroll(v)
}
