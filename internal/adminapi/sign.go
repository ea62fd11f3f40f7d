package adminapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
)

// The identifiers of the errors by which [Handler.Sign] refuses; what goes into WWW-Authenticate follows
// from them, and from [session.IDTokenRevoked].
const (
	IDNoToken      = "NoToken"      // the request carries no token
	IDInvalidToken = "InvalidToken" // the token is not valid here
)

// Finds out who is calling. What the request says of a user anywhere but in the token is not looked at.
func (c *call) authenticate() error {
	if c.r.Header.Get("Authorization") == "" {
		return unauthorized(IDNoToken, "The request has no Authorization header.", "Send Authorization: Bearer and an access token for this service.")
	}
	if len(c.r.Header.Values("Authorization")) > 1 { // a proxy in front may have looked at the other one
		return unauthorized(IDInvalidToken, "The request has more than one Authorization header.", "Send one.")
	}
	who, err := c.h.Sign(c.r)
	var known *command.Error
	switch {
	case err == nil:
		c.who = who
		c.client = clientOf(c.r.Header)
		return nil
	case errors.As(err, &known) && known.Category == command.PermissionDenied:
		return &statusError{http.StatusForbidden, known}
	case errors.As(err, &known):
		return &statusError{http.StatusUnauthorized, known}
	}
	c.h.log().InfoContext(c.r.Context(), "token refused", "correlation", c.id, "reason", err)
	return unauthorized(IDInvalidToken, "The access token is not valid for this service.", "Sign in again.")
}

func unauthorized(id, message, advice string) error {
	return &statusError{http.StatusUnauthorized, &command.Error{Category: command.AuthenticationError, ID: id,
		Type: "System.UnauthorizedAccessException", Message: message, Advice: advice}}
}

// Reads which connection this is. exosh names itself in User-Agent; the vendor's module names itself in
// X-ClientApplication when it runs a cmdlet, and by its version only when it fetches its script.
func clientOf(h http.Header) session.Client {
	c := session.Client{ConnectionID: h.Get("connection-id"), Host: h.Get("x-exosh-host")}
	product, version, _ := strings.Cut(lastProduct(h.Get("User-Agent")), "/")
	moduleVersion := first(h.Get("X-ClientModuleVersion"), h.Get("exomodule-version"))
	switch {
	case strings.EqualFold(product, "exosh"):
		c.Program, c.Version = product, version
	case h.Get("X-ClientApplication") != "":
		c.Program, c.Version = h.Get("X-ClientApplication"), moduleVersion
	case moduleVersion != "":
		c.Program, c.Version = moduleName, moduleVersion
	default:
		c.Program, c.Version = product, version
	}
	if c.Host == "" && h.Get("client-process-id") != "" {
		c.Host = "process " + h.Get("client-process-id")
	}
	return c
}

const moduleName = "ExoManagementModule"

// Returns the product of a User-Agent that says most: "exosh/1.0 (linux)" is exosh/1.0, and
// "Mozilla/5.0 (Windows NT) PowerShell/7.4" is PowerShell/7.4.
func lastProduct(agent string) string {
	best := ""
	for field := range strings.FieldsSeq(agent) {
		if strings.Contains(field, "/") && !strings.HasPrefix(field, "(") {
			best = strings.Trim(field, "();")
		}
	}
	return best
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// Refuses a path, or a routing hint, of another tenant than the token's. Both tenants' audit trails
// note it (S-21, S-23).
func (c *call) checkTenant() error {
	ctx := c.r.Context()
	named, known, err := c.h.tenants.find(ctx, c.h.Directory, c.h.now(), c.target.tenant)
	if err != nil {
		return err
	}
	if known && named == c.who.Tenant {
		return c.checkAnchor(c.r.Header)
	}
	c.denyTenant(named, known, "CrossTenantPath")
	return errOtherTenant
}

// Never changed.
var errOtherTenant = &statusError{http.StatusForbidden, &command.Error{Category: command.PermissionDenied, ID: "WrongTenant",
	Type:    "System.UnauthorizedAccessException",
	Message: "The access token is for another organization than the one that the request names.",
	Advice:  "Sign in to the organization that you want to manage."}}

// Looks at X-AnchorMailbox, which routes requests on the vendor's side. It changes nothing here, and is
// refused where it names another tenant.
func (c *call) checkAnchor(h http.Header) error {
	hint := h.Get("X-AnchorMailbox")
	place := hint[strings.LastIndexByte(hint, '@')+1:]
	if kind, id, ok := strings.Cut(hint, ":"); ok && strings.EqualFold(kind, "TID") {
		place = id
	} else if place == hint {
		return nil
	}
	named, known, err := c.h.tenants.find(c.r.Context(), c.h.Directory, c.h.now(), place)
	if err != nil || !known || named == c.who.Tenant {
		return err
	}
	c.denyTenant(named, known, "CrossTenantAnchor")
	return errOtherTenant
}

func (c *call) denyTenant(named org.ID, known bool, detail string) {
	d := session.Denial{Operation: "Connect", Detail: detail, RequestID: c.id}
	ctx := c.r.Context()
	c.h.Sessions.Deny(ctx, c.who, c.client, d)
	if d.Tenant = named; known && named != c.who.Tenant && c.h.tenants.exists(ctx, c.h.Directory, c.h.now(), named) {
		c.h.Sessions.Deny(ctx, c.who, c.client, d)
	}
}

// A tenants remembers for a moment which domains belong to which tenant.
type tenants struct {
	mu     sync.Mutex
	names  map[string]org.ID // domains, folded
	ids    map[org.ID]bool
	loaded time.Time
}

const tenantsAge = 5 * time.Second

// Returns the tenant of an id or a domain. Any id is known, whether there is such a tenant or not.
func (t *tenants) find(ctx context.Context, d org.Directory, now time.Time, name string) (org.ID, bool, error) {
	if id, err := org.ParseID(name); err == nil {
		return id, true, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.load(ctx, d, now); err != nil {
		return org.ID{}, false, err
	}
	id, ok := t.names[org.Fold(name)]
	return id, ok, nil
}

// Says whether there is a tenant of that id. A directory that cannot be read counts as none.
func (t *tenants) exists(ctx context.Context, d org.Directory, now time.Time, id org.ID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.load(ctx, d, now) == nil && t.ids[id]
}

// Reads the directory where what is remembered is too old.
func (t *tenants) load(ctx context.Context, d org.Directory, now time.Time) error {
	age := now.Sub(t.loaded)
	if d == nil || t.names != nil && age >= 0 && age < tenantsAge {
		return nil
	}
	list, err := d.Tenants(ctx)
	if err != nil {
		return err
	}
	t.names, t.ids, t.loaded = make(map[string]org.ID), make(map[org.ID]bool), now
	for _, info := range list {
		t.ids[info.ID] = true
		for _, domain := range info.Domains {
			t.names[org.Fold(domain)] = info.ID
		}
	}
	return nil
}
