package organization

import (
	"testing"

	"example.org/exosh/catalog"
)

// Every row is a parameter that the catalog knows.
func TestTablesHaveNoStrays(t *testing.T) {
	t.Parallel()
	for cmdlet, strays := range map[string][]string{
		"Get-MailboxPlan": planTable().Strays(catalog.Must("Get-MailboxPlan")),
		"Set-MailboxPlan": setTable().Strays(catalog.Must("Set-MailboxPlan")),
	} {
		if len(strays) > 0 {
			t.Errorf("%s: rows of unknown parameters: %v", cmdlet, strays)
		}
	}
}
