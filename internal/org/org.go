// Package org is the organisation: the types of its objects, the rules that bind them, and the
// interface of the store that keeps them. It knows neither SQL nor HTTP.
package org

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// ID identifies an object within its tenant.
type ID = object.GUID

// A Store keeps the objects of all tenants. The context of every call carries a Caller, whose tenant
// is the only one the transaction can see or change. A transaction in which a read failed fails as a
// whole, even where fn returns nil; that something is absent is no failure.
type Store interface {
	// View runs fn over a consistent snapshot.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn and commits what it did together with one audit row made of the Caller's Cause.
	// fn may run up to three times (ErrConflict) and must have no effect outside the transaction.
	// When Update returns nil the change is durable.
	Update(ctx context.Context, fn func(Tx) error) error
	// Audit appends an audit row that goes with no change: a refusal, a sign-in.
	Audit(ctx context.Context, r AuditRecord) error
	Close() error
}

// A Tx is a transaction of one tenant: four verbs for every kind of object, three for tickets, and the
// audit trail to read.
type Tx interface {
	Get(kind string, id ID) (*Entry, error)             // ErrNotFound
	Find(q Query) iter.Seq2[*Entry, error]              // in order of (Entry.Sort, Entry.ID)
	ByKey(space, value string) iter.Seq2[*Entry, error] // entries that hold the key, folded by the store
	Put(*Entry) error                                   // ErrConflict if Version is stale, ErrKeyTaken
	Delete(kind string, id ID) error                    // ErrNotFound

	Ticket(class, key string) (*Ticket, error) // ErrNotFound; expired ones are absent
	Tickets(class, owner string) iter.Seq2[*Ticket, error]
	PutTicket(*Ticket) error              // ErrConflict if Version is stale
	DeleteTicket(class, key string) error // ErrNotFound if it was already gone

	AuditLog(q AuditQuery) iter.Seq2[*AuditRecord, error]

	Tenant() ID
	Now() time.Time // the store's clock, UTC, microseconds
}

// The errors of a store.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by somebody else")
	ErrKeyTaken = errors.New("key is taken") // wrapped by *KeyTakenError
	ErrNoCaller = errors.New("no caller in the context")
	ErrReplay   = errors.New("request id was used for another request") // S-58
)

// A KeyTakenError says which key another entry holds already.
type KeyTakenError struct {
	Key    Key
	Holder ID
	Kind   string
}

func (e *KeyTakenError) Error() string { return "key " + e.Key.Space + "=" + e.Key.Value + " is taken" }

// Unwrap makes errors.Is(err, ErrKeyTaken) true.
func (e *KeyTakenError) Unwrap() error { return ErrKeyTaken }

// The kinds of entries.
const (
	KindTenant         = "tenant"    // one per tenant: the organisation's own settings, ID is the tenant id
	KindAccount        = "account"   // who can sign in; ID is ExternalDirectoryObjectId of the recipient
	KindRecipient      = "recipient" // users, mailboxes, groups, contacts; ID is their Guid
	KindRoleGroup      = "rolegroup"
	KindRole           = "role"
	KindRoleAssignment = "roleassignment"
	KindScope          = "scope"
	KindRolePolicy     = "roleassignmentpolicy"
	KindAcceptedDomain = "accepteddomain"
	KindMailboxPlan    = "mailboxplan"
	KindApp            = "serviceprincipal" // an application that can have roles
)

// An Entry is one object of the organisation.
type Entry struct {
	Kind    string
	ID      ID
	Version int64          // 0 for a new one; Put adds one
	Sort    string         // listing order within the kind, folded by the store; usually the name
	Props   *object.Object // typed properties; what equals its default may be absent
	Keys    []Key          // every name it is found by
	Created time.Time      // set by the first Put
	Changed time.Time      // set by every Put
	Partial bool           // read with Query.Only: it lacks properties and Keys, and Put refuses it
}

