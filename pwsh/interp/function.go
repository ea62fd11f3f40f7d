package interp

import (
	"context"
	"errors"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A function is a named body, a script, or a script block that is called.
type function struct {
	in      *Interp
	name    string
	code    *code
	home    *scope // of the script it was defined in
	closure *scope
	script  bool // has a script scope of its own
	dot     bool // runs in the scope of its caller
	nested  bool // a script that another one calls: exit ends this one only
	cmd     *command.Command
}

// Returns the function as a command. One with parameter attributes is bound as cmdlets are; a simple
// one binds its own arguments and keeps the rest in $args (rule 37).
func (fn *function) command() *command.Command {
	if fn.cmd != nil {
		return fn.cmd
	}
	fn.code.compile()
	meta := &catalog.Cmdlet{Name: fn.name, Sets: []catalog.Set{{Name: "__AllParameterSets", Default: true}}}
	raw := true
	if sig := fn.code.params; sig != nil {
		meta = sig.meta(fn.name)
		raw = !sig.advanced
	}
	fn.cmd = &command.Command{Meta: meta, Raw: raw, Script: true, New: func() command.Stage { return (&invocation{fn: fn, caller: fn.in.scope}).stage() }}
	return fn.cmd
}

// Runs the function by itself.
func (fn *function) invoke(ctx context.Context, args []command.Arg, input []object.Value, out command.Sink) error {
	p := command.Pipeline{Stages: []command.Bound{{Command: fn.command(), Raw: args, Name: fn.name}}, Host: fn.in.opt.Host, Prefs: fn.in.prefs()}
	if input != nil {
		p.Input = slices.Values(input)
	}
	return command.Run(ctx, p, out)
}

// An invocation is one run of a function in a pipeline.
type invocation struct {
	fn      *function
	caller  *scope
	f       *frame
	input   []any          // objects of a pipeline that no process block takes
	fed     bool           // an object came through the pipeline
	exited  bool           // the script said exit
	callers map[string]any // what the caller of a dot-sourced script has of its own call
}

func (v *invocation) stage() command.Stage {
	return command.Stage{Begin: v.step(v.begin), Process: v.step(v.process), End: v.step(v.end), Clean: v.step(v.clean)}
}

// Runs a step in the scope of the function.
func (v *invocation) step(run func(c *command.Call) error) command.Func {
	in := v.fn.in
	return func(ctx context.Context, c *command.Call) error {
		if v.exited {
			return nil
		}
		saved := in.scope
		if v.f != nil {
			v.f.ctx = ctx
			in.scope = v.f.scope
		} else {
			v.enter(ctx, c)
		}
		in.depth++
		err := run(c)
		in.depth--
		in.scope = saved
		return v.left(err)
	}
}

// Decides what the error that left a step means: return ends the step, exit ends a script.
func (v *invocation) left(err error) error {
	var exit *ExitError
	switch {
	case err == nil, isReturn(err):
		return nil
	case v.fn.nested && errors.As(err, &exit):
		v.exited = true
		v.fn.in.setAutomatic("lastexitcode", int32(exit.Code))
		return nil
	}
	return err
}

// Makes the scope and the frame.
func (v *invocation) enter(ctx context.Context, c *command.Call) {
	in, fn := v.fn.in, v.fn
	s := v.caller
	if !fn.dot {
		s = &scope{parent: v.caller, script: fn.home}
		if fn.closure != nil {
			kept := *fn.closure
			kept.parent = v.caller
			s.parent = &kept
		}
		if fn.script {
			s.script = s
		}
		if s.script == nil {
			s.script = v.caller.script
		}
	}
	v.f = in.frame(ctx, fn.code, s, c.Sink)
	in.scope = s
}

func (v *invocation) begin(c *command.Call) error {
	f, in := v.f, v.fn.in
	if in.depth > in.opt.MaxDepth {
		return runtimeError("CallDepthOverflow", command.InvalidOperation, "The script failed due to call depth overflow: more than %d calls are inside one another.", in.opt.MaxDepth)
	}
	v.automatic(c)
	if err := v.bind(c); err != nil {
		return err
	}
	return v.run(f.code.begin)
}

func (v *invocation) run(s stmt) error {
	if s == nil {
		return nil
	}
	return s(v.f)
}

func (v *invocation) process(c *command.Call) error {
	f := v.f
	if c.HasInput {
		v.fed = true
		if sig := f.code.params; sig != nil && sig.advanced {
			if err := v.bindInput(c); err != nil {
				return err
			}
		}
		if f.code.process == nil {
			v.input = append(v.input, c.Input)
			return nil
		}
		under := f.scope.local("_")
		under.value = c.Input
	}
	if f.code.process == nil {
		return nil
	}
	return v.run(f.code.process)
}

func (v *invocation) end(*command.Call) error {
	if v.fed && v.f.code.process == nil {
		v.f.scope.local("input").value = v.input
	}
	return v.run(v.f.code.end)
}

func (v *invocation) clean(*command.Call) error {
	err := v.run(v.f.code.clean)
	for name, value := range v.callers {
		v.f.scope.local(name).value = value
	}
	return err
}

// Defines the variables that a body may use about its own call.
func (v *invocation) automatic(c *command.Call) {
	f, s, code := v.f, v.f.scope, v.fn.code
	if v.fn.dot {
		v.callers = map[string]any{}
		for _, name := range [...]string{"myinvocation", "psscriptroot", "pscommandpath"} {
			v.callers[name] = s.local(name).value
		}
	}
	if code.uses("myinvocation") || v.fn.script {
		s.local("myinvocation").value = v.invocationInfo(c)
	}
	if sig := code.params; sig != nil && sig.advanced {
		s.local("pscmdlet").value = &cmdletContext{call: c, in: f.in, info: v.invocationInfo(c)}
		v.preferences(c)
	}
	if v.fn.script || code.uses("psscriptroot") || code.uses("pscommandpath") {
		path := code.source.Path
		s.local("psscriptroot").value = directory(path)
		s.local("pscommandpath").value = path
	}
	if code.uses("input") && !v.fn.dot {
		s.local("input").value = []any{}
	}
}

func directory(path string) string {
	i := strings.LastIndexAny(path, `/\`)
	if i < 0 {
		return ""
	}
	return path[:max(i, 1)]
}

// Makes the common parameters hold for everything the function calls (rule 49).
func (v *invocation) preferences(c *command.Call) {
	base, own, s := v.fn.in.prefs(), c.Prefs, v.f.scope
	set := func(name, value string) { s.local(name).value = value }
	if own.ErrorAction != base.ErrorAction {
		set("erroractionpreference", own.ErrorAction)
	}
	if own.WarningAction != base.WarningAction {
		set("warningpreference", own.WarningAction)
	}
	if own.InformationAction != base.InformationAction {
		set("informationpreference", own.InformationAction)
	}
	if own.ProgressAction != base.ProgressAction {
		set("progresspreference", own.ProgressAction)
	}
	if own.Verbose != base.Verbose {
		set("verbosepreference", map[bool]string{true: "Continue", false: "SilentlyContinue"}[own.Verbose])
	}
	if own.Debug != base.Debug {
		set("debugpreference", map[bool]string{true: "Continue", false: "SilentlyContinue"}[own.Debug])
	}
	if own.WhatIf != base.WhatIf {
		s.local("whatifpreference").value = own.WhatIf
	}
	if own.Confirm != nil {
		set("confirmpreference", map[bool]string{true: "Low", false: "None"}[*own.Confirm])
	}
}

func (v *invocation) invocationInfo(c *command.Call) *object.Object {
	kind := "Function"
	if v.fn.script {
		kind = "ExternalScript"
	}
	mine := &object.Object{Types: []string{"System.Management.Automation.FunctionInfo"}, Props: []object.Property{
		{Name: "Name", Value: v.fn.name[strings.LastIndexAny(v.fn.name, `/\\`)+1:]}, {Name: "CommandType", Value: kind}, {Name: "Definition", Value: v.fn.code.text},
		{Name: "Path", Value: v.fn.code.source.Path}, {Name: "Source", Value: v.fn.code.source.Path}}}
	bound := &object.Dict{}
	for n, a := range c.Args.All() {
		bound.Set(n, a)
	}
	return &object.Object{Types: []string{"System.Management.Automation.InvocationInfo"}, Props: []object.Property{
		{Name: "MyCommand", Value: mine}, {Name: "BoundParameters", Value: bound}, {Name: "InvocationName", Value: c.Name},
		{Name: "ScriptName", Value: v.fn.code.source.Path}, {Name: "PSScriptRoot", Value: directory(v.fn.code.source.Path)},
		{Name: "PSCommandPath", Value: v.fn.code.source.Path}, {Name: "Line", Value: c.Name}, {Name: "ExpectingInput", Value: v.fed}}}
}
