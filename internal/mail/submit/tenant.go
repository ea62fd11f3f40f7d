package submit

import (
	"context"
	"sync"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/limit"
	"example.org/exosh/internal/org"
)

// How long what was read of the organisation and of a mailbox is believed: together no more than a second.
const believed = 500 * time.Millisecond

// A tenant is what is known of an organisation at a time.
type tenant struct {
	at        time.Time
	info      org.TenantInfo
	transport directory.Transport
	home      *directory.Organisation
	policy    org.ID // default authentication policy, zero for none
	limits    limit.Limits
	domains   map[string]bool // accepted, folded
	licences  map[string]bool // names of licences with a mailbox, folded
	alias     bool            // SendFromAliasEnabled
	unaudited bool            // AuditDisabled
	blocked   map[org.ID]bool // mailboxes that may not send for now
}

// tenants remember what was read.
type tenants struct {
	mu     sync.Mutex
	byID   map[org.ID]*tenant
	counts map[org.ID]count
}

func (t *tenants) get(id org.ID) *tenant {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.byID[id]
}

func (t *tenants) put(id org.ID, v *tenant) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byID == nil {
		t.byID = map[org.ID]*tenant{}
	}
	t.byID[id] = v
}

func (t *tenants) count(id org.ID) (count, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c, ok := t.counts[id]
	return c, ok
}

func (t *tenants) putCount(id org.ID, c count) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[org.ID]count{}
	}
	t.counts[id] = c
}

// tenant returns what is known of the transaction's tenant, read anew where that is too long ago.
func (s *Service) tenant(ctx context.Context, tx org.Tx) (*tenant, error) {
	now := s.now()
	old := s.tenants.get(tx.Tenant())
	if old != nil && !now.Before(old.at) && now.Sub(old.at) < believed {
		return old, nil
	}
	t, err := s.readTenant(ctx, tx, old)
	if err != nil {
		return nil, err
	}
	s.tenants.put(tx.Tenant(), t)
	return t, nil
}

func (s *Service) readTenant(ctx context.Context, tx org.Tx, old *tenant) (*tenant, error) {
	t := &tenant{at: s.now()}
	var err error
	if t.home, err = directory.Load(tx); err != nil {
		return nil, err
	}
	if t.transport, err = directory.LoadTransport(tx); err != nil {
		return nil, err
	}
	if t.info, err = s.tenantInfo(ctx, tx.Tenant(), old); err != nil {
		return nil, err
	}
	if t.domains, err = names(tx, org.KindAcceptedDomain, "DomainName"); err != nil {
		return nil, err
	}
	if t.licences, err = names(tx, org.KindMailboxPlan, directory.PlanLicence); err != nil {
		return nil, err
	}
	e := t.home.Entry
	t.limits = limit.Of(e)
	t.alias, t.unaudited = directory.Flag(e, "SendFromAliasEnabled"), directory.Flag(e, "AuditDisabled")
	for _, r := range directory.References(e, "DefaultAuthenticationPolicy") {
		t.policy = r.ID
	}
	t.blocked = map[org.ID]bool{}
	for _, b := range directory.BlockedSenders(e) {
		t.blocked[b.Mailbox] = true
	}
	return t, nil
}

// tenantInfo returns what the directory says of the tenant, of which the kind matters. That never changes.
func (s *Service) tenantInfo(ctx context.Context, id org.ID, old *tenant) (org.TenantInfo, error) {
	if old != nil || s.Directory == nil {
		if old != nil {
			return old.info, nil
		}
		return org.TenantInfo{ID: id}, nil
	}
	list, err := s.Directory.Tenants(ctx)
	if err != nil {
		return org.TenantInfo{}, err
	}
	for _, t := range list {
		if t.ID == id {
			return t, nil
		}
	}
	return org.TenantInfo{ID: id}, nil
}

// How often the licences of the organisation are counted.
const recount = time.Minute

// A count is how many licences with a mailbox an organisation had at a time.
type count struct {
	licences int64
	at       time.Time
}

// external returns to how many recipients outside the organisation may send in 24 hours.
func (s *Service) external(tx org.Tx, t *tenant) (int64, error) {
	now := s.now()
	c, ok := s.tenants.count(tx.Tenant())
	if !ok || now.Before(c.at) || now.Sub(c.at) >= recount {
		n, err := t.licensed(tx)
		if err != nil {
			return 0, err
		}
		c = count{licences: n, at: now}
		s.tenants.putCount(tx.Tenant(), c)
	}
	return t.limits.External(c.licences), nil
}

// licensed counts the licences with a mailbox.
func (t *tenant) licensed(tx org.Tx) (n int64, err error) {
	for e, err := range tx.Find(org.Query{Kind: org.KindAccount, Only: []string{"Plans"}}) {
		if err != nil {
			return 0, err
		}
		for _, p := range directory.Texts(e, "Plans") {
			if t.licences[org.Fold(p)] {
				n++
			}
		}
	}
	return n, nil
}

// names returns a property of all entries of a kind, folded.
func names(tx org.Tx, kind, property string) (map[string]bool, error) {
	set := map[string]bool{}
	for e, err := range tx.Find(org.Query{Kind: kind}) {
		if err != nil {
			return nil, err
		}
		if v := directory.Text(e, property); v != "" {
			set[org.Fold(v)] = true
		}
	}
	return set, nil
}
