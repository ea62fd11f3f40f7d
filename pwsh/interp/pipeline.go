package interp

import (
	"iter"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// A stageMaker makes a command of a pipeline ready to run.
type stageMaker func(f *frame, run *pipelineRun) (command.Bound, error)

func (c *code) pipeline(p *syntax.Pipeline) stmt {
	elems := p.Elems
	head, isExpr := elems[0].(*syntax.ExprElement)
	if isExpr && len(elems) == 1 {
		return c.exprStmt(head)
	}
	var input expr
	if isExpr {
		input = c.raw(head.X)
		elems = elems[1:]
		if len(head.Redirs) > 0 {
			return func(*frame) error {
				return invalid("NotSupported", "A redirection of an expression in front of '|' is not supported.")
			}
		}
	}
	makers := make([]stageMaker, len(elems))
	spans := make([]syntax.Span, len(elems))
	for i, e := range elems {
		makers[i] = c.command(e.(*syntax.Command))
		spans[i] = e.Range()
	}
	return func(f *frame) error {
		run := &pipelineRun{f: f, spans: spans}
		if input != nil {
			v, err := input(f)
			if err != nil {
				return err
			}
			run.input = f.values(unroll(v))
		}
		return run.start(makers)
	}
}

// Compiles an expression that is a statement: its value is output.
func (c *code) exprStmt(e *syntax.ExprElement) stmt {
	x := c.raw(e.X)
	run := func(f *frame) error {
		v, err := x(f)
		if err != nil {
			return err
		}
		f.in.status = true
		return f.emit(v)
	}
	if isStep(e.X) {
		run = func(f *frame) error { _, err := x(f); return err }
	}
	if len(e.Redirs) == 0 {
		return run
	}
	return c.redirected(run, e.Redirs)
}

// Reports whether an expression is $x++ or --$x, which write nothing as statements.
func isStep(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Postfix:
		return true
	case *syntax.Unary:
		return x.Op == "++" || x.Op == "--"
	}
	return false
}

