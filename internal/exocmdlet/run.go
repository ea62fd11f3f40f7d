package exocmdlet

import (
	"context"
	"errors"
	"sync"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A run is one use of a cmdlet in a pipeline.
type run struct {
	cmdlet cmdlet
	conn   func() (*Conn, error)
	on     *Conn
	queue  []*plan // planned and not asked yet
}

// process carries out one call. What the service refuses does not end the pipeline.
func (r *run) process(ctx context.Context, c *command.Call) error {
	if r.on == nil {
		on, err := r.conn()
		if err != nil {
			return err
		}
		r.on = on
	}
	p, err := r.cmdlet.understand(c.Args)
	if err != nil {
		return c.Error(ctx, err)
	}
	p.query.Anchor = anchor(r.on.Rest, c.Args)
	if !r.cmdlet.each || r.on.Threads < 2 || !c.HasInput {
		return r.ask(ctx, c, p)
	}
	if r.queue = append(r.queue, p); len(r.queue) < r.on.Threads {
		return nil
	}
	return r.flush(ctx, c)
}

// ask asks the service and writes what it answers as it comes.
func (r *run) ask(ctx context.Context, c *command.Call, p *plan) error {
	var own error // of whoever takes the output
	err := p.fetch(ctx, r.on, func(rec command.Record) error {
		own = write(c, rec)
		return own
	})
	if own != nil {
		return own
	}
	return failed(ctx, c, err)
}

func write(c *command.Call, rec command.Record) error {
	if rec.Stream == command.Warning {
		return c.Warn(object.String(rec.Value))
	}
	return c.Output(rec.Value)
}

func failed(ctx context.Context, c *command.Call, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return c.Error(ctx, err)
}

// An outcome is what became of a plan that was asked beside others.
type outcome struct {
	records []command.Record
	err     error
}

// flush asks for all that is planned at once, and writes the answers in the order of the input.
func (r *run) flush(ctx context.Context, c *command.Call) error {
	list := r.queue
	r.queue = nil
	outcomes := make([]outcome, len(list))
	within, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	for i, p := range list {
		all.Go(func() {
			o := &outcomes[i]
			o.err = p.fetch(within, r.on, func(rec command.Record) error {
				o.records = append(o.records, rec)
				return nil
			})
		})
	}
	all.Wait()
	for _, o := range outcomes {
		for _, rec := range o.records {
			if err := write(c, rec); err != nil {
				return err
			}
		}
		if err := failed(ctx, c, o.err); err != nil {
			return err
		}
	}
	return nil
}

// errEnough ends the reading of an answer of which no more is wanted.
var errEnough = errors.New("enough")

// fetch asks the service and hands out the objects, and the warning that there are more.
func (p *plan) fetch(ctx context.Context, on *Conn, out command.Sink) error {
	left := p.most
	take := func(entity *object.Object) error {
		for _, o := range p.shape(entity) {
			if left == 0 {
				return errEnough
			}
			if err := out(command.Record{Stream: command.Output, Value: o}); err != nil {
				return err
			}
			left--
		}
		return nil
	}
	more, err := on.Rest.Entities(ctx, p.query, take)
	if err != nil && p.instead != nil && !errors.Is(err, errEnough) && ctx.Err() == nil {
		more, err = on.Rest.Entities(ctx, *p.instead, take)
	}
	switch {
	case errors.Is(err, errEnough):
		more = true
	case err != nil:
		return err
	}
	if more && p.warns {
		return out(command.Record{Stream: command.Warning, Value: truncated(p.most)})
	}
	return nil
}
