package family_test

import (
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/internal/rbac"
)

// Mission rows 2 and 14: every cmdlet that is built is one of each of its environments that somebody may be
// served, as internal/rbac/testdata/lists has them. A role for it belongs into internal/rbac/overlay, in a
// file of its family: scc-*.txt for Security & Compliance, any other for Exchange Online and EOP.
func TestBuiltCmdletsAreInTheirLists(t *testing.T) {
	t.Parallel()
	for _, c := range family.Commands(cmdlet.Deps{}) {
		meta := c.Meta
		if known, ok := catalog.Lookup(meta.Name); !ok || known.Env == 0 {
			t.Errorf("%s is not in the catalog", meta.Name)
			continue
		}
		for name, env := range map[string]catalog.Env{"Exchange Online": catalog.EXO, "Security & Compliance": catalog.SCC, "EOP": catalog.EOP} {
			if meta.Env&env != 0 && rbac.In(env).EntriesFor(meta.Name) == nil {
				t.Errorf("%s is built and a cmdlet of %s, but no role there holds it", meta.Name, name)
			}
		}
	}
}
