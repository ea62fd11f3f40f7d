package mailroom

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Bounds of what a request may ask for.
const (
	usualLimit   = 50
	mostLimit    = 500
	usualTimeout = 30 * time.Second
	mostTimeout  = 2 * time.Minute
)

// parse reads a query of a URL. Parameters that it does not know are refused, but for those that the caller
// knows.
func (r *Room) parse(v url.Values, others ...string) (query, error) {
	q := query{Limit: usualLimit}
	fields := map[string]*string{"to": &q.To, "from": &q.From, "subject": &q.Subject, "mailbox": &q.Mailbox, "q": &q.Text}
	for name, values := range v {
		switch field := fields[name]; {
		case len(values) > 1:
			return q, fmt.Errorf("the parameter %s is given %d times", name, len(values))
		case field != nil:
			*field = values[0]
		case name != "since" && name != "limit" && !slices.Contains(others, name):
			return q, fmt.Errorf("there is no parameter %q; there are to, from, subject, mailbox, q, since, limit", name)
		}
	}
	var err error
	if q.Since, err = r.since(v.Get("since")); err != nil {
		return q, err
	}
	if s := v.Get("limit"); s != "" {
		if q.Limit, err = strconv.Atoi(s); err != nil || q.Limit < 1 || q.Limit > mostLimit {
			return q, fmt.Errorf("limit is a number from 1 to %d, not %q", mostLimit, s)
		}
	}
	return q, nil
}

// since reads a time, or how long ago it was.
func (r *Room) since(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return r.now().Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("since is a time such as 2026-01-31T12:00:00Z or how long ago it was such as 5m, not %q", s)
}

// timeout reads how long to wait: a duration, or seconds.
func timeout(s string) (time.Duration, error) {
	if s == "" {
		return usualTimeout, nil
	}
	d, err := time.ParseDuration(s)
	if n, e := strconv.Atoi(s); e == nil && n <= int(mostTimeout/time.Second) {
		d, err = time.Duration(n)*time.Second, nil
	}
	if err != nil || d <= 0 || d > mostTimeout {
		return 0, fmt.Errorf("timeout is a duration such as 30s, at most %s, not %q", mostTimeout, s)
	}
	return d, nil
}
