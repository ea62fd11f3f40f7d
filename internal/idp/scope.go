package idp

import (
	"slices"
	"strings"

	"example.org/exosh/internal/oidc"
)

// A scope is what a client asked for.
type scope struct {
	Asked    string   `json:"asked"`              // as it was given, echoed in the response
	Resource string   `json:"resource,omitempty"` // the audience, in its registered spelling; "" for none
	Names    []string `json:"names,omitempty"`    // permissions on the resource
	OpenID   bool     `json:"openid,omitempty"`
	Offline  bool     `json:"offline,omitempty"`
}

// Audiences returns the audiences of tokens for administration: the address of Base, with and without its
// port, Exchange Online's application id, and Resources.
func (p *Provider) Audiences() []string {
	list := []string{p.base(), p.Base.Scheme + "://" + p.Base.Hostname(), oidc.ResourceExchange}
	return slices.Compact(append(list, p.Resources...))
}

// Reads the scope parameter (RFC 6749, 3.3). One resource may be named, by any of its permissions or by
// ".default".
func (p *Provider) scope(c Client, text string) (scope, error) {
	s := scope{Asked: strings.Join(strings.Fields(text), " ")}
	for name := range strings.FieldsSeq(text) {
		switch strings.ToLower(name) {
		case "openid", "profile", "email":
			s.OpenID = true
		case "offline_access":
			s.Offline = true
		default:
			if err := p.addPermission(&s, c, name); err != nil {
				return scope{}, err
			}
		}
	}
	if s.Asked == "" {
		return scope{}, fail(oidc.BadRequest, "The parameter %q is missing.", "scope")
	}
	return s, nil
}

func (p *Provider) addPermission(s *scope, c Client, name string) error {
	i := strings.LastIndexByte(name, '/')
	if i <= 0 {
		return fail(oidc.BadScope, "%q names no resource.", name)
	}
	resource, ok := p.resource(name[:i])
	if !ok {
		return fail(oidc.UnknownResource, "The resource is %q.", name[:i])
	}
	if s.Resource != "" && s.Resource != resource {
		return fail(oidc.BadScope, "%q names a second resource; ask for one at a time.", name)
	}
	s.Resource = resource
	asked, err := p.permissions(c, resource, name[i+1:])
	for _, have := range asked {
		if !slices.Contains(s.Names, have) {
			s.Names = append(s.Names, have)
		}
	}
	return err
}

// Finds a resource by its address or id, whatever its case and with or without a final slash.
func (p *Provider) resource(asked string) (string, bool) {
	asked = strings.TrimSuffix(asked, "/")
	for _, a := range append(p.Audiences(), p.MailAudiences()...) {
		if strings.EqualFold(strings.TrimSuffix(a, "/"), asked) {
			return a, true
		}
	}
	return "", false
}

// Reports whether s asks for no permission that was not granted (RFC 6749, 6). The same permissions on
// another of the service's audiences may be asked for, as clients of Entra do.
func (s scope) within(granted scope) bool {
	for _, name := range s.Names {
		if !slices.Contains(granted.Names, name) {
			return false
		}
	}
	return true
}

// Returns the scope of the token response: what was asked, and the permissions by their full names.
func (s scope) granted() string {
	out := []string{s.Asked}
	for _, name := range s.Names {
		if full := s.Resource + "/" + name; !strings.Contains(s.Asked, full) {
			out = append(out, full)
		}
	}
	return strings.Join(out, " ")
}
