package user

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// setTable says what each parameter of Set-User does, in the order in which they take effect.
func setTable() project.Table[*change.Change] {
	person := func(e *org.Entry) bool {
		return directory.LiveUser(e) || directory.Live(e) && directory.Details(e) == directory.MailContact
	}
	return project.Table[*change.Change]{Cmdlet: "Set-User", Rows: change.Join(
		change.Read("Identity", "Force"),
		change.Names(),
		change.PersonNames(),
		change.Text(256, "SimpleDisplayName"),
		change.Addresses("WindowsEmailAddress")[1:], // the list itself belongs to Set-Mailbox
		change.Text(128, "Title", "City", "StateOrProvince", "Office"),
		change.Text(64, "Company", "Department", "Fax", "HomePhone", "MobilePhone", "Pager", "Phone", "AssistantName"),
		change.Text(40, "PostalCode"),
		change.Text(1024, "StreetAddress", "Notes"),
		change.Text(256, "PhoneticDisplayName"),
		change.Text(2048, "WebPage"),
		change.Words(64, 50, "OtherFax", "OtherHomePhone", "OtherTelephone"),
		change.Words(40, 20, "PostOfficeBox"),
		change.Do("CountryOrRegion", setCountry),
		change.Do("GeoCoordinates", setCoordinates),
		change.Numbers(0, 1_000_000, "SeniorityIndex"),
		change.Recipient(person, "Manager"),
		change.Do("VIP", func(c *change.Change, v object.Value) error {
			c.Entry.Props.Set("Vip", object.Truth(v))
			return nil
		}),
		change.RemotePowerShell(),
		change.Account(),
	)}
}

func setCountry(c *change.Change, v object.Value) error {
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
func setCoordinates(c *change.Change, v object.Value) error {
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
