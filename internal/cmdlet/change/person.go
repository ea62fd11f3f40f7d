package change

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// Person returns the rows of what the address book says of a person, as far as the cmdlet has their
// parameters.
func Person(cmdlet string) Rows {
	person := func(e *org.Entry) bool { return directory.LiveUser(e) || directory.LiveContact(e) }
	return Of(cmdlet, Join(
		Names(),
		PersonNames(),
		Text(256, "SimpleDisplayName"),
		Text(128, "Title", "City", "StateOrProvince", "Office"),
		Text(64, "Company", "Department", "Fax", "HomePhone", "MobilePhone", "Pager", "Phone", "AssistantName", "TelephoneAssistant"),
		Text(40, "PostalCode"),
		Text(1024, "StreetAddress", "Notes"),
		Text(256, "PhoneticDisplayName"),
		Text(2048, "WebPage"),
		Words(64, 50, "OtherFax", "OtherHomePhone", "OtherTelephone"),
		Words(40, 20, "PostOfficeBox"),
		Do("CountryOrRegion", setCountry),
		Do("GeoCoordinates", setCoordinates),
		Numbers(0, 1_000_000, "SeniorityIndex"),
		Recipient(person, "Manager"),
	))
}

func setCountry(c *Change, v object.Value) error {
	text := ""
	if v != nil {
		text = strings.TrimSpace(object.String(v))
	}
	if text == "" {
		c.Set("CountryOrRegion", nil)
		return nil
	}
	_, name, ok := directory.Country(text)
	if !ok {
		return org.Invalid("CountryOrRegion", text, "it must be a country's English name, or its code of two letters (ISO 3166-1)")
	}
	c.Set("CountryOrRegion", name)
	return nil
}

// setCoordinates takes "latitude;longitude" in degrees, with an optional altitude in metres.
func setCoordinates(c *Change, v object.Value) error {
	text := ""
	if v != nil {
		text = object.String(v)
	}
	if text == "" {
		c.Set("GeoCoordinates", nil)
		return nil
	}
	parts := strings.Split(strings.TrimSuffix(text, ";"), ";")
	limits := []float64{90, 180, 100_000}
	if len(parts) < 2 || len(parts) > 3 {
		return org.Invalid("GeoCoordinates", text, "it must have the form latitude;longitude or latitude;longitude;altitude")
	}
	for i, p := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || !(f >= -limits[i] && f <= limits[i]) {
			return org.Invalid("GeoCoordinates", text, fmt.Sprintf("%q isn't a number from -%g to %g", p, limits[i], limits[i]))
		}
	}
	c.Set("GeoCoordinates", strings.Join(parts, ";"))
	return nil
}
