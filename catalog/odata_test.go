package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
)

func TestModel(t *testing.T) {
	t.Parallel()
	m, ok := catalog.Model("mailbox")
	if !ok || m.Name != "Mailbox" || m.Kind != catalog.EntityKind || !slices.Equal(m.Key, []string{"ObjectKey"}) || len(m.Props) != 261 {
		t.Fatalf("Mailbox is %+v", m)
	}
	for name, want := range map[string]string{"guid": "Guid", "EmailAddresses": "Collection(String)", "ProhibitSendQuota": "String"} {
		if p, ok := m.Prop(name); !ok || p.Type != want {
			t.Errorf("%s is %+v, want %s", name, p, want)
		}
	}
	if len(m.Navigation) != 5 || m.Navigation[0].Name != "MailboxPermission" {
		t.Errorf("navigation is %+v", m.Navigation)
	}
	if e, many := m.Navigation[0].Element(); e != "ex.MailboxPermission" || !many {
		t.Errorf("element %s, %v", e, many)
	}
	hash, _ := catalog.Model("GenericHashTable")
	if hash == nil || !hash.Open || hash.Kind != catalog.ComplexKind || hash.Base != "OpenComplexEntry" {
		t.Errorf("GenericHashTable is %+v", hash)
	}
	scope, _ := catalog.Model("ElcFolderType")
	if scope == nil || scope.Kind != catalog.EnumKind || len(scope.Props) != 22 || scope.Props[11] != (catalog.ModelMember{Name: "All", Type: "12"}) {
		t.Errorf("ElcFolderType is %+v", scope)
	}
	if m, ok := catalog.Model("Nothing"); ok {
		t.Errorf("%+v", m)
	}
}

func TestModelOperations(t *testing.T) {
	t.Parallel()
	var names []string
	actions := 0
	for _, f := range catalog.ModelOperations() {
		names = append(names, f.Name)
		if f.Bound && len(f.Params) == 0 {
			t.Errorf("%s is bound to nothing", f.Name)
		}
		if f.Action {
			actions++
		}
	}
	if len(names) != 25 || actions != 17 || !slices.Contains(names, "GetMailboxStatisticsV2") {
		t.Errorf("operations are %v", names)
	}
}

// Every property of a set is one of the entity, in whatever spelling, but for the few that the model does
// not have.
func TestPropertySets(t *testing.T) {
	t.Parallel()
	unmodelled := []string{"FastIsEnabled", "QuarantineDescription", "QuarantineEnd", "QuarantineFileVersion", "QuarantineLastCrash"}
	for cmdlet, entity := range map[string]string{
		"Get-EXOMailbox": "Mailbox", "Get-EXORecipient": "Recipient", "Get-EXOCasMailbox": "CasMailbox", "Get-EXOMailboxStatistics": "MailboxStatistics",
	} {
		m, _ := catalog.Model(entity)
		meta := catalog.Must(cmdlet)
		p, _ := meta.Param("PropertySets")
		for _, set := range p.Values {
			names, ok := catalog.PropertySet(strings.ToUpper(cmdlet), strings.ToLower(set))
			if !ok && set != "All" {
				t.Errorf("%s has no set %s", cmdlet, set)
			}
			for _, name := range names {
				if _, ok := m.Prop(name); !ok && !slices.Contains(unmodelled, name) {
					t.Errorf("%s %s: %s is not in the model", cmdlet, set, name)
				}
			}
		}
	}
	if _, ok := catalog.PropertySet("Get-Mailbox", "Minimum"); ok {
		t.Error("Get-Mailbox has property sets")
	}
}
