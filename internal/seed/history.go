package seed

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// WithoutHistory returns the seed without its events: an organisation whose audit trail begins with it.
func (s *Seed) WithoutHistory() *Seed {
	f := *s.file
	f.History = nil
	return &Seed{file: &f, hashes: s.hashes, scale: s.scale}
}

// defaultAddress is where events came from that do not say it. It is for documentation (RFC 5737).
const defaultAddress = "198.51.100.17"

// history returns the audit records of the file's events, in order of time.
func (s *sower) history() []org.AuditRecord {
	var list []org.AuditRecord
	for i := range s.file.History {
		ev := &s.file.History[i]
		for n := range ev.count() {
			id := s.id("event", fmt.Sprintf("%d %d", i, n))
			at := ev.At.In(s.now).Add(time.Duration(n) * time.Duration(ev.Every))
			at = at.Add(-time.Duration(id[0]%50)*time.Minute - time.Duration(id[1]%60)*time.Second)
			list = append(list, s.record(ev, id, at))
		}
	}
	slices.SortStableFunc(list, func(a, b org.AuditRecord) int { return a.Time.Compare(b.Time) })
	return list
}

func (e *Event) count() int { return max(e.Times, 1) }

// isSignIn says whether the event is a sign-in, and no cmdlet.
func (e *Event) isSignIn() bool { return strings.HasPrefix(e.Run, "User") }

func (s *sower) record(ev *Event, id org.ID, at time.Time) org.AuditRecord {
	r := org.AuditRecord{
		ID: id, Time: at, Actor: s.upn(ev.By), ActorID: s.id("account", ev.By), Client: oidc.ClientExchangeModule,
		Address: defaultAddress, Operation: ev.Run, Result: "True", Detail: ev.Refused,
	}
	if ev.From != "" {
		r.Address = ev.From
	}
	if ev.Refused != "" {
		r.Result = "Denied"
	}
	if ev.isSignIn() {
		r.Targets = []org.AuditTarget{{Kind: org.KindAccount, ID: r.ActorID, Name: r.Actor}}
		if ev.Refused != "" {
			r.Result = "False"
		}
	}
	s.effect(ev, &r)
	return r
}

// effect notes whom the event was about and what it changed.
func (s *sower) effect(ev *Event, r *org.AuditRecord) {
	var target org.AuditTarget
	if e := s.byAlias[ev.On]; e != nil {
		r.Params = append(r.Params, org.AuditParam{Name: "Identity", Value: ev.On})
		name, _ := e.Props.Get("Name")
		text, _ := name.(string)
		target = org.AuditTarget{Kind: org.KindRecipient, ID: e.ID, Name: text}
		if ev.Refused == "" {
			r.Targets = append(r.Targets, target)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(ev.With)) {
		r.Params = append(r.Params, org.AuditParam{Name: name, Value: ev.With[name]})
		if strings.HasPrefix(ev.Run, "Set-") && ev.Refused == "" {
			r.Changes = append(r.Changes, org.AuditChange{Target: target.ID, Property: name, New: ev.With[name]})
		}
	}
}
