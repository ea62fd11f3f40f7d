package plain

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/mailbox"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/rbac"
	"example.org/exosh/object"
)

// No end-user role holds a cmdlet that changes what is not its user's own.
func TestEndUserRolesHoldNone(t *testing.T) {
	t.Parallel()
	for _, n := range nouns(t) {
		for _, verb := range n.verbs {
			for _, env := range []catalog.Env{catalog.EXO, catalog.SCC, catalog.EOP} {
				for _, e := range rbac.In(env).EntriesFor(verb + "-" + n.name) {
					if strings.HasPrefix(e.Role, "My") {
						t.Errorf("%s holds %s-%s", e.Role, verb, n.name)
					}
				}
			}
		}
	}
}

func hostile() []string {
	return []string{
		"' OR '1'='1", "'; DROP TABLE entry; --", `" OR ""="`, "') UNION SELECT NULL,NULL--", "%' AND 1=0 --", "$(rm -rf /)", "`whoami`",
		"../../etc/passwd", "{0}%s%n", "\u202eabc", "=cmd|'/c calc'!A1", "<script>alert(1)</script>", "\\'; --", "*", "[", "\uFFFD", "ﬀ", "İ",
		"CN=x,CN=y", "a\\,b=c", "{Name}", "{guid}", "{org}",
	}
}

// S-53, S-56 and S-60: a text is kept as it is, in a name as in a setting, and finds nothing but itself.
func TestHostileTextIsOnlyText(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	for _, text := range hostile() {
		r := w.Run("New-OutboundConnector", "Name", text, "Comment", text)
		if r.Err != nil {
			t.Errorf("%q: %v", text, r.Err)
			continue
		}
		o := r.Objects[0]
		if value(o, "Name") != text || value(o, "Comment") != text {
			t.Errorf("%q came back as %q and %q", text, value(o, "Name"), value(o, "Comment"))
		}
		for _, identity := range []string{value(o, "Guid"), value(o, "DistinguishedName"), text} {
			if identity == "" || object.HasWildcard(identity) {
				continue
			}
			if got := w.Run("Get-OutboundConnector", "Identity", identity); len(got.Objects) != 1 {
				t.Errorf("%q by %q: %d objects, %v", text, identity, len(got.Objects), got.Err)
			}
		}
	}
	if got := len(w.Must("Get-OutboundConnector")); got != len(hostile()) {
		t.Errorf("%d connectors of %d", got, len(hostile()))
	}
	for _, bad := range []string{"", "  ", "a\x00b", "a\r\nb", strings.Repeat("x", 65)} {
		if r := w.Run("New-OutboundConnector", "Name", bad); r.Err == nil {
			t.Errorf("the name %q was taken", bad)
		}
	}
}

