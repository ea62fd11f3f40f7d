package seed

import (
	"context"
	"fmt"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
)

// Complete gives a tenant that an earlier release made what organisations have had since: the roles and role
// groups of Security & Compliance. It changes nothing where they are.
func Complete(ctx context.Context, d Deps, tenant org.ID) error {
	ctx = org.WithCaller(ctx, &org.Caller{
		Tenant: tenant, Actor: "system", Client: "exosh", Cause: &org.Cause{Operation: "Set-OrganizationConfig"},
	})
	missing := false
	err := d.Store.View(ctx, func(tx org.Tx) (err error) {
		missing, err = lacksCompliance(tx)
		return err
	})
	if err != nil || !missing {
		return err
	}
	err = d.Store.Update(ctx, func(tx org.Tx) error {
		if missing, err := lacksCompliance(tx); err != nil || !missing {
			return err
		}
		home, err := directory.Load(tx)
		if err != nil {
			return err
		}
		return rbac.In(catalog.SCC).Seed(tx, home.Name)
	})
	if err != nil {
		return fmt.Errorf("complete the roles of the organisation: %w", err)
	}
	return nil
}

// lacksCompliance reports whether a tenant has no role group of Security & Compliance.
func lacksCompliance(tx org.Tx) (bool, error) {
	for _, err := range tx.Find(org.Query{Kind: org.KindIn(catalog.SCC, org.KindRoleGroup), Limit: 1}) {
		return false, err
	}
	return true, nil
}
