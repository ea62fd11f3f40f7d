package idp

import (
	"slices"
	"strings"

	"example.org/exosh/internal/oidc"
)

// The permissions for the admin endpoints.
func adminPermissions() []string {
	return []string{oidc.ScopeAdminAPI, oidc.ScopeFfo, oidc.ScopePowerShell}
}

// The permissions for mail.
func mailPermissions() []string { return []string{oidc.ScopeSMTP} }

// MailAudiences returns the audiences of tokens for submission: the address of Base, with and without its
// port, Exchange Online's application id, and the names of the vendor's mail service.
func (p *Provider) MailAudiences() []string {
	list := []string{p.base(), p.Base.Scheme + "://" + p.Base.Hostname(), oidc.ResourceExchange, oidc.ResourceOutlook365, oidc.ResourceOutlook}
	return slices.Compact(list)
}

// Returns the permissions that a resource has, those for administration first.
func (p *Provider) offered(resource string) []string {
	var list []string
	if slices.Contains(p.Audiences(), resource) {
		list = append(list, adminPermissions()...)
	}
	if slices.Contains(p.MailAudiences(), resource) {
		list = append(list, mailPermissions()...)
	}
	return list
}

// Returns the permissions on a resource that a client means by one word of its scope.
func (p *Provider) permissions(c Client, resource, word string) ([]string, error) {
	offered := p.offered(resource)
	if strings.EqualFold(word, ".default") {
		return p.standard(c, resource)
	}
	at := slices.IndexFunc(offered, func(have string) bool { return strings.EqualFold(have, word) })
	if at < 0 {
		return nil, fail(oidc.BadScope, "The resource has no permission %q.", word)
	}
	if !c.may(offered[at]) {
		return nil, fail(oidc.BadScope, "The application %s may not ask for the permission %q.", c.Name, offered[at])
	}
	return offered[at : at+1], nil
}

// Returns what ".default" stands for: administration where the resource and the client have to do with it,
// else mail.
func (p *Provider) standard(c Client, resource string) ([]string, error) {
	offered := p.offered(resource)
	for _, group := range [][]string{adminPermissions(), mailPermissions()} {
		usable := slices.DeleteFunc(group, func(name string) bool { return !slices.Contains(offered, name) || !c.may(name) })
		if len(usable) > 0 {
			return usable, nil
		}
	}
	return nil, fail(oidc.BadScope, "The application %s has no permissions on %q.", c.Name, resource)
}

// Reports whether the client may ask for a permission.
func (c Client) may(permission string) bool {
	return c.Permissions == nil || slices.Contains(c.Permissions, permission)
}
