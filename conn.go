package exosh

import (
	"context"
	"iter"
	"strings"
	"sync"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// A Conn is a connection to a service. It can be used from several goroutines.
type Conn struct {
	rest    *restclient.Client
	tokens  TokenSource
	threads int
	offered map[string]*offer // by name in lower case
	names   []string          // in the service's order

	mu     sync.Mutex
	info   Info
	closed bool
}

// Info describes a connection.
type Info struct {
	ConnectionID          string      // GUID
	Environment           string      // name of the environment, "" where only addresses were given
	Env                   catalog.Env // whose cmdlets it has: catalog.EXO, catalog.SCC or, where the service says so, catalog.EOP
	ConnectionURI         string      // with the region that the service named
	AuthorizationURI      string
	UserPrincipalName     string
	Organization          string
	DelegatedOrganization string
	TenantID              string
	TokenExpires          time.Time // zero where it is not known
	PageSize              int
	Service               string // version of an exosh service, "" for others
}

// A Session is one open connection of the account, as a service lists them.
type Session = restclient.Session

// Info returns what is known of the connection.
func (c *Conn) Info() Info {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.info
}

// Names lists the cmdlets that the account may run, in the service's order.
func (c *Conn) Names() []string { return c.names }

// Running asks the service whether it is there and well.
func (c *Conn) Running(ctx context.Context) (bool, error) { return c.rest.Running(ctx) }

// Sessions lists the account's open sessions; nil where the service cannot tell.
func (c *Conn) Sessions(ctx context.Context) ([]Session, error) { return c.rest.Sessions(ctx) }

// Invoke runs one cmdlet and writes what it returns to out: objects, warnings, errors that did not end
// it. Paging is followed until the ResultSize among args is reached (1,000 by default) or out returns
// command.ErrStop. A cmdlet that would ask for confirmation does not: the program has decided. An
// argument WhatIf makes the service only say what it would do. Errors are *command.Error. The Get-EXO
// cmdlets, which ask the OData routes of the service, can be run too.
func (c *Conn) Invoke(ctx context.Context, name string, args command.Args, out command.Sink) error {
	if is, err := c.inbuilt(ctx, name, args, out); is {
		return err
	}
	call := c.call(name, args)
	call.Confirms = c.confirms(name)
	return c.rest.Invoke(ctx, call, sized(name, out))
}

// call separates the arguments that are not the cmdlet's own.
func (c *Conn) call(name string, args command.Args) restclient.Call {
	call := restclient.Call{Cmdlet: c.spelling(name), Types: typeNames(name), WhatIf: args.Flag("WhatIf")}
	for k, v := range args.All() {
		if !strings.EqualFold(k, "WhatIf") && !strings.EqualFold(k, "Confirm") {
			call.Params.Set(k, v)
		}
	}
	return call
}

// Query runs one cmdlet and yields the objects it returns, asking for each page when it is needed. A
// failure, one that did not end the cmdlet included, is yielded once and ends it.
func (c *Conn) Query(ctx context.Context, name string, args command.Args) iter.Seq2[object.Value, error] {
	return func(yield func(object.Value, error) bool) {
		stopped := false
		err := c.Invoke(ctx, name, args, func(r command.Record) error {
			switch e, _ := r.Value.(*command.Error); {
			case r.Stream == command.ErrorStream && e != nil:
				return e
			case r.Stream == command.Output && !yield(r.Value, nil):
				stopped = true
				return command.ErrStop
			}
			return nil
		})
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

// Close ends the session on the server, where the server has a way to, and drops the token. Further
// calls do nothing.
func (c *Conn) Close(ctx context.Context) error {
	c.mu.Lock()
	done := c.closed
	c.closed = true
	c.mu.Unlock()
	if done {
		return nil
	}
	err := c.rest.CloseSession(ctx)
	c.forget()
	return err
}

// findRegion goes on to the region of Security & Compliance that has the organisation.
func (c *Conn) findRegion(ctx context.Context) error {
	base, err := c.rest.Region(ctx)
	if err != nil {
		return err
	}
	c.rest.Base = base
	c.info.ConnectionURI = base.String()
	return nil
}

func (c *Conn) forget() {
	if f, ok := c.tokens.(interface{ Forget() }); ok {
		f.Forget()
	}
}

// bearer is the client's way to tokens; it keeps the time when the current one ends.
func (c *Conn) bearer(ctx context.Context, claims string) (string, error) {
	t, err := c.tokens.Token(ctx, claims)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	c.info.TokenExpires = t.Expires
	c.mu.Unlock()
	return t.Bearer, nil
}
