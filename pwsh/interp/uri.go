package interp

import (
	"errors"
	"net/url"
	"strings"

	"example.org/exosh/object"
)

// A URI is System.Uri.
type URI struct {
	text string
	u    *url.URL
}

func newURI(text string) (*URI, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("Invalid URI: The format of the URI could not be determined.")
	}
	return &URI{text, u}, nil
}

// String implements object.Stringer.
func (u *URI) String() string { return u.text }

// TypeNames, PropertyNames and Property implement object.Properties.
func (u *URI) TypeNames() []string { return []string{"System.Uri", "System.Object"} }

// PropertyNames lists what a URI shows.
func (u *URI) PropertyNames() []string {
	return []string{"AbsolutePath", "AbsoluteUri", "Host", "Port", "Scheme", "Query", "OriginalString", "IsAbsoluteUri"}
}

// Property returns one of them.
func (u *URI) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "absolutepath", "localpath":
		return u.u.Path, true
	case "absoluteuri":
		return u.u.String(), true
	case "host", "dnssafehost":
		return u.u.Hostname(), true
	case "port":
		if p, err := object.Convert(u.u.Port(), "int"); err == nil && u.u.Port() != "" {
			return p, true
		}
		return map[string]int32{"https": 443, "http": 80}[u.u.Scheme], true
	case "scheme":
		return u.u.Scheme, true
	case "query":
		if u.u.RawQuery == "" {
			return "", true
		}
		return "?" + u.u.RawQuery, true
	case "originalstring":
		return u.text, true
	case "isabsoluteuri":
		return u.u.IsAbs(), true
	}
	return nil, false
}
