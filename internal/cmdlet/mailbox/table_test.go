package mailbox

import (
	"testing"

	"example.org/exosh/catalog"
)

// Every row is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for cmdlet, strays := range map[string][]string{
		"Get-Mailbox":    getTable().Strays(catalog.Must("Get-Mailbox")),
		"New-Mailbox":    newTable().Strays(catalog.Must("New-Mailbox")),
		"Set-Mailbox":    setTable().Strays(catalog.Must("Set-Mailbox")),
		"Remove-Mailbox": removeTable().Strays(catalog.Must("Remove-Mailbox")),
	} {
		if len(strays) > 0 {
			t.Errorf("%s: rows of unknown parameters: %v", cmdlet, strays)
		}
	}
}
