package metrics

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/sqlstore"
)

// The queues of all tenants are one number, and the oldest item counts.
func TestQueuesOfAllTenants(t *testing.T) {
	t.Parallel()
	now := began()
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "x.db"), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	read := Queues(s, s)
	if q, err := read(t.Context()); err != nil || q.Items != 0 || !q.Oldest.IsZero() {
		t.Errorf("without tenants: %+v %v", q, err)
	}
	for i := range 3 {
		now = began().Add(time.Duration(i-1) * time.Hour)
		info := org.TenantInfo{ID: org.SeedID(org.ID{}, fmt.Sprint("t", i)), Name: fmt.Sprint("t", i)}
		if err := s.PutTenant(t.Context(), info); err != nil {
			t.Fatal(err)
		}
		ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: info.ID, Actor: "x", Cause: &org.Cause{Operation: "x", Silent: true}})
		err := s.Update(ctx, func(tx org.Tx) error {
			m, err := mail.In(tx)
			if err != nil {
				return err
			}
			message := &mail.Message{}
			if err := m.PutMessage(message, strings.NewReader("Subject: x\r\n\r\n")); err != nil {
				return err
			}
			return m.Enqueue(&mail.Queued{Message: message.ID, Stage: mail.Accepted, Envelope: mail.Envelope{Recipients: []mail.Recipient{{Address: "a@b.example"}}}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if q, err := read(t.Context()); err != nil || q.Items != 3 || !q.Oldest.Equal(began().Add(-time.Hour)) {
		t.Errorf("%+v %v", q, err)
	}
}
