package interp

import (
	"context"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A frame is one run of a body: its scope, where its variables are, and where its output goes.
type frame struct {
	in     *Interp
	ctx    context.Context
	code   *code
	scope  *scope
	slots  []*variable // by the body's names; nil where not looked up yet or not of this scope
	out    command.Sink
	caught *command.Error // that the catch block around handles
}

func (in *Interp) frame(ctx context.Context, c *code, s *scope, out command.Sink) *frame {
	c.compile()
	return &frame{in: in, ctx: ctx, code: c, scope: s, slots: make([]*variable, len(c.names)), out: out}
}

// Writes the objects of a value to the output.
func (f *frame) emit(v object.Value) error {
	switch v := v.(type) {
	case nothing:
		return nil
	case nil, bool, int32, int64, string, float64, *object.Object, *object.Dict:
		return f.out(command.Record{Stream: command.Output, Value: v})
	case []any:
		for _, x := range v {
			if err := f.out(command.Record{Stream: command.Output, Value: x}); err != nil {
				return err
			}
		}
		return nil
	}
	if !isCollection(v) {
		return f.out(command.Record{Stream: command.Output, Value: v})
	}
	return f.emit(append([]any(nil), unroll(v)...))
}

// Runs a statement and returns the objects it writes.
func (f *frame) capture(s stmt) ([]object.Value, error) {
	var list []object.Value
	saved := f.out
	f.out = func(r command.Record) error {
		if r.Stream == command.Output {
			list = append(list, r.Value)
			return nil
		}
		return saved(r)
	}
	err := s(f)
	f.out = saved
	return list, err
}

// Reports every now and then whether the run was cancelled.
func (f *frame) tick() error {
	f.in.ticks++
	if f.in.ticks&63 != 0 {
		return nil
	}
	return f.ctx.Err()
}

// Returns the variable of a slot, or nil where it has none.
func (f *frame) variable(slot int) *variable {
	if v := f.slots[slot]; v != nil && !v.gone {
		return v
	}
	name := f.code.names[slot]
	if v := f.scope.own(name); v != nil {
		f.slots[slot] = v
		return v
	}
	return f.scope.parent.find(name)
}

func (f *frame) read(slot int) object.Value {
	if v := f.variable(slot); v != nil {
		return v.get()
	}
	return nil
}

func (f *frame) write(slot int, value object.Value) error {
	v := f.slots[slot]
	if v == nil || v.gone {
		name := f.code.names[slot]
		if v = f.scope.own(name); v == nil {
			if up := f.scope.parent.find(name); up != nil && up.readOnly {
				return readOnlyError(name)
			}
			v = f.scope.create(name)
		}
		f.slots[slot] = v
	}
	if v.check == nil && !v.readOnly {
		v.value = value
		return nil
	}
	return f.in.store(v, value)
}
