package restclient

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/netfail"
)

const (
	maxRetries       = 5               // so six attempts
	maxServerRetries = 2               // of errors that are the service's own
	retryInterval    = 2 * time.Second // doubled with each attempt
	maxWait          = 5 * time.Minute // of a Retry-After
	maxHops          = 5               // redirects of one request
)

// A request is one exchange with the service, repeated where that can help.
type request struct {
	method string
	url    *url.URL
	header http.Header
	body   []byte
	limit  int64 // bytes of the answer
	once   bool  // a failure is final: nothing but a claims challenge is answered
	odata  bool  // of the OData routes, where a failure of the service is always tried again
}

// A reply is an answer that was read whole.
type reply struct {
	status int
	header http.Header
	body   []byte
	url    *url.URL // what answered, after redirects
}

func (r *reply) ok() bool { return r.status >= 200 && r.status < 300 }

// send carries out the request with the retries of protocol section 4.12 and the claims challenges of
// section 2.11. A reply of any status is not an error; only not getting one is.
func (c *Client) send(ctx context.Context, q request) (*reply, error) {
	claims, challenged, serverRetries, last := "", false, 0, ""
	for attempt := 0; ; attempt++ {
		bearer, err := c.Bearer(ctx, claims)
		if err != nil {
			return nil, err
		}
		r, err := c.exchange(ctx, q, bearer)
		if err != nil || r.ok() {
			return r, err
		}
		next, err := challenge(r)
		if err != nil {
			return nil, err
		}
		if next != "" && !challenged {
			claims, challenged = next, true
			continue
		}
		if next != "" || q.once || attempt >= maxRetries {
			return r, nil
		}
		if r.status == http.StatusUnauthorized && bearer != last {
			last = bearer // once more: the token may have run out on the way
			continue
		}
		switch {
		case throttled(r), q.odata && r.status == http.StatusInternalServerError:
		case serverFault(r) && serverRetries < maxServerRetries:
			serverRetries++
		default:
			return r, nil
		}
		if err := pause(ctx, c.wait(r, attempt)); err != nil {
			return nil, err
		}
	}
}

// exchange sends the request once, following redirects to hosts that may have the bearer. The method
// and the body are kept, unlike in a browser.
func (c *Client) exchange(ctx context.Context, q request, bearer string) (*reply, error) {
	target := q.url
	for range maxHops {
		r, err := c.roundTrip(ctx, q, target, bearer)
		if err != nil {
			return nil, err
		}
		location := r.header.Get("Location")
		if !redirect(r.status) || location == "" {
			return r, nil
		}
		if target, err = c.follow(target, location); err != nil {
			return nil, err
		}
	}
	return nil, &command.Error{Category: command.ConnectionError, ID: "TooManyRedirects", Target: c.Base.Host,
		Message: fmt.Sprintf("The service at %s redirects in a circle.", c.Base.Host),
		Advice:  "Check the address given with -ConnectionUri."}
}

func redirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func (c *Client) roundTrip(ctx context.Context, q request, target *url.URL, bearer string) (*reply, error) {
	if !c.trusts(target) {
		_, err := c.follow(target, target.String())
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, q.method, target.String(), bytes.NewReader(q.body))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.Header = q.header.Clone()
	req.Header.Set("Authorization", "Bearer "+bearer)
	res, err := c.client().Do(req)
	if err != nil {
		return nil, c.unreached(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, q.limit+1))
	if err != nil {
		return nil, c.unreached(err)
	}
	if int64(len(body)) > q.limit {
		return nil, &command.Error{Category: command.LimitsExceeded, ID: "AnswerTooLong", Target: c.Base.Host,
			Message: fmt.Sprintf("The answer of %s is longer than %d MiB.", c.Base.Host, q.limit>>20),
			Advice:  "Ask for less: a smaller -PageSize, or a -Filter."}
	}
	return &reply{status: res.StatusCode, header: res.Header, body: body, url: target}, nil
}

// client is HTTP without redirects of its own: the standard ones would drop the body or, worse, keep
// the bearer.
func (c *Client) client() *http.Client {
	h := http.Client{}
	if c.HTTP != nil {
		h = *c.HTTP
	}
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &h
}

func (c *Client) unreached(err error) error {
	if e := netfail.Explain(err, c.Base.Host); e != nil {
		return e
	}
	return fmt.Errorf("ask %s: %w", c.Base.Host, err)
}

// challenge returns the claims that a 401 asks for, "" where it asks for none.
func challenge(r *reply) (string, error) {
	if r.status != http.StatusUnauthorized {
		return "", nil
	}
	found := ""
	for _, value := range r.header.Values("WWW-Authenticate") {
		claims, ok := claimsOf(value)
		if !ok {
			continue
		}
		if found != "" {
			return "", errors.New("the service asks for two sets of claims at once")
		}
		found = claims
	}
	return decodeClaims(found)
}

// claimsOf finds claims="..." in a WWW-Authenticate value.
func claimsOf(value string) (string, bool) {
	const key = `claims="`
	i := strings.Index(strings.ToLower(value), key)
	if i < 0 {
		return "", false
	}
	claims, _, ok := strings.Cut(value[i+len(key):], `"`)
	return claims, ok
}

func decodeClaims(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	s = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return "", fmt.Errorf("read claims challenge: %w", err)
	}
	return string(b), nil
}
