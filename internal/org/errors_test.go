package org_test

import (
	"strings"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// S-57: an error repeats a little of what was sent, not megabytes of it several times over.
func TestS57ErrorsAreShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 1<<20)
	for name, got := range map[string]string{
		"invalid":   org.Invalid("Notes", long, "it is too long").Message,
		"target":    object.String(org.Invalid("Notes", long, "it is too long").Target),
		"not found": org.NotFound(long).Message,
	} {
		if len(got) > 2048 || !strings.Contains(got, "ä...") {
			t.Errorf("%s: %d bytes", name, len(got))
		}
	}
	if got := org.NotFound("ada").Target; got != "ada" {
		t.Errorf("target %v", got)
	}
}
