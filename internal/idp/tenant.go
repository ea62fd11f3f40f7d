package idp

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"example.org/exosh/internal/org"
)

// Names in the tenant's place of a path that leave the organisation open.
func anyTenant(name string) bool {
	return strings.EqualFold(name, "organizations") || strings.EqualFold(name, "common")
}

// How old a node's list of tenants may be.
const tenantAge = time.Second

// A tenantCache remembers the directory for a moment.
type tenantCache struct {
	mu     sync.Mutex
	loaded time.Time
	list   []org.TenantInfo
}

func (p *Provider) tenantList(ctx context.Context) ([]org.TenantInfo, error) {
	c := &p.tenants
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := p.Now(); c.list == nil || !now.Before(c.loaded.Add(tenantAge)) {
		all, err := p.Directory.Tenants(ctx)
		if err != nil {
			return nil, fmt.Errorf("list tenants: %w", err)
		}
		c.list, c.loaded = p.ofRealm(all), now
	}
	return c.list, nil
}

func (p *Provider) ofRealm(all []org.TenantInfo) []org.TenantInfo {
	out := make([]org.TenantInfo, 0, len(all))
	for _, t := range all {
		if p.Realm == "" || t.Realm == p.Realm {
			out = append(out, t)
		}
	}
	return out
}

// Finds a tenant by its id or one of its domains. ok is false where there is none.
func (p *Provider) tenant(ctx context.Context, name string) (t org.TenantInfo, ok bool, err error) {
	list, err := p.tenantList(ctx)
	if err != nil {
		return t, false, err
	}
	id, notID := org.ParseID(name)
	for _, t := range list {
		if notID == nil && t.ID == id {
			return t, true, nil
		}
		for _, d := range t.Domains {
			if notID != nil && org.Matches(d, name) {
				return t, true, nil
			}
		}
	}
	return t, false, nil
}

// Finds the tenant that a user name belongs to by its domain.
func (p *Provider) tenantOf(ctx context.Context, upn string) (org.TenantInfo, bool, error) {
	_, domain, ok := strings.Cut(upn, "@")
	if !ok || domain == "" || len(upn) > maxName {
		return org.TenantInfo{}, false, nil
	}
	if _, err := org.ParseID(domain); err == nil {
		return org.TenantInfo{}, false, nil
	}
	return p.tenant(ctx, domain)
}

func (p *Provider) policy(ctx context.Context, tenant org.ID) (Policy, error) {
	if p.Policies == nil {
		return DefaultPolicy(), nil
	}
	return p.Policies(ctx, tenant)
}

// Returns the display name of a tenant.
func (p *Provider) organisation(ctx context.Context, tenant org.ID) string {
	list, err := p.tenantList(ctx)
	if err != nil {
		return ""
	}
	for _, t := range list {
		if t.ID == tenant {
			return or(t.Display, t.Name)
		}
	}
	return ""
}
