package plain_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/plain"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

// refused says whether the error is one that the caller sees, and its message holds the words.
func refused(err error, words string) bool {
	var e *command.Error
	return errors.As(err, &e) && strings.Contains(e.Message, words)
}

// The Default objects are there, with the same Guid before and after their first change, and stay.
func TestDefaults(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, plain.Commands)
	before := w.Must("Get-HostedContentFilterPolicy")[0]
	if text(before, "Name") != "Default" || text(before, "IsDefault") != "True" || text(before, "BulkThreshold") != "7" {
		t.Errorf("the default policy is %v", before)
	}
	w.Must("Set-HostedContentFilterPolicy", "Identity", "Default", "BulkThreshold", 6)
	for _, identity := range []string{"default", text(before, "Guid"), text(before, "DistinguishedName"), `contoso.onmicrosoft.com\Default`} {
		after := w.Must("Get-HostedContentFilterPolicy", "Identity", identity)[0]
		if text(after, "Guid") != text(before, "Guid") || text(after, "WhenCreated") != text(before, "WhenCreated") || text(after, "BulkThreshold") != "6" {
			t.Errorf("by %s: %v", identity, after)
		}
	}
	if n := len(w.Must("Get-HostedContentFilterPolicy")); n != 1 {
		t.Errorf("%d policies", n)
	}
	if r := w.Run("Remove-HostedContentFilterPolicy", "Identity", "Default"); !refused(r.Err, "default one") {
		t.Errorf("removed: %v", r.Err)
	}
	w.Must("New-OwaMailboxPolicy", "Name", "Kiosk", "IsDefault", true)
	if got := cmdlettest.Column(w.Must("Get-OwaMailboxPolicy"), "IsDefault"); !slices.Equal(got, []string{"True", "False"}) {
		t.Errorf("defaults are %v", got)
	}
	if r := w.Run("Remove-OwaMailboxPolicy", "Identity", "OwaMailboxPolicy-Default"); !refused(r.Err, "belongs to every organization") {
		t.Errorf("removed: %v", r.Err)
	}
	if r := w.Run("New-HostedContentFilterPolicy", "Name", "DEFAULT"); !refused(r.Err, "already in use") {
		t.Errorf("a second one: %v", r.Err)
	}
}

// A rule names a policy that exists and that no other rule names, and the policy stays as long as it does.
func TestRuleAndPolicy(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, plain.Commands)
	rule := []any{"Name", "R", "HostedContentFilterPolicy", "Strict", "SentTo", "navin", "SentToMemberOf", "all.sales"}
	if r := w.Run("New-HostedContentFilterRule", rule...); !org.IsNotFound(r.Err) {
		t.Errorf("without the policy: %v", r.Err)
	}
	w.Must("New-HostedContentFilterPolicy", "Name", "Strict")
	o := w.Must("New-HostedContentFilterRule", rule...)[0]
	if text(o, "State") != "Enabled" || text(o, "Priority") != "0" || text(o, "SentTo") != "navin@contoso.com" || text(o, "HostedContentFilterPolicy") != "Strict" {
		t.Errorf("the rule is %v", o)
	}
	if r := w.Run("New-HostedContentFilterRule", "Name", "S", "HostedContentFilterPolicy", "Strict", "RecipientDomainIs", "contoso.com"); !refused(r.Err, "used by 'R'") {
		t.Errorf("a second rule: %v", r.Err)
	}
	if r := w.Run("New-HostedContentFilterRule", "Name", "S", "HostedContentFilterPolicy", "Default"); !refused(r.Err, "-SentTo") {
		t.Errorf("a rule for nobody: %v", r.Err)
	}
	if r := w.Run("Remove-HostedContentFilterPolicy", "Identity", "Strict"); !refused(r.Err, "'R' uses it") {
		t.Errorf("the policy: %v", r.Err)
	}
	w.Must("Disable-HostedContentFilterRule", "Identity", "R")
	if got := w.Must("Get-HostedContentFilterRule", "State", "Disabled"); len(got) != 1 {
		t.Errorf("%d rules are off", len(got))
	}
	w.Must("Remove-HostedContentFilterRule", "Identity", "R")
	w.Must("Remove-HostedContentFilterPolicy", "Identity", "Strict")
}

