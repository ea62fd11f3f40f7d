package route_test

import (
	"fmt"
	"testing"

	"example.org/exosh/internal/mail/route"
	"example.org/exosh/internal/org"
	"pgregory.net/rapid"
)

// graph draws an organisation of mailboxes that forward to each other and groups that hold each other.
func graph(t *rapid.T) (w *world, mailboxes, groups []string) {
	w = newWorld()
	for n := range rapid.IntRange(1, 8).Draw(t, "mailboxes") {
		mailboxes = append(mailboxes, fmt.Sprint("m", n))
		w.box(mailboxes[n])
	}
	for n := range rapid.IntRange(0, 6).Draw(t, "groups") {
		groups = append(groups, fmt.Sprint("g", n))
	}
	all := append(append([]string(nil), mailboxes...), groups...)
	for _, g := range groups {
		w.group(g, rapid.SliceOfN(rapid.SampledFrom(all), 0, 6).Draw(t, "members of "+g)...)
	}
	for _, m := range mailboxes {
		if !rapid.Bool().Draw(t, m+" forwards") {
			continue
		}
		f := route.Forward{Keep: rapid.Bool().Draw(t, m+" keeps")}
		if to := rapid.SampledFrom(all).Draw(t, m+" to"); rapid.Bool().Draw(t, m+" by address") {
			f.Address = to + "@contoso.com"
		} else {
			f.To = id(to)
		}
		w.byID[id(m)].Forward = f
	}
	return w, mailboxes, groups
}

// reached returns the mailboxes that keep a message to name: found by walking, without a thought to order.
func reached(w *world, names []string) map[org.ID]bool {
	seen, kept := map[org.ID]bool{}, map[org.ID]bool{}
	var walk func(id org.ID)
	walk = func(id org.ID) {
		r := w.byID[id]
		if r == nil || seen[id] {
			return
		}
		seen[id] = true
		for _, m := range w.members[id] {
			walk(m)
		}
		f := r.Forward
		if r.Kind == route.Mailbox && (f.None() || f.Keep) {
			kept[id] = true
		}
		if f.To != (org.ID{}) {
			walk(f.To)
		} else if to := w.byAddress[f.Address]; to != nil {
			walk(to.ID)
		}
	}
	for _, n := range names {
		walk(id(n))
	}
	return kept
}

// However groups hold each other and mailboxes forward: routing ends, every mailbox that the message leads to and
// that keeps it has it once, no other has it, and who is addressed and reaches nobody is told of.
func TestLoops(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, mailboxes, groups := graph(t)
		to := rapid.SliceOfN(rapid.SampledFrom(append(append([]string(nil), mailboxes...), groups...)), 1, 4).Draw(t, "to")
		m := message()
		for _, name := range to {
			m.Recipients = append(m.Recipients, message(name+"@contoso.com").Recipients...)
		}
		p, err := route.Deliveries(w, m)
		if err != nil {
			t.Fatal(err)
		}
		want, got, failed := reached(w, to), map[org.ID]bool{}, 0
		for _, d := range p.Decisions {
			switch d.Action {
			case route.Deliver:
				if got[d.To.ID] || !want[d.To.ID] {
					t.Fatalf("%s again, or without a reason:\n%s", d.Address, lines(p))
				}
				got[d.To.ID] = true
			case route.Fail:
				failed++
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%d mailboxes, want %d:\n%s", len(got), len(want), lines(p))
		}
		for _, name := range to {
			if r := w.byID[id(name)]; r.Kind == route.Mailbox && len(reached(w, []string{name})) == 0 && failed == 0 && !emptyBehind(w, r) {
				t.Fatalf("%s reaches nobody, and nobody is told:\n%s", name, lines(p))
			}
		}
	})
}

// emptyBehind says whether a group is behind the forwarding of a mailbox: it may be empty, which is no failure.
func emptyBehind(w *world, r *route.Recipient) bool {
	for range 10 {
		next := w.byID[r.Forward.To]
		if next == nil {
			next = w.byAddress[r.Forward.Address]
		}
		if next == nil {
			return false
		}
		if next.Kind == route.Group {
			return true
		}
		r = next
	}
	return false
}

// What routing costs by itself, without a store: a message to a mailbox, and to groups of 1,000.
func BenchmarkDeliveries(b *testing.B) {
	w := newWorld()
	var members []string
	for n := range 1000 {
		members = append(members, fmt.Sprint("u", n))
		w.box(members[n])
	}
	w.group("all", members...)
	for _, to := range []string{"u7", "all"} {
		b.Run(to, func(b *testing.B) {
			m := message(to + "@contoso.com")
			b.ReportAllocs()
			for b.Loop() {
				if _, err := route.Deliveries(w, m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