func value(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

// S-55: no cmdlet takes a property that is not its parameter.
func TestMassAssignment(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	w.Unchanged("mass assignment", func() {
		for _, n := range nouns(t) {
			for _, verb := range slices.DeleteFunc(slices.Clone(n.verbs), func(v string) bool { return v == "Get" }) {
				meta := n.meta(verb)
				for _, property := range []string{"Guid", "ExternalDirectoryObjectId", "OrganizationId", "DistinguishedName", "WhenChangedUTC", "ObjectClass", "CreatedBy"} {
					if _, ok := meta.Param(property); ok {
						continue
					}
					if r := w.Run(meta.Name, "Identity", "Default", property, "x"); r.Err == nil {
						t.Errorf("%s took -%s", meta.Name, property)
					}
				}
			}
		}
	})
}

// What a row refuses is refused by name, before anything else happens.
func TestRefusedByName(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	m := &maker{w: w, book: newBook()}
	refused := 0
	w.Unchanged("refusals", func() {
		for _, n := range nouns(t) {
			for _, verb := range n.verbs {
				table := n.table(verb)
				for _, s := range table.Support(n.meta(verb)) {
					p, _ := n.meta(verb).Param(s.Param)
					if s.Status != "refused" || p.Name == "WhatIf" || p.Name == "Confirm" {
						continue
					}
					var args []any
					for _, set := range n.meta(verb).Sets {
						if slices.Contains(set.Params, p.Name) {
							for _, name := range set.Mandatory {
								if q, _ := n.meta(verb).Param(name); name != p.Name {
									args = append(args, name, m.harmless(n, q))
								}
							}
							break
						}
					}
					r := w.Run(table.Cmdlet, append(args, p.Name, m.harmless(n, p))...)
					if r.Err == nil {
						t.Errorf("%s took -%s", table.Cmdlet, p.Name)
					}
					if isError(r.Err, "NotSupported") {
						refused++
					}
				}
			}
		}
	})
	if refused < 300 {
		t.Errorf("%d parameters were refused as NotSupported", refused)
	}
}

// harmless is a sample that makes nothing.
func (m *maker) harmless(n *noun, p *catalog.Param) any {
	if r := n.lookup(p); r.to != "" || r.people != "" {
		return "x"
	}
	if len(p.Values) > 0 {
		return p.Values[0]
	}
	return m.plain(n, p, &rule{param: p.Name})
}

// What Get chooses by: states, policies, and what an object is about.
func TestGetChooses(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	w.Must("New-RetentionCompliancePolicy", "Name", "Chats", "TeamsChatLocation", "All")
	w.Must("New-RetentionCompliancePolicy", "Name", "Mail", "ExchangeLocation", "navin")
	w.Must("New-RetentionComplianceRule", "Name", "R1", "Policy", "Mail")
	w.Must("New-RetentionComplianceRule", "Name", "R2", "Policy", "Chats")
	w.Must("New-ComplianceCase", "Name", "Open")
	w.Must("New-ComplianceCase", "Name", "Shut")
	w.Must("Set-ComplianceCase", "Identity", "Shut", "Close", true)
	policy := value(w.Must("Get-RetentionCompliancePolicy", "Identity", "Mail")[0], "Guid")
	for _, c := range []struct {
		args []any
		want string
	}{
		{[]any{"Get-RetentionCompliancePolicy"}, "Chats Mail"},
		{[]any{"Get-RetentionCompliancePolicy", "ExcludeTeamsPolicy", true}, "Mail"},
		{[]any{"Get-RetentionCompliancePolicy", "TeamsPolicyOnly", true}, "Chats"},
		{[]any{"Get-RetentionComplianceRule", "Policy", "mail"}, "R1"},
		{[]any{"Get-RetentionComplianceRule", "Policy", policy}, "R1"},
		{[]any{"Get-ComplianceCase", "Identity", "*pe*"}, "Open"},
		{[]any{"Get-RetentionPolicyTag", "Types", "DeletedItems"}, "Deleted Items"},
		{[]any{"Get-RetentionPolicyTag", "Identity", "*junk*"}, "Junk Email"},
		{[]any{"Get-DkimSigningConfig"}, "contoso.onmicrosoft.com"},
	} {
		got := strings.Join(cmdlettest.Column(w.Must(c.args[0].(string), c.args[1:]...), "Name"), " ")
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.args, got, c.want)
		}
	}
	if got := value(w.Must("Get-ComplianceCase", "Identity", "Shut")[0], "Status"); got != "Closed" {
		t.Errorf("the case is %s", got)
	}
	if r := w.Run("Get-RetentionComplianceRule", "Policy", "none"); !org.IsNotFound(r.Err) {
		t.Errorf("rules of no policy: %v", r.Err)
	}
}

// F-10, F-11 and F-12: a change of several objects happens as a whole or not at all.
func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(Commands))
	w.Must("New-HostedContentFilterPolicy", "Name", "P")
	for _, name := range []string{"a", "b"} {
		w.Must("New-TransportRule", "Name", name, "PrependSubject", "x")
	}
	w.Must("New-HostedContentFilterRule", "Name", "R", "HostedContentFilterPolicy", "P", "RecipientDomainIs", "contoso.com")
	w.Must("New-DlpCompliancePolicy", "Name", "D")
	w.Must("New-DlpComplianceRule", "Name", "DR", "Policy", "D")
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "New-TransportRule", Args: []any{"Name", "c", "Priority", 0, "PrependSubject", "x"}, Writes: 3},
		{Cmdlet: "Set-TransportRule", Args: []any{"Identity", "c", "Priority", 2}, Writes: 3},
		{Cmdlet: "Disable-TransportRule", Args: []any{"Identity", "a"}, Writes: 1},
		{Cmdlet: "Enable-TransportRule", Args: []any{"Identity", "a"}, Writes: 1},
		{Cmdlet: "Remove-TransportRule", Args: []any{"Identity", "a"}, Writes: 2},
		{Cmdlet: "Set-HostedContentFilterPolicy", Args: []any{"Identity", "P", "MakeDefault", true}, Writes: 2},
		{Cmdlet: "Set-RetentionPolicy", Args: []any{"Identity", "Default MRM Policy", "Name", "MRM"}, Writes: 2},
		{Cmdlet: "New-RetentionPolicy", Args: []any{"Name", "Short"}, Writes: 2},
		{Cmdlet: "Remove-RetentionPolicy", Args: []any{"Identity", "Short"}, Writes: 2},
		{Cmdlet: "Remove-DlpCompliancePolicy", Args: []any{"Identity", "D"}, Writes: 2},
		{Cmdlet: "Set-MailboxMessageConfiguration", Args: []any{"Identity", "navin", "SignatureText", "N"}, Writes: 1},
	} {
		w.AllOrNothing(f, c)
	}
	if left := w.Must("Get-DlpComplianceRule"); len(left) != 0 {
		t.Errorf("%d rules outlived their policy", len(left))
	}
}

