package group

import (
	"context"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A link is one way in which a recipient belongs to a Microsoft 365 group.
type link struct {
	word     string // of -LinkType
	property string // which lists those who belong so
}

func links() []link {
	return []link{{"Members", "Members"}, {"Owners", "ManagedBy"}, {"Subscribers", "Subscribers"}, {"Aggregators", "Aggregators"}}
}

// linkOf reads -LinkType. The beginning of a word is enough, as it is for every enumeration: Member.
func linkOf(args command.Args) (link, error) {
	text := args.Text("LinkType")
	var words []string
	for _, l := range links() {
		if text != "" && strings.HasPrefix(strings.ToLower(l.word), strings.ToLower(text)) {
			return l, nil
		}
		words = append(words, l.word)
	}
	return link{}, org.Invalid("LinkType", text, "it must be one of "+strings.Join(words, ", "))
}

// getLinks carries out Get-UnifiedGroupLinks.
func (g *groups) getLinks(ctx context.Context, c *command.Call) error {
	l, err := linkOf(c.Args)
	if err != nil {
		return err
	}
	return g.list(ctx, c, l.property, directory.LiveUnified)
}

// addLinks carries out Add-UnifiedGroupLinks. Who is linked already stays so.
func (g *groups) addLinks(ctx context.Context, c *command.Call) error {
	l, err := linkOf(c.Args)
	if err != nil {
		return err
	}
	return g.edit(ctx, c, directory.LiveUnified, func(_ context.Context, tx org.Tx, group *org.Entry, args command.Args) (string, error) {
		v, _ := args.Get("Links")
		before := len(directory.References(group, l.property))
		var err error
		if l.property == "Members" {
			err = linkMembers(tx, group, texts(v))
		} else {
			err = l.add(tx, group, texts(v))
		}
		if err != nil || len(directory.References(group, l.property)) == before {
			return "", err
		}
		return strings.ToLower(l.word) + " " + strings.Join(texts(v), ", ") + " for the group " + directory.Text(group, "DisplayName"), nil
	})
}

// linkMembers makes users members. A group that subscribes its new members does so.
func linkMembers(tx org.Tx, group *org.Entry, identities []string) error {
	members, subscribers := directory.References(group, "Members"), directory.References(group, "Subscribers")
	for _, identity := range identities {
		e, err := directory.Resolve(tx, identity, directory.Live)
		if err != nil {
			return err
		}
		name := directory.Text(e, "Name")
		switch {
		case !directory.LiveUser(e):
			return org.Invalid("Links", name, "only users can be members of a Microsoft 365 group")
		case holds(members, e.ID):
			continue
		case len(members) >= maxMembers:
			return tooMany(name)
		}
		members = append(members, directory.Reference(e))
		if directory.Flag(group, "AutoSubscribeNewMembers") {
			subscribers = append(subscribers, directory.Reference(e))
		}
	}
	group.Props.Set("Members", values(members))
	group.Props.Set("Subscribers", values(subscribers))
	return nil
}

// add gives members another link.
func (l link) add(tx org.Tx, group *org.Entry, identities []string) error {
	list := directory.References(group, l.property)
	for _, identity := range identities {
		e, err := directory.Resolve(tx, identity, directory.Live)
		if err != nil {
			return err
		}
		name := directory.Text(e, "Name")
		switch {
		case !holds(directory.References(group, "Members"), e.ID):
			return change.Refuse(name, "Only members can be "+strings.ToLower(l.word)+" of a group, and \""+name+"\" is no member of \""+
				directory.Text(group, "DisplayName")+"\".", "Add \""+name+"\" with -LinkType Members first.")
		case l.property == "ManagedBy" && !owner(e):
			return notOwner(e)
		case !holds(list, e.ID):
			list = append(list, directory.Reference(e))
		}
	}
	group.Props.Set(l.property, values(list))
	return nil
}

// removeLinks carries out Remove-UnifiedGroupLinks.
func (g *groups) removeLinks(ctx context.Context, c *command.Call) error {
	l, err := linkOf(c.Args)
	if err != nil {
		return err
	}
	return g.edit(ctx, c, directory.LiveUnified, func(_ context.Context, tx org.Tx, group *org.Entry, args command.Args) (string, error) {
		v, _ := args.Get("Links")
		if err := l.remove(tx, group, texts(v)); err != nil {
			return "", err
		}
		return strings.ToLower(l.word) + " " + strings.Join(texts(v), ", ") + " of the group " + directory.Text(group, "DisplayName"), nil
	})
}

func (l link) remove(tx org.Tx, group *org.Entry, identities []string) error {
	title := directory.Text(group, "DisplayName")
	for _, identity := range identities {
		e, err := directory.Resolve(tx, identity, directory.Live)
		if err != nil {
			return err
		}
		name := directory.Text(e, "Name")
		switch {
		case !holds(directory.References(group, l.property), e.ID):
			return notMember(e, group)
		case l.property == "Members" && holds(directory.References(group, "ManagedBy"), e.ID):
			return change.Refuse(name, "\""+name+"\" owns the group \""+title+"\", and its owners are members.",
				"Remove \""+name+"\" with -LinkType Owners first.")
		}
		unlink(group, l.property, e.ID)
		if l.property == "Members" {
			unlink(group, "Subscribers", e.ID)
			unlink(group, "Aggregators", e.ID)
		}
	}
	if l.property == "ManagedBy" && len(directory.References(group, "ManagedBy")) == 0 {
		return change.Refuse(title, "The group \""+title+"\" would be left without an owner.", "Add another owner first.")
	}
	return nil
}

func unlink(group *org.Entry, property string, id org.ID) {
	kept := []any{}
	for _, r := range directory.References(group, property) {
		if r.ID != id {
			kept = append(kept, r)
		}
	}
	group.Props.Set(property, kept)
}

// owner says whether a recipient can own Microsoft 365 groups: a user of the organisation, not a guest.
func owner(e *org.Entry) bool {
	return directory.LiveUser(e) && directory.Details(e) != directory.GuestMailUser
}

func notOwner(e *org.Entry) error {
	return org.Invalid("Owners", directory.Text(e, "Name"), "only users of the organization can own a Microsoft 365 group, guests can't")
}

func tooMany(name string) error {
	return org.Invalid("Members", name, "a group may have at most 2000 members")
}

func texts(v object.Value) []string {
	var list []string
	for _, item := range org.Items(v) {
		if text := object.String(item); item != nil && text != "" {
			list = append(list, text)
		}
	}
	return list
}
