package plain

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// A reading is a value that a parameter is given, and what is kept of it.
type reading struct {
	kind   string
	values []string
	rule   rule
	old    any
	given  any
	want   any // refused for an error
}

const refused = "refused"

func scalars() map[string]reading {
	enum := []string{"On", "Off", "Test"}
	ranged := rule{ranged: true, low: 1, high: 9}
	return map[string]reading{
		"a switch":                {kind: "SwitchParameter", given: object.Switch(true), want: true},
		"a flag":                  {kind: "Boolean", given: false, want: false},
		"no flag":                 {kind: "Boolean"},
		"a number":                {kind: "Int32", given: "7", want: int32(7)},
		"a wide number":           {kind: "System.UInt64", given: int32(5), want: uint64(5)},
		"no number":               {kind: "Int32", given: "seven", want: refused},
		"the least":               {kind: "Int32", rule: ranged, given: int32(1), want: int32(1)},
		"the most":                {kind: "Int32", rule: ranged, given: int32(9), want: int32(9)},
		"too little":              {kind: "Int32", rule: ranged, given: int32(0), want: refused},
		"too much":                {kind: "Int32", rule: ranged, given: int32(10), want: refused},
		"a text":                  {kind: "String", given: "x", want: "x"},
		"no text":                 {kind: "String"},
		"an empty text":           {kind: "String", given: "", want: ""},
		"a long text":             {kind: "String", given: strings.Repeat("x", mostText), want: strings.Repeat("x", mostText)},
		"a text that is too long": {kind: "String", given: strings.Repeat("x", mostText+1), want: refused},
		"letters, not bytes":      {kind: "String", rule: rule{most: 3}, given: "äöü", want: "äöü"},
		"a word":                  {kind: "SpamFilteringOption", values: enum, given: "test", want: "Test"},
		"two words":               {kind: "DaysOfWeek", values: enum, given: "on,OFF", want: "On, Off"},
		"another word":            {kind: "SpamFilteringOption", values: enum, given: "maybe", want: refused},
		"a hint":                  {kind: "SpamFilteringOption", values: enum, rule: rule{open: true}, given: "maybe", want: "maybe"},
		"a text with hints":       {kind: "String", values: enum, given: "maybe", want: "maybe"},
		"a date":                  {kind: "DateTime", given: "2026-01-02", want: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)},
		"no date":                 {kind: "DateTime", given: "soon", want: refused},
		"a span":                  {kind: "EnhancedTimeSpan", given: "1.00:00:00", want: object.EnhancedTimeSpan(864e9)},
		"no span":                 {kind: "EnhancedTimeSpan", given: "long", want: refused},
		"a size":                  {kind: "ByteQuantifiedSize", given: "1KB", want: object.ByteQuantifiedSize(1024)},
		"a GUID":                  {kind: "Guid", given: "01000000-0000-0000-0000-000000000000", want: object.GUID{1}},
		"no GUID":                 {kind: "Guid", given: "1", want: refused},
		"no limit":                {kind: "Unlimited", given: "unlimited", want: object.Unlimited{}},
		"a limit":                 {kind: "Unlimited", given: "5", want: object.Unlimited{Value: int32(5)}},
		"a limit of size":         {kind: "Unlimited", given: "1MB", want: object.Unlimited{Value: object.ByteQuantifiedSize(1 << 20)}},
		"a limit that is none":    {kind: "Unlimited", given: "some", want: refused},
		"an address":              {kind: "SmtpAddress", given: "a@contoso.com", want: "a@contoso.com"},
		"no address":              {kind: "SmtpAddress", given: "a", want: refused},
	}
}

func lists() map[string]reading {
	const multi = "MultiValuedProperty"
	domains := rule{form: formDomain}
	return map[string]reading{
		"a list":                  {kind: multi, given: []any{"a", "b", "A"}, want: []any{"a", "b"}},
		"one of a list":           {kind: "String[]", given: "a", want: []any{"a"}},
		"no list":                 {kind: multi, old: []any{"a"}, want: []any{}},
		"a change of a list":      {kind: multi, old: []any{"a", "b"}, given: object.NewDict("Add", "c", "Remove", []any{"A"}), want: []any{"b", "c"}},
		"a list that is too long": {kind: multi, rule: rule{most: 2}, given: []any{"a", "b", "c"}, want: refused},
		"S-57 one more":           {kind: multi, rule: rule{most: 2}, old: []any{"a", "b"}, given: object.NewDict("Add", "c"), want: refused},
		"S-57 much taken away":    {kind: multi, rule: rule{most: 2}, old: []any{"a"}, given: object.NewDict("Remove", []any{"x", "y", "z"}), want: refused},
		"S-57 many settings":      {kind: "PswsHashtable", rule: rule{table: true}, given: settings(mostList + 1), want: refused},
		"domains":                 {kind: multi, rule: domains, given: []any{"contoso.com", "*.contoso.com"}, want: []any{"contoso.com", "*.contoso.com"}},
		"domains and none":        {kind: multi, rule: domains, given: []any{"contoso.com", "x"}, want: refused},
		"settings": {kind: "PswsHashtable", rule: rule{table: true}, old: []any{"[a, 1]", "[b, 2]"},
			given: object.NewDict("A", "3", "b", ""), want: []any{"[a, 3]"}},
		"settings that are none": {kind: "PswsHashtable", rule: rule{table: true}, given: "x", want: refused},
		"objects": {kind: "PswsHashtable[]", rule: rule{nested: true}, given: []any{object.NewDict("Name", "x", "Many", []any{"1", true})},
			want: []any{&object.Object{Props: []object.Property{{Name: "Name", Value: "x"}, {Name: "Many", Value: []any{"1", true}}}}}},
		"objects that are none":     {kind: "PswsHashtable[]", rule: rule{nested: true}, given: "x", want: refused},
		"objects that nest too far": {kind: "PswsHashtable", rule: rule{nested: true}, given: deep(mostDepth + 1), want: refused},
	}
}

