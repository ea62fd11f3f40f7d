package route_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
)

// A world is an organisation in memory: contoso.com is authoritative, relay.contoso.com is not.
type world struct {
	byAddress map[string]*route.Recipient
	byID      map[org.ID]*route.Recipient
	members   map[org.ID][]org.ID
	served    map[string]bool
	full      map[string]bool
	err       error
}

func newWorld() *world {
	return &world{
		byAddress: map[string]*route.Recipient{}, byID: map[org.ID]*route.Recipient{},
		members: map[org.ID][]org.ID{}, served: map[string]bool{}, full: map[string]bool{},
	}
}

func id(name string) org.ID { return org.SeedID(org.ID{1}, name) }

func ids(names ...string) []org.ID {
	var list []org.ID
	for _, n := range names {
		list = append(list, id(n))
	}
	return list
}

// add makes a recipient name@contoso.com; more are other addresses.
func (w *world) add(name string, kind route.Kind, more ...string) *route.Recipient {
	r := &route.Recipient{ID: id(name), Kind: kind, Address: name + "@contoso.com", Box: id("box " + name)}
	w.byID[r.ID] = r
	for _, a := range append(more, r.Address) {
		w.byAddress[org.Fold(a)] = r
	}
	return r
}

func (w *world) box(name string, more ...string) *route.Recipient {
	return w.add(name, route.Mailbox, more...)
}

func (w *world) group(name string, members ...string) *route.Recipient {
	w.members[id(name)] = ids(members...)
	return w.add(name, route.Group)
}

func (w *world) contact(name, external string) *route.Recipient {
	r := w.add(name, route.Outside, external)
	r.External = external
	return r
}

func (w *world) Accepts(domain string) (route.Domain, bool, error) {
	switch domain {
	case "contoso.com":
		return route.Domain{Name: domain}, true, w.err
	case "relay.contoso.com":
		return route.Domain{Name: domain, Relay: true}, true, w.err
	}
	return route.Domain{}, false, w.err
}

func (w *world) Named(address string) (*route.Recipient, error) {
	return w.byAddress[org.Fold(address)], w.err
}

func (w *world) Get(id org.ID) (*route.Recipient, error) { return w.byID[id], w.err }

func (w *world) Members(g *route.Recipient) iter.Seq2[*route.Recipient, error] {
	return func(yield func(*route.Recipient, error) bool) {
		for _, m := range w.members[g.ID] {
			if !yield(w.byID[m], w.err) {
				return
			}
		}
	}
}

func (w *world) Within(who org.ID, groups []org.ID) (bool, error) {
	seen := map[org.ID]bool{}
	for len(groups) > 0 {
		g := groups[0]
		groups = groups[1:]
		if seen[g] {
			continue
		}
		seen[g] = true
		if slices.Contains(w.members[g], who) {
			return true, w.err
		}
		groups = append(slices.Clip(groups), w.members[g]...)
	}
	return false, w.err
}

func (w *world) Served(address string) (bool, error) { return w.served[address], w.err }

// message is one from amara to the addresses.
func message(to ...string) *route.Mail {
	m := &route.Mail{Sender: "amara@contoso.com", Submitter: id("amara"), Size: 1000, Plus: true}
	for _, a := range to {
		m.Recipients = append(m.Recipients, mail.Recipient{Address: a})
	}
	return m
}

// route returns the decisions, each in a line.
func (w *world) route(t testing.TB, m *route.Mail) string {
	t.Helper()
	p, err := route.Deliveries(w, m)
	if err != nil {
		t.Fatal(err)
	}
	return lines(p)
}

func lines(p *route.Plan) string {
	var b strings.Builder
	for _, d := range p.Decisions {
		fmt.Fprintf(&b, "%s %s", d.Action, d.Address)
		if d.Refusal != nil {
			fmt.Fprintf(&b, " %s %s", d.Refusal.Enhanced, d.Refusal.Name)
		}
		if d.Action == route.Expand {
			fmt.Fprintf(&b, " %d", d.Members)
		}
		if len(d.Recipient.Trail) > 0 {
			fmt.Fprintf(&b, " by %s", strings.Join(d.Recipient.Trail, ","))
		}
		b.WriteByte('\n')
	}
	for _, r := range p.Rest {
		fmt.Fprintf(&b, "later %s\n", r.Recipient.Address)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (w *world) Full(r *route.Recipient) (bool, error) { return w.full[r.Address], w.err }
