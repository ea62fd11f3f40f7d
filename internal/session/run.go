package session

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// A Request is one command to run.
type Request struct {
	Cmdlet    string        // as the caller wrote it; case does not matter
	Args      []command.Arg // as the caller gave them, common parameters included
	Page      *Page         // nil means that the whole output is wanted, in pages of its own
	RequestID string        // client-request-id: a second change with it is answered, not done (F-13); "" for none
	BodyHash  string        // keyed hash of the request: the same RequestID with another hash is refused (S-58)
	// PlainSecrets says that text for a SecureString parameter is what it hides, as it travels in JSON
	// under TLS; otherwise text for one is refused.
	PlainSecrets bool
	// Host answers questions. Nil means that nobody can be asked: with Confirm set to true the question
	// itself is the output, a [*command.Question] on the Information stream, and nothing is done.
	Host        command.Host
	Correlation string // number under which an internal error is in the log; "" means that one is made
}

// Run looks a command up, binds, authorises and runs it, and then, after the commit, writes its
// records to out. Nothing is written when it fails. The error is a [*command.Error] that the caller
// may see. A command that the caller may not run, or a parameter that no role grants, is refused and
// audited; the error of one that exists is that of one that does not.
func (s *Session) Run(ctx context.Context, r Request, out command.Sink) error {
	began := s.svc.now()
	err := s.guarded(ctx, r, out)
	if errors.Is(err, org.ErrReplay) {
		err = refuseReplay(r.RequestID)
	} else {
		err = s.svc.visible(ctx, r.Cmdlet, r.Correlation, err)
	}
	s.svc.ran(s.who.env(), r.Cmdlet, err, began)
	return err
}

// Tells who counts of a run. Names that callers make up are nobody's business.
func (s *Service) ran(env catalog.Env, name string, err error, began time.Time) {
	if s.Ran == nil {
		return
	}
	if _, cmd := s.lookup(env, name); cmd != nil {
		s.Ran(cmd.Meta.Name, err, s.now().Sub(began))
	}
}

// Runs a request. A panic is a bug of a cmdlet: it ends this command only, in whatever door or batch it
// runs, and is an internal error to the caller.
func (s *Session) guarded(ctx context.Context, r Request, out command.Sink) (err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if r.Correlation == "" {
			r.Correlation = s.svc.newCorrelation()
		}
		s.svc.log().ErrorContext(ctx, "panic in a cmdlet", "cmdlet", r.Cmdlet, "correlation", r.Correlation, "panic", v, "stack", string(debug.Stack()))
		err = s.svc.internal(ctx, r.Cmdlet, r.Correlation, errPanic)
	}()
	return s.run(ctx, r, out)
}

var errPanic = errors.New("the cmdlet panicked")

func (s *Session) run(ctx context.Context, r Request, out command.Sink) error {
	p, _, err := s.svc.enter(ctx, s.who, s.client)
	if err != nil {
		return err
	}
	cmd, err := s.find(ctx, p, r)
	if err != nil {
		return err
	}
	if err := checkSize(cmd.Meta, r.Args); err != nil {
		return err
	}
	x := &execution{session: s, request: r, command: cmd}
	if err := x.prepare(ctx, p); err != nil {
		return err
	}
	return x.pages(ctx, out)
}

// Finds the command by name in the caller's table.
func (s *Session) find(ctx context.Context, p *principal, r Request) (*command.Command, error) {
	meta, cmd := s.svc.lookup(s.who.env(), r.Cmdlet)
	if meta != nil {
		switch allowed := p.table.Decide(meta.Name, nil).Allowed; {
		case allowed && cmd != nil:
			return cmd, nil
		case allowed:
			return nil, refuseUnbuilt(s.who.env(), meta.Name)
		}
	}
	name := r.Cmdlet
	if meta != nil {
		name = meta.Name
	}
	s.svc.deny(ctx, s.who, s.client, Denial{Operation: name, Params: maskRaw(r.Args), Detail: "no role grants the cmdlet", RequestID: r.RequestID})
	return nil, refuseCommand(r.Cmdlet)
}

// Returns the cmdlet of a name in any case, which may be qualified by a module, and the command that
// carries it out; nil where there is none.
func (s *Service) lookup(env catalog.Env, name string) (*catalog.Cmdlet, *command.Command) {
	name = unqualified(name)
	if cmd := s.index(env).built(name); cmd != nil {
		return cmd.Meta, cmd
	}
	if s.Known == nil {
		return nil, nil
	}
	meta, ok := s.Known(name)
	if !ok || meta.Module || meta.Env&env == 0 {
		return nil, nil
	}
	return meta, nil
}

func oneOf(names []string) func(string) bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[org.Fold(name)] = true
	}
	return func(name string) bool { return set[org.Fold(name)] }
}

// Commands returns what the caller may run and the organisation has built, of the cmdlets that are
// wanted, in order of names, each with the parameters that roles grant. The shapes are the caller's own
// copies.
func (s *Session) Commands(ctx context.Context, wanted func(cmdlet string) bool) ([]*catalog.Cmdlet, error) {
	p, _, err := s.svc.enter(ctx, s.who, s.client)
	if err != nil {
		return nil, err
	}
	var list []*catalog.Cmdlet
	for _, cmd := range s.svc.index(s.who.env()).sorted {
		if !wanted(cmd.Meta.Name) {
			continue
		}
		params, ok := p.table.Params(cmd.Meta.Name)
		if !ok {
			continue
		}
		if meta := cmd.Meta.Keep(oneOf(params)); meta != nil {
			list = append(list, meta)
		}
	}
	return list, nil
}
