package restclient

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// An EntityQuery asks the OData routes of the service for entities, protocol section 5.
type EntityQuery struct {
	Cmdlet   string // named in errors
	Path     string // behind the tenant, escaped: "Mailbox('bmF2aW4=')"
	Options  []QueryOption
	Identity string // sent in the header XParameter-Identity, "" sends none
	Anchor   string // X-AnchorMailbox; "" means the client's
	Most     int    // most entities wanted, -1 for all; ignored where the answer is one entity
}

// A QueryOption is one option of a query, in its plain form.
type QueryOption struct{ Name, Value string }

// Entities asks for entities and hands them to out as the pages arrive, until there are as many as wanted
// or out returns an error; command.ErrStop ends it without one. more says that the service has more than
// were wanted. Entities hold what the JSON holds: text, numbers, Booleans, lists; annotations are left out.
// An error is a *command.Error.
func (c *Client) Entities(ctx context.Context, q EntityQuery, out func(*object.Object) error) (more bool, err error) {
	target, err := c.entityURL(q)
	if err != nil {
		return false, err
	}
	r := entityRun{c: c, q: q, id: c.RequestID()}
	for left := q.Most; ; {
		p, err := r.get(ctx, target)
		if err != nil {
			return false, err
		}
		for i, o := range p.entities {
			if left >= 0 && i >= left {
				return true, nil
			}
			if err := out(o); err != nil {
				if errors.Is(err, command.ErrStop) {
					err = nil
				}
				return false, err
			}
		}
		if p.next == "" {
			return false, nil
		}
		if left >= 0 {
			if left -= len(p.entities); left <= 0 {
				return true, nil
			}
		}
		here := target
		if target, err = c.follow(here, p.next); err != nil {
			return false, err
		}
		if len(p.entities) == 0 && target.String() == here.String() {
			return false, r.unreadable(errors.New("its next page is itself"))
		}
	}
}

// entityURL is the address of a query. Blanks are %20: OData does not take a plus for one.
func (c *Client) entityURL(q EntityQuery) (*url.URL, error) {
	plain, err := url.PathUnescape(q.Path)
	if err != nil {
		return nil, fmt.Errorf("make address: %w", err)
	}
	u := c.beta(plain)
	u.RawPath = "/adminapi/beta/" + url.PathEscape(c.TenantID) + "/" + q.Path
	parts := make([]string, len(q.Options))
	for i, o := range q.Options {
		parts[i] = o.Name + "=" + strings.ReplaceAll(url.QueryEscape(o.Value), "+", "%20")
	}
	u.RawQuery = strings.Join(parts, "&")
	return u, nil
}

// An entityRun is a query under way: all its requests share one id.
type entityRun struct {
	c  *Client
	q  EntityQuery
	id string
}

// An entityPage is one answer.
type entityPage struct {
	entities []*object.Object
	next     string
}

func (r entityRun) get(ctx context.Context, target *url.URL) (*entityPage, error) {
	for attempt := 0; ; attempt++ {
		answer, err := r.c.send(ctx, request{method: http.MethodGet, url: target, header: r.header(), limit: maxPage, odata: true})
		if err != nil {
			return nil, err
		}
		if !answer.ok() {
			return nil, r.failure(answer)
		}
		p, err := decodeEntities(answer.body)
		if err == nil {
			return p, nil
		}
		if attempt >= maxServerRetries { // the vendor's clients ask again; an answer may have been cut on its way
			return nil, r.unreadable(err)
		}
		if err := pause(ctx, retryInterval<<attempt); err != nil {
			return nil, err
		}
	}
}

// header is that of protocol section 5.1.
func (r entityRun) header() http.Header {
	h := r.c.common(r.id)
	h.Set("Accept", "application/json;odata.metadata=minimal")
	h.Set("Accept-Charset", "UTF-8")
	h.Set("OData-Version", "4.0")
	h.Set("OData-MaxVersion", "4.0")
	h.Set("exomodule-version", r.c.ModuleVersion)
	if r.q.Anchor != "" {
		h.Set("X-AnchorMailbox", r.q.Anchor)
	}
	if r.q.Identity != "" {
		h.Set("XParameter-Identity", base64.StdEncoding.EncodeToString([]byte(r.q.Identity)))
	}
	size := r.c.page()
	if r.q.Most > 0 {
		size = min(size, r.q.Most)
	}
	h.Set("Prefer", "odata.maxpagesize="+strconv.Itoa(size)+";")
	return h
}

// The most characters of a service's message that is shown.
const mostMessage = 1000

// failure makes the error record as the vendor's module does (protocol section 5.5).
func (r entityRun) failure(answer *reply) *command.Error {
	f := parseFault(answer)
	message, advice := "", ""
	if f.Error != nil {
		message, advice = f.Error.Message, f.Error.Advice
		message = strings.TrimSpace(strings.TrimSuffix(message, advice)) // for clients that do not know advice it is in both
	}
	if message == "" {
		message = bare(answer.status, r.c.Base.Host)
	}
	if utf8.RuneCountInString(message) > mostMessage {
		message = string([]rune(message)[:mostMessage])
	}
	if advice == "" {
		advice = adviceFor(f.code(), answer.status)
	}
	e := &command.Error{
		Category: "ProtocolError", Command: r.q.Cmdlet, Advice: advice, Reason: "RestClientException",
		ID:      "An error occurred while processing this request.",
		Type:    "Microsoft.Exchange.Management.RestApiClient.RestClientException",
		Message: fmt.Sprintf("Error while querying REST service. HttpStatusCode=%d ErrorMessage=%s", answer.status, message),
	}
	if f.code() == "MaxConcurrency" {
		e.Err = ErrTooManySessions
	}
	return e
}

func (r entityRun) unreadable(err error) error {
	return (&run{c: r.c, call: Call{Cmdlet: r.q.Cmdlet}}).unreadable(err)
}

// decodeEntities reads a collection or a single entity.
func decodeEntities(body []byte) (*entityPage, error) {
	d := decoder{in: jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowInvalidUTF8(true)), zone: time.UTC}
	p, single, many := &entityPage{}, &object.Object{}, false
	err := d.members(func(name string) error {
		switch {
		case name == "value":
			many = true
			return d.elements(func() error {
				v, err := d.value("", 0)
				if o, ok := v.(*object.Object); ok {
					p.entities = append(p.entities, o)
				}
				return err
			})
		case name == "@odata.nextLink":
			return d.textInto(&p.next)
		case strings.Contains(name, "@"):
			return d.in.SkipValue()
		}
		v, err := d.value("", 0)
		single.Props = append(single.Props, object.Property{Name: name, Value: v})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	if !many && len(single.Props) > 0 {
		p.entities = []*object.Object{single}
	}
	return p, nil
}
