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
	// Threads is how many requests are under way at once where a pipeline names many mailboxes; less than 2
	// asks one after the other.
	Threads int
}

// A cmdlet is one of the nine.
type cmdlet struct {
	name string
	acts []string // parameters that have an effect; all others are refused by name
	plan func(command.Args) (*plan, error)
	each bool // it asks about one mailbox at a time, so that several requests at once help
}

// A plan is what one call asks the service for, and what becomes of the answer.
type plan struct {
	query   restclient.EntityQuery
	instead *restclient.EntityQuery // asked where query fails; nil for nothing
	shape   shaper
	most    int  // objects wanted, -1 for all; query.Most is of entities
	warns   bool // more than were wanted are worth a warning
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
		{name: "Get-EXOMailboxPermission", plan: mailboxPermission, each: true, acts: join(identities(), []string{
			"Owner", "ResultSize", "SoftDeletedMailbox", "User"})},
		{name: "Get-EXORecipientPermission", plan: recipientPermission, acts: join(identities(), []string{"AccessRights", "ResultSize", "Trustee"})},
		{name: "Get-EXOMailboxFolderPermission", plan: folderPermission, each: true, acts: join(identities(), []string{"GroupMailbox", "User"})},
		{name: "Get-EXOMailboxFolderStatistics", plan: folderStatistics, each: true, acts: join(identities(), []string{
			"Archive", "Folderscope", "IncludeOldestAndNewestItems", "IncludeSoftDeletedRecipients"})},
		{name: "Get-EXOMailboxStatistics", plan: mailboxStatistics, each: true, acts: join(identities(), []string{
			"Archive", "DatabaseGuid", "ExchangeGuid", "IncludeSoftDeletedRecipients", "Properties", "PropertySets"})},
		{name: "Get-EXOMobileDeviceStatistics", plan: deviceStatistics, each: true, acts: join(identities(), []string{
			"ActiveSync", "GetMailboxLog", "Mailbox", "NotificationEmailAddresses", "OWAforDevices", "RestApi", "ShowRecoveryPassword", "UniversalOutlook"})},
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
	return &command.Command{Meta: catalog.Must(c.name), New: func() command.Stage {
		r := &run{cmdlet: c, conn: conn}
		return command.Stage{Process: r.process, End: r.flush}
	}}
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
	if err != nil {
		return nil, err
	}
	p.query.Cmdlet = c.name
	if p.instead != nil {
		p.instead.Cmdlet = c.name
	}
	return p, nil
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
