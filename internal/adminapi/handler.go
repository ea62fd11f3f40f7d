// Package adminapi is the REST door: the vendor's admin API dialect over [session.Service]. It
// decodes, calls one function and encodes; it holds no rules. Paths below /adminapi ignore case; v1.0
// and beta answer alike:
//
//	GET    /adminapi/{version}/{tenant}/EXOModuleFile               the script with the caller's cmdlets
//	GET    /adminapi/{version}/{tenant}/EXOBanner('AutogenSession') a text to show at connect
//	GET    /adminapi/{version}/{tenant}/basicinfo('AdminApiState')  whether the service runs
//	POST   /adminapi/{version}/{tenant}/InvokeCommand               runs a cmdlet
//	POST   /adminapi/{version}/{tenant}/$batch                      runs up to ten
//	GET    /adminapi/{version}/{tenant}/$metadata                   the OData model of what follows
//	GET    /adminapi/{version}/{tenant}/Mailbox('{key}')/...        entities, of Recipient and CasMailbox too
//	GET    /adminapi/{version}/{tenant}/Sessions                    the caller's open sessions (exosh only)
//	DELETE /adminapi/{version}/{tenant}/Sessions('{connection-id}') ends one of them (exosh only)
//
// Every answer, errors included, is JSON, but for $metadata and a batch of the older form. Entities are what
// the plain cmdlets show, run in the caller's session like any other command. Beyond the vendor's dialect:
//
//   - X-Exosh-Version on every answer says that the service is exosh;
//   - X-Exosh-Environment of the module file is EOP where the organisation is standalone EOP;
//   - x-exosh-host on a request names the machine in the list of sessions;
//   - "advice" of an error says what to do about it;
//   - a SecureString is its text, under TLS, instead of text sealed with a key of the module file;
//   - a cmdlet that asks by itself is refused unless the request has Confirm, false or true.
//
// A client-request-id that comes again with the same request is answered as the first time, and with
// another one refused with 409. A next link holds for an hour.
package adminapi

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/session"
)

// A Handler serves the admin endpoint. Its fields are set once, before the first request.
type Handler struct {
	Sessions *session.Service
	// Sign says who is calling, from the request's bearer token. A [*command.Error] of category
	// PermissionDenied becomes a 403 and any other a 401 with its text; what is no command.Error
	// becomes a 401 that says no more than that the token is not valid. Required.
	Sign func(*http.Request) (session.Identity, error)
	// Directory finds the tenant of a domain in a path, and the tenant whose audit trail notes that
	// somebody knocked with another tenant's token. Nil: only tenant ids are understood.
	Directory org.Directory
	// Base returns the address under which clients reach the endpoint, "https://host:port", from
	// configuration, never from the Host header. Required.
	Base    func(*http.Request) string
	Banner  string           // text shown at connect; "" means a line with Version
	Version string           // of the product, X-Exosh-Version; "" means "dev"
	Node    string           // name of this node in X-CalculatedBETarget; "" means "exosh"
	Key     []byte           // 32 bytes that seal cursors and key hashes, the same on every node; see LoadKey
	Now     func() time.Time // nil means time.Now
	Log     *slog.Logger     // nil means slog.Default

	tenants tenants
	zips    zips
	keys    keys
}

func (h *Handler) now() time.Time {
	if h.Now == nil {
		return time.Now()
	}
	return h.Now()
}

func (h *Handler) log() *slog.Logger {
	if h.Log == nil {
		return slog.Default()
	}
	return h.Log
}

func (h *Handler) node() string {
	if h.Node == "" {
		return "exosh"
	}
	return h.Node
}

func (h *Handler) version() string {
	if h.Version == "" {
		return "dev"
	}
	return h.Version
}

func newID() string {
	id, err := org.NewID(rand.Reader)
	if err != nil { // crypto/rand does not fail
		panic(err)
	}
	return org.IDText(id)
}
