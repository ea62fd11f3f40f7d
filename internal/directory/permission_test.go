package directory_test

import (
	"testing"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

func TestSID(t *testing.T) {
	t.Parallel()
	id, err := object.ParseGUID("01020304-0506-0708-090a-0b0c0d0e0f10")
	if err != nil {
		t.Fatal(err)
	}
	if got := directory.SID(id); got != "S-1-12-1-16909060-117966086-202050057-269422093" {
		t.Errorf("SID is %s", got)
	}
	for _, want := range []org.ID{id, directory.Self, org.SeedID(id, "x")} {
		if got, ok := directory.ParseSID(directory.SID(want)); !ok || got != want {
			t.Errorf("%s came back as %s", want, got)
		}
	}
	for _, bad := range []string{"", "S-1-12-1-", "S-1-12-1-1-2-3", "S-1-12-1-1-2-3-4-5", "S-1-12-1-1-2-3-4294967296", "S-1-12-1-1-2-3-x", "S-1-5-21-1-2-3-4"} {
		if _, ok := directory.ParseSID(bad); ok {
			t.Errorf("%q was read", bad)
		}
	}
}
