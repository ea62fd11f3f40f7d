package orgtest

import "testing"

// A suite is one run of the tests.
type suite struct{ open Open }

// Run runs the conformance suite against stores that open makes.
func Run(t *testing.T, open Open) {
	s := suite{open}
	for _, c := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"Verbs", s.verbs},
		{"Values", s.values},
		{"StaleVersion", s.stale},
		{"DeleteThenPut", s.deleteThenPut},
		{"NoCaller", s.noCaller},
		{"ViewCannotWrite", s.viewCannotWrite},
		{"OverTransaction", s.overTransaction},
		{"BadEntries", s.badEntries},
		{"UniqueKeys", s.uniqueKeys},
		{"KeysMove", s.keysMove},
		{"Folding", s.folding},
		{"Paging", s.paging},
		{"FindPrefixAndMatch", s.prefix},
		{"FindWhileWriting", s.findWhileWriting},
		{"TwoTenants", s.tenants},
		{"Directory", s.directory},
		{"Snapshot", s.snapshot},
		{"Rollback", s.rollback},
		{"RollbackOnPanic", s.panics},
		{"Retry", s.retry},
		{"RetryEnds", s.retryEnds},
		{"Cancelled", s.cancelled},
		{"TicketVerbs", s.ticketVerbs},
		{"TicketExpiry", s.ticketExpiry},
		{"TicketRace", s.ticketRace},
		{"TicketRaceTwoNodes", s.ticketRaceTwoNodes},
		{"ConcurrentWriters", s.writers},
		{"TwoNodes", s.twoNodes},
		{"AuditRow", s.auditRow},
		{"AuditSilent", s.auditSilent},
		{"AuditAlone", s.auditAlone},
		{"AuditPast", s.auditPast},
		{"AuditQueries", s.auditQueries},
		{"AuditClock", s.auditClock},
		{"Replay_S58_F13", s.replay},
		{"ReplayRace_F13", s.replayRace},
		{"Resolve", s.resolve},
		{"Scoped_S49", s.scoped},
		{"Injection_S53", s.injection},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t)
		})
	}
}

// Opens one store with a clock of its own.
func (s suite) one(t *testing.T) (Store, *Clock) {
	t.Helper()
	clock := NewClock()
	return s.open(t, 1, clock.Now)[0], clock
}
