// Package restclient is the client's half of the administration endpoint (EXOModuleFile, EXOBanner,
// basicinfo, InvokeCommand): it turns a call of a cmdlet into requests and their answers into records.
// It signs nobody in: tokens come from a function.
package restclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// Limits of what is read from a service.
const (
	maxModule = 32 << 20 // bytes of a module file
	maxPage   = 64 << 20 // bytes of one page of objects
	maxSmall  = 1 << 20  // bytes of any other answer
)

// PageSize is the largest page that is asked for, and the default.
const PageSize = 1000

// A Client speaks to one service as one account. Its fields are set before its first use; after that
// it can be used from several goroutines.
type Client struct {
	Base     *url.URL // https://host[:port], without a path
	TenantID string   // tid of the token, or a domain of the organisation
	// Bearer returns the access token. claims is "" or the JSON of a claims challenge that has to be met.
	Bearer func(ctx context.Context, claims string) (string, error)
	HTTP   *http.Client // nil means http.DefaultClient; redirects are followed by the client itself
	// Trusted are host suffixes, each with its leading dot, that the service may send requests on to.
	Trusted []string

	ConnectionID  string // GUID of the connection
	ModuleVersion string // version of the vendor's module whose dialect is spoken
	Anchor        string // X-AnchorMailbox, "UPN:navin@contoso.com"
	Language      string // Accept-Language; "" sends none
	UserAgent     string
	Host          string        // machine named in the list of sessions; "" sends none
	ProcessID     int           // client-process-id of the module file's request
	OSVersion     string        // os-version of the same
	Page          int           // objects per page, 1 to PageSize; 0 means PageSize
	RequestID     func() string // makes client-request-id; required

	Now func() time.Time // nil means time.Now

	own atomic.Bool // the service is exosh's own
	key atomic.Pointer[sealingKey]
}

// Own says whether the service is exosh's own, which has a route that ends a session. It is known
// once the module file was fetched.
func (c *Client) Own() bool { return c.own.Load() }

func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

func (c *Client) page() int {
	if c.Page < 1 || c.Page > PageSize {
		return PageSize
	}
	return c.Page
}

// v1 and beta are the two roots of the service; the vendor's clients spell them in this way.
func (c *Client) v1(rest string) *url.URL   { return c.path("/AdminApi/v1.0/", rest) }
func (c *Client) beta(rest string) *url.URL { return c.path("/adminapi/beta/", rest) }

func (c *Client) path(root, rest string) *url.URL {
	u := *c.Base
	u.Path = root + c.TenantID + "/" + rest
	return &u
}

// common are the headers of every request but the bearer.
func (c *Client) common(requestID string) http.Header {
	h := http.Header{}
	set := func(name, value string) {
		if value != "" {
			h.Set(name, value)
		}
	}
	set("X-AnchorMailbox", c.Anchor)
	set("connection-id", c.ConnectionID)
	set("client-request-id", requestID)
	set("Accept-Language", c.Language)
	set("User-Agent", c.UserAgent)
	set("x-exosh-host", c.Host)
	set("Accept", "application/json")
	if c.ProcessID > 0 {
		set("client-process-id", strconv.Itoa(c.ProcessID))
	}
	return h
}