// Priorities are 0, 1, 2, ... whatever happens.
func TestPriorities(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, plain.Commands)
	order := func(want ...string) {
		t.Helper()
		rules := w.Must("Get-TransportRule")
		if got := cmdlettest.Column(rules, "Name"); !slices.Equal(got, want) {
			t.Errorf("rules are %v, want %v", got, want)
		}
		for i, o := range rules {
			if v, _ := o.Get("Priority"); v != int32(i) {
				t.Errorf("%s has priority %v, want %d", text(o, "Name"), v, i)
			}
		}
	}
	for _, name := range []string{"a", "b", "c"} {
		w.Must("New-TransportRule", "Name", name, "DeleteMessage", true)
	}
	order("a", "b", "c")
	w.Must("New-TransportRule", "Name", "d", "Priority", 1, "PrependSubject", "x")
	if r := w.Run("New-TransportRule", "Name", "idle", "FromScope", "NotInOrganization"); !refused(r.Err, "DeleteMessage") {
		t.Errorf("a rule without an action: %v", r.Err)
	}
	order("a", "d", "b", "c")
	w.Must("Set-TransportRule", "Identity", "c", "Priority", 0)
	order("c", "a", "d", "b")
	w.Must("Set-TransportRule", "Identity", "c", "Priority", 3)
	order("a", "d", "b", "c")
	w.Must("Disable-TransportRule", "Identity", "d")
	w.Must("Remove-TransportRule", "Identity", "a")
	order("d", "b", "c")
	for _, bad := range []int{-1, 3, 1000} {
		if r := w.Run("Set-TransportRule", "Identity", "d", "Priority", bad); !refused(r.Err, "from 0 to 2") {
			t.Errorf("priority %d: %v", bad, r.Err)
		}
	}
	if r := w.Run("New-TransportRule", "Name", "e", "Priority", 4, "PrependSubject", "x"); !refused(r.Err, "from 0 to 3") {
		t.Errorf("priority 4: %v", r.Err)
	}
	order("d", "b", "c")
}

// Properties that scripts read: a list that holds one text, the id of a tag, the state they wait for.
func TestPropertiesOfPolicies(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, plain.Commands)
	action := w.Must("New-AntiPhishPolicy", "Name", "Strict", "TargetedUserProtectionAction", "Quarantine")[0]
	if v, _ := action.Get("TargetedUserProtectionAction"); v != "Quarantine" {
		t.Errorf("the action is %v", v)
	}
	w.Must("Set-AntiPhishPolicy", "Identity", "Strict", "TargetedUserProtectionAction", "Delete")
	if v, _ := w.Must("Get-AntiPhishPolicy", "Identity", "Strict")[0].Get("TargetedUserProtectionAction"); v != "Delete" {
		t.Errorf("the action is then %v", v)
	}
	tag := w.Must("Get-RetentionPolicyTag", "Identity", "Junk Email")[0]
	if text(tag, "RetentionId") != text(tag, "Guid") {
		t.Errorf("the tag's id is %q", text(tag, "RetentionId"))
	}
	const id = "0d5d9e3a-3a4f-4a53-8a7b-0f3ed0b3d9a1"
	if tag = w.Must("New-RetentionPolicyTag", "Name", "Project", "Type", "All", "RetentionId", id)[0]; text(tag, "RetentionId") != id {
		t.Errorf("the given id is %q", text(tag, "RetentionId"))
	}
	w.Must("New-RetentionCompliancePolicy", "Name", "Seven", "ExchangeLocation", []any{"All"})
	if p := w.Must("Get-RetentionCompliancePolicy", "Identity", "Seven", "DistributionDetail", true)[0]; text(p, "DistributionStatus") != "Success" {
		t.Errorf("its distribution is %q", text(p, "DistributionStatus"))
	}
}
