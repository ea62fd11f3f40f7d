package smtptool

import (
	"context"
	"errors"
	"iter"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A source runs cmdlets: a connection of the SDK.
type source interface {
	Names() []string
	Query(ctx context.Context, name string, args command.Args) iter.Seq2[object.Value, error]
}

// The cmdlets that are asked.
func cmdlets() []string {
	return []string{"Get-Mailbox", "Get-CASMailbox", "Get-User", "Get-TransportConfig", "Get-OrganizationConfig", "Get-AuthenticationPolicy"}
}

// An organization is what the cmdlets show of the whole organisation.
type organization struct {
	from     source
	off      *bool           // SmtpClientAuthenticationDisabled; nil where it may not be seen
	fallback string          // DefaultAuthenticationPolicy, "" for none
	blocks   map[string]bool // authentication policies by name: without AllowBasicAuthSmtp; nil where they may not be seen
}

// An account is one mailbox with its facts.
type account struct {
	Address, Name string
	Plan          string // mailbox plan without the id behind it, "" where it is not known
	Recipients    string // RecipientLimits
	Size          string // MaxSendSize
	Facts
}

func (o *organization) has(cmdlet string) bool {
	for _, n := range o.from.Names() {
		if strings.EqualFold(n, cmdlet) {
			return true
		}
	}
	return false
}

// readOrganization asks for what holds for all accounts.
func readOrganization(ctx context.Context, from source) (*organization, error) {
	o := &organization{from: from}
	err := o.each(ctx, "Get-TransportConfig", command.Args{}, func(x *object.Object) {
		o.off = flagOf(x, "SmtpClientAuthenticationDisabled")
	})
	if err != nil {
		return nil, err
	}
	err = o.each(ctx, "Get-OrganizationConfig", command.Args{}, func(x *object.Object) { o.fallback = textOf(x, "DefaultAuthenticationPolicy") })
	if err != nil || !o.has("Get-AuthenticationPolicy") {
		return o, err
	}
	o.blocks = map[string]bool{}
	err = o.each(ctx, "Get-AuthenticationPolicy", command.Args{}, func(x *object.Object) {
		on := flagOf(x, "AllowBasicAuthSmtp")
		o.blocks[strings.ToLower(textOf(x, "Name"))] = on == nil || !*on
	})
	return o, err
}

// each runs a cmdlet and looks at each object; a cmdlet that the account may not run shows nothing.
func (o *organization) each(ctx context.Context, cmdlet string, args command.Args, look func(*object.Object)) error {
	if !o.has(cmdlet) {
		return nil
	}
	for v, err := range o.from.Query(ctx, cmdlet, args) {
		if err != nil {
			return err
		}
		if x, ok := v.(*object.Object); ok {
			look(x)
		}
	}
	return nil
}

// accounts reads the mailboxes that args select, with their facts, in the order of Get-CASMailbox.
func (o *organization) accounts(ctx context.Context, args command.Args) ([]account, error) {
	var list []account
	at := map[string]int{}
	err := o.each(ctx, "Get-CASMailbox", args, func(x *object.Object) {
		at[key(x)] = len(list)
		list = append(list, account{Address: textOf(x, "PrimarySmtpAddress"), Name: textOf(x, "DisplayName"),
			Facts: Facts{TenantOff: o.off, MailboxOff: flagOf(x, "SmtpClientAuthenticationDisabled")}})
	})
	if err != nil {
		return nil, err
	}
	err = o.each(ctx, "Get-Mailbox", args, func(x *object.Object) {
		if i, ok := at[key(x)]; ok {
			list[i].describe(x)
		}
	})
	if err != nil {
		return nil, err
	}
	return list, o.policies(ctx, args, at, list)
}

// describe takes what Get-Mailbox shows.
func (a *account) describe(x *object.Object) {
	a.Kind, a.Licence, a.Blocked = textOf(x, "RecipientTypeDetails"), flagOf(x, "SKUAssigned"), flagOf(x, "AccountDisabled")
	a.Plan, _, _ = strings.Cut(textOf(x, "MailboxPlan"), "-")
	a.Recipients, a.Size = textOf(x, "RecipientLimits"), textOf(x, "MaxSendSize")
}

// policies adds the authentication policy of each account. Where the organisation has none, nobody has one.
func (o *organization) policies(ctx context.Context, args command.Args, at map[string]int, list []account) error {
	for i := range list {
		o.rule(&list[i].Facts, o.fallback)
	}
	if len(o.blocks) == 0 {
		return nil
	}
	return o.each(ctx, "Get-User", args, func(x *object.Object) {
		i, ok := at[key(x)]
		if name := textOf(x, "AuthenticationPolicy"); ok && name != "" {
			o.rule(&list[i].Facts, name)
		}
	})
}

// rule makes a policy hold for an account.
func (o *organization) rule(f *Facts, name string) {
	name = lastPart(name)
	f.Policy, f.PolicyOff = name, o.blocks[strings.ToLower(name)]
}

// lastPart is the name of an object of which a reference shows the whole path.
func lastPart(name string) string { return name[strings.LastIndexAny(name, `/\`)+1:] }

// key is what a mailbox, its account and its settings have in common.
func key(x *object.Object) string {
	for _, name := range []string{"ExternalDirectoryObjectId", "Guid"} {
		if id := textOf(x, name); id != "" && strings.Trim(id, "0-") != "" {
			return strings.ToLower(id)
		}
	}
	return strings.ToLower(textOf(x, "DistinguishedName"))
}

func textOf(x *object.Object, name string) string {
	v, ok := x.Get(name)
	if !ok || v == nil {
		return ""
	}
	return object.String(v)
}

// flagOf is a Boolean property; nil where it is empty or absent.
func flagOf(x *object.Object, name string) *bool {
	v, _ := x.Get(name)
	if b, ok := v.(bool); ok {
		return &b
	}
	if s, ok := v.(string); ok && s != "" {
		b := strings.EqualFold(s, "true")
		return &b
	}
	return nil
}

// needs fails where the account may not run a cmdlet without which nothing can be said.
func (o *organization) needs(cmdlet string) error {
	if o.has(cmdlet) {
		return nil
	}
	return errors.New("the account may not run " + cmdlet + " there: sign in as one with the role Mail Recipients or View-Only Recipients")
}
