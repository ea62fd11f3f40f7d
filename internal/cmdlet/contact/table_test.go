package contact

import (
	"testing"

	"example.org/exosh/catalog"
)

// Every row is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	all := map[string][]string{}
	for _, table := range readers() {
		all[table.Cmdlet] = table.Strays(catalog.Must(table.Cmdlet))
	}
	for _, table := range changers() {
		all[table.Cmdlet] = table.Strays(catalog.Must(table.Cmdlet))
	}
	for cmdlet, strays := range all {
		if len(strays) > 0 {
			t.Errorf("%s: rows of unknown parameters: %v", cmdlet, strays)
		}
	}
}
