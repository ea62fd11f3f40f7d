package auditlog_test

import (
	"testing"

	"example.org/exosh/internal/cmdlet/auditlog"
	"example.org/exosh/internal/cmdlet/cmdlettest"
)

// F-11 and F-12.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(auditlog.Commands))
	w.AllOrNothing(f, cmdlettest.Change{Cmdlet: "Set-AdminAuditLogConfig", Args: []any{"UnifiedAuditLogIngestionEnabled", false}, Writes: 1})
}
