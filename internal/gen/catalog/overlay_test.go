package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseOverlay(t *testing.T) {
	t.Parallel()
	o := newOverlay()
	err := o.parse("a.txt", []byte("# why\n\ndrop role UM\ndrop group G\nabout group Help Desk: Helps\ncmdlet Get-X\n  Role A: *\n  Role B: * -Y\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]string{"Get-X": {"Role A": "*", "Role B": "* -Y"}}
	if d := cmp.Diff(o.cmdlets, want); d != "" || !o.dropRoles["UM"] || !o.dropGroups["G"] || o.about["Help Desk"] != "Helps" {
		t.Errorf("%+v %s", o, d)
	}
}

func TestParseOverlayErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"cmdlet X\n  Role *", "a.txt:2"},
		{"cmdlet X\n  A: *\n  A: *", "a.txt:3"},
		{"  A: *", "a.txt:1"},
		{"\nabout group X", "a.txt:2"},
		{"grant everything", "a.txt:1"},
		{"cmdlet X\ncmdlet X", "a.txt:2"},
	} {
		if err := newOverlay().parse("a.txt", []byte(c.text)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}
