package sqlstore

import (
	"path/filepath"
	"strings"
	"testing"
)

// plan returns how SQLite carries a statement out, a line for each step.
func plan(t *testing.T, s *Store, q query) string {
	t.Helper()
	rows, err := s.db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+string(q), make([]any, strings.Count(maxed(q), "$"))...)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		b.WriteString(step + "\n")
	}
	return b.String()
}

// maxed returns one $ for each parameter of a statement.
func maxed(q query) string {
	n := 0
	for n < 9 && strings.Contains(string(q), "$"+string(rune('1'+n))) {
		n++
	}
	return strings.Repeat("$", n)
}

// P-20: what is asked while a million messages are queued, stored or traced reads the index that it is meant to
// read, and no more of it than it needs.
func TestPlansOfMail_P20(t *testing.T) {
	t.Parallel()
	s := must(t, filepath.Join(t.TempDir(), "exosh.db"))
	for want, list := range map[string][]query{
		"mail_message_id (tenant=? AND id=?)":                                         {qMessage, qMessageNum},
		"mail_message_header (tenant=? AND header=?)":                                 {qByHeader},
		"mail_queue_message (tenant=? AND message=?)":                                 {qQueueOf, qNeeded, qActive},
		"mail_queue_next (tenant=? AND stage=? AND destination=? AND next<?)":         {qLease},
		"mail_queue_next (tenant=? AND stage=? AND destination>?)":                    {qDestinations, qNextDue},
		"mail_queue_expires (tenant=? AND destination=? AND expires>? AND expires<?)": {qLeaseExpired},
		"mail_queue_late (tenant=? AND destination=? AND created<?)":                  {qLeaseLate},
		"mail_queue_expires (tenant=? AND destination=? AND expires>?)":               {qNextDue},
		"mail_queue_late (tenant=? AND destination=?)":                                {qNextDue},
		"mail_queue_lease (tenant=?)":                                                 {qReleaseAll},
		"mail_item USING PRIMARY KEY (tenant=? AND box=? AND folder=? AND uid<?)":     {qItems},
		"mail_item USING PRIMARY KEY (tenant=? AND box=?)":                            {qLooseBox, qDeleteItems},
		"mail_item_message (tenant=? AND message=? AND box=? AND folder=?)":           {qHoldsIn},
		"mail_item_message (tenant=? AND message=?)":                                  {qHolders, qNeeded},
		"mail_item_received (tenant=? AND box=? AND folder=?)":                        {qCounts},
		"mail_trace_received (tenant=? AND received<?)":                               {qOldTraces},
		"mail_trace USING PRIMARY KEY (tenant=? AND message=? AND recipient>?)":       {qTracesOf},
		"mail_event_message (tenant=? AND message=?)":                                 {qEvents, qDeleteEvents},
		"mail_submission USING PRIMARY KEY (tenant=? AND mailbox=? AND time>?)":       {qFirstSubmission},
		"mail_submission USING PRIMARY KEY (tenant=? AND mailbox=?)":                  {qLastSubmission, qPutSubmission},
		"mail_submission USING PRIMARY KEY ((tenant,mailbox)>(?,?))":                  {qNextSubmitter},
		"mail_submission USING PRIMARY KEY (tenant=? AND mailbox=? AND time<?)":       {qSweepSubmissions},
		"mail_external USING PRIMARY KEY (tenant=? AND time>?)":                       {qFirstExternal},
	} {
		for _, q := range list {
			if got := plan(t, s, q); !strings.Contains(got, want) {
				t.Errorf("%s\nis carried out by\n%swant %s", q, got, want)
			}
		}
	}
}
