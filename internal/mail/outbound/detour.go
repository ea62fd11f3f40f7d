package outbound

import (
	"context"
	"errors"
	"strings"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// A detour is the link to a destination that stands for nothing any more, because a connector was removed or the
// server's own setting changed. It sends every recipient where the domain goes now.
type detour struct {
	sender *Sender
	tenant org.ID
	from   string
	links  map[string]queue.Link // by destination
}

func newDetour(s *Sender, tenant org.ID, from string) *detour {
	return &detour{sender: s, tenant: tenant, from: from, links: map[string]queue.Link{}}
}

// Send implements queue.Link.
func (d *detour) Send(ctx context.Context, o *queue.Outgoing) ([]queue.Outcome, error) {
	outcomes := make([]queue.Outcome, len(o.Envelope.Recipients))
	ways, err := d.ways(ctx, o, outcomes)
	if err != nil {
		return outcomes, err
	}
	var errs []error
	for to, recipients := range ways {
		errs = append(errs, d.part(ctx, o, to, recipients, outcomes))
	}
	return outcomes, errors.Join(errs...)
}

// ways returns the recipients by their destinations.
func (d *detour) ways(ctx context.Context, o *queue.Outgoing, outcomes []queue.Outcome) (map[string][]int, error) {
	ways := map[string][]int{}
	return ways, d.sender.Store.View(asSystem(ctx, d.tenant), func(tx org.Tx) error {
		clear(ways)
		for i, r := range o.Envelope.Recipients {
			to, err := d.sender.Destination(tx, r.Address[strings.LastIndexByte(r.Address, '@')+1:])
			var s *mail.Status
			switch {
			case errors.As(err, &s):
				outcomes[i].Status = s
			case err != nil:
				return err
			case to == d.from:
				outcomes[i].Status = refuse(451, "4.4.4", "the settings of outgoing mail have just changed")
			default:
				ways[to] = append(ways[to], i)
			}
		}
		return nil
	})
}

// part sends to the recipients of one destination.
func (d *detour) part(ctx context.Context, o *queue.Outgoing, to string, recipients []int, outcomes []queue.Outcome) error {
	l, err := d.link(ctx, to)
	var s *mail.Status
	if errors.As(err, &s) {
		for _, i := range recipients {
			outcomes[i].Status = s
		}
		return nil
	}
	if err != nil {
		return err
	}
	part := *o
	part.Destination, part.Envelope.Recipients = to, nil
	for _, i := range recipients {
		part.Envelope.Recipients = append(part.Envelope.Recipients, o.Envelope.Recipients[i])
	}
	got, err := l.Send(ctx, &part)
	for n, i := range recipients[:min(len(got), len(recipients))] {
		outcomes[i] = got[n]
	}
	if err != nil {
		delete(d.links, to)
		return errors.Join(err, l.Close())
	}
	return nil
}

func (d *detour) link(ctx context.Context, to string) (queue.Link, error) {
	if l := d.links[to]; l != nil {
		return l, nil
	}
	l, err := d.sender.Dial(ctx, d.tenant, to)
	if err == nil {
		d.links[to] = l
	}
	return l, err
}

// Close implements queue.Link.
func (d *detour) Close() error {
	var errs []error
	for _, l := range d.links {
		errs = append(errs, l.Close())
	}
	return errors.Join(errs...)
}
