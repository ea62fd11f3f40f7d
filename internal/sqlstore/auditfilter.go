package sqlstore

import (
	"slices"
	"time"

	"example.org/exosh/internal/org"
)

// An auditFilter is a query, folded.
type auditFilter struct {
	actors, operations, results set
	targets                     []org.ID
	requestID                   string
	from, to                    time.Time
}

// A set of folded names; a nil one holds every name.
type set map[string]bool

func newSet(names []string) set {
	if len(names) == 0 {
		return nil
	}
	s := set{}
	for _, n := range names {
		s[org.Fold(n)] = true
	}
	return s
}

func (s set) has(name string) bool { return s == nil || s[org.Fold(name)] }

func (f *auditFilter) hasTarget(targets []org.AuditTarget) bool {
	if len(f.targets) == 0 {
		return true
	}
	return slices.ContainsFunc(targets, func(t org.AuditTarget) bool { return slices.Contains(f.targets, t.ID) })
}

func (f *auditFilter) inTime(t time.Time) bool {
	return (f.from.IsZero() || !t.Before(f.from)) && (f.to.IsZero() || t.Before(f.to))
}

// Reports whether a record is one of those that the query wants.
func (f *auditFilter) wants(r *org.AuditRecord) bool {
	return f.actors.has(r.Actor) && f.operations.has(r.Operation) && f.results.has(r.Result) &&
		(f.requestID == "" || f.requestID == r.RequestID) && f.hasTarget(r.Targets) && f.inTime(r.Time)
}

func newAuditFilter(q org.AuditQuery) *auditFilter {
	return &auditFilter{
		actors: newSet(q.Actors), operations: newSet(q.Operations), results: newSet(q.Results),
		targets: q.Targets, requestID: q.RequestID, from: q.From, to: q.To,
	}
}
