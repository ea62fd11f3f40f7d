package command

import (
	"errors"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// prepare binds a stage's command line and connects it to the next.
func (r *runner) prepare(i int, p *Pipeline) error {
	b, s := &p.Stages[i], &r.stages[i]
	meta := b.Command.Meta
	if s.name = b.Name; s.name == "" && meta != nil {
		s.name = meta.Name
	}
	s.call = Call{Meta: meta, Name: s.name, Raw: b.Raw, Host: p.Host, Prefs: p.Prefs, Vars: p.Vars}
	if i == 0 {
		s.call.Page = p.Page
	}
	s.call.Sink = r.sink(i, s, b.Wrap)
	s.script = b.Command.Script
	s.steps = b.Command.New()
	if b.Command.Raw {
		return nil
	}
	return r.bind(i, s, meta, p)
}

func (r *runner) bind(i int, s *stage, meta *catalog.Cmdlet, p *Pipeline) error {
	rest, common, err := BindCommon(meta, s.call.Raw, p.Prefs)
	if err != nil {
		return err
	}
	s.call.Prefs = common.Prefs
	s.vars = newCollector(common, p.Vars)
	s.call.vars = s.vars
	fed := i > 0 || p.Input != nil
	bound, err := bindLine(meta, rest, fed)
	for err != nil {
		var asked []Arg
		if asked, err = r.supply(meta, p.Host, err); err != nil {
			return err
		}
		rest = append(rest, asked...)
		bound, err = bindLine(meta, rest, fed)
	}
	s.call.Args = bound.args()
	if fed {
		s.input = newInput(bound)
	}
	return nil
}

// sink is where a stage writes: objects to the next stage, everything else out. The preferences have
// been applied by then, by [Call.Warn] and its like: what a command inside a function has admitted, the
// preferences of the function do not take back.
func (r *runner) sink(i int, s *stage, wrap func(Sink) Sink) Sink {
	last := i == len(r.stages)-1
	deliver := func(rec Record) error {
		if rec.Stream == Output && !last {
			if err := r.interrupted(); err != nil {
				return err
			}
			return r.process(i+1, rec.Value)
		}
		return r.leave(rec)
	}
	if wrap != nil {
		deliver = wrap(deliver)
	}
	return func(rec Record) error {
		if i <= r.stopped {
			return ErrStop
		}
		if s.vars != nil {
			s.vars.see(rec)
		}
		return deliver(rec)
	}
}

// leave writes out of the pipeline. If out wants no more, no stage need go on.
func (r *runner) leave(rec Record) error {
	if err := r.interrupted(); err != nil {
		return err
	}
	err := r.out(rec)
	if errors.Is(err, ErrStop) {
		r.stopped = len(r.stages)
	}
	return err
}

// A collector keeps what a stage writes for the variables its parameters name.
type collector struct {
	common Common
	vars   Variables
	kept   [8][]any // by Stream
}

// newCollector is nil where there is nothing to keep.
func newCollector(c Common, vars Variables) *collector {
	if vars == nil || c.OutVariable == "" && c.ErrorVariable == "" && c.WarningVariable == "" && c.InformationVariable == "" && c.PipelineVariable == "" {
		return nil
	}
	return &collector{common: c, vars: vars}
}

func (c *collector) see(rec Record) {
	if rec.Stream == Output && c.common.PipelineVariable != "" {
		c.vars.SetVariable(c.common.PipelineVariable, rec.Value, false)
	}
	if int(rec.Stream) < len(c.kept) && c.name(rec.Stream) != "" {
		c.kept[rec.Stream] = append(c.kept[rec.Stream], rec.Value)
	}
}

// unseen keeps a message that is not written because of the preference: its variable gets it all the same.
func (c *collector) unseen(rec Record) {
	if c != nil && (rec.Stream == Warning || rec.Stream == Information) {
		c.see(rec)
	}
}

func (c *collector) name(s Stream) string {
	switch s {
	case Output:
		return c.common.OutVariable
	case ErrorStream:
		return c.common.ErrorVariable
	case Warning:
		return c.common.WarningVariable
	case Information:
		return c.common.InformationVariable
	}
	return ""
}

// flush assigns the variables at the end of the pipeline.
func (c *collector) flush() {
	if c == nil {
		return
	}
	for s := range c.kept {
		name := c.name(Stream(s))
		if name == "" {
			continue
		}
		keep := name[0] == '+'
		if keep {
			name = name[1:]
		}
		c.vars.SetVariable(name, &object.List{Items: c.kept[s]}, keep)
	}
	if c.common.PipelineVariable != "" {
		c.vars.SetVariable(c.common.PipelineVariable, nil, false)
	}
}
