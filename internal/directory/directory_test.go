package directory_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func TestAliasOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Navin Rao":             "NavinRao",
		"Jürgen Müßig":          "JurgenMussig",
		"Zoë Ångström":          "ZoeAngstrom",
		"Siobhan O'Connor":      "SiobhanOConnor",
		"..a..b..":              "a.b",
		"田中":                    "",
		"Søren Łukasiewicz":     "SorenLukasiewicz",
		strings.Repeat("x", 99): strings.Repeat("x", 64),
	} {
		if got := directory.AliasOf(name); got != want {
			t.Errorf("AliasOf(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestRecipientTypes(t *testing.T) {
	t.Parallel()
	for details, want := range map[string]struct {
		kind                         string
		mailbox, user, recip, groups bool
	}{
		directory.UserMailbox:      {"UserMailbox", true, true, true, false},
		directory.RoomMailbox:      {"UserMailbox", true, true, true, false},
		directory.GuestMailUser:    {"MailUser", false, true, true, false},
		directory.MailContact:      {"MailContact", false, false, true, false},
		directory.RoomList:         {"MailUniversalDistributionGroup", false, false, true, true},
		directory.UnifiedGroup:     {"MailUniversalDistributionGroup", false, false, true, true},
		directory.DynamicGroup:     {"DynamicDistributionGroup", false, false, true, true},
		directory.SecurityGroup:    {"MailUniversalSecurityGroup", false, false, true, true},
		directory.User:             {"User", false, true, false, false},
		directory.DisabledUser:     {"User", false, true, false, false},
		directory.EquipmentMailbox: {"UserMailbox", true, true, true, false},
	} {
		if got := directory.RecipientType(details); got != want.kind {
			t.Errorf("RecipientType(%s) = %s", details, got)
		}
		if directory.IsMailbox(details) != want.mailbox || directory.IsUser(details) != want.user ||
			directory.IsRecipient(details) != want.recip || directory.IsGroup(details) != want.groups {
			t.Errorf("%s is taken for something else", details)
		}
	}
}

func entryWith(addresses ...string) *org.Entry {
	return &org.Entry{Props: &object.Object{Props: []object.Property{{Name: "EmailAddresses", Value: directory.Anys(addresses)}}}}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	base := []string{"SMTP:a@x.example", "smtp:b@x.example", "X500:/o=x"}
	for name, c := range map[string]struct {
		change func(*org.Entry) error
		want   []string // nil means that it is refused
	}{
		"replace": {func(e *org.Entry) error {
			return directory.ReplaceAddresses(e, []string{"SMTP:c@x.example", "d@x.example"})
		}, []string{"SMTP:c@x.example", "smtp:d@x.example"}},
		"first is primary": {func(e *org.Entry) error { return directory.ReplaceAddresses(e, []string{"c@x.example", "d@x.example"}) }, []string{"SMTP:c@x.example", "smtp:d@x.example"}},
		"no doubles": {func(e *org.Entry) error {
			return directory.ReplaceAddresses(e, []string{"c@x.example", "SMTP:C@X.example"})
		}, []string{"SMTP:c@x.example"}},
		"two primary": {func(e *org.Entry) error {
			return directory.ReplaceAddresses(e, []string{"SMTP:c@x.example", "SMTP:d@x.example"})
		}, nil},
		"none left":          {func(e *org.Entry) error { return directory.ReplaceAddresses(e, []string{"X500:/o=y"}) }, nil},
		"add":                {func(e *org.Entry) error { return directory.ChangeAddresses(e, []string{"c@x.example"}, nil) }, append(slices.Clone(base), "smtp:c@x.example")},
		"add what is there":  {func(e *org.Entry) error { return directory.ChangeAddresses(e, []string{"smtp:B@x.example"}, nil) }, base},
		"add as primary":     {func(e *org.Entry) error { return directory.ChangeAddresses(e, []string{"SMTP:c@x.example"}, nil) }, []string{"smtp:a@x.example", "smtp:b@x.example", "X500:/o=x", "SMTP:c@x.example"}},
		"promote":            {func(e *org.Entry) error { return directory.SetPrimary(e, "b@x.example") }, []string{"SMTP:b@x.example", "smtp:a@x.example", "X500:/o=x"}},
		"remove":             {func(e *org.Entry) error { return directory.ChangeAddresses(e, nil, []string{"b@x.example"}) }, []string{"SMTP:a@x.example", "X500:/o=x"}},
		"remove the primary": {func(e *org.Entry) error { return directory.ChangeAddresses(e, nil, []string{"a@x.example"}) }, nil},
		"not an address":     {func(e *org.Entry) error { return directory.ChangeAddresses(e, []string{"no at sign"}, nil) }, nil},
	} {
		e := entryWith(base...)
		err := c.change(e)
		if c.want == nil {
			if err == nil {
				t.Errorf("%s was accepted", name)
			} else if !slices.Equal(directory.Texts(e, "EmailAddresses"), base) {
				t.Errorf("%s was refused but changed the list", name)
			}
			continue
		}
		if got := directory.Texts(e, "EmailAddresses"); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
	}
}

func TestPlaceFollowsTheMailbox(t *testing.T) {
	t.Parallel()
	o := &directory.Organisation{Name: "contoso.onmicrosoft.com"}
	id := org.SeedID(org.SystemTenant, "a mailbox")
	if a, b := o.PlaceOf(id), o.PlaceOf(id); a != b || a.Server == "" || a.Database == "" {
		t.Errorf("places are %+v and %+v", a, b)
	}
}
