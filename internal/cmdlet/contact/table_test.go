package contact

import (
	"testing"

	"example.org/exosh/catalog"
)

// Every row is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for cmdlet, strays := range map[string][]string{
		"Get-MailContact": contactTable().Strays(catalog.Must("Get-MailContact")),
		"Get-MailUser":    userTable().Strays(catalog.Must("Get-MailUser")),
	} {
		if len(strays) > 0 {
			t.Errorf("%s: rows of unknown parameters: %v", cmdlet, strays)
		}
	}
}
