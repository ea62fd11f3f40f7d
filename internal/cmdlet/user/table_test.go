package user

import (
	"testing"

	"example.org/exosh/catalog"
)

// Every row is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for cmdlet, strays := range map[string][]string{
		"Get-User": getTable().Strays(catalog.Must("Get-User")),
		"Set-User": setTable().Strays(catalog.Must("Set-User")),
	} {
		if len(strays) > 0 {
			t.Errorf("%s: rows of unknown parameters: %v", cmdlet, strays)
		}
	}
}
