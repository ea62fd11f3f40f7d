package command

import (
	"context"
	"errors"
	"iter"

	"example.org/exosh/object"
)

// A Bound is a command with its arguments, a step of a pipeline.
type Bound struct {
	Command *Command
	Name    string          // as the user called it; "" means the command's own name
	Raw     []Arg           // as typed; Run binds them
	Wrap    func(Sink) Sink // redirections of this step, nil where there are none
}

// A Pipeline is what Run runs.
type Pipeline struct {
	Stages []Bound
	Host   Host                   // nil where nobody can be asked
	Prefs  Prefs                  // before the common parameters of each stage
	Input  iter.Seq[object.Value] // objects for the first stage; nil where it has none
	Vars   Variables              // where -OutVariable and its like go; nil drops them
	Page   *Page                  // for the first stage
}

// Variables takes what -OutVariable, -ErrorVariable and the other parameters that name a variable collect.
type Variables interface {
	// SetVariable assigns; keep adds to what the variable already holds.
	SetVariable(name string, v object.Value, keep bool)
}

// Run runs a pipeline to its end on the caller's goroutine and writes what comes out of it to out. It
// returns nil, the *Error that ended it, the context's error, or ErrStop if out returned that.
//
// Begin of each stage runs first to last, or on a stage's first object if that comes sooner. An
// object written by a stage is processed by the next before the write returns. A stage that returns
// ErrStop from Process ends the stages before it too: their End does not run; that of later stages
// does. Clean runs for every stage.
func Run(ctx context.Context, p Pipeline, out Sink) (err error) {
	r := &runner{ctx: ctx, out: out, stopped: -1, stages: make([]stage, len(p.Stages))}
	defer func() { err = r.clean(err) }()
	for i := range p.Stages {
		if err := r.prepare(i, &p); err != nil {
			return r.failed(i, err)
		}
	}
	for i := range r.stages {
		if err := r.begin(i); err != nil {
			return err
		}
	}
	if err := r.feed(p.Input); err != nil {
		return err
	}
	return r.end()
}

// A runner is one run of a pipeline.
type runner struct {
	ctx     context.Context
	out     Sink
	stages  []stage
	stopped int // the last stage that wants no more; -1 while all do
	written int
}

// A stage is a command in a running pipeline.
type stage struct {
	steps  Stage
	call   Call
	input  *input // nil for a Raw command and for the first stage without input
	name   string
	began  bool
	script bool
	vars   *collector
}

// feed gives the first stage its input; without any, its Process runs once.
func (r *runner) feed(in iter.Seq[object.Value]) error {
	if len(r.stages) == 0 {
		return nil
	}
	if in == nil {
		s := &r.stages[0]
		if s.steps.Process == nil || r.stopped >= 0 {
			return nil
		}
		return r.done(0, s.steps.Process(r.ctx, &s.call))
	}
	for v := range in {
		switch err := r.process(0, v); {
		case errors.Is(err, ErrStop):
			return r.passOn(err)
		case err != nil:
			return err
		}
	}
	return nil
}

// passOn hides a stop that a stage asked for; one that out asked for ends the run.
func (r *runner) passOn(err error) error {
	if errors.Is(err, ErrStop) && r.stopped < len(r.stages) {
		return nil
	}
	return err
}

func (r *runner) begin(i int) error {
	s := &r.stages[i]
	if s.began {
		return nil
	}
	s.began = true
	if s.steps.Begin == nil || i <= r.stopped {
		return nil
	}
	return r.done(i, s.steps.Begin(r.ctx, &s.call))
}

// done judges the end of a step.
func (r *runner) done(i int, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrStop):
		r.stopped = max(r.stopped, i)
		return r.passOn(err)
	}
	return r.failed(i, err)
}

// process gives an object to a stage.
func (r *runner) process(i int, v object.Value) error {
	if i <= r.stopped {
		return ErrStop
	}
	s := &r.stages[i]
	if !s.began {
		if err := r.begin(i); err != nil {
			return err
		}
		if i <= r.stopped {
			return ErrStop
		}
	}
	if s.steps.Process == nil {
		return nil
	}
	if s.input != nil {
		args, err := s.input.take(v)
		if err != nil {
			return s.call.Error(r.ctx, r.failed(i, err))
		}
		s.call.Args = args
	}
	s.call.Input, s.call.HasInput = v, true
	err := s.steps.Process(r.ctx, &s.call)
	s.call.Input, s.call.HasInput = nil, false
	if err == nil {
		return nil
	}
	if errors.Is(err, ErrStop) {
		r.stopped = max(r.stopped, i)
		return ErrStop
	}
	return r.failed(i, err)
}

func (r *runner) end() error {
	for i := range r.stages {
		s := &r.stages[i]
		if i <= r.stopped || s.steps.End == nil {
			continue
		}
		if s.input != nil {
			s.call.Args = s.input.line
		}
		if err := r.done(i, s.steps.End(r.ctx, &s.call)); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) clean(err error) error {
	for i := range r.stages {
		s := &r.stages[i]
		if s.steps.Clean != nil {
			if e := s.steps.Clean(r.ctx, &s.call); e != nil && !errors.Is(e, ErrStop) && err == nil {
				err = r.failed(i, e)
			}
		}
		s.vars.flush()
	}
	return err
}

// failed names the command in the error that ends the pipeline.
func (r *runner) failed(i int, err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Command != "" || r.stages[i].script && r.stages[i].began {
		return err
	}
	if vars := r.stages[i].vars; vars != nil {
		vars.see(Record{Stream: ErrorStream, Value: e})
	}
	named := *e
	named.Command = r.stages[i].name
	if outer, ok := err.(*Error); !ok || outer != e { // wrapped by the language: keep the wrapper
		e.Command = named.Command
		return err
	}
	return &named
}

// interrupted looks at the context now and then: a pipeline that is only fed by memory must stop too.
func (r *runner) interrupted() error {
	if r.written++; r.written&63 != 0 {
		return nil
	}
	return r.ctx.Err()
}
