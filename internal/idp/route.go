package idp

import (
	"net/http"
	"strings"

	"example.org/exosh/internal/oidc"
)

// The first segments of the browser's own pages.
const (
	pathSignIn = "signin"
	pathDevice = "devicelogin"
)

// A route is a handler and the methods that it takes.
type route struct {
	serve   func(http.ResponseWriter, *http.Request, string) // the string is the tenant's place in the path
	methods string                                           // "GET", "GET POST", ...
	page    bool                                             // errors are pages, not JSON
}

// Returns the route of a path, in which case does not count. tenant is the first segment, as written.
func (p *Provider) route(path string) (rt route, tenant string, ok bool) {
	tenant, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	rest = strings.ToLower(strings.TrimSuffix(rest, "/"))
	switch strings.ToLower(tenant) {
	case pathSignIn, pathDevice:
		return route{serve: func(w http.ResponseWriter, r *http.Request, _ string) { p.pages.ServeHTTP(w, r) }, methods: "GET POST", page: true}, "", true
	}
	switch rest {
	case "v2.0/.well-known/openid-configuration", ".well-known/openid-configuration":
		return route{serve: p.serveDiscovery, methods: "GET"}, tenant, true
	case "discovery/v2.0/keys", "discovery/keys":
		return route{serve: p.serveKeys, methods: "GET"}, tenant, true
	case "discovery/instance":
		return route{serve: p.serveInstance, methods: "GET"}, tenant, true
	case "oauth2/v2.0/authorize", "oauth2/authorize":
		return route{serve: p.serveAuthorize, methods: "GET POST", page: true}, tenant, true
	case "oauth2/v2.0/token":
		return route{serve: p.serveToken, methods: "POST"}, tenant, true
	case "oauth2/v2.0/devicecode":
		return route{serve: p.serveDeviceCode, methods: "POST"}, tenant, true
	case "oauth2/v2.0/logout", "oauth2/logout":
		return route{serve: p.serveLogout, methods: "GET POST", page: true}, tenant, true
	case "oauth2/deviceauth":
		return route{serve: func(w http.ResponseWriter, r *http.Request, _ string) { p.pages.ServeHTTP(w, r) }, methods: "GET POST", page: true}, tenant, true
	case "oauth2/nativeclient":
		return route{serve: p.serveNative, methods: "GET POST", page: true}, tenant, true
	}
	if strings.HasPrefix(rest, "userrealm/") || rest == "userrealm" {
		return route{serve: p.serveRealm, methods: "GET"}, tenant, true
	}
	return route{}, "", false
}

// Handles reports whether a path is one of the service's, so that a server can choose the door.
func (p *Provider) Handles(path string) bool {
	_, _, ok := p.route(path)
	return ok
}

// Handler returns the door to everything that Handles says yes to; it answers 404 to the rest. The same
// handler serves Base and PageBase.
func (p *Provider) Handler() http.Handler {
	p.init()
	return http.HandlerFunc(p.serve)
}

func (p *Provider) serve(w http.ResponseWriter, r *http.Request) {
	r = p.traced(w, r)
	rt, tenant, ok := p.route(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	if !allowed(rt.methods, r.Method) {
		w.Header().Set("Allow", strings.ReplaceAll(rt.methods, " ", ", "))
		f := fail(oidc.WrongMethod, "")
		f.status = http.StatusMethodNotAllowed
		p.answerError(w, r, rt, f)
		return
	}
	if len(r.URL.RawQuery) > maxQuery {
		p.answerError(w, r, rt, fail(oidc.BadParameter, "The query is longer than %d bytes.", maxQuery))
		return
	}
	rt.serve(w, r, tenant)
}

func allowed(methods, method string) bool {
	for m := range strings.FieldsSeq(methods) {
		if m == method || m == http.MethodGet && method == http.MethodHead {
			return true
		}
	}
	return false
}

func (p *Provider) answerError(w http.ResponseWriter, r *http.Request, rt route, err error) {
	if rt.page {
		p.answerErrorPage(w, r, err)
		return
	}
	p.answerFault(w, r, err)
}
