package recipient

import (
	"testing"

	"example.org/exosh/catalog"
)

// Every row is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for cmdlet, strays := range map[string][]string{
		"Get-Recipient":         table().Strays(catalog.Must("Get-Recipient")),
		"Get-SecurityPrincipal": principalTable().Strays(catalog.Must("Get-SecurityPrincipal")),
	} {
		if len(strays) > 0 {
			t.Errorf("%s: rows of unknown parameters: %v", cmdlet, strays)
		}
	}
}
