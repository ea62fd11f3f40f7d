package adminapi

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"example.org/exosh/internal/strictjson"
	"example.org/exosh/object"
)

// Reads the requests of a batch in JSON.
func (c *call) items(doc *strictjson.Object) ([]batchItem, error) {
	if err := only(doc, "requests"); err != nil {
		return nil, err
	}
	list, err := member[[]any](doc, "requests", "an array")
	if err != nil {
		return nil, err
	}
	if err := checkBatch(len(list)); err != nil {
		return nil, err
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

func checkBatch(requests int) error {
	if requests == 0 || requests > MaxBatch {
		return badRequest("BadBatch", "A batch has from 1 to "+strconv.Itoa(MaxBatch)+" requests, and this one has "+strconv.Itoa(requests)+".", "Split it.")
	}
	return nil
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
	if it.header, err = c.itemHeader(o); err != nil {
		return it, err
	}
	method, _ := o.Get("method")
	address, err := member[string](o, "url", "an address")
	if err != nil {
		return it, err
	}
	if err := c.aim(&it, object.String(method), address); err != nil || it.method == http.MethodGet {
		return it, err
	}
	it.body, err = member[*strictjson.Object](o, "body", "an object")
	return it, err
}

// Fills in what a request of a batch is for. An address without a slash at its begin is behind the tenant of
// the batch. The host is not looked at.
func (c *call) aim(it *batchItem, method, address string) error {
	it.method = strings.ToUpper(method)
	if it.method != http.MethodPost && it.method != http.MethodGet {
		return badRequest("BadBatch", "Request "+strconv.QuoteToASCII(clip(it.id))+" of the batch has to have the method POST or GET.", "")
	}
	path, query, _ := strings.Cut(address, "?")
	if _, behind, absolute := strings.Cut(path, "://"); absolute {
		_, behind, _ = strings.Cut(behind, "/")
		path = "/" + behind
	}
	if !strings.HasPrefix(path, "/") {
		path = "/adminapi/" + c.target.version + "/" + url.PathEscape(c.target.tenant) + "/" + path
	}
	it.query = query
	if it.method == http.MethodGet {
		it.target, it.resource, _ = parseResource(path)
		return nil
	}
	plain, err := url.PathUnescape(path)
	if err != nil {
		return badRequest("BadBatch", "The url of request "+strconv.QuoteToASCII(clip(it.id))+" of the batch is no address.", "")
	}
	it.target, _ = parseTarget(plain)
	return nil
}

// Returns the headers of a request of a batch; those of the batch stand in for what it has not. Who is
// calling is the batch's business only.
func (c *call) itemHeader(o *strictjson.Object) (http.Header, error) {
	h := c.r.Header.Clone()
	v, _ := o.Get("headers")
	if v == nil {
		return h, nil
	}
	list, ok := v.(*strictjson.Object)
	if !ok {
		return nil, badRequest("BadBatch", "The headers of a request of the batch have to be an object.", "")
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
