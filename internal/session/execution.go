package session

import (
	"context"
	"errors"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
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

// Turns the arguments into named and converted ones, and asks the caller's table about them by their
// resolved names. The authoriser and the cmdlet see the same ones. Arguments that do not bind are looked
// at by name first, so that a value that does not fit tells nothing of a parameter that is denied.
func (x *execution) prepare(ctx context.Context, p *principal) error {
	err := x.bind()
	var given []string
	if err == nil {
		for name := range x.args.All() {
			given = append(given, name)
		}
	} else {
		given = resolvable(x.command.Meta, x.request.Args)
	}
	if d := p.table.Decide(x.command.Meta.Name, given); d.Allowed {
		x.scope = d.Scope
	} else {
		return x.deny(ctx, d, err == nil)
	}
	return err
}

func (x *execution) bind() error {
	meta := x.command.Meta
	rest, common, err := command.BindCommon(meta, x.request.Args, command.Prefs{})
	if err != nil {
		return x.named(err)
	}
	x.prefs = common.Prefs
	if x.request.Host == nil {
		x.prefs.ErrorAction, x.prefs.WarningAction = unasked(x.prefs.ErrorAction), unasked(x.prefs.WarningAction)
		x.prefs.InformationAction = unasked(x.prefs.InformationAction)
	}
	bindable := rest
	if x.request.PlainSecrets {
		bindable = secure(meta, rest)
	}
	if x.args, err = command.Bind(meta, bindable); err != nil {
		return x.named(scrub(err, secrets(meta, rest)))
	}
	return nil
}

// Takes Inquire for Continue: where nobody can be asked here, the client asks for itself.
func unasked(action string) string {
	if action == "Inquire" {
		return "Continue"
	}
	return action
}

// Refuses a command or some of its parameters, and writes that to the audit trail.
func (x *execution) deny(ctx context.Context, d Decision, bound bool) error {
	meta := x.command.Meta
	refusal, detail := refuseCommand(x.request.Cmdlet), "no role grants the cmdlet"
	if len(d.Denied) > 0 {
		refusal, detail = refuseParams(meta.Name, d.Denied), "no role grants "+strings.Join(d.Denied, ", ")
	}
	params := maskRaw(x.request.Args)
	if bound {
		params = maskArgs(meta, x.args)
	}
	s := x.session
	s.svc.deny(ctx, s.who, s.client, Denial{Operation: meta.Name, Params: params, Detail: detail, RequestID: x.request.RequestID})
	return refusal
}

// Runs the command once, with what it writes kept in the buffer.
func (x *execution) once(ctx context.Context, page *command.Page) error {
	x.buffer.reset()
	ctx = org.WithCaller(ctx, x.caller())
	err := x.stage(ctx, page)
	if x.buffer.changed {
		x.session.svc.state.forgetOthers(keyOf(x.session.who))
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
		Session: x.session.client.ConnectionID, Scope: x.scope, Env: who.env(),
		Cause: &org.Cause{
			Operation: x.command.Meta.Name, Params: maskArgs(x.command.Meta, x.args),
			RequestID: x.request.RequestID, BodyHash: x.bodyHash(),
			Begin: x.buffer.begin, Reply: x.buffer.reply,
		},
	}
}

// The hash of the request with its environment: the same request in another one is another request (S-58).
func (x *execution) bodyHash() string {
	if x.request.BodyHash == "" || x.session.who.env() != catalog.SCC {
		return x.request.BodyHash
	}
	return "scc " + x.request.BodyHash
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

// Returns the parameters that the names of arguments lead to.
func resolvable(meta *catalog.Cmdlet, args []command.Arg) []string {
	var list []string
	for _, a := range args {
		if p := resolve(meta, a.Name); p != nil {
			list = append(list, p.Name)
		}
	}
	return list
}

// Returns the parameter of a name or alias, or the only one that begins so; nil where there is none.
func resolve(meta *catalog.Cmdlet, name string) *catalog.Param {
	if p, ok := meta.Param(name); ok || name == "" {
		return p
	}
	var found *catalog.Param
	for i := range meta.Params {
		p := &meta.Params[i]
		if len(p.Name) < len(name) || !strings.EqualFold(p.Name[:len(name)], name) {
			continue
		}
		if found != nil {
			return nil
		}
		found = p
	}
	return found
}

// Makes secure strings of the texts that came for parameters of that type.
func secure(meta *catalog.Cmdlet, args []command.Arg) []command.Arg {
	for i, a := range args {
		text, ok := a.Value.(string)
		if !ok {
			continue
		}
		if p := resolve(meta, a.Name); p != nil && strings.EqualFold(p.Type, "SecureString") {
			args = slices.Clone(args)
			args[i].Value = &object.SecureString{Plain: text}
		}
	}
	return args
}
