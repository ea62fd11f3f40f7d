package seed_test

import (
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/org"
)

// The record of an organisation that was made names the organisation, and not everything in it.
func TestFoundingRecordIsSmall(t *testing.T) {
	t.Parallel()
	rows := cmdlettest.New(t).Audited("New-Organization")
	if len(rows) != 1 {
		t.Fatalf("%d records", len(rows))
	}
	r := rows[0]
	if len(r.Targets) != 1 || r.Targets[0].Kind != org.KindTenant || len(r.Changes) == 0 || len(r.Changes) > 30 {
		t.Errorf("%d targets, %d changed properties", len(r.Targets), len(r.Changes))
	}
}
