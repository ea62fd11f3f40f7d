package adminapi

import (
	"net/http"
	"runtime/debug"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/session"
)

// A target is a parsed path: /adminapi/{version}/{tenant}/{operation}('{argument}').
type target struct {
	version   string // "v1.0" or "beta"
	tenant    string // as given: an id or a domain
	operation string // lower case
	argument  string // between the quotes, "" where there is none
}

// Parses a decoded path. Case does not matter before the argument.
func parseTarget(path string) (target, bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) != 4 || !strings.EqualFold(parts[0], "adminapi") {
		return target{}, false
	}
	t := target{version: strings.ToLower(parts[1]), tenant: parts[2]}
	if t.version != "v1.0" && t.version != "beta" || t.tenant == "" {
		return target{}, false
	}
	name, rest, quoted := strings.Cut(parts[3], "('")
	if quoted {
		var ok bool
		if t.argument, ok = strings.CutSuffix(rest, "')"); !ok {
			return target{}, false
		}
		t.argument = strings.ReplaceAll(t.argument, "''", "'") // OData doubles quotes
	}
	t.operation = strings.ToLower(name)
	return t, t.operation != ""
}

// A call is one request on its way through the door.
type call struct {
	h      *Handler
	w      http.ResponseWriter
	r      *http.Request
	id     string // request-id
	target target
	who    session.Identity
	client session.Client
}

// A route serves one operation.
type route struct {
	method string
	quoted bool // the operation has an argument
	serve  func(*call) error
}

func routes(operation string) []route {
	switch operation {
	case "exomodulefile":
		return []route{{http.MethodGet, false, (*call).moduleFile}}
	case "exobanner":
		return []route{{http.MethodGet, true, (*call).banner}}
	case "basicinfo":
		return []route{{http.MethodGet, true, (*call).basicInfo}}
	case "invokecommand":
		return []route{{http.MethodPost, false, (*call).invoke}}
	case "$batch":
		return []route{{http.MethodPost, false, (*call).batch}}
	case "$metadata":
		return []route{{http.MethodGet, false, (*call).metadata}}
	case "sessions":
		return []route{{http.MethodGet, false, (*call).listSessions}, {http.MethodDelete, true, (*call).endSession}}
	}
	return nil
}

// ServeHTTP answers one request below /adminapi.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{h: h, w: w, r: r, id: newID()}
	defer c.recover()
	c.standardHeaders()
	if err := c.serve(); err != nil {
		c.fail(err)
	}
}

func (c *call) serve() error {
	if err := checkRequestID(c.r.Header.Get("client-request-id")); err != nil {
		return err
	}
	if err := c.authenticate(); err != nil {
		return err
	}
	t, ok := parseTarget(c.r.URL.Path)
	if !ok || routes(t.operation) == nil {
		return c.resource()
	}
	c.target = t
	if err := c.checkTenant(); err != nil {
		return err
	}
	return c.dispatch()
}

// Picks the route by operation and method.
func (c *call) dispatch() error {
	var allowed []string
	for _, rt := range routes(c.target.operation) {
		if rt.quoted != (c.target.argument != "") {
			continue
		}
		if rt.method == c.r.Method {
			return rt.serve(c)
		}
		allowed = append(allowed, rt.method)
	}
	if allowed == nil {
		return errNoRoute
	}
	c.w.Header().Set("Allow", strings.Join(allowed, ", "))
	return errMethod
}

func (c *call) standardHeaders() {
	h := c.w.Header()
	h.Set("request-id", c.id)
	if id := c.r.Header.Get("client-request-id"); checkRequestID(id) == nil && id != "" {
		h.Set("client-request-id", id)
	}
	h.Set("Date", c.h.now().UTC().Format(http.TimeFormat))
	h.Set("OData-Version", "4.0")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-CalculatedBETarget", c.h.node())
	h.Set("X-Exosh-Version", c.h.version())
}

// A panic is a bug of ours: it is written to the log and ends this request only.
func (c *call) recover() {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	c.h.log().ErrorContext(c.r.Context(), "panic in the admin door", "correlation", c.id, "panic", v, "stack", string(debug.Stack()))
	c.fail(&command.Error{Category: command.NotSpecified, ID: session.IDInternal, Type: "System.InvalidOperationException",
		Message: "The request could not be carried out because of an internal error; its correlation id is " + c.id + "."})
}

// The longest request id that is taken; a GUID has 36 characters.
const mostRequestID = 64

func checkRequestID(id string) error {
	if len(id) > mostRequestID {
		return badRequest("BadRequestId", "The client-request-id is longer than 64 characters.", "Send a GUID.")
	}
	for i := 0; i < len(id); i++ {
		if id[i] <= 0x20 || id[i] >= 0x7f {
			return badRequest("BadRequestId", "The client-request-id holds a character that is not printable ASCII.", "Send a GUID.")
		}
	}
	return nil
}