// What belongs to an object goes with it, however deep, and what is left has no gaps.
func TestOwnedObjectsGo(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	w.Must("New-ComplianceCase", "Name", "C")
	w.Must("New-CaseHoldPolicy", "Name", "P", "Case", "C")
	w.Must("New-CaseHoldRule", "Name", "R", "Policy", "P")
	w.Must("New-ComplianceSearch", "Name", "S", "Case", "C")
	w.Must("Remove-ComplianceCase", "Identity", "C")
	for _, noun := range []string{"CaseHoldPolicy", "CaseHoldRule", "ComplianceSearch"} {
		if left := w.Must("Get-" + noun); len(left) != 0 {
			t.Errorf("%d objects of %s are left", len(left), noun)
		}
	}
	for _, name := range []string{"D1", "D2"} {
		w.Must("New-DlpCompliancePolicy", "Name", name)
		w.Must("New-DlpComplianceRule", "Name", name+" a", "Policy", name)
		w.Must("New-DlpComplianceRule", "Name", name+" b", "Policy", name)
	}
	w.Must("Remove-DlpCompliancePolicy", "Identity", "D1")
	if got := cmdlettest.Column(w.Must("Get-DlpComplianceRule"), "Priority"); !slices.Equal(got, []string{"0", "1"}) {
		t.Errorf("priorities are %v", got)
	}
}

// A scope in which one recipient can't be seen.
type hidden struct{ id org.ID }

func (h hidden) CanRead(e *org.Entry) bool  { return e.ID != h.id }
func (h hidden) CanWrite(e *org.Entry) bool { return e.ID != h.id }

// S-49: the settings of a mailbox are out of sight with it, and a rule can't name it.
func TestScope(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	var e *org.Entry
	w.View(func(tx org.Tx) (err error) {
		e, err = directory.Resolve(tx, "olivia", directory.LiveMailbox)
		return err
	})
	w.Scope = hidden{e.ID}
	w.Unchanged("a hidden mailbox", func() {
		for _, args := range [][]any{
			{"Get-MailboxMessageConfiguration", "Identity", "olivia"},
			{"Set-MailboxMessageConfiguration", "Identity", "olivia", "SignatureText", "x"},
			{"New-TransportRule", "Name", "r", "From", "olivia", "PrependSubject", "x"},
		} {
			if r := w.Run(args[0].(string), args[1:]...); !org.IsNotFound(r.Err) {
				t.Errorf("%v: %v", args, r.Err)
			}
		}
	})
	for _, o := range w.Must("Get-MailboxAuditBypassAssociation", "ResultSize", "Unlimited") {
		if value(o, "Name") == directory.Text(e, "Name") {
			t.Error("a hidden mailbox is listed")
		}
	}
}