// A Key is one name of an entry. Value is folded (NFC, case) by the store; the spelling given is kept in Props.
type Key struct {
	Space  string // "smtp", "alias", "upn", "name", "dn", "guid", "legacydn", "oid", "sam", ...
	Value  string
	Unique bool // at most one entry of the tenant holds a unique key of this space and value
}

// A Query selects entries of one kind in order of (Sort, ID).
type Query struct {
	Kind   string
	After  Cursor            // zero for the beginning
	Limit  int               // 0 means all; applied after Match
	Match  func(*Entry) bool // nil matches all
	Prefix string            // folded prefix of Sort, "" for all
	Key    Key               // entries that hold a key of this space and value, folded by the store; zero for all
	// Only names the properties that are looked at, ignoring case; nil means all. Entries may lack the
	// others, and their Keys; they are Partial and cannot be stored.
	Only []string
}

// A Cursor is a place in a listing.
type Cursor struct {
	Sort string
	ID   ID
}

// A Ticket is a small, expiring piece of state that is changed atomically: a code, a refresh token, a
// used TOTP step, a lockout counter, a session slot, a sign-in under way.
type Ticket struct {
	Class   string // "code", "refresh", "session", ...
	Key     string // secret ones are stored as their hash by whoever puts them
	Owner   string // what lists it: an account's id, a family's id
	Version int64  // 0 for a new one; Put adds one
	Expires time.Time
	Data    json.RawMessage
}

// A Caller says who acts, and why, for one call. It travels in the context.
type Caller struct {
	Tenant  ID
	Actor   string // UPN, or the name of an application or of the system ("system")
	ActorID ID
	Client  string      // client id or program
	Address string      // network address, "" where there is none
	Session string      // connection id, "" where there is none
	Cause   *Cause      // needed by Update
	Scope   Scope       // nil means the whole organisation
	Env     catalog.Env // environment of the connection: EXO, SCC or EOP; 0 means EXO. See EnvOf
}

// A Cause is the reason of an Update; it becomes the audit row.
type Cause struct {
	Operation string       // the cmdlet's name, "UserLoggedIn", "admin user create", ...
	Params    []AuditParam // masked
	RequestID string       // client-request-id; with it, a second Update of the same actor is a replay
	BodyHash  string       // hash of the request: the same RequestID with another hash is ErrReplay
	Silent    bool         // no audit row: state of sign-in and sessions that changes no object
	// Founding marks an update that makes a whole organisation: its record names the organisation's own
	// entry and not the thousands of objects that are there from the beginning.
	Founding bool
	// Past are records of what happened before, in order of time, of an organisation that is made with a
	// history. The closure may set them; they are appended before the Update's own record, and only to a
	// trail without records.
	Past []AuditRecord
	// Begin is called before each run of the closure and Reply after the last, before the commit; what
	// Reply returns is kept beside the audit row and answers a retry. Both may be nil.
	Begin func()
	Reply func() ([]byte, error)
}

// Scope limits which recipients a caller sees and changes. Objects outside read as absent.
type Scope interface {
	CanRead(*Entry) bool
	CanWrite(*Entry) bool
}

type callerKey struct{}

// WithCaller returns a context that carries c.
func WithCaller(ctx context.Context, c *Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerFrom returns the context's Caller.
func CallerFrom(ctx context.Context) (*Caller, bool) {
	c, ok := ctx.Value(callerKey{}).(*Caller)
	return c, ok && c != nil
}

// SystemTenant holds what belongs to the service itself: signing keys, sealing keys.
var SystemTenant ID

// TenantInfo is what is known of a tenant without entering it.
type TenantInfo struct {
	ID      ID
	Realm   string   // environment it lives in: "O365Default", "O365GermanyCloud", ...
	Kind    string   // "exchange", or "eop" for standalone Exchange Online Protection
	Name    string   // "contoso"
	Display string   // "Contoso"
	Domains []string // accepted domains, the default one first
}

// A Directory finds tenants; it is the one place where tenants are seen side by side.
type Directory interface {
	Tenants(ctx context.Context) ([]TenantInfo, error)
	PutTenant(ctx context.Context, t TenantInfo) error
}
