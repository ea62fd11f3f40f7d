package interp

import (
	"errors"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

type catchClause struct {
	types []string
	body  stmt
}

func (c *code) try(s *syntax.Try) stmt {
	body := c.block(s.Body)
	var catches []catchClause
	for _, cl := range s.Catches {
		cc := catchClause{body: c.block(cl.Body)}
		for _, t := range cl.Types {
			cc.types = append(cc.types, t.String())
		}
		catches = append(catches, cc)
	}
	var finally stmt
	if s.Finally != nil {
		finally = c.block(s.Finally)
	}
	return func(f *frame) error {
		err := f.guard(body)
		if err != nil && len(catches) > 0 && catchable(f.ctx, err) {
			err = f.handle(err, catches)
		}
		if finally == nil {
			return err
		}
		if last := f.finally(finally); last != nil {
			return last
		}
		return err
	}
}

// Runs statements whose errors go to a catch block around them.
func (f *frame) guard(body stmt) error {
	f.in.guarded++
	defer func() { f.in.guarded-- }()
	return body(f)
}

// Runs the catch block that fits an error best, or returns the error.
func (f *frame) handle(err error, catches []catchClause) error {
	e := f.in.asError(err)
	best, rank := -1, 0
	for i, cl := range catches {
		r := 0
		if len(cl.types) == 0 {
			r = 1
		}
		for _, t := range cl.types {
			r = max(r, 2*catchRank(e, t))
		}
		if r > rank {
			best, rank = i, r
		}
	}
	if best < 0 {
		return err
	}
	f.in.record(e)
	f.in.status = false
	return f.withUnder(e, catches[best].body)
}

// Runs a catch block with $_ as the error record.
func (f *frame) withUnder(e *command.Error, body stmt) error {
	under := f.scope.local("_")
	saved, caught := under.value, f.caught
	under.value, f.caught = e, e
	defer func() { under.value, f.caught = saved, caught }()
	return body(f)
}

// Runs a finally block, also when the run was cancelled.
func (f *frame) finally(body stmt) error {
	saved := f.ctx
	f.ctx = detach(saved)
	defer func() { f.ctx = saved }()
	return body(f)
}

// throw value; throw alone in a catch block throws the error again.
func (f *frame) throw(s *syntax.Flow, value expr) error {
	if s.Value == nil && f.caught != nil {
		return &thrown{f.caught}
	}
	v, err := value(f)
	if err != nil {
		return err
	}
	e := f.in.errorOf(some(v))
	f.locate(e, s.Range())
	return &thrown{e}
}

// Makes an error record of what is thrown.
func (in *Interp) errorOf(v object.Value) *command.Error {
	switch v := v.(type) {
	case *command.Error:
		return v
	case *command.Exception:
		return v.Record
	case error:
		var e *command.Error
		if errors.As(v, &e) {
			return e
		}
	case nil:
		return &command.Error{Category: command.OperationStopped, ID: "ScriptHalted", Type: runtimeException, Message: "ScriptHalted"}
	}
	text := object.String(v)
	return &command.Error{Category: command.OperationStopped, ID: text, Type: runtimeException, Message: text, Target: v}
}