func (c *code) chain(s *syntax.Chain) stmt {
	list := make([]stmt, len(s.Pipelines))
	for i, p := range s.Pipelines {
		list[i] = c.pipeline(p)
	}
	return func(f *frame) error {
		for i, run := range list {
			if i > 0 && (s.Ops[i-1] == "&&") != f.in.status {
				continue
			}
			if err := run(f); err != nil {
				if err = f.settle(err, s.Pipelines[i].Range()); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// A pipelineRun is one run of a pipeline.
type pipelineRun struct {
	f      *frame
	spans  []syntax.Span
	input  iter.Seq[object.Value]
	failed bool // a command wrote an error
	stops  bool // a command was called with -ErrorAction Stop
	many   bool // there is more than one stage
	close  []func(err error) error
}

func (r *pipelineRun) start(makers []stageMaker) error {
	f := r.f
	r.many = len(makers) > 1 || r.input != nil
	stages := make([]command.Bound, len(makers))
	for i, make := range makers {
		b, err := make(f, r)
		if err != nil {
			return r.closed(err)
		}
		stages[i] = r.observed(b, r.spans[i])
	}
	saved := f.in.scope
	f.in.scope = f.scope
	err := command.Run(f.ctx, command.Pipeline{Stages: stages, Host: f.in.opt.Host, Prefs: f.in.prefs(), Input: r.input, Vars: variables{f.in, f.scope}}, f.out)
	f.in.scope = saved
	err = r.closed(err)
	if err == nil {
		err = f.ctx.Err()
	}
	f.in.status = err == nil && !r.failed
	if e, ok := err.(*command.Error); ok {
		f.locate(e, r.spans[0])
		if r.stops || e.Throw {
			return &thrown{e}
		}
	}
	return err
}

// Ranges over objects until the run is cancelled.
func (f *frame) values(list []object.Value) iter.Seq[object.Value] {
	return func(yield func(object.Value) bool) {
		for _, v := range list {
			if f.tick() != nil || !yield(v) {
				return
			}
		}
	}
}

// Closes the files of redirections.
func (r *pipelineRun) closed(err error) error {
	for _, c := range r.close {
		if e := c(err); err == nil {
			err = e
		}
	}
	r.close = nil
	return err
}

// Makes the errors that a stage writes known to the session.
func (r *pipelineRun) observed(b command.Bound, at syntax.Span) command.Bound {
	r.stops = r.stops || stopsOnError(b.Raw)
	inner := b.Wrap
	b.Wrap = func(sink command.Sink) command.Sink {
		if inner != nil {
			sink = inner(sink)
		}
		return func(rec command.Record) error {
			if e, ok := rec.Value.(*command.Error); ok && rec.Stream == command.ErrorStream {
				r.f.locate(e, at)
				r.f.in.record(e)
				r.failed = true
			}
			return sink(rec)
		}
	}
	return b
}

// Reports whether -ErrorAction Stop stands among the arguments.
func stopsOnError(raw []command.Arg) bool {
	for i, a := range raw {
		name := strings.ToLower(a.Name)
		if name != "ea" && (len(name) < 6 || !strings.HasPrefix("erroraction", name)) {
			continue
		}
		v := a.Value
		if !a.HasValue && i+1 < len(raw) {
			v = raw[i+1].Value
		}
		return strings.EqualFold(object.String(v), "Stop") || v == object.Value(int32(1))
	}
	return false
}

// Returns the preferences in force.
func (in *Interp) prefs() command.Prefs {
	p := command.Prefs{
		ErrorAction:       in.preference("erroractionpreference"),
		WarningAction:     in.preference("warningpreference"),
		Verbose:           speaks(in.preference("verbosepreference")),
		Debug:             speaks(in.preference("debugpreference")),
		ConfirmPreference: in.preference("confirmpreference"),
		InformationAction: in.preference("informationpreference"),
		ProgressAction:    in.preference("progresspreference"),
	}
	if strings.EqualFold(p.InformationAction, "SilentlyContinue") {
		p.InformationAction = "" // Write-Host is heard all the same
	}
	if v := in.scope.find("whatifpreference"); v != nil {
		p.WhatIf = truth(v.value)
	}
	return p
}

func speaks(action string) bool {
	return !strings.EqualFold(action, "SilentlyContinue") && !strings.EqualFold(action, "Ignore") && action != ""
}

// variables takes what -OutVariable and its like collect.
type variables struct {
	in *Interp
	s  *scope
}

// SetVariable implements command.Variables.
func (v variables) SetVariable(name string, value object.Value, keep bool) {
	s, n := v.s, strings.ToLower(name)
	if prefix, rest, ok := strings.Cut(n, ":"); ok {
		if s = v.s.named(prefix, v.in); s == nil {
			return
		}
		n = rest
	}
	if keep {
		if old := s.find(n); old != nil && some(old.value) != nil {
			if sum, err := object.Add(append([]any(nil), unroll(old.value)...), value); err == nil {
				value = sum
			}
		}
	}
	// A variable that is read-only or refuses the value keeps what it has.
	if err := v.in.assign(s, n, value); err != nil {
		v.in.record(v.in.asError(err))
	}
}

// Runs the steps of a cmdlet in the scope of the pipeline it stands in: its script blocks see that
// scope, whatever function is writing at the moment.
func (f *frame) inScope(cmd *command.Command) *command.Command {
	s, in := f.scope, f.in
	within := func(step command.Func) command.Func {
		if step == nil {
			return nil
		}
		return func(ctx ctxType, c *command.Call) error {
			saved := in.scope
			in.scope = s
			err := step(ctx, c)
			in.scope = saved
			return err
		}
	}
	return &command.Command{Meta: cmd.Meta, Raw: cmd.Raw, New: func() command.Stage {
		st := cmd.New()
		return command.Stage{Begin: within(st.Begin), Process: within(st.Process), End: within(st.End), Clean: within(st.Clean)}
	}}
}
