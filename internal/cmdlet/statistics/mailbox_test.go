package statistics_test

import (
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/statistics"
	"example.org/exosh/object"
)

func world(t testing.TB) *cmdlettest.World { return cmdlettest.New(t, statistics.Commands) }

func text(o *object.Object, property string) string {
	v, _ := o.Get(property)
	return object.String(v)
}

// What nobody logged on to is shown with a warning.
func TestNeverLoggedOn(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Empty("olivia")
	r := w.Run("Get-MailboxStatistics", "Identity", "projector.lake")
	if r.Err != nil || len(r.Objects) != 1 || len(r.Warnings) != 1 {
		t.Fatalf("%v %v %v", r.Objects, r.Warnings, r.Err)
	}
	o := r.Objects[0]
	for property, want := range map[string]string{
		"ItemCount": "0", "TotalItemSize": "0 B (0 bytes)", "LastLogonTime": "", "MailboxTypeDetail": "EquipmentMailbox", "IsArchiveMailbox": "False",
		"StorageLimitStatus": "BelowLimit",
	} {
		if got := text(o, property); got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
}
