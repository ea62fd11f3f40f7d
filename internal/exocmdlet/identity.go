package exocmdlet

import (
	"encoding/base64"
	"net/url"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/restclient"
	"example.org/exosh/object"
)

// An identity is what a call names, and by which parameter.
type identity struct {
	param string // "" where nothing is named
	text  string
}

// identityOf reads the parameters that name an object; where several are given, the surest counts
// (protocol section 5.1).
func identityOf(args command.Args) (identity, error) {
	for _, name := range identities() {
		v, given := args.Get(name)
		if !given || v == nil {
			continue
		}
		text := strings.TrimSpace(object.String(v))
		if name == "ExternalDirectoryObjectId" && text == (object.GUID{}).String() {
			continue
		}
		if text == "" {
			return identity{}, invalid(name, "Give the name or address of a mailbox.", "-%s is empty.", name)
		}
		return identity{name, text}, nil
	}
	return identity{}, nil
}

// key is the identity as a key of an address.
func key(text string) string { return "('" + encoded(text) + "')" }

// encoded is a text in base64, escaped.
func encoded(text string) string {
	return url.PathEscape(base64.StdEncoding.EncodeToString([]byte(text)))
}

// anchor is the routing hint of a call that names a mailbox (protocol section 5.4): where the mailbox is. An
// address counts where it is of the connection's own domain; "" leaves the hint to the connection, which
// may send none.
func anchor(c *restclient.Client, args command.Args) string {
	if c.Anchor == "" {
		return ""
	}
	if id := guidOf(args, "ExchangeGuid"); id != "" {
		return "MBX:" + id + "@" + c.TenantID
	}
	id, err := identityOf(args)
	if err != nil || id.param == "" {
		return ""
	}
	if g, err := object.ParseGUID(id.text); err == nil {
		return g.String() + "@" + c.TenantID
	}
	_, own, _ := strings.Cut(c.Anchor, "@")
	_, domain, _ := strings.Cut(id.text, "@")
	switch {
	case domain == "" || !strings.EqualFold(domain, own):
		return ""
	case id.param == "UserPrincipalName":
		return "UPN:" + id.text
	}
	return "SMTP:" + id.text
}
