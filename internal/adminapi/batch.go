package adminapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"example.org/exosh/internal/strictjson"
)

// MaxBatch is the most requests of one batch.
const MaxBatch = 10

// A batchItem is one request of a batch.
type batchItem struct {
	id     string
	header http.Header
	target target
	query  options
	body   *strictjson.Object
}

// A batchAnswer is the answer to one of them.
type batchAnswer struct {
	ID      string            `json:"id"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// Serves POST $batch (protocol section 4.13): one request after the other, each with an answer of its
// own. A request that fails stops none of the others.
func (c *call) batch() error {
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
	answers := make([]batchAnswer, len(items))
	for i := range items {
		answers[i] = c.one(&items[i])
	}
	return c.sendJSON(struct {
		Responses []batchAnswer `json:"responses"`
	}{answers})
}

func (c *call) items(doc *strictjson.Object) ([]batchItem, error) {
	if err := only(doc, "requests"); err != nil {
		return nil, err
	}
	list, err := member[[]any](doc, "requests", "an array")
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) > MaxBatch {
		return nil, badRequest("BadBatch", "A batch has from 1 to "+strconv.Itoa(MaxBatch)+" requests, and this one has "+strconv.Itoa(len(list))+".", "Split it.")
	}
	items := make([]batchItem, len(list))
	for i, v := range list {
		o, ok := v.(*strictjson.Object)
		if !ok {
			return nil, badRequest("BadBatch", "Request "+strconv.Itoa(i)+" of the batch is no object.", "")
		}
		if items[i], err = c.item(o); err != nil {
			return nil, err
		}
	}
	return items, distinct(items)
}

// Ids tell the answers apart. A client-request-id that several requests share, as the vendor's module
// sends it, would make the second a retry of the first; the id of the request is added to it.
func distinct(items []batchItem) error {
	ids, shared := map[string]bool{}, map[string]int{}
	for _, it := range items {
		if ids[it.id] {
			return badRequest("BadBatch", "Two requests of the batch have the id "+strconv.QuoteToASCII(clip(it.id))+".", "")
		}
		ids[it.id] = true
		shared[it.header.Get("client-request-id")]++
	}
	for i := range items {
		h := items[i].header
		if id := h.Get("client-request-id"); id != "" && shared[id] > 1 {
			h.Set("client-request-id", id+"/"+items[i].id)
		}
	}
	return nil
}

func (c *call) item(o *strictjson.Object) (batchItem, error) {
	if err := only(o, "id", "method", "url", "headers", "body"); err != nil {
		return batchItem{}, err
	}
	id, err := member[string](o, "id", "text")
	if err != nil {
		return batchItem{}, err
	}
	it := batchItem{id: id}
	if id == "" || checkRequestID(id) != nil {
		return it, badRequest("BadBatch", "The id of a request of the batch is empty, or no short printable text.", "")
	}
	if method, _ := o.Get("method"); !isText(method, http.MethodPost) {
		return it, badRequest("BadBatch", "Request "+strconv.QuoteToASCII(id)+" of the batch has to have the method POST.", "")
	}
	if it.header, err = c.itemHeader(o); err != nil {
		return it, err
	}
	address, err := member[string](o, "url", "an address")
	if err != nil {
		return it, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return it, badRequest("BadBatch", "The url of request "+strconv.QuoteToASCII(id)+" of the batch is no address.", "")
	}
	it.target, it.query = c.itemTarget(u), readOptions(u.Query())
	it.body, err = member[*strictjson.Object](o, "body", "an object")
	return it, err
}

func isText(v any, want string) bool {
	s, ok := v.(string)
	return ok && strings.EqualFold(s, want)
}

// Returns the target of an address; a relative one begins at the batch's own tenant. The host is not
// looked at.
func (c *call) itemTarget(u *url.URL) target {
	path := u.Path
	if !strings.HasPrefix(path, "/") {
		path = "/adminapi/" + c.target.version + "/" + c.target.tenant + "/" + path
	}
	t, _ := parseTarget(path)
	return t
}

// Returns the headers of a request of a batch; those of the batch stand in for what it has not. Who is
// calling is the batch's business only.
func (c *call) itemHeader(o *strictjson.Object) (http.Header, error) {
	h := c.r.Header.Clone()
	v, _ := o.Get("headers")
	list, _ := v.(*strictjson.Object)
	if list == nil {
		return h, nil
	}
	for _, m := range list.Members {
		text, ok := m.Value.(string)
		if !ok {
			return nil, badRequest("BadBatch", "The header "+strconv.QuoteToASCII(clip(m.Name))+" of a request of the batch has to be text.", "")
		}
		h.Set(m.Name, text)
	}
	return h, checkRequestID(h.Get("client-request-id"))
}

// Runs one request and returns its answer.
func (c *call) one(it *batchItem) batchAnswer {
	sub := *c
	sub.id, sub.target = newID(), it.target
	h := http.Header{"Content-Type": {jsonType}}
	h.Set("request-id", sub.id)
	h.Set("Date", c.w.Header().Get("Date"))
	h.Set("X-CalculatedBETarget", c.h.node())
	a, err := sub.runItem(it)
	out := batchAnswer{ID: it.id}
	if a != nil && a.in != nil {
		h.Set("Cmdlet-Name", a.in.cmdlet)
	}
	if err != nil {
		f := c.h.fault(c.r.Context(), sub.id, err)
		f.headers(h, c.h.now().Unix())
		out.Status, out.Body = f.status, f.body(true, warningsOf(a))
	} else {
		var parts [][]byte
		out.Status, parts = sub.render(a)
		out.Body = bytes.Join(parts, nil)
	}
	out.Headers = flat(h)
	return out
}

func (c *call) runItem(it *batchItem) (*answer, error) {
	switch {
	case c.target.operation == "":
		return nil, errNoRoute
	case c.target.operation != "invokecommand":
		return nil, badRequest("BadBatch", "A batch serves InvokeCommand only.", "")
	}
	if err := c.checkTenant(); err != nil {
		return nil, err
	}
	if err := c.checkAnchor(it.header); err != nil {
		return nil, err
	}
	in, err := c.h.invocation(c.who, it.header, it.query, it.body)
	if err != nil {
		return nil, err
	}
	a, err := c.run(in)
	if a == nil {
		a = &answer{in: in}
	}
	return a, err
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
