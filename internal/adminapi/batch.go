package adminapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"example.org/exosh/internal/strictjson"
)

// MaxBatch is the most requests of one batch.
const MaxBatch = 10

// A batchItem is one request of a batch.
type batchItem struct {
	id       string
	method   string // POST runs a cmdlet, GET asks for entities
	header   http.Header
	target   target
	resource string // of a GET, the escaped path behind the tenant
	query    string // escaped
	body     *strictjson.Object
}

// A batchAnswer is the answer to one of them.
type batchAnswer struct {
	ID      string            `json:"id"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// Serves POST $batch (protocol section 4.13): one request after the other, each with an answer of its
// own. A request that fails stops none of the others. The answer has the form of the request, JSON or
// multipart/mixed.
func (c *call) batch() error {
	if boundary, ok := multipartBoundary(c.r.Header.Get("Content-Type")); ok {
		return c.multipartBatch(boundary)
	}
	body, err := c.body()
	if err != nil {
		return err
	}
	doc, err := strictjson.DecodeObject(body)
	if err != nil {
		return err
	}
	items, err := c.items(doc)
	if err != nil {
		return err
	}
	return c.sendJSON(struct {
		Responses []batchAnswer `json:"responses"`
	}{c.answers(items)})
}

func (c *call) answers(items []batchItem) []batchAnswer {
	list := make([]batchAnswer, len(items))
	for i := range items {
		list[i] = c.one(&items[i])
	}
	return list
}

// Runs one request and returns its answer.
func (c *call) one(it *batchItem) batchAnswer {
	sub := *c
	sub.id, sub.target = newID(), it.target
	h := http.Header{"Content-Type": {jsonType}}
	h.Set("request-id", sub.id)
	h.Set("Date", c.w.Header().Get("Date"))
	h.Set("X-CalculatedBETarget", c.h.node())
	out := batchAnswer{ID: it.id}
	status, parts, err := sub.runItem(it, h)
	if err != nil {
		f := c.h.fault(c.r.Context(), sub.id, err)
		f.headers(h, c.h.now().Unix())
		status, parts = f.status, [][]byte{f.body(it.method == http.MethodPost, nil)}
	}
	out.Status, out.Body, out.Headers = status, bytes.Join(parts, nil), flat(h)
	return out
}

// Runs a request as it would run by itself, under the same checks.
func (c *call) runItem(it *batchItem, h http.Header) (int, [][]byte, error) {
	switch {
	case c.target.operation == "":
		return 0, nil, errNoRoute
	case it.method == http.MethodGet && !isEntitySet(c.target.operation),
		it.method == http.MethodPost && c.target.operation != "invokecommand":
		return 0, nil, badRequest("BadBatch", "A batch serves InvokeCommand with POST and entities with GET only.", "")
	}
	if err := c.checkTenant(); err != nil {
		return 0, nil, err
	}
	if err := c.checkAnchor(it.header); err != nil {
		return 0, nil, err
	}
	if it.method == http.MethodGet {
		return c.getItem(it, h)
	}
	return c.invokeItem(it, h)
}

func (c *call) getItem(it *batchItem, h http.Header) (int, [][]byte, error) {
	q, err := readEntityRequest(it.resource, it.query, it.header)
	if err != nil {
		return 0, nil, odataFault(err)
	}
	a, err := c.runEntities(q)
	if err != nil {
		return 0, nil, err
	}
	a.headers(h)
	parts, err := c.renderEntities(a)
	return http.StatusOK, parts, err
}

func (c *call) invokeItem(it *batchItem, h http.Header) (int, [][]byte, error) {
	values, err := url.ParseQuery(it.query)
	if err != nil {
		return 0, nil, badRequest("BadBatch", "The query of a request of the batch is not valid.", "")
	}
	in, err := c.h.invocation(c.who, it.header, readOptions(values), it.body)
	if err != nil {
		return 0, nil, err
	}
	h.Set("Cmdlet-Name", in.cmdlet)
	a, err := c.run(in)
	if err != nil {
		f := c.h.fault(c.r.Context(), c.id, err)
		f.headers(h, c.h.now().Unix())
		return f.status, [][]byte{f.body(true, warningsOf(a))}, nil
	}
	status, parts := c.render(a)
	return status, parts, nil
}

func warningsOf(a *answer) []string {
	if a == nil {
		return nil
	}
	return a.warnings
}

func flat(h http.Header) map[string]string {
	m := make(map[string]string, len(h))
	for name, values := range h {
		m[name] = strings.Join(values, ", ")
	}
	return m
}
