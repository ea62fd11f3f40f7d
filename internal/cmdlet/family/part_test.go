package family_test

import (
	"strings"
	"testing"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/object"
)

// Listings that are asked for few properties read no more of an entry than those need (P-10). What they
// show is what they show among all, for every property of every Get- cmdlet that lists recipients.
func TestPartsAreThoseOfTheWhole(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, family.Commands)
	for _, name := range []string{"Get-Mailbox", "Get-Recipient", "Get-User", "Get-CASMailbox", "Get-DistributionGroup", "Get-UnifiedGroup", "Get-MailContact", "Get-MailUser"} {
		whole := w.Page(&command.Page{}, name)
		if whole.Err != nil || len(whole.Objects) == 0 {
			t.Fatalf("%s: %d objects, %v", name, len(whole.Objects), whole.Err)
		}
		for i, p := range whole.Objects[0].Props {
			names := []string{strings.ToUpper(p.Name)}
			if other := whole.Objects[0].Props; i%2 == 0 {
				names = append(names, other[i*31%len(other)].Name, "NoSuchProperty")
			}
			part := w.Page(&command.Page{Select: names}, name)
			if part.Err != nil || len(part.Objects) != len(whole.Objects) {
				t.Fatalf("%s of %s: %d objects, %v; want %d", name, p.Name, len(part.Objects), part.Err, len(whole.Objects))
			}
			for n, o := range part.Objects {
				differs(t, name, whole.Objects[n], o, names)
			}
		}
	}
}

// differs reports where the part is not the whole reduced to the names.
func differs(t *testing.T, cmdlet string, whole, part *object.Object, names []string) {
	t.Helper()
	var want, got []string
	for _, p := range whole.Props {
		if wanted(names, p.Name) {
			want = append(want, p.Name+"="+object.String(p.Value)+"/"+object.TypeName(p.Value))
		}
	}
	for _, p := range part.Props {
		if wanted(names, p.Name) {
			got = append(got, p.Name+"="+object.String(p.Value)+"/"+object.TypeName(p.Value))
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s of %v: %v, want %v", cmdlet, names, got, want)
	}
}

func wanted(names []string, name string) bool {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}
