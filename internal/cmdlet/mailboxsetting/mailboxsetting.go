// Package mailboxsetting carries out the cmdlets of how a mailbox behaves by itself: its automatic
// replies, its answers to meeting requests, its language and time zone. The settings are kept and shown;
// what they make a mailbox do happens where mail is delivered.
package mailboxsetting

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/setting"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// settings carries out the cmdlets.
type settings struct{ cmdlet.Deps }

// Commands returns the cmdlets of this package.
func Commands(d cmdlet.Deps) []*command.Command {
	s := &settings{d}
	var list []*command.Command
	for _, n := range nouns() {
		list = append(list,
			command.Simple(catalog.Must(n.get.Cmdlet), func(ctx context.Context, c *command.Call) error { return s.get(ctx, c, n) }),
			command.Simple(catalog.Must(n.set.Cmdlet), func(ctx context.Context, c *command.Call) error { return s.set(ctx, c, n) }),
		)
	}
	return list
}

// Support lists what each parameter of the package's cmdlets does.
func Support() []project.Support {
	var list []project.Support
	for _, n := range nouns() {
		list = append(list, n.get.Support(catalog.Must(n.get.Cmdlet))...)
		list = append(list, n.set.Support(catalog.Must(n.set.Cmdlet))...)
	}
	return list
}

// A noun is one kind of settings.
type noun struct {
	kind   string // of entries
	get    project.Table[struct{}]
	set    project.Table[*change.Change]
	view   *project.View[*item]
	preset func(mailbox *org.Entry) map[string]object.Value // what a new mailbox has
	check  func(*change.Change) error                       // rules that look at several properties; nil has none
}

func nouns() []*noun { return []*noun{autoReply(), calendar(), regional()} }

// An item is the settings of one mailbox to be shown.
type item struct {
	tx      org.Tx
	args    command.Args
	mailbox *org.Entry
	entry   *org.Entry // with what a new mailbox has
}

// view returns the view of what a Get- cmdlet shows.
func view(cmdlet string, derive map[string]func(*item) object.Value) *project.View[*item] {
	owner := func(i *item) object.Value { return directory.Reference(i.mailbox) }
	all := map[string]func(*item) object.Value{
		"Identity": owner, "MailboxOwnerId": owner,
		"IsValid":     func(*item) object.Value { return true },
		"ObjectState": func(*item) object.Value { return "Changed" },
	}
	maps.Copy(all, derive)
	shape, _ := catalog.ObjectFor(cmdlet)
	return project.NewView(shape, project.Rules[*item]{Entry: func(i *item) *org.Entry { return i.entry }, Derive: all})
}

// get shows the settings of the mailbox that is named.
func (s *settings) get(ctx context.Context, c *command.Call, n *noun) error {
	if err := n.get.Check(c.Args); err != nil {
		return err
	}
	var shown *object.Object
	err := s.Store.View(ctx, func(tx org.Tx) error {
		mailbox, err := directory.MailboxOr(ctx, tx, c.Args.Text("Identity"))
		if err != nil {
			return err
		}
		e, err := setting.Of(tx, n.kind, mailbox)
		if err != nil {
			return err
		}
		shown = n.view.Object(&item{tx: tx, args: c.Args, mailbox: mailbox, entry: n.filled(e, mailbox)})
		return nil
	})
	if err != nil {
		return err
	}
	return c.Output(shown)
}

// filled returns a copy of the entry with what a new mailbox has where it says nothing.
func (n *noun) filled(e, mailbox *org.Entry) *org.Entry {
	props, preset := &object.Object{}, n.preset(mailbox)
	for _, name := range slices.Sorted(maps.Keys(preset)) {
		props.Set(name, preset[name])
	}
	for _, p := range e.Props.Props {
		props.Set(p.Name, p.Value)
	}
	return &org.Entry{Kind: e.Kind, ID: e.ID, Props: props}
}

// errUnmodified rolls a change back that changes nothing, so that it leaves no trace.
var errUnmodified = errors.New("no setting was modified")

// set changes the settings of the mailbox that is named.
func (s *settings) set(ctx context.Context, c *command.Call, n *noun) error {
	if err := n.set.Check(c.Args); err != nil {
		return err
	}
	target, err := s.find(ctx, c.Args)
	if err != nil {
		return err
	}
	if ok, err := c.ShouldProcess(ctx, directory.Text(target, "Name"), n.set.Cmdlet); err != nil || !ok {
		return err
	}
	err = s.Store.Update(ctx, func(tx org.Tx) error { return n.change(ctx, tx, c.Args, target.ID) })
	if errors.Is(err, errUnmodified) {
		return c.Warn("The command completed successfully but no settings of '" + directory.Text(target, "Name") + "' have been modified.")
	}
	return err
}

// find returns the mailbox that the arguments name, if the caller may change it.
func (s *settings) find(ctx context.Context, args command.Args) (found *org.Entry, err error) {
	err = s.Store.View(ctx, func(tx org.Tx) error {
		if found, err = directory.MailboxOr(ctx, tx, args.Text("Identity")); err != nil {
			return err
		}
		return org.Writable(tx, found)
	})
	return found, err
}

// change carries the arguments into the settings and stores them.
func (n *noun) change(ctx context.Context, tx org.Tx, args command.Args, id org.ID) error {
	mailbox, err := tx.Get(org.KindRecipient, id)
	if err != nil || !directory.LiveMailbox(mailbox) {
		return org.NotFound(args.Text("Identity"))
	}
	if err := org.Writable(tx, mailbox); err != nil {
		return err
	}
	e, err := setting.Of(tx, n.kind, mailbox)
	if err != nil {
		return err
	}
	home, err := directory.Load(tx)
	if err != nil {
		return err
	}
	ch := &change.Change{Tx: tx, Org: home, Entry: n.filled(e, mailbox), Args: args, Caller: change.Actor(ctx)}
	if err := n.set.Apply(ch, args); err != nil {
		return err
	}
	if n.check != nil {
		if err := n.check(ch); err != nil {
			return err
		}
	}
	kept := n.trimmed(ch.Entry, mailbox)
	if same(kept, n.trimmed(e, mailbox)) {
		return errUnmodified
	}
	e.Props = kept
	return tx.Put(e)
}

// trimmed returns the entry's properties in order of their names, without those that a new mailbox has as
// well.
func (n *noun) trimmed(e, mailbox *org.Entry) *object.Object {
	preset, kept := n.preset(mailbox), &object.Object{}
	for _, p := range e.Props.Props {
		usual, ok := preset[p.Name]
		if p.Value == nil || ok && same(p.Value, usual) {
			continue
		}
		kept.Props = append(kept.Props, p)
	}
	slices.SortFunc(kept.Props, func(a, b object.Property) int { return strings.Compare(a.Name, b.Name) })
	return kept
}

func same(a, b object.Value) bool {
	x, errX := org.EncodeValue(a)
	y, errY := org.EncodeValue(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
