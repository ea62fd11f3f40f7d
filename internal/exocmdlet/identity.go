package exocmdlet

import (
	"encoding/base64"
	"net/url"
	"strings"

	"example.org/exosh/command"
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
func key(text string) string {
	return "('" + url.PathEscape(base64.StdEncoding.EncodeToString([]byte(text))) + "')"
}
