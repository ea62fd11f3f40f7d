package casmailbox

import (
	"testing"

	"example.org/exosh/catalog"
)

// Every row is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for cmdlet, strays := range map[string][]string{
		"Get-CASMailbox": getTable().Strays(catalog.Must("Get-CASMailbox")),
		"Set-CASMailbox": setTable().Strays(catalog.Must("Set-CASMailbox")),
	} {
		if len(strays) > 0 {
			t.Errorf("%s: rows of unknown parameters: %v", cmdlet, strays)
		}
	}
}
