package mailtest

import (
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// What a mailbox submitted after a time is counted to the microsecond, also when the clock went back.
func (s suite) submissions(t *testing.T) {
	st, clock := s.one(t)
	start := clock.Now()
	put := func(tenant, mailbox org.ID, recipients, external int64) {
		t.Helper()
		Update(t, st, tenant, func(tx mail.Tx) error {
			return tx.PutSubmission(&mail.Submission{Mailbox: mailbox, Message: org.ID{1}, Time: clock.Now(), Recipients: recipients, External: external})
		})
	}
	navin, olivia := org.ID{1}, org.ID{2}
	for n := range int64(4) { // at 0, 1, 2 and 3 hours
		put(contoso, navin, n+1, n)
		put(contoso, olivia, 100, 10)
		clock.Move(time.Hour)
	}
	put(fabrikam, navin, 1000, 1000)
	clock.Move(-10 * time.Hour)
	put(contoso, navin, 50, 5) // counts as one of 3 hours
	for _, c := range []struct {
		after    time.Duration
		want     mail.Total
		external int64
	}{
		{-time.Hour, mail.Total{Messages: 5, Recipients: 60, External: 11}, 51},
		{0, mail.Total{Messages: 4, Recipients: 59, External: 11}, 41},
		{time.Hour - time.Microsecond, mail.Total{Messages: 4, Recipients: 59, External: 11}, 41},
		{time.Hour, mail.Total{Messages: 3, Recipients: 57, External: 10}, 30},
		{3*time.Hour - 1, mail.Total{Messages: 2, Recipients: 54, External: 8}, 18},
		{3 * time.Hour, mail.Total{}, 0},
	} {
		View(t, st, contoso, func(tx mail.Tx) error {
			got, err := tx.Submitted(navin, start.Add(c.after))
			if err != nil || got != c.want {
				t.Errorf("after %v: %+v, want %+v", c.after, got, c.want)
			}
			all, err := tx.SubmittedByAll(start.Add(c.after))
			if all != c.external {
				t.Errorf("after %v: %d by all, want %d", c.after, all, c.external)
			}
			return err
		})
	}
}
