package odata_test

import (
	"strings"
	"testing"

	"example.org/exosh/internal/adminapi/odata"
)

// S-57: a query has a limit of its own, because in a batch no header's limit comes before it.
func TestS57LongQueries(t *testing.T) {
	t.Parallel()
	full := "a=" + strings.Repeat("x", odata.MaxQuery-2)
	if _, err := odata.ParseQuery(full); err != nil {
		t.Errorf("a query of %d bytes: %v", len(full), err)
	}
	if _, err := odata.ParseQuery(full + "x"); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("a query of a byte more: %v", err)
	}
}