func deep(n int) any {
	var v any = "x"
	for range n {
		v = object.NewDict("In", v)
	}
	return v
}

// settings returns a hash table of n settings.
func settings(n int) *object.Dict {
	var pairs []any
	for i := range n {
		pairs = append(pairs, strconv.Itoa(i), "x")
	}
	return object.NewDict(pairs...)
}

func TestReaders(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]reading{scalars(), lists()} {
		for name, c := range table {
			p := &catalog.Param{Name: "P", Type: c.kind, Values: c.values}
			c.rule.param = "P"
			got, err := reader(p, &c.rule)(c.old, c.given)
			if c.want == refused {
				if err == nil {
					t.Errorf("%s: %v was taken as %v", name, c.given, got)
				}
				continue
			}
			if diff := cmp.Diff(got, c.want); err != nil || diff != "" {
				t.Errorf("%s: %v: %s", name, err, diff)
			}
		}
	}
}

// What is a file, a secret or an object of another service is not kept.
func TestRefusedShapes(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"Byte[]", "PSCredential", "SecureString", "Stream", "RmsTemplateIdParameter", "AddressListIdParameter[]", "PswsHashtable", "Hashtable[]"} {
		if reader(&catalog.Param{Name: "P", Type: kind}, &rule{param: "P"}) != nil {
			t.Errorf("a %s is kept", kind)
		}
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		form      form
		good, bad string // apart by blanks
	}{
		{formDomain, "contoso.com *.contoso.com * a-b.c", "contoso -a.com a..b @contoso.com"},
		{formAddress, "a@contoso.com a.b+c@contoso.com", "a @contoso.com a@b a@@contoso.com"},
		{formIP, "192.0.2.1 192.0.2.0/24 192.0.2.1-192.0.2.9 2001:db8::1 2001:db8::/32", "192.0.2 192.0.2.0/33 192.0.2.9-192.0.2.1 192.0.2.1-2001:db8::1 x 1-"},
		{formURL, "https://a.example/ http://a.example:8080/x mailto:a@b.example", "a /a //a.example https:// :"},
		{formHost, "relay.contoso.com relay relay:2525 192.0.2.1 [192.0.2.1] [2001:db8::1]:25 2001:db8::1", "relay:0 relay:65536 relay:x a..b a/b [a :25 -a"},
		{formFilter, "Alias-eq'x'", "$(x) Alias"},
	} {
		for text := range strings.FieldsSeq(c.good) {
			if err := c.form.check("P", text); err != nil && c.form != formFilter {
				t.Errorf("%s: %v", text, err)
			}
		}
		for text := range strings.FieldsSeq(c.bad) {
			if err := c.form.check("P", text); err == nil {
				t.Errorf("%s was taken as form %d", text, c.form)
			}
		}
	}
	if err := formFilter.check("P", "Alias -eq 'x'"); err != nil {
		t.Error(err)
	}
}

// The lines of a row are cut at blanks; apostrophes keep them, and two are one.
func TestSplit(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"":                     nil,
		"a b":                  {"a", "b"},
		"  a   b ":             {"a", "b"},
		"'a b' c":              {"a b", "c"},
		"X='a b' Y=":           {"X=a b", "Y="},
		"'it''s'":              {"it's"},
		"''":                   {""},
		"F='Name -eq ''x y'''": {"F=Name -eq 'x y'"},
	} {
		got, err := split(line)
		if diff := cmp.Diff(got, want); err != nil || diff != "" {
			t.Errorf("%q: %v %s", line, err, diff)
		}
	}
	if _, err := split("'a"); err == nil {
		t.Error("an open apostrophe was taken")
	}
}

// Rows that say what can't be are refused when they are read.
func TestBadRows(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"nonsense x", "range A 1", "range A x y", "ref A", "ref A B twice", "people A=dogs", "preset A", "sole", "default", "most A", "single", "ranked x",
		"mailbox A dogs", "sets A", "at 'x",
	} {
		if _, err := parse(head{name: "Thing", body: body}); err == nil {
			t.Errorf("%q was taken", body)
		}
	}
}
