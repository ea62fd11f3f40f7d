package group

import (
	"context"
	"regexp"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// maxMessage is the largest message that a Microsoft 365 group may be allowed to send or take.
const maxMessage = 150 * directory.MB

// setUnifiedTable says what each parameter of Set-UnifiedGroup does.
func setUnifiedTable() project.Table[*change.Change] {
	const name = "Set-UnifiedGroup"
	return project.Table[*change.Change]{Cmdlet: name, Rows: change.Join(
		change.Read("Identity"),
		change.DisplayName(),
		change.MailEnabled(name),
		change.Addresses("PrimarySmtpAddress"),
		change.Choice("AccessType", "Public", "Private"),
		change.Flags("AlwaysSubscribeMembersToCalendarEvents", "AutoSubscribeNewMembers", "CalendarMemberReadOnly", "ConnectorsEnabled",
			"SubscriptionEnabled"),
		change.Do("UnifiedGroupWelcomeMessageEnabled", func(c *change.Change, v object.Value) error {
			c.Entry.Props.Set("WelcomeMessageEnabled", object.Truth(v))
			return nil
		}),
		change.Do("HiddenFromExchangeClientsEnabled", hideFromClients),
		change.Sizes(maxMessage, "MaxSendSize", "MaxReceiveSize"),
		change.Text(1024, "Notes"),
		change.Do("Language", setLanguage),
	)}
}

// hideFromClients hides the group from Outlook, and then from the address lists as well.
func hideFromClients(c *change.Change, v object.Value) error {
	c.Entry.Props.Set("HiddenFromExchangeClientsEnabled", object.Truth(v))
	if object.Truth(v) {
		c.Entry.Props.Set("HiddenFromAddressListsEnabled", true)
	}
	return nil
}

// setLanguage takes the name of a culture, such as de-DE.
func setLanguage(c *change.Change, v object.Value) error {
	text := ""
	if v != nil {
		text = object.String(v)
	}
	if !regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$`).MatchString(text) {
		return org.Invalid("Language", text, "it must be the name of a culture such as de-DE")
	}
	c.Entry.Props.Set("Language", text)
	return nil
}

// setUnified carries out Set-UnifiedGroup.
func (g *groups) setUnified(ctx context.Context, c *command.Call) error {
	return change.Setter{
		Store: g.Store, Table: setUnifiedTable(), View: g.unified, Keep: directory.LiveUnified,
		Check: func(ch *change.Change) error {
			if err := keepsRouting(ch); err != nil {
				return err
			}
			return change.CheckModeration(ch)
		},
	}.Run(ctx, c)
}

// keepsRouting returns an error unless the group has an address in the initial domain, by which the service
// itself reaches it.
func keepsRouting(c *change.Change) error {
	for _, a := range org.ProxyAddresses(c.Entry.Props) {
		if a.Prefix == "smtp" && strings.HasSuffix(org.Fold(a.Address), "@"+org.Fold(c.Org.Name)) {
			return nil
		}
	}
	if !c.Args.Has("EmailAddresses") {
		return nil
	}
	return org.Invalid("EmailAddresses", strings.Join(directory.Texts(c.Entry, "EmailAddresses"), ", "),
		"a Microsoft 365 group keeps at least one address in "+c.Org.Name)
}
