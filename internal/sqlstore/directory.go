package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"example.org/exosh/internal/org"
)

// Tenants lists what is known of all tenants, in order of their names. It needs no Caller, and may be called
// within a View or an Update.
func (s *Store) Tenants(ctx context.Context) ([]org.TenantInfo, error) {
	var list []org.TenantInfo
	err := s.readFrom(ctx, s.lists, func(c *conn) error {
		return c.rows(qTenants, nil, func(scan func(...any) error) error {
			t, err := scanTenant(scan)
			list = append(list, t)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list tenants: %w", err)
	}
	return list, nil
}

func scanTenant(scan func(...any) error) (org.TenantInfo, error) {
	var t org.TenantInfo
	var id, domains string
	if err := scan(&id, &t.Realm, &t.Kind, &t.Name, &t.Display, &domains); err != nil {
		return t, err
	}
	var err error
	if t.ID, err = org.ParseID(id); err != nil {
		return t, err
	}
	return t, json.Unmarshal([]byte(domains), &t.Domains)
}

// PutTenant adds a tenant or replaces what is known of it. It fails with an *org.KeyTakenError where
// another tenant of the realm has one of its domains.
func (s *Store) PutTenant(ctx context.Context, t org.TenantInfo) error {
	if t.ID == org.SystemTenant || t.Name == "" {
		return errors.New("put tenant: no id or no name")
	}
	domains, err := json.Marshal(t.Domains)
	if err != nil {
		return fmt.Errorf("put tenant: %w", err)
	}
	return s.writer.do(ctx, func(c *conn) error {
		id := org.IDText(t.ID)
		if _, err := c.exec(qDeleteDomains, id); err != nil {
			return fmt.Errorf("put tenant: %w", err)
		}
		for _, d := range t.Domains {
			if err := c.putDomain(t.Realm, org.Fold(d), id); err != nil {
				return err
			}
		}
		if _, err := c.exec(qPutTenant, id, t.Realm, t.Kind, t.Name, t.Display, string(domains)); err != nil {
			return fmt.Errorf("put tenant: %w", err)
		}
		return nil
	})
}

func (c *conn) putDomain(realm, domain, tenant string) error {
	var other string
	err := c.row(qDomainTenant, []any{realm, domain, tenant}, &other)
	if err == nil {
		holder, err := org.ParseID(other)
		if err != nil {
			return fmt.Errorf("put tenant: %w", err)
		}
		return &org.KeyTakenError{Key: org.Key{Space: "domain", Value: domain, Unique: true}, Kind: org.KindTenant, Holder: holder}
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("put tenant: %w", err)
	}
	if _, err := c.exec(qPutDomain, realm, domain, tenant); err != nil {
		return fmt.Errorf("put tenant: %w", err)
	}
	return nil
}

// CountTickets returns how many tickets of a class have not expired, in all tenants together. It needs no Caller.
func (s *Store) CountTickets(ctx context.Context, class string) (int64, error) {
	var n int64
	err := s.read(ctx, func(c *conn) error {
		return c.row(qCountTickets, []any{class, s.time().UnixMicro()}, &n)
	})
	if err != nil {
		return 0, fmt.Errorf("count tickets: %w", err)
	}
	return n, nil
}
