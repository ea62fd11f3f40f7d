// Package exocmdlet is the client's half of the nine Get-EXO cmdlets: it turns their parameters into
// requests to the OData routes of a service (protocol section 5), and entities into the objects that the
// vendor's module shows.
package exocmdlet

import (
	"context"
	"errors"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// A Conn is the connection that the cmdlets ask.
type Conn struct {
	Rest *restclient.Client
	// Threads is how many requests are under way at once where a pipeline names many mailboxes; 0 and 1
	// ask one after the other.
	Threads int
	Zone    func(object.Value) object.Value // nil leaves times in the zone of the machine
}

// A cmdlet is one of the nine.
type cmdlet struct {
	name  string
	acts  []string // parameters that have an effect; all others are refused by name
	plan  func(command.Args) (*plan, error)
	batch bool // it asks for one mailbox at a time, so that several requests help
}

// A plan is what one call asks the service for, and what becomes of the answer.
type plan struct {
	query    restclient.EntityQuery
	fallback *restclient.EntityQuery // asked where query fails
	warns    bool                    // more entities than wanted are worth a warning
	shape    shaper
	most     int // objects wanted of each entity's rows, -1 for all
}

// A shaper makes the objects that are shown of an entity.
type shaper func(*object.Object) []*object.Object

func cmdlets() []cmdlet {
	return []cmdlet{
		{name: "Get-EXOMailbox", plan: mailbox, acts: join(identities(), listing(), []string{
			"Archive", "InactiveMailboxOnly", "IncludeInactiveMailbox", "MailboxPlan", "RecipientTypeDetails", "SoftDeletedMailbox"})},
		{name: "Get-EXORecipient", plan: recipient, acts: join(identities(), listing(), []string{
			"IncludeSoftDeletedRecipients", "RecipientPreviewFilter", "RecipientType", "RecipientTypeDetails"})},
		{name: "Get-EXOCasMailbox", plan: casMailbox, acts: join(identities(), listing(), []string{"ProtocolSettings"})},
	}
}

// identities are the parameters that name one object, the first given of them counts.
func identities() []string {
	return []string{"ExternalDirectoryObjectId", "UserPrincipalName", "PrimarySmtpAddress", "Identity"}
}

func listing() []string {
	return []string{"Anr", "Filter", "OrganizationalUnit", "Properties", "PropertySets", "ResultSize"}
}

func join(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// Names lists the cmdlets.
func Names() []string {
	var names []string
	for _, c := range cmdlets() {
		names = append(names, c.name)
	}
	return names
}

// Commands returns the cmdlets. conn is asked for the connection when one of them runs; its error is
// what the cmdlet fails with.
func Commands(conn func() (*Conn, error)) []*command.Command {
	var list []*command.Command
	for _, c := range cmdlets() {
		list = append(list, c.command(conn))
	}
	return list
}

// Command returns the cmdlet of that name, ignoring case.
func Command(name string, conn func() (*Conn, error)) (*command.Command, bool) {
	for _, c := range cmdlets() {
		if strings.EqualFold(c.name, name) {
			return c.command(conn), true
		}
	}
	return nil, false
}

func (c cmdlet) command(conn func() (*Conn, error)) *command.Command {
	meta := catalog.Must(c.name)
	return command.Simple(meta, func(ctx context.Context, call *command.Call) error {
		on, err := conn()
		if err != nil {
			return err
		}
		return c.run(ctx, call, on)
	})
}

// run carries out one call. What the service refuses does not end the pipeline.
func (c cmdlet) run(ctx context.Context, call *command.Call, on *Conn) error {
	p, err := c.understand(call.Args)
	if err != nil {
		return call.Error(ctx, err)
	}
	var own error // of whoever takes the output
	more, err := on.Rest.Entities(ctx, p.query, func(entity *object.Object) error {
		for _, o := range p.shape(entity) {
			if own = call.Output(o); own != nil {
				return own
			}
		}
		return nil
	})
	switch {
	case own != nil:
		return own
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return call.Error(ctx, err)
	case more && p.warns:
		return call.Warn(truncated(p.query.Most))
	}
	return nil
}

// understand refuses what the cmdlet does not carry out, and plans the rest.
func (c cmdlet) understand(args command.Args) (*plan, error) {
	for name, v := range args.All() {
		if on, isSwitch := v.(object.Switch); isSwitch && !bool(on) || contains(c.acts, name) {
			continue
		}
		return nil, refusal(c.name, name)
	}
	p, err := c.plan(args)
	if p != nil {
		p.query.Cmdlet = c.name
	}
	return p, err
}

// Run runs a command of this package once, for a program: the errors that would not end a pipeline end it.
func Run(ctx context.Context, cmd *command.Command, args command.Args, out command.Sink) error {
	st := cmd.New()
	c := &command.Call{Meta: cmd.Meta, Args: args, Prefs: command.Prefs{ErrorAction: "Stop"}, Sink: out}
	for _, step := range []command.Func{st.Begin, st.Process, st.End} {
		if step == nil {
			continue
		}
		if err := step(ctx, c); err != nil {
			if errors.Is(err, command.ErrStop) {
				return nil
			}
			return err
		}
	}
	return nil
}

// NotConnected is the error of a cmdlet while no connection is open.
func NotConnected() *command.Error {
	return &command.Error{Category: "ProtocolError", ID: "NotConnected", Type: "System.Exception",
		Message: "You must call the Connect-ExchangeOnline cmdlet before calling any other cmdlets.",
		Advice:  "Connect with Connect-ExchangeOnline -UserPrincipalName navin@contoso.com."}
}
