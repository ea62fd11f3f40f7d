package allowblock_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/cmdlet/allowblock"
	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

const noun = "TenantAllowBlockListItems"

func values(w *cmdlettest.World, args ...any) []string {
	list := cmdlettest.Column(w.Must("Get-"+noun, args...), "Value")
	slices.Sort(list)
	return list
}

func TestItems(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, allowblock.Commands)
	made := w.Must("New-"+noun, "ListType", "Sender", "Entries", []any{"bad@evil.example", "evil.example"}, "Block", true, "Notes", "x")
	if len(made) != 2 {
		t.Fatalf("%d items", len(made))
	}
	w.Must("New-"+noun, "ListType", "Sender", "Entries", "good.example", "Allow", true, "RemoveAfter", 45)
	w.Must("New-"+noun, "ListType", "Url", "Entries", "evil.example/*", "Block", true, "NoExpiration", true)
	for name, c := range map[string]struct {
		args []any
		want string
	}{
		"senders":  {[]any{"ListType", "Sender"}, "bad@evil.example evil.example good.example"},
		"allowed":  {[]any{"ListType", "Sender", "Allow", true}, "good.example"},
		"blocked":  {[]any{"ListType", "Sender", "Block", true}, "bad@evil.example evil.example"},
		"one":      {[]any{"ListType", "Sender", "Entry", "EVIL.example"}, "evil.example"},
		"for ever": {[]any{"ListType", "Url", "NoExpiration", true}, "evil.example/*"},
		"in time":  {[]any{"ListType", "Sender", "ExpirationDate", w.Now.AddDate(0, 0, 30)}, "bad@evil.example evil.example good.example"},
		"delivery": {[]any{"ListType", "Sender", "ListSubType", "AdvancedDelivery"}, ""},
		"files":    {[]any{"ListType", "FileHash"}, ""},
	} {
		if got := strings.Join(values(w, c.args...), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	id, _ := made[0].Get("Identity")
	o := w.Must("Set-"+noun, "ListType", "Sender", "Ids", object.String(id), "Notes", "y", "ExpirationDate", w.Now.AddDate(0, 0, 60))[0]
	for property, want := range map[string]string{"Notes": "y", "Action": "Block", "Value": "bad@evil.example", "ListSubType": "Tenant", "SysManaged": "False"} {
		if v, _ := o.Get(property); object.String(v) != want {
			t.Errorf("%s is %q, want %q", property, object.String(v), want)
		}
	}
	w.Must("Remove-"+noun, "ListType", "Sender", "Ids", object.String(id))
	if got := values(w, "ListType", "Sender", "Block", true); !slices.Equal(got, []string{"evil.example"}) {
		t.Errorf("after the removal: %v", got)
	}
}

// An item ends by itself, and then its value can be listed again.
func TestExpiration(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, allowblock.Commands)
	item := []any{"ListType", "Sender", "Entries", "evil.example", "Block", true}
	w.Must("New-"+noun, item...)
	if r := w.Run("New-"+noun, item...); r.Err == nil {
		t.Error("a value was listed twice")
	}
	w.Now = w.Now.Add(31 * 24 * time.Hour)
	if got := values(w, "ListType", "Sender"); len(got) != 0 {
		t.Errorf("after its end: %v", got)
	}
	if r := w.Run("Remove-"+noun, "ListType", "Sender", "Entries", "evil.example"); !org.IsNotFound(r.Err) {
		t.Errorf("after its end: %v", r.Err)
	}
	w.Must("New-"+noun, item...)
}

func TestBadItems(t *testing.T) {
	t.Parallel()
	w := cmdlettest.New(t, allowblock.Commands)
	late := w.Now.AddDate(0, 0, 91)
	w.Unchanged("a bad item", func() {
		for name, args := range map[string][]any{
			"neither":           {"ListType", "Sender", "Entries", "a.example"},
			"both":              {"ListType", "Sender", "Entries", "a.example", "Allow", true, "Block", true},
			"no sender":         {"ListType", "Sender", "Entries", "a", "Block", true},
			"no hash":           {"ListType", "FileHash", "Entries", "a", "Block", true},
			"IPv4":              {"ListType", "IP", "Entries", "192.0.2.1", "Block", true},
			"no network":        {"ListType", "IP", "Entries", "2001:db8::/129", "Block", true},
			"a scheme":          {"ListType", "Url", "Entries", "https://a.example", "Block", true},
			"the second is bad": {"ListType", "Sender", "Entries", []any{"a.example", "b"}, "Block", true},
			"too many":          {"ListType", "Sender", "Entries", slices.Repeat([]any{"a.example"}, 21), "Block", true},
			"twice":             {"ListType", "Sender", "Entries", []any{"a.example", "A.example"}, "Block", true},
			"too late":          {"ListType", "Sender", "Entries", "a.example", "Block", true, "ExpirationDate", late},
			"in the past":       {"ListType", "Sender", "Entries", "a.example", "Block", true, "ExpirationDate", w.Now},
			"allowed for ever":  {"ListType", "Sender", "Entries", "a.example", "Allow", true, "NoExpiration", true},
			"blocked, unused":   {"ListType", "Sender", "Entries", "a.example", "Block", true, "RemoveAfter", 45},
			"long notes":        {"ListType", "Sender", "Entries", "a.example", "Block", true, "Notes", strings.Repeat("x", 1025)},
		} {
			if r := w.Run("New-"+noun, args...); r.Err == nil {
				t.Errorf("%s was taken", name)
			}
		}
	})
}

// F-10, F-11 and F-12.
func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(allowblock.Commands))
	two := []any{"a.example", "b.example"}
	for _, c := range []cmdlettest.Change{
		{Cmdlet: "New-TenantAllowBlockListItems", Args: []any{"ListType", "Sender", "Entries", two, "Block", true}, Writes: 2},
		{Cmdlet: "Set-TenantAllowBlockListItems", Args: []any{"ListType", "Sender", "Entries", two, "Notes", "x"}, Writes: 2},
		{Cmdlet: "Remove-TenantAllowBlockListItems", Args: []any{"ListType", "Sender", "Entries", two}, Writes: 2},
	} {
		w.AllOrNothing(f, c)
	}
}
