package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A detail is a call of Get-MessageTraceDetail or Get-MessageTraceDetailV2 with its arguments understood.
type detail struct {
	filter        *filter
	recipient     string
	reach         reach
	events        []string
	actions       []string
	size, skip    int
	window        window
	found         []*mail.Event
	messageID     string
	home          *directory.Organisation
	receivedApart time.Time // when the message was received, where that is outside the window
}

// getDetail carries out Get-MessageTraceDetail and Get-MessageTraceDetailV2.
func (t *trace) getDetail(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	d, err := detailOf(c)
	if err != nil {
		return err
	}
	if c.Meta.Name == detailV2 && (c.Page == nil || c.Page.After == "") {
		if err := t.admit(ctx, c.Meta.Name); err != nil {
			return err
		}
	}
	err = t.Read(ctx, func(tx org.Tx, home *directory.Organisation) error {
		d.home, d.found = home, nil
		var err error
		if d.window, err = windowOf(c.Args, tx.Now(), d.reach); err != nil {
			return err
		}
		return d.read(ctx, tx)
	})
	if err != nil {
		return err
	}
	return d.output(c)
}

func detailOf(c *command.Call) (*detail, error) {
	f, err := filterOf(c.Args)
	if err != nil {
		return nil, err
	}
	d := &detail{filter: f, recipient: c.Args.Text("RecipientAddress"), reach: reachOf(c.Meta.Name)}
	if strings.Contains(d.recipient, "*") {
		return nil, org.Invalid("RecipientAddress", d.recipient, "it must be one address")
	}
	if d.events, err = values(c.Args, "Event"); err != nil {
		return nil, err
	}
	if d.actions, err = values(c.Args, "Action"); err != nil {
		return nil, err
	}
	d.size, d.skip, err = pageOf(c.Args)
	return d, err
}

// read finds the message, and what happened to it.
func (d *detail) read(ctx context.Context, tx org.Tx) error {
	if d.filter.none() || d.recipient == "" {
		return nil
	}
	m, err := mail.In(tx)
	if err != nil {
		return err
	}
	t, err := m.Trace(d.filter.message, d.recipient)
	if org.IsNotFound(err) {
		return nil
	}
	if err != nil || !d.filter.asks(t) || !scopeOf(ctx, tx).sees(t) {
		return err
	}
	if !d.window.holds(t.Received) {
		d.receivedApart = t.Received
		return nil
	}
	d.messageID = t.MessageID
	for e, err := range m.Events(t.Message, org.Fold(d.recipient)) {
		if err != nil {
			return err
		}
		if d.wants(e) {
			d.found = append(d.found, e)
		}
	}
	return nil
}

// asks says whether the row of a message is the one that is asked for.
func (f *filter) asks(t *mail.Trace) bool {
	return f.senders.hold(t.Sender) && (len(f.messageIDs) == 0 || slices.Contains(f.messageIDs, t.MessageID))
}

// wants says whether an event is asked for: by its name or the first word of it, as the vendor writes SEND for
// "Send external".
func (d *detail) wants(e *mail.Event) bool {
	word, _, _ := strings.Cut(e.Name, " ")
	is := func(asked string) bool { return strings.EqualFold(asked, e.Name) || strings.EqualFold(asked, word) }
	does := func(asked string) bool { return strings.EqualFold(asked, e.Action) }
	return (len(d.events) == 0 || slices.ContainsFunc(d.events, is)) && (len(d.actions) == 0 || slices.ContainsFunc(d.actions, does))
}

func (d *detail) output(c *command.Call) error {
	if c.Meta.Name == detailV1 && (c.Page == nil || c.Page.After == "") {
		if err := c.Warn("Get-MessageTraceDetail is replaced by Get-MessageTraceDetailV2, which looks 90 days back instead of 10. Use that one in new scripts."); err != nil {
			return err
		}
	}
	if !d.receivedApart.IsZero() {
		return c.Warn(fmt.Sprintf("The message was received at %s, outside of the time that is looked at. Give -StartDate and -EndDate to see it.",
			d.receivedApart.UTC().Format("2006-01-02 15:04:05Z")))
	}
	found := d.found[min(d.skip, len(d.found)):]
	found, _, err := project.Cut(found[:min(d.size, len(found))], c.Page, -1)
	if err != nil {
		return err
	}
	shape, _ := catalog.ObjectFor(c.Meta.Name)
	for i, e := range found {
		if err := c.Output(d.object(shape, e, i)); err != nil {
			return err
		}
	}
	return nil
}

// object shows an event.
func (d *detail) object(shape *catalog.ObjectType, e *mail.Event, index int) *object.Object {
	return project.New(shape, func(name string) (object.Value, bool) {
		switch name {
		case "Organization":
			return d.home.Name, true
		case "MessageId":
			return d.messageID, true
		case "MessageTraceId":
			return e.Message, true
		case "Date":
			return e.Time, true
		case "Event":
			return e.Name, true
		case "Action":
			return text(e.Action), true
		case "Detail":
			return e.Detail, true
		case "Data":
			return dataOf(e.Data), true
		}
		return d.window.value(name, index)
	})
}
