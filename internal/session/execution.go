package session

import (
	"context"
	"errors"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// An execution is one command on its way from arguments to records.
type execution struct {
	session *Session
	request Request
	command *command.Command
	args    command.Args
	prefs   command.Prefs
	scope   org.Scope
	buffer  buffer
	asked   *asker
}

// Turns the arguments into named and converted ones. The authoriser and the cmdlet see these only.
func (x *execution) bind() error {
	rest, prefs, err := splitCommon(x.request.Args)
	if err != nil {
		return err
	}
	x.prefs = prefs
	if x.args, err = command.Bind(x.command.Meta, rest); err != nil {
		return x.named(err)
	}
	return nil
}

// Asks the caller's table about the bound parameters, by their resolved names.
func (x *execution) authorise(ctx context.Context, p *principal) error {
	var given []string
	for name := range x.args.All() {
		given = append(given, name)
	}
	d := p.table.Decide(x.command.Meta.Name, given)
	if d.Allowed {
		x.scope = d.Scope
		return nil
	}
	refusal := refuseCommand(x.request.Cmdlet)
	detail := "no role grants the cmdlet"
	if len(d.Denied) > 0 {
		refusal = refuseParams(x.command.Meta.Name, d.Denied)
		detail = "no role grants " + strings.Join(d.Denied, ", ")
	}
	s := x.session
	s.svc.deny(ctx, s.who, s.client, Denial{Operation: x.command.Meta.Name, Params: maskArgs(x.command.Meta, x.args),
		Detail: detail, RequestID: x.request.RequestID})
	return refusal
}

// Runs the command once, with what it writes kept in the buffer.
func (x *execution) once(ctx context.Context, page *command.Page) error {
	x.buffer.reset()
	ctx = org.WithCaller(ctx, x.caller())
	err := x.stage(ctx, page)
	if x.buffer.changed {
		x.session.svc.state.forgetTenant(x.session.who.Tenant)
	}
	return x.settle(err)
}

// Runs the steps of the stage as a pipeline of one does.
func (x *execution) stage(ctx context.Context, page *command.Page) (err error) {
	st := x.command.New()
	c := &command.Call{Meta: x.command.Meta, Args: x.args.Clone(), Page: page, Sink: x.buffer.take, Host: x.host(), Prefs: x.prefs}
	if st.Clean != nil {
		defer func() { err = errors.Join(err, st.Clean(ctx, c)) }()
	}
	for _, step := range []command.Func{st.Begin, st.Process, st.End} {
		if step == nil {
			continue
		}
		if err := step(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (x *execution) host() command.Host {
	if x.request.Host != nil {
		return x.request.Host
	}
	x.asked = &asker{cmdlet: x.command.Meta.Name, wanted: x.prefs.Confirm != nil && *x.prefs.Confirm}
	return x.asked
}

// Says who acts and why, for the transaction.
func (x *execution) caller() *org.Caller {
	who := x.session.who
	return &org.Caller{
		Tenant: who.Tenant, Actor: who.UPN, ActorID: who.User, Client: who.ClientID, Address: who.Address,
		Session: x.session.client.ConnectionID, Scope: x.scope,
		Cause: &org.Cause{
			Operation: x.command.Meta.Name, Params: maskArgs(x.command.Meta, x.args),
			RequestID: x.request.RequestID, BodyHash: x.request.BodyHash,
			Begin: x.buffer.begin, Reply: x.buffer.reply,
		},
	}
}

// Turns the end of the command into what the caller gets: the answer of the first time for a retry, the
// question where one was asked.
func (x *execution) settle(err error) error {
	var replayed *org.ReplayedError
	switch {
	case err == nil, errors.Is(err, command.ErrStop):
		return nil
	case errors.As(err, &replayed):
		return x.buffer.replay(replayed.Reply)
	case x.asked != nil && x.asked.question != nil && errors.Is(err, errAsked):
		x.buffer.reset()
		return x.buffer.take(command.Record{Stream: command.Information, Value: x.asked.question})
	}
	return x.named(err)
}

// Fills in which command failed.
func (x *execution) named(err error) error {
	var e *command.Error
	if !errors.As(err, &e) || e.Command != "" {
		return err
	}
	named := *e
	named.Command = x.command.Meta.Name
	return &named
}

// Finds the common parameters among the arguments.
func splitCommon(args []command.Arg) ([]command.Arg, command.Prefs, error) {
	return slices.Clone(args), command.Prefs{}, nil
}
