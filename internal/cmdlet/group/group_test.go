package group_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/group"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func world(t testing.TB) *cmdlettest.World { return cmdlettest.New(t, group.Commands) }

// as lets a person of the demo call.
func as(w *cmdlettest.World, upn string) {
	w.View(func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, upn)
		if err == nil {
			w.Actor = a.ID
		}
		return err
	})
}

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

func errorID(err error) string {
	var e *command.Error
	if errors.As(err, &e) {
		return e.ID
	}
	return fmt.Sprint(err)
}

// Each row is a reading and what it shows: exactly the names after "=", at least those after "+" without
// those after "-", or a number of objects.
func TestGetChooses(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		want   string
	}{
		"everything":       {"Get-DistributionGroup", nil, "+All Sales,Finance Readers,Rooms Worldwide-Project Lighthouse,Everybody in London"},
		"by name":          {"Get-DistributionGroup", []any{"Identity", "All Sales"}, "=All Sales"},
		"by alias":         {"Get-DistributionGroup", []any{"Identity", "all.sales"}, "=All Sales"},
		"by address":       {"Get-DistributionGroup", []any{"Identity", "all.sales@contoso.onmicrosoft.com"}, "=All Sales"},
		"by wildcard":      {"Get-DistributionGroup", []any{"Identity", "*Read*s"}, "+Finance Readers-All Sales"},
		"by ANR":           {"Get-DistributionGroup", []any{"Anr", "fin"}, "=Finance Readers"},
		"by manager":       {"Get-DistributionGroup", []any{"ManagedBy", "victor"}, "=Finance Readers"},
		"by kind":          {"Get-DistributionGroup", []any{"RecipientTypeDetails", "RoomList,MailUniversalSecurityGroup"}, "=Finance Readers,Rooms Worldwide"},
		"by filter":        {"Get-DistributionGroup", []any{"Filter", "Alias -like 'munich*'"}, "=Munich Office"},
		"by size":          {"Get-DistributionGroup", []any{"ResultSize", 2}, "2"},
		"groups":           {"Get-Group", nil, "+All Sales,Project Lighthouse-Everybody in London"},
		"groups of a kind": {"Get-Group", []any{"RecipientTypeDetails", "MailUniversalDistributionGroup"}, "+All Sales-Project Lighthouse,Finance Readers,Rooms Worldwide"},
		"one group":        {"Get-Group", []any{"Identity", "lighthouse"}, "=Project Lighthouse"},
		"members":          {"Get-DistributionGroupMember", []any{"Identity", "All Sales"}, "5"},
		"dynamic":          {"Get-DynamicDistributionGroup", nil, "+Everybody in London-All Sales"},
		"dynamic by owner": {"Get-DynamicDistributionGroup", []any{"ManagedBy", "samir"}, "=Everybody in London"},
		"not by another":   {"Get-DynamicDistributionGroup", []any{"ManagedBy", "navin"}, "="},
		"matched":          {"Get-DynamicDistributionGroupMember", []any{"Identity", "london"}, "+Grace Mbeki,Kofi Mensah-Navin Rao"},
		"some matched":     {"Get-DynamicDistributionGroupMember", []any{"Identity", "Everybody in London", "ResultSize", 2}, "2"},
		"Microsoft 365":    {"Get-UnifiedGroup", nil, "+Project Lighthouse-All Sales"},
		"by its filter":    {"Get-UnifiedGroup", []any{"Filter", "Alias -eq 'lighthouse'", "IncludeAllProperties", true}, "=Project Lighthouse"},
		"linked members":   {"Get-UnifiedGroupLinks", []any{"Identity", "lighthouse", "LinkType", "members"}, "+Chloe Dubois,Navin Rao,Olivia Martin,Samir Haddad"},
		"linked owners":    {"Get-UnifiedGroupLinks", []any{"Identity", "lighthouse", "LinkType", "Owners"}, "=Samir Haddad"},
		"subscribers":      {"Get-UnifiedGroupLinks", []any{"Identity", "lighthouse", "LinkType", "Subscribers"}, "="},
		"some members":     {"Get-DistributionGroupMember", []any{"Identity", "All Sales", "ResultSize", 3}, "3"},
	} {
		if got := cmdlettest.Column(w.Must(c.cmdlet, c.args...), "Name"); !shows(got, c.want) {
			t.Errorf("%s: %q, want %s", name, got, c.want)
		}
	}
	names := cmdlettest.Column(w.Must("Get-DistributionGroup", "SortBy", "PrimarySmtpAddress"), "Alias")
	if !slices.IsSorted(names) {
		t.Errorf("order is %v", names)
	}
	for name, c := range map[string][]any{
		"a mailbox is no group":   {"Get-DistributionGroup", "Identity", "navin"},
		"nor is a dynamic one":    {"Get-DistributionGroup", "Identity", "london"},
		"a group has no filter":   {"Get-DynamicDistributionGroupMember", "Identity", "all.sales"},
		"nor links":               {"Get-UnifiedGroupLinks", "Identity", "all.sales", "LinkType", "Members"},
		"nor a Microsoft 365 one": {"Get-DistributionGroupMember", "Identity", "lighthouse"},
	} {
		if r := w.Run(c[0].(string), c[1:]...); errorID(r.Err) != "ManagementObjectNotFoundException" {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}

// The objects have the catalog's properties in its order.
func TestGetShowsTheShape(t *testing.T) {
	t.Parallel()
	w := world(t)
	for cmdlet, identity := range map[string]string{
		"Get-DynamicDistributionGroup": "london", "Get-DynamicDistributionGroupMember": "london", "Get-UnifiedGroup": "lighthouse",
		"Get-DistributionGroup": "finance.readers", "Get-Group": "finance.readers", "Get-DistributionGroupMember": "finance.readers",
	} {
		o := w.Must(cmdlet, "Identity", identity)[0]
		shape, _ := catalog.ObjectFor(cmdlet)
		for i, p := range shape.Props {
			if o.Props[i].Name != p.Name {
				t.Errorf("%s: property %d is %s, want %s", cmdlet, i, o.Props[i].Name, p.Name)
			}
		}
	}
	o := w.Must("Get-DistributionGroup", "Identity", "finance.readers")[0]
	for property, want := range map[string]string{
		"GroupType": "Universal, SecurityEnabled", "MemberJoinRestriction": "Closed", "MemberDepartRestriction": "Closed",
		"RecipientType": "MailUniversalSecurityGroup", "RequireSenderAuthenticationEnabled": "True",
		"PrimarySmtpAddress": "finance.readers@contoso.com", "MaxSendSize": "Unlimited", "Identity": "Finance Readers",
	} {
		if got := text(o, property); got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	lighthouse := w.Must("Get-UnifiedGroup", "Identity", "lighthouse")[0]
	if text(lighthouse, "GroupMemberCount") != "5" || text(lighthouse, "AccessType") != "Private" || text(lighthouse, "DisplayName") != "Project Lighthouse" {
		t.Errorf("the Microsoft 365 group is %v", lighthouse.Props)
	}
	london := w.Must("Get-DynamicDistributionGroup", "Identity", "london")[0]
	if text(london, "ManagedBy") == "" || !strings.Contains(text(london, "RecipientFilter"), "London") {
		t.Errorf("the dynamic group is %v", london.Props)
	}
	members, _ := w.Must("Get-Group", "Identity", "finance.readers")[0].Get("Members")
	if len(org.Items(members)) != 3 {
		t.Errorf("members are %v", members)
	}
}

// shows says whether names are what a row of TestGetChooses wants.
func shows(names []string, want string) bool {
	all := func(list string, in bool) bool {
		for name := range strings.SplitSeq(list, ",") {
			if slices.Contains(names, name) != in {
				return false
			}
		}
		return true
	}
	if exact, ok := strings.CutPrefix(want, "="); ok {
		return strings.Join(names, ",") == exact
	}
	if some, ok := strings.CutPrefix(want, "+"); ok {
		some, none, _ := strings.Cut(some, "-")
		return all(some, true) && all(none, false)
	}
	return fmt.Sprint(len(names)) == want
}

func TestMemberPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	var names []string
	page := &command.Page{Limit: 2}
	for range 5 {
		r := w.Page(page, "Get-DistributionGroupMember", "Identity", "All Sales")
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		names = append(names, cmdlettest.Column(r.Objects, "Name")...)
		if r.Next == "" {
			break
		}
		page = &command.Page{Limit: 2, After: r.Next}
	}
	if want := cmdlettest.Column(w.Must("Get-DistributionGroupMember", "Identity", "All Sales"), "Name"); !slices.Equal(names, want) || len(want) != 5 {
		t.Errorf("pages have %v, want %v", names, want)
	}
}

// Each row is one change of members, and the members afterwards. Every change has one audit record (F-12).
func TestMembers(t *testing.T) {
	t.Parallel()
	w := world(t)
	changes := map[string]int{}
	for _, c := range []struct {
		cmdlet string
		args   []any
		group  string
		want   string
	}{
		{"Add-DistributionGroupMember", []any{"Identity", "munich.office", "Member", "navin@contoso.com"}, "munich.office", "Navin Rao"},
		{"Add-DistributionGroupMember", []any{"Identity", "munich.office", "Member", "printshop"}, "munich.office", "Print Shop"},
		{"Remove-DistributionGroupMember", []any{"Identity", "munich.office", "Member", "jonas"}, "munich.office", "!Jonas Weber"},
		{"Add-DistributionGroupMember", []any{"Identity", "munich.office", "Member", "all.sales"}, "munich.office", "All Sales"},
		{"Add-DistributionGroupMember", []any{"Identity", "all.sales", "Member", "munich.office"}, "all.sales", "Munich Office"}, // they hold each other
		{"Update-DistributionGroupMember", []any{"Identity", "all.sales", "Members", []any{"hana", "navin"}}, "all.sales", "=Hana Sato Navin Rao"},
		{"Update-DistributionGroupMember", []any{"Identity", "all.sales", "Members", object.NewDict("Add", "olivia", "Remove", "hana")}, "all.sales", "=Navin Rao Olivia Martin"},
		{"Update-DistributionGroupMember", []any{"Identity", "all.sales", "Members", nil}, "all.sales", "="},
		{"Add-DistributionGroupMember", []any{"Identity", "finance.readers", "Member", "Yara Solano", "BypassSecurityGroupManagerCheck", true}, "finance.readers", "Yara Solano"},
	} {
		if r := w.Run(c.cmdlet, c.args...); r.Err != nil {
			t.Errorf("%s %v: %v", c.cmdlet, c.args, r.Err)
			continue
		}
		changes[c.cmdlet]++
		got := strings.Join(cmdlettest.Column(w.Must("Get-DistributionGroupMember", "Identity", c.group), "Name"), " ")
		switch {
		case strings.HasPrefix(c.want, "="):
			if got != c.want[1:] {
				t.Errorf("%s %v: members are %s", c.cmdlet, c.args, got)
			}
		case strings.HasPrefix(c.want, "!"):
			if strings.Contains(got, c.want[1:]) {
				t.Errorf("%s %v: members are %s", c.cmdlet, c.args, got)
			}
		case !strings.Contains(got, c.want):
			t.Errorf("%s %v: members are %s", c.cmdlet, c.args, got)
		}
	}
	for cmdlet, n := range changes {
		if rows := w.Audited(cmdlet); len(rows) != n {
			t.Errorf("%s: %d audit records of %d changes", cmdlet, len(rows), n)
		}
	}
}

func TestMembersRefuse(t *testing.T) {
	t.Parallel()
	w := world(t)
	for name, c := range map[string]struct {
		cmdlet string
		args   []any
		id     string
	}{
		"twice":                {"Add-DistributionGroupMember", []any{"Identity", "all.sales", "Member", "olivia"}, "MemberAlreadyExistsException"},
		"no member":            {"Remove-DistributionGroupMember", []any{"Identity", "all.sales", "Member", "hana"}, "MemberNotFoundException"},
		"nobody":               {"Add-DistributionGroupMember", []any{"Identity", "all.sales", "Member", "nobody"}, "ManagementObjectNotFoundException"},
		"removed":              {"Add-DistributionGroupMember", []any{"Identity", "all.sales", "Member", "felix"}, "ManagementObjectNotFoundException"},
		"itself":               {"Add-DistributionGroupMember", []any{"Identity", "all.sales", "Member", "all.sales"}, "DataValidationException"},
		"no address":           {"Add-DistributionGroupMember", []any{"Identity", "all.sales", "Member", "Yara Solano"}, "RecipientTaskException"},
		"Microsoft 365 group":  {"Add-DistributionGroupMember", []any{"Identity", "all.sales", "Member", "lighthouse"}, "DataValidationException"},
		"person in room list":  {"Add-DistributionGroupMember", []any{"Identity", "rooms", "Member", "navin"}, "DataValidationException"},
		"security group":       {"Add-DistributionGroupMember", []any{"Identity", "finance.readers", "Member", "hana"}, "OperationRequiresGroupManagerException"},
		"security group left":  {"Remove-DistributionGroupMember", []any{"Identity", "finance.readers", "Member", "grace"}, "OperationRequiresGroupManagerException"},
		"security group whole": {"Update-DistributionGroupMember", []any{"Identity", "finance.readers", "Members", "hana"}, "OperationRequiresGroupManagerException"},
		"security group gone":  {"Remove-DistributionGroup", []any{"Identity", "finance.readers"}, "OperationRequiresGroupManagerException"},
		"security group set":   {"Set-DistributionGroup", []any{"Identity", "finance.readers", "ManagedBy", "navin"}, "OperationRequiresGroupManagerException"},
		"without members":      {"Update-DistributionGroupMember", []any{"Identity", "all.sales"}, "RecipientTaskException"},
		"one of two unknown":   {"Update-DistributionGroupMember", []any{"Identity", "all.sales", "Members", []any{"navin", "nobody"}}, "ManagementObjectNotFoundException"},
	} {
		if r := w.Run(c.cmdlet, c.args...); errorID(r.Err) != c.id {
			t.Errorf("%s: error is %v", name, r.Err)
		}
		if rows := w.Audited(c.cmdlet); len(rows) != 0 {
			t.Errorf("%s: %d audit records", name, len(rows))
		}
	}
	if n := len(w.Must("Get-DistributionGroupMember", "Identity", "all.sales")); n != 5 {
		t.Errorf("%d members are left", n)
	}
}

// A manager changes a security group without the switch, also one who is so through groups that hold
// each other.
func TestManagers(t *testing.T) {
	t.Parallel()
	w := world(t)
	as(w, "victor@contoso.com")
	w.Must("Add-DistributionGroupMember", "Identity", "finance.readers", "Member", "hana")
	as(w, "navin@contoso.com")
	if r := w.Run("Remove-DistributionGroupMember", "Identity", "finance.readers", "Member", "hana"); r.Err == nil {
		t.Error("somebody else changed the group")
	}
	bypass := []any{"BypassSecurityGroupManagerCheck", true}
	w.Must("New-DistributionGroup", "Name", "Owners", "Type", "Security", "Members", []any{"all.sales"})
	w.Must("New-DistributionGroup", "Name", "Inner", "Members", []any{"Owners", "navin"})
	w.Must("Add-DistributionGroupMember", append([]any{"Identity", "Owners", "Member", "Inner"}, bypass...)...)
	w.Must("Set-DistributionGroup", append([]any{"Identity", "finance.readers", "ManagedBy", "Owners"}, bypass...)...)
	w.Must("Remove-DistributionGroupMember", "Identity", "finance.readers", "Member", "hana")
	as(w, "jonas@contoso.com")
	if r := w.Run("Add-DistributionGroupMember", "Identity", "finance.readers", "Member", "hana"); r.Err == nil {
		t.Error("somebody who is in no group of the loop changed it")
	}
}

// Without -Member the caller joins and leaves, if the group lets them.
func TestJoinAndLeave(t *testing.T) {
	t.Parallel()
	w := world(t)
	if r := w.Run("Add-DistributionGroupMember", "Identity", "munich.office"); r.Err == nil {
		t.Error("a caller without a recipient joined")
	}
	as(w, "hana@contoso.com")
	for _, rule := range []string{"Closed", "ApprovalRequired"} {
		w.Must("Set-DistributionGroup", "Identity", "munich.office", "MemberJoinRestriction", rule)
		if r := w.Run("Add-DistributionGroupMember", "Identity", "munich.office"); errorID(r.Err) != "RecipientTaskException" {
			t.Errorf("%s: %v", rule, r.Err)
		}
	}
	w.Must("Set-DistributionGroup", "Identity", "munich.office", "MemberJoinRestriction", "open")
	w.Must("Add-DistributionGroupMember", "Identity", "munich.office")
	w.Must("Set-DistributionGroup", "Identity", "munich.office", "MemberDepartRestriction", "Closed")
	if r := w.Run("Remove-DistributionGroupMember", "Identity", "munich.office"); r.Err == nil {
		t.Error("left a closed group")
	}
	w.Must("Set-DistributionGroup", "Identity", "munich.office", "MemberDepartRestriction", "Open")
	w.Must("Remove-DistributionGroupMember", "Identity", "munich.office")
}
