package adminapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/adminapi/odata"
	"example.org/exosh/internal/session"
)

// Splits an escaped path below /adminapi into the target and the resource: the part behind the tenant, in
// its escaped form, because a key may hold a slash; "" for the tenant itself with a slash at its end.
func parseResource(escaped string) (t target, resource string, ok bool) {
	parts := strings.SplitN(strings.TrimPrefix(escaped, "/"), "/", 4)
	if len(parts) != 4 || !strings.EqualFold(parts[0], "adminapi") {
		return target{}, "", false
	}
	t = target{version: strings.ToLower(parts[1])}
	var err error
	if t.tenant, err = url.PathUnescape(parts[2]); err != nil || t.tenant == "" || t.version != "v1.0" && t.version != "beta" {
		return target{}, "", false
	}
	name := parts[3]
	if i := strings.IndexAny(name, "/("); i >= 0 {
		name = name[:i]
	}
	t.operation = strings.ToLower(strings.ReplaceAll(name, "%24", "$"))
	return t, parts[3], true
}

// An entityRequest is a request for entities, read but not yet understood.
type entityRequest struct {
	path     []odata.Segment
	query    *odata.Query
	header   http.Header
	resource string // the escaped path behind the tenant
	rawQuery string
	identity string // of the header XParameter-Identity, "" where the query does not ask for it
}

// Reads what a request asks for (protocol section 5.1).
func readEntityRequest(resource, rawQuery string, header http.Header) (*entityRequest, error) {
	q := &entityRequest{resource: resource, rawQuery: rawQuery, header: header}
	var err error
	if q.path, err = odata.ParsePath(resource); err != nil {
		return nil, err
	}
	if q.query, err = odata.ParseQuery(rawQuery); err != nil {
		return nil, err
	}
	if q.query.Flag("isEncoded") {
		if err := odata.Decode(q.path); err != nil {
			return nil, err
		}
	}
	if q.query.Flag("ReadIdsAndParamsFromHeaders") {
		if q.identity, err = odata.DecodeText(header.Get("XParameter-Identity")); err != nil {
			return nil, err
		}
		if q.identity == "" {
			return nil, &odata.Error{Message: "The header XParameter-Identity is missing or empty.", Advice: "Write the identity there in base64."}
		}
	}
	return q, nil
}

// Serves what is below an entity set, which is only read.
func (c *call) resource() error {
	t, path, ok := parseResource(c.r.URL.EscapedPath())
	if !ok || path != "" && !isEntitySet(t.operation) {
		return errNoRoute
	}
	c.target = t
	if err := c.checkTenant(); err != nil {
		return err
	}
	if c.r.Method != http.MethodGet {
		c.w.Header().Set("Allow", http.MethodGet)
		return errMethod
	}
	if path == "" {
		return c.serviceDocument()
	}
	return odataFault(c.entities(path))
}

// Serves the list of entity sets, at the address of the tenant with a slash at its end.
func (c *call) serviceDocument() error {
	type set struct {
		Name string `json:"name"`
		Kind string `json:"kind"`
		URL  string `json:"url"`
	}
	doc := struct {
		Context string `json:"@odata.context"`
		Value   []set  `json:"value"`
	}{Context: c.root() + "$metadata"}
	for _, s := range odata.Sets() {
		doc.Value = append(doc.Value, set{s.Name, "EntitySet", s.Name})
	}
	return c.sendJSON(doc)
}

// Serves a GET of an entity set, an entity or a function (protocol section 5).
func (c *call) entities(resource string) error {
	q, err := readEntityRequest(resource, c.r.URL.RawQuery, c.r.Header)
	if err != nil {
		return err
	}
	a, err := c.runEntities(q)
	if err != nil {
		return err
	}
	body, err := c.renderEntities(a)
	if err != nil {
		return err
	}
	a.headers(c.w.Header())
	c.send(http.StatusOK, odataType, body...)
	return nil
}

// Serves $metadata (protocol section 4.15).
func (c *call) metadata() error {
	c.send(http.StatusOK, "application/xml;charset=utf-8", odata.Metadata())
	return nil
}

// Runs the cmdlet that gives the entities.
func (c *call) runEntities(q *entityRequest) (*entityAnswer, error) {
	if c.who.Env == catalog.SCC { // which has no Get-EXO cmdlet
		return nil, errNoRoute
	}
	v, err := viewOf(q)
	if err != nil {
		return nil, err
	}
	a := &entityAnswer{request: q, view: v, hash: c.h.textHash(q.fingerprint())}
	if a.page.Limit, err = pageSize(q.header); err != nil {
		return nil, err
	}
	a.page.Select = v.looked()
	if v.most > 0 {
		a.page.Limit = min(a.page.Limit, v.most)
	}
	if q.query.SkipToken != "" {
		at, err := c.h.unseal(q.query.SkipToken, binding(c.who, v.cmdlet, a.hash))
		if err != nil {
			return nil, err
		}
		a.page.After, a.page.Taken = at.After, at.Taken
	}
	s, err := c.h.Sessions.Open(c.r.Context(), c.who, c.client)
	if err != nil {
		return nil, err
	}
	a.root = c.root()
	a.run = func(cmdlet string, args []command.Arg, page *session.Page, out command.Sink) error {
		return s.Run(c.r.Context(), session.Request{Cmdlet: cmdlet, Args: args, Page: page,
			RequestID: q.header.Get("client-request-id"), BodyHash: a.hash, Correlation: c.id}, out)
	}
	return a, a.fill()
}

// Returns what makes the request this one and no other: everything but where its page begins.
func (q *entityRequest) fingerprint() string {
	return q.resource + "?" + q.withoutToken() + "\n" + q.identity
}

// Returns the query as it came, without $skiptoken.
func (q *entityRequest) withoutToken() string {
	var kept []string
	for part := range strings.SplitSeq(q.rawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); part != "" && (err != nil || !strings.EqualFold(plain, "$skiptoken")) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

func (h *Handler) textHash(text string) string {
	m := hmac.New(sha256.New, h.subkeys().body)
	m.Write([]byte(text))
	return hex.EncodeToString(m.Sum(nil))
}

// Turns an error of the OData language into one of the door.
func odataFault(err error) error {
	var e *odata.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Unsupported {
		return httpError(http.StatusNotImplemented, command.NotImplemented, session.IDNotSupported, e.Message, e.Advice)
	}
	return badRequest("InvalidODataRequest", e.Message, e.Advice)
}
