package org_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCheckSMTP(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a@b.c", "first.last+tag@contoso.com", "o'neil@contoso.com", "jürgen@contoso.com", "x@xn--bcher-kva.example", "a@sub-1.contoso.com", strings.Repeat("x", 64) + "@contoso.com"} {
		if err := org.CheckSMTP("PrimarySmtpAddress", good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "a", "@b.c", "a@", "a@b", "a@b..c", "a@-b.c", "a@b-.c", ".a@b.c", "a.@b.c", "a..b@c.d", "a b@c.d", "a@b c.d", "a@b@c.d", "a\x00@b.c",
		"a\r\nRCPT TO:<x>@b.c", "\"a b\"@c.d", strings.Repeat("x", 65) + "@contoso.com", "a@" + strings.Repeat("x", 64) + ".com", "a@" + strings.Repeat("x.", 130) + "com", "a\xff@b.c", "<a@b.c>",
	} {
		var e *command.Error
		if err := org.CheckSMTP("PrimarySmtpAddress", bad); !errors.As(err, &e) || !strings.Contains(e.Message, "PrimarySmtpAddress") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestProxyAddress(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]org.ProxyAddress{
		"SMTP:Navin@contoso.com": {Prefix: "smtp", Address: "Navin@contoso.com", Primary: true},
		"smtp:n@contoso.com":     {Prefix: "smtp", Address: "n@contoso.com"},
		" n@contoso.com ":        {Prefix: "smtp", Address: "n@contoso.com"},
		"SIP:n@contoso.com":      {Prefix: "sip", Address: "n@contoso.com", Primary: true},
		"x500:/o=x/cn=y":         {Prefix: "x500", Address: "/o=x/cn=y"},
	} {
		got, err := org.ParseProxyAddress(in)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", in, got, err)
		}
	}
	for _, bad := range []string{"", "SMTP:", "smtp:x", ":a@b.c", "sm tp:a@b.c", "x500:", "toolongprefix:x"} {
		if got, err := org.ParseProxyAddress(bad); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

func TestCheckAlias(t *testing.T) {
	t.Parallel()
	for alias, good := range map[string]bool{"navin": true, "a.b-c_d'e": true, "jürgen": true, "": false, ".a": false, "a.": false, "a..b": false, "a b": false, "a@b": false, "a,b": false, strings.Repeat("x", 65): false} {
		if err := org.CheckAlias(alias); (err == nil) != good {
			t.Errorf("%q: %v", alias, err)
		}
	}
}

func TestNamesOf(t *testing.T) {
	t.Parallel()
	id := org.SeedID(org.ID{}, "x")
	got := org.NamesOf("contoso.onmicrosoft.com", ` #Rao, "N"/1 `, id)
	want := org.Names{
		DN:        `CN=\ #Rao\, \"N\"/1\ ,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=exosh,DC=local`,
		Canonical: `exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/ #Rao, "N"\/1 `,
		LegacyDN:  "/o=exosh/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=" + strings.ReplaceAll(org.IDText(id), "-", "") + "-RaoN1",
		Unit:      "exosh.local/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestRecipientKeys(t *testing.T) {
	t.Parallel()
	p := &object.Object{}
	p.Set("Name", "Navin Rao")
	p.Set("Alias", "navin")
	p.Set("Guid", org.SeedID(org.ID{}, "g"))
	p.Set("ExchangeGuid", org.ID{}) // a contact has none
	p.Set("UserPrincipalName", "navin@contoso.com")
	p.Set("PrimarySmtpAddress", object.SmtpAddress("Navin@contoso.com"))
	p.Set("EmailAddresses", []any{"SMTP:navin@contoso.com", "smtp:n@contoso.com", "X500:/o=old", "bad"})
	want := []org.Key{
		{Space: "guid", Value: org.IDText(org.SeedID(org.ID{}, "g")), Unique: true},
		{Space: "upn", Value: "navin@contoso.com"},
		{Space: "alias", Value: "navin", Unique: true},
		{Space: "name", Value: "Navin Rao"},
		{Space: "smtp", Value: "navin@contoso.com", Unique: true},
		{Space: "smtp", Value: "n@contoso.com", Unique: true},
		{Space: "legacydn", Value: "/o=old"},
	}
	if d := cmp.Diff(want, org.RecipientKeys(p)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	p.Set("WhenSoftDeleted", "yesterday")
	for _, k := range org.RecipientKeys(p) {
		if k.Unique && k.Space != "guid" {
			t.Errorf("a deleted recipient holds %s=%s for itself", k.Space, k.Value)
		}
	}
}

func TestAccountRoundTrip(t *testing.T) {
	t.Parallel()
	a := &org.Account{
		ID: org.SeedID(org.ID{}, "a"), UPN: "a@contoso.com", DisplayName: "A", Enabled: true, PasswordHash: "$argon2id$", MustChange: true, MFARequired: true,
		Factors: []org.Factor{{ID: "1", Type: "totp", Secret: "S"}, {ID: "2", Type: "sms", Phone: "+15550100"}}, DirectoryRoles: []string{"Global Administrator"},
		RemotePowerShell: true, Plans: []string{"Exchange Online (Plan 1)"}, Guest: true,
	}
	old := &org.Entry{Kind: org.KindAccount, ID: a.ID, Version: 7, Props: &object.Object{Props: []object.Property{{Name: "Extra", Value: "kept"}, {Name: "DisplayName", Value: "old"}}}}
	e := a.Entry(old)
	if v, _ := e.Props.Get("Extra"); v != "kept" || e.Version != 7 || len(old.Props.Props) != 2 {
		t.Errorf("entry %+v, old one %+v", e, old)
	}
	got, err := org.AccountOf(e)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(a, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if _, err := org.AccountOf(&org.Entry{Kind: org.KindRecipient}); err == nil {
		t.Error("a recipient was read as an account")
	}
}

// S-50: the last administrator cannot be locked out.
func TestKeepsAdministrator_S50(t *testing.T) {
	t.Parallel()
	a, b, c := org.SeedID(org.ID{}, "a"), org.SeedID(org.ID{}, "b"), org.SeedID(org.ID{}, "c")
	for name, x := range map[string]struct {
		admins []org.Administrator
		lost   org.ID
		kept   bool
	}{
		"another one":                {[]org.Administrator{{ID: a, CanConnect: true}, {ID: b, CanConnect: true}}, a, true},
		"the last":                   {[]org.Administrator{{ID: a, CanConnect: true}}, a, false},
		"the other cannot connect":   {[]org.Administrator{{ID: a, CanConnect: true}, {ID: b}}, a, false},
		"not an administrator":       {[]org.Administrator{{ID: a, CanConnect: true}}, c, true},
		"could not connect as it is": {[]org.Administrator{{ID: a}}, a, true},
	} {
		if err := org.KeepsAdministrator(x.admins, x.lost); (err == nil) != x.kept {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	id, err := org.NewID(bytes.NewReader(bytes.Repeat([]byte{0xff}, 16)))
	if text := org.IDText(id); err != nil || text != "ffffffff-ffff-4fff-bfff-ffffffffffff" {
		t.Errorf("new id %s, %v", text, err)
	}
	if _, err := org.NewID(bytes.NewReader(nil)); err == nil {
		t.Error("an id without randomness")
	}
	// RFC 9562, A.4: the version 5 example.
	dns, err := org.ParseID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	if err != nil {
		t.Fatal(err)
	}
	if got := org.IDText(org.SeedID(dns, "www.example.com")); got != "2ed6657d-e927-568b-95e1-2665a8aea6a2" {
		t.Errorf("seeded id %s", got)
	}
	for _, bad := range []string{"", "x", "6ba7b810-9dad-11d1-80b4-00c04fd430c", "6ba7b810x9dad-11d1-80b4-00c04fd430c8", "{6ba7b810-9dad-11d1-80b4-00c04fd430c8", "g" + org.IDText(dns)[1:]} {
		if _, err := org.ParseID(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// Folding twice is folding once, and case does not matter.
func TestFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := org.Fold(s)
		if twice := org.Fold(once); twice != once {
			t.Fatalf("%q, then %q", once, twice)
		}
		if !org.Matches(s, once) {
			t.Fatalf("%q does not match its fold", s)
		}
	})
	for a, b := range map[string]string{"NAVIN": "navin", "Ünï": "u\u0308NI\u0308", "Straße": "STRASSE", "ΣΑΣ": "σας", "\u212a": "k", "\u13a0": "\uab70", "\u13f8": "\u13f0"} {
		if !org.Matches(a, b) {
			t.Errorf("%q and %q differ", a, b)
		}
	}
	if org.Matches("i", "ı") {
		t.Error("dotless i is i")
	}
}

func TestCursor(t *testing.T) {
	t.Parallel()
	c := org.Cursor{Sort: "ünï", ID: org.SeedID(org.ID{}, "x")}
	if got, err := org.ParseCursor(c.Text()); err != nil || got != c {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"x", "!!!", c.Text()[:20]} {
		if _, err := org.ParseCursor(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