// A rule follows the recipients that it names: their names, their addresses and their end.
func TestRecipientsAreFollowed(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands, mailbox.Commands)
	w.Must("New-TransportRule", "Name", "r", "From", "olivia", "SentTo", []any{"navin", "olivia"}, "PrependSubject", "x")
	w.Must("Set-Mailbox", "Identity", "olivia", "EmailAddresses", "SMTP:new.olivia@contoso.com")
	rule := w.Must("Get-TransportRule", "Identity", "r")[0]
	if value(rule, "From") != "new.olivia@contoso.com" {
		t.Errorf("after the change of address: %s", value(rule, "From"))
	}
	w.Must("Set-Mailbox", "Identity", "olivia", "Name", "Olivia Two")
	w.Must("Remove-Mailbox", "Identity", "olivia")
	rule = w.Must("Get-TransportRule", "Identity", "r")[0]
	if value(rule, "From") != "" || value(rule, "SentTo") != "navin@contoso.com" || value(rule, "Name") != "r" {
		t.Errorf("after the end: from %q to %q", value(rule, "From"), value(rule, "SentTo"))
	}
	w.Must("Set-TransportRule", "Identity", "r", "SentTo", "hana")
}

// Objects that refer to others show their present names, and lists of references take Add and Remove.
func TestReferences(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands, mailbox.Commands)
	w.Must("New-RetentionPolicy", "Name", "Short", "RetentionPolicyTagLinks", []any{"Never Delete", "1 Week Delete"})
	w.Must("Set-RetentionPolicy", "Identity", "Short", "IsDefault", true)
	if got := value(w.Must("New-Mailbox", "Name", "fresh", "Shared", true)[0], "RetentionPolicy"); got != "Short" {
		t.Errorf("a new mailbox has %s", got)
	}
	w.Must("Remove-Mailbox", "Identity", "fresh")
	w.Must("Set-RetentionPolicy", "Identity", "Default MRM Policy", "IsDefault", true)
	w.Must("Set-RetentionPolicyTag", "Identity", "1 Week Delete", "Name", "Seven days")
	w.Must("Set-Mailbox", "Identity", "olivia", "RetentionPolicy", "Short")
	if got := value(w.Must("Get-RetentionPolicy", "Identity", "Short")[0], "RetentionPolicyTagLinks"); !strings.Contains(got, "Seven days") {
		t.Errorf("the links are %s", got)
	}
	w.Must("Set-RetentionPolicy", "Identity", "Short", "RetentionPolicyTagLinks", "Never Delete")
	if r := w.Run("Set-RetentionPolicy", "Identity", "Short", "RetentionPolicyTagLinks", object.NewDict("Add", "1 Year Delete")); !isError(r.Err, "DataValidationException") {
		t.Errorf("a change of a whole list: %v", r.Err)
	}
	if got := value(w.Must("Get-RetentionPolicy", "Identity", "Short")[0], "RetentionPolicyTagLinks"); got != "Never Delete" {
		t.Errorf("the links are %s", got)
	}
	if got := value(w.Must("Get-Mailbox", "Identity", "olivia")[0], "RetentionPolicy"); got != "Short" {
		t.Errorf("the mailbox has %s", got)
	}
	w.Must("Set-RetentionPolicy", "Identity", "Short", "Name", "Shorter")
	if got := value(w.Must("Get-Mailbox", "Identity", "olivia")[0], "RetentionPolicy"); got != "Shorter" {
		t.Errorf("after the change of name the mailbox has %s", got)
	}
	if r := w.Run("Remove-RetentionPolicy", "Identity", "Shorter"); r.Err == nil {
		t.Error("a policy that a mailbox has was removed")
	}
	w.Must("Set-Mailbox", "Identity", "olivia", "RetentionPolicy", nil)
	w.Must("Remove-RetentionPolicy", "Identity", "Shorter")
}

// S-57: an object grows to what the store keeps of one and no further, at once or bit by bit, and the answer
// says so.
func TestS57ObjectsStaySmall(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, Commands)
	words := func(from int) []any {
		list := make([]any, 250)
		for i := range list {
			list[i] = fmt.Sprintf("%d %s", from+i, strings.Repeat("x", 2000))
		}
		return list
	}
	w.Must("New-TransportRule", "Name", "large", "SubjectContainsWords", words(0), "DeleteMessage", true)
	w.Must("Set-TransportRule", "Identity", "large", "FromAddressContainsWords", words(0))
	w.Unchanged("the third list", func() {
		var told *command.Error
		err := w.Run("Set-TransportRule", "Identity", "large", "SubjectOrBodyContainsWords", words(0)).Err
		if !errors.As(err, &told) || told.ID != "ObjectTooLarge" || told.Advice == "" {
			t.Errorf("error %v", err)
		}
	})
}
