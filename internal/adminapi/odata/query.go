package odata

import (
	"net/url"
	"strconv"
	"strings"
)

// MaxQuery is the most bytes of a query.
const MaxQuery = 64 << 10

// A Query is the query of a request.
type Query struct {
	Select    []string // properties; nil selects what the property sets say
	Filter    string
	OrderBy   string // one property
	Expand    []string
	Top       int // -1 for all
	SkipToken string
	custom    map[string]string // the service's own options, by name in lower case
}

// Custom returns one of the service's own options, such as PropertySet, ignoring the case of its name.
func (q *Query) Custom(name string) (string, bool) {
	v, ok := q.custom[strings.ToLower(name)]
	return v, ok
}

// Flag says whether one of the service's own options is there and true.
func (q *Query) Flag(name string) bool {
	v, _ := q.Custom(name)
	return strings.EqualFold(v, "true")
}

// Names lists the service's own options that are given, in lower case, in no order.
func (q *Query) Names() []string {
	list := make([]string, 0, len(q.custom))
	for name := range q.custom {
		list = append(list, name)
	}
	return list
}

// ParseQuery reads a query in its escaped form. An option that is there twice is refused, as is a system
// option that is not served; the service's own options are the caller's to judge.
func ParseQuery(raw string) (*Query, error) {
	if len(raw) > MaxQuery {
		return nil, bad("Ask for less at once.", "The query is longer than %d bytes.", MaxQuery)
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, bad("Escape what is not ASCII as UTF-8, in %%XX.", "The query is not valid.")
	}
	q := &Query{Top: -1, custom: map[string]string{}}
	seen := map[string]bool{}
	for name, list := range values {
		low := strings.ToLower(name)
		if len(list) > 1 || seen[low] {
			return nil, bad("", "Query option '%s' was specified more than once, but it must be specified at most once.", clip(name))
		}
		seen[low] = true
		if err := q.set(low, list[0]); err != nil {
			return nil, err
		}
	}
	return q, nil
}

func (q *Query) set(name, value string) (err error) {
	switch name {
	case "$select":
		q.Select = split(value)
	case "$expand":
		q.Expand = split(value)
	case "$filter":
		q.Filter = strings.TrimSpace(value)
	case "$orderby":
		q.OrderBy, err = order(value)
	case "$top":
		if q.Top, err = strconv.Atoi(strings.TrimSpace(value)); err != nil || q.Top < 0 {
			err = bad("", "Invalid value '%s' for $top query option found. The $top query option requires a non-negative integer value.", clip(value))
		}
	case "$skiptoken":
		q.SkipToken = value
	case "$format":
		if !strings.HasPrefix(strings.ToLower(value), "json") && !strings.HasPrefix(strings.ToLower(value), "application/json") {
			err = unsupported("The service speaks JSON.", "The $format %s is not supported.", clip(value))
		}
	default:
		if strings.HasPrefix(name, "$") {
			return unsupported("Served are $select, $filter, $expand, $orderby and $top.", "The query option '%s' is not supported.", clip(name))
		}
		q.custom[name] = value
	}
	return err
}

// split reads a comma list; "" and "*" are no choice.
func split(value string) []string {
	var list []string
	for name := range strings.SplitSeq(value, ",") {
		if name = strings.TrimSpace(name); name == "*" {
			return []string{"*"}
		} else if name != "" {
			list = append(list, name)
		}
	}
	return list
}

// order reads $orderby: one property, ascending.
func order(value string) (string, error) {
	fields := strings.Fields(value)
	switch {
	case len(fields) == 1 && !strings.Contains(value, ","), len(fields) == 2 && fields[1] == "asc" && !strings.Contains(value, ","):
		return fields[0], nil
	case len(fields) == 0:
		return "", bad("", "$orderby names no property.")
	}
	return "", unsupported("Order by one property, ascending.", "The $orderby %s is not supported.", clip(value))
}
