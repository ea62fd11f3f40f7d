package interp

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A ScriptBlock is `{ ... }` as a value. It implements [command.Block].
type ScriptBlock struct {
	in      *Interp
	code    *code
	home    *scope // of the script it stands in; nil means where it runs
	closure *scope // variables that GetNewClosure kept; nil where there are none
	last    *frame // of the last run, used again where the scope is the same
	busy    bool
}

// Source returns the text between the braces, exactly.
func (b *ScriptBlock) Source() string { return b.code.text }

// String implements object.Stringer: a block as text is its source.
func (b *ScriptBlock) String() string { return b.code.text }

// TypeNames, PropertyNames and Property implement object.Properties.
func (b *ScriptBlock) TypeNames() []string {
	return []string{"System.Management.Automation.ScriptBlock", "System.Object"}
}

// PropertyNames lists what a block shows.
func (b *ScriptBlock) PropertyNames() []string { return []string{"Ast", "File"} }

// Property returns one of them.
func (b *ScriptBlock) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "ast":
		return b.code.text, true
	case "file":
		return b.code.source.Path, true
	}
	return nil, false
}

// Invoke runs the block. Without NewScope it runs in the current scope, as the blocks of
// ForEach-Object and Where-Object do.
func (b *ScriptBlock) Invoke(ctx context.Context, in command.BlockInput, out command.Sink) error {
	b.code.compile()
	if in.NewScope || b.code.params != nil || b.code.named || b.closure != nil {
		return b.invokeFull(ctx, in, out)
	}
	f := b.frame(ctx, out)
	defer b.release(f)
	if in.Args != nil {
		f.scope.local("args").value = append([]any{}, in.Args...)
	}
	if in.Pipeline != nil {
		f.scope.local("input").value = append([]any{}, in.Pipeline...)
	}
	if !in.HasUnder {
		return leaveBlock(b.code.runPlain(f))
	}
	under := f.slots[b.code.under]
	if under == nil || under.gone {
		under = f.scope.local("_")
		f.slots[b.code.under] = under
	}
	saved := under.value
	under.value = in.Underscore
	err := b.code.runPlain(f)
	under.value = saved
	return leaveBlock(err)
}

// return leaves the block.
func leaveBlock(err error) error {
	if err != nil && isReturn(err) {
		return nil
	}
	return err
}

// Returns a frame for the current scope.
func (b *ScriptBlock) frame(ctx context.Context, out command.Sink) *frame {
	s := b.in.scope
	if f := b.last; f != nil && !b.busy && f.scope == s {
		f.ctx, f.out = ctx, out
		b.busy = true
		return f
	}
	f := b.in.frame(ctx, b.code, s, out)
	if !b.busy {
		b.last, b.busy = f, true
	}
	return f
}

func (b *ScriptBlock) release(f *frame) {
	if b.last == f {
		b.busy = false
		f.out = nil
	}
}

// Runs the block as a command, with parameters and named blocks.
func (b *ScriptBlock) invokeFull(ctx context.Context, in command.BlockInput, out command.Sink) error {
	fn := &function{in: b.in, code: b.code, home: b.home, dot: !in.NewScope && b.closure == nil, closure: b.closure}
	args := make([]command.Arg, len(in.Args))
	for i, v := range in.Args {
		args[i] = command.Arg{Value: v, HasValue: true}
	}
	if in.HasUnder {
		saved := b.in.scope.local("_")
		old := saved.value
		saved.value = in.Underscore
		defer func() { saved.value = old }()
	}
	return leaveBlock(fn.invoke(ctx, args, in.Pipeline, out))
}

// Runs the block with $_ in the current scope and returns its output as one value.
func (b *ScriptBlock) call(ctx context.Context, under object.Value, args []object.Value) (object.Value, error) {
	return b.collect(ctx, command.BlockInput{Underscore: under, HasUnder: true, Args: args})
}

// Runs the block as a method or property of an object: $this is the object.
func (b *ScriptBlock) callThis(ctx context.Context, this object.Value, args []object.Value) (object.Value, error) {
	v := b.in.scope.local("this")
	saved := v.value
	v.value = this
	defer func() { v.value = saved }()
	return b.collect(ctx, command.BlockInput{Args: args, NewScope: true})
}

func (b *ScriptBlock) collect(ctx context.Context, in command.BlockInput) (object.Value, error) {
	var list []object.Value
	err := b.Invoke(ctx, in, func(r command.Record) error {
		if r.Stream == command.Output {
			list = append(list, r.Value)
		}
		return nil
	})
	return collapse(list), err
}

// Methods of script blocks.
func blockMethod(f *frame, b *ScriptBlock, name string) method {
	switch name {
	case "invoke", "invokereturnasis":
		return func(a *arguments) (object.Value, error) {
			var list []any
			err := b.Invoke(f.ctx, command.BlockInput{Args: a.list, NewScope: true}, func(r command.Record) error {
				if r.Stream != command.Output {
					return f.out(r)
				}
				list = append(list, r.Value)
				return nil
			})
			return collapse(list), err
		}
	case "getnewclosure":
		return func(*arguments) (object.Value, error) {
			kept := &scope{script: f.scope.script}
			for v := range f.scope.all() {
				kept.create(v.name).value = v.get()
			}
			return &ScriptBlock{in: b.in, code: b.code, home: b.home, closure: kept}, nil
		}
	}
	return nil
}
