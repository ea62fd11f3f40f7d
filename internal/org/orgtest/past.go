package orgtest

import (
	"errors"
	"testing"
	"time"

	"example.org/exosh/internal/org"
)

// An organisation may be made with a past. Once it has a record, nothing is put before it (S-59).
func (s suite) auditPast(t *testing.T) {
	st, clock := s.one(t)
	past := func(ago ...int) *org.Cause {
		c := &org.Cause{Operation: "New-Organization"}
		for _, days := range ago {
			c.Past = append(c.Past, org.AuditRecord{
				ID: org.SeedID(contoso, "past"), Time: clock.Now().AddDate(0, 0, -days), Actor: "navin@contoso.com", Operation: "Set-Mailbox", Result: "True",
			})
		}
		return c
	}
	try := func(c *org.Cause) error {
		ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: contoso, Actor: "system", Cause: c})
		return st.Update(ctx, func(tx org.Tx) error { return tx.Put(thing(c.Operation + clock.Now().String())) })
	}
	if err := try(past(3, -1)); err == nil {
		t.Error("a record of tomorrow was taken")
	}
	if rows := records(t, st, org.AuditQuery{}); len(rows) != 0 {
		t.Errorf("%d records of what failed", len(rows))
	}
	if err := try(past(9, 3)); err != nil {
		t.Fatal(err)
	}
	clock.Move(time.Second)
	if err := try(past(2)); !errors.Is(err, org.ErrHasPast) {
		t.Errorf("a second past: %v", err)
	}
	rows := records(t, st, org.AuditQuery{})
	if len(rows) != 3 || rows[2].Seq != 1 || rows[2].Operation != "Set-Mailbox" || rows[1].ID != org.SeedID(contoso, "past") ||
		rows[0].Operation != "New-Organization" || clock.Now().Sub(rows[2].Time) < 9*24*time.Hour {
		t.Errorf("the trail is %+v", rows)
	}
	if err := st.VerifyAudit(t.Context(), contoso); err != nil {
		t.Error(err)
	}
}
