package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/catalog"
)

func TestLookup(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Get-Mailbox", "get-mailbox", "GET-MAILBOX"} {
		c, ok := catalog.Lookup(name)
		if !ok || c.Name != "Get-Mailbox" {
			t.Errorf("Lookup(%q) = %v, %v", name, c, ok)
		}
	}
	for _, name := range []string{"", "Get-Mailbo", "Get-Mailboxx", "#", "zzz", "\x00", "Get-Mailbox\t1", "\u212aet-Mailbox"} {
		if c, ok := catalog.Lookup(name); ok {
			t.Errorf("Lookup(%q) = %s", name, c.Name)
		}
	}
}

// TestEveryName looks every cmdlet up and holds the invariants that the binder relies on.
func TestEveryName(t *testing.T) {
	t.Parallel()
	names := catalog.Names(catalog.EXO | catalog.SCC | catalog.EOP)
	if len(names) != 941 {
		t.Errorf("%d cmdlets, want 941", len(names))
	}
	if !slices.IsSortedFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }) {
		t.Error("names are not in order")
	}
	for _, name := range names {
		c := catalog.Must(name)
		if c.Name != name || len(c.Sets) == 0 {
			t.Errorf("%s: decoded as %s with %d sets", name, c.Name, len(c.Sets))
		}
		checkSets(t, c)
		if c.Output == "" {
			continue
		}
		if o, ok := catalog.ObjectFor(name); !ok || len(o.Props) == 0 || len(o.Types) == 0 {
			t.Errorf("%s: no shape of its output %s", name, c.Output)
		}
	}
}

func checkSets(t *testing.T, c *catalog.Cmdlet) {
	t.Helper()
	for _, env := range []catalog.Env{catalog.EXO, catalog.SCC, catalog.EOP} {
		n := c.In(env)
		if n == nil {
			continue
		}
		defaults := 0
		for _, s := range n.Sets {
			if s.Default {
				defaults++
			}
			for _, m := range append(s.Mandatory, s.Positional...) {
				if !slices.Contains(s.Params, m) {
					t.Errorf("%s %s: %s is not in the set", c.Name, s.Name, m)
				}
			}
		}
		if defaults == 0 && len(n.Sets) > 0 {
			t.Errorf("%s: no default set in %v", c.Name, env)
		}
	}
	for _, p := range c.Params {
		in := slices.ContainsFunc(c.Sets, func(s catalog.Set) bool { return slices.Contains(s.Params, p.Name) })
		if !in || p.Type == "" || p.Env == 0 {
			t.Errorf("%s -%s: in no set, or without type or environment", c.Name, p.Name)
		}
	}
}

func TestCmdletFacts(t *testing.T) {
	t.Parallel()
	c := catalog.Must("Remove-Mailbox")
	if c.Impact != catalog.High || c.Env != catalog.EXO || c.Output != "" {
		t.Errorf("Remove-Mailbox: %+v", c)
	}
	want := []catalog.Set{{
		Name: "Default", Default: true, Env: catalog.EXO,
		Params:     []string{"Force", "Identity", "Migration", "PermanentlyDelete", "PublicFolder", "RemoveCNFPublicFolderMailboxPermanently"},
		Mandatory:  []string{"Identity"},
		Positional: []string{"Identity"},
	}}
	if d := cmp.Diff(c.Sets, want); d != "" {
		t.Error(d)
	}
	id, ok := c.Param("IDENTITY")
	if !ok || !id.ByValue || !id.ByName || id.Type != "MailboxIdParameter" {
		t.Errorf("Identity: %+v", id)
	}
	if _, ok := c.Param("Arbitration"); ok {
		t.Error("an on-premises parameter is listed")
	}
	if impact := catalog.Must("Set-Mailbox").Impact; impact != catalog.Medium {
		t.Errorf("Set-Mailbox: impact %d", impact)
	}
	if out := catalog.Must("Undo-SoftDeletedMailbox").Output; out != "Get-Mailbox" {
		t.Errorf("Undo-SoftDeletedMailbox returns what %s returns", out)
	}
	if c := catalog.Must("Get-HostedOutboundSpamFilterPolicy"); slices.Contains(c.Sets[0].Mandatory, "Identity") {
		t.Error("the outbound policies can't be listed")
	}
	if out := catalog.Must("New-Mailbox").Output; out != "Get-Mailbox" {
		t.Errorf("New-Mailbox returns %q", out)
	}
}

func TestObjectFor(t *testing.T) {
	t.Parallel()
	o, ok := catalog.ObjectFor("new-mailbox")
	if !ok || o.Name != "Get-Mailbox" || o.Types[0] != "Microsoft.Exchange.Data.Directory.Management.Mailbox" {
		t.Fatalf("%v %v", o, ok)
	}
	types := map[string]string{}
	for _, p := range o.Props {
		types[p.Name] = p.Type
	}
	want := map[string]string{
		"Identity": "ADObjectId", "ProhibitSendQuota": "Unlimited<ByteQuantifiedSize>", "RulesQuota": "ByteQuantifiedSize",
		"RecipientLimits": "Unlimited<Int32>", "RetainDeletedItemsFor": "EnhancedTimeSpan", "ExchangeGuid": "Guid",
		"WhenCreated": "DateTime", "EmailAddresses": "String[]", "AuditEnabled": "Boolean", "LitigationHoldDuration": "Unlimited<EnhancedTimeSpan>",
		"PrimarySmtpAddress": "String",
	}
	for name, typ := range want {
		if types[name] != typ {
			t.Errorf("%s is %q, want %q", name, types[name], typ)
		}
	}
	if _, ok := catalog.ObjectFor("Set-Mailbox"); ok {
		t.Error("Set-Mailbox returns something")
	}
}

func TestInAndKeep(t *testing.T) {
	t.Parallel()
	c := catalog.Must("Add-RoleGroupMember")
	if scc := c.In(catalog.SCC); scc == nil || len(scc.Params) != 2 {
		t.Errorf("in SCC: %+v", scc)
	}
	if n := c.Keep(func(p string) bool { return p == "Identity" }); n != nil {
		t.Errorf("without its mandatory parameter: %+v", n)
	}
	if n := c.Keep(func(p string) bool { return p != "BypassSecurityGroupManagerCheck" }); n == nil || len(n.Params) != 2 {
		t.Errorf("without the bypass: %+v", n)
	}
}

func TestFilterable(t *testing.T) {
	t.Parallel()
	names := catalog.Filterable()
	for _, want := range []string{"Alias", "Department", "RecipientTypeDetails", "WhenCreated"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	for _, name := range []string{"Get-Mailbox", "Set-Mailbox", "Nothing-Here"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				catalog.Lookup(name)
			}
		})
	}
}

func BenchmarkNames(b *testing.B) {
	for b.Loop() {
		catalog.Names(catalog.EXO)
	}
}
