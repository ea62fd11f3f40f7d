package seed

import (
	"fmt"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// roles makes roles, role groups and the default role assignment policy.
func roles(tx org.Tx, home *directory.Organisation) error { return rbac.Seed(tx, home.Name) }

// authority puts the demo's people into their role groups.
func (s *sower) authority() error {
	for _, c := range credentials() {
		for _, name := range c.groups {
			g, err := rbac.FindGroup(s.tx, name)
			if err != nil {
				return fmt.Errorf("role group %s: %w", name, err)
			}
			if err := rbac.AddMember(s.tx, g, directory.Reference(s.byAlias[c.alias])); err != nil {
				return fmt.Errorf("add %s to %s: %w", c.alias, name, err)
			}
		}
	}
	return nil
}
