package selection

import (
	"strings"

	"example.org/exosh/internal/opath"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A search is where the store looks for what a filter may hold for. The filter itself decides.
type search struct {
	key    org.Key // entries that hold it; zero for all
	prefix string  // folded beginning of the name
}

// searchFor returns the narrowest search that a filter allows.
func searchFor(node opath.Node) search {
	var s search
	opath.Leading(node, func(c *opath.Comparison) bool { return s.narrow(c) }, certain)
	return s
}

// narrow takes a comparison over, if the store can look for what it holds for.
func (s *search) narrow(c *opath.Comparison) bool {
	property := strings.ToLower(c.Property)
	if property == "name" && c.Op == opath.Like {
		s.prefix = c.Prefix()
		return s.prefix != ""
	}
	text, ok := c.Value.(string)
	space := keyed()[property]
	if c.Op != opath.Eq || !ok || text == "" || space == "" {
		return false
	}
	switch {
	case property == "emailaddresses" && (!strings.Contains(text, "@") || strings.Contains(text, ":")):
		return false // not the address of an smtp proxy address alone
	case property == "guid" || property == "exchangeguid":
		id, err := object.ParseGUID(text)
		if err != nil {
			return false // the filter fails, as it should
		}
		text = org.IDText(id)
	}
	s.key = org.Key{Space: space, Value: text}
	return true
}

// keyed lists properties of which every value is a key, by name in lower case, with the space of the key.
func keyed() map[string]string {
	return map[string]string{
		"alias":              org.SpaceAlias,
		"displayname":        org.SpaceDisplayName,
		"distinguishedname":  org.SpaceDN,
		"emailaddresses":     org.SpaceSMTP,
		"exchangeguid":       org.SpaceExchangeGUID,
		"guid":               org.SpaceGUID,
		"name":               org.SpaceName,
		"primarysmtpaddress": org.SpaceSMTP,
		"samaccountname":     org.SpaceSAM,
		"userprincipalname":  org.SpaceUPN,
	}
}

// certain says of a comparison that it fails for no recipient: whatever its property holds can be
// compared with the value.
func certain(c *opath.Comparison) bool {
	if c.Op == opath.Like || c.Op == opath.NotLike || c.Value == nil {
		return true
	}
	_, text := c.Value.(string)
	switch strings.ToLower(c.Property) {
	case "recipienttype", "recipienttypedetails", "name", "displayname", "alias", "userprincipalname":
		return text
	}
	return false
}
