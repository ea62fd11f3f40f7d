package queue

import (
	"context"
	"slices"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// maxPlaces is how many destinations are looked at in one round.
const maxPlaces = 1000

// dispatch starts carriers for destinations that something is due for. Each begins with one; those to a
// destination that works start more.
func (w *Worker) dispatch(ctx context.Context, t *tenant) error {
	if w.Sender == nil || ctx.Err() != nil {
		return nil
	}
	var list []mail.Destination
	err := w.view(ctx, t.id, func(_ org.Tx, m mail.Tx) (err error) {
		list, err = m.Destinations(mail.Outgoing, maxPlaces)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b mail.Destination) int { return min(a.Tries, 1) - min(b.Tries, 1) })
	for _, d := range list {
		if w.take(t, d, 0) {
			w.start(ctx, t, d)
		}
	}
	return nil
}

// start runs a carrier, for which a connection was taken.
func (w *Worker) start(ctx context.Context, t *tenant, d mail.Destination) {
	w.busy.Go(func() {
		c := &carrier{worker: w, tenant: t, destination: d}
		defer c.end()
		c.run(ctx)
	})
}

// take reserves a connection to a destination that has at most so many carriers. Destinations that failed before
// share half of all connections, so that the dead do not keep the living waiting (F-26).
func (w *Worker) take(t *tenant, d mail.Destination, most int) bool {
	limits := w.limits()
	w.mu.Lock()
	defer w.mu.Unlock()
	p := t.places[d.Name]
	if p == nil {
		p = &place{}
	}
	all := limits.Links
	if d.Tries > 0 {
		all = max(limits.Links/2, 1)
	}
	if p.carriers > most || p.carriers >= limits.Destination || p.most > 0 && p.carriers >= p.most || w.links >= all {
		return false
	}
	t.places[d.Name] = p
	p.carriers++
	w.links++
	return true
}

// give gives a connection back and has the tenant looked at again, after a fault a little later.
func (w *Worker) give(t *tenant, destination string, fault bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := t.places[destination]
	p.carriers--
	w.links--
	if p.carriers == 0 {
		delete(t.places, destination)
	}
	if fault {
		t.next = w.now().Add(faultDelay(3))
	} else {
		t.news = true
	}
	w.ring()
}

// opened counts the connections to a destination that work, and returns how many others there are.
func (w *Worker) opened(t *tenant, destination string, by int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := t.places[destination]
	others := p.open
	p.open += by
	return others
}

// enough notes that a destination lets us have no more connections than it has.
func (w *Worker) enough(t *tenant, destination string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := t.places[destination]; p.open > 0 {
		p.most = p.open
	}
}
