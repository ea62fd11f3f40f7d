package strictyaml_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/exosh/internal/strictyaml"
)

type even int

func (even) Form() string { return "an even number" }

func (e *even) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n%2 != 0 {
		return fmt.Errorf("%q is not even", text)
	}
	*e = even(n)
	return nil
}

type Shared struct {
	Note string `yaml:"note"`
}

type person struct {
	Name    string            `yaml:"name"`
	Age     int               `yaml:"age"`
	Left    bool              `yaml:"left"`
	Friends []string          `yaml:"friends"`
	Home    *place            `yaml:"home"`
	Words   map[string]string `yaml:"words"`
	Even    even              `yaml:"even"`
	Shared
}

type place struct {
	City string `yaml:"city"`
}

type file struct {
	People []person `yaml:"people"`
}

func TestDecode(t *testing.T) {
	t.Parallel()
	const text = `
people: # a comment
  - name: Inès
    age: 41
    left: true
    friends: [2023-02-13, 007, "true", no]
    home: {city: Paris}
    words: {1: one, two: "2"}
    even: 4
    note: |
      two
      lines
  - {name: +15550100142}
`
	var got file
	if _, err := strictyaml.Decode("a.yaml", []byte(text), &got); err != nil {
		t.Fatal(err)
	}
	want := file{People: []person{
		{
			Name: "Inès", Age: 41, Left: true, Friends: []string{"2023-02-13", "007", "true", "no"},
			Home: &place{"Paris"}, Words: map[string]string{"1": "one", "two": "2"}, Even: 4, Shared: Shared{"two\nlines\n"},
		},
		{Name: "+15550100142"},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Whatever is wrong is told with its line and column, and with what to write (S-47 for YAML).
func TestDecodeTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":        {"people:\n  - nmae: x\n", `a.yaml:2:5: there is no key "nmae" here: did you mean name?`},
		"far key":            {"persons: []\n", `a.yaml:1:1: there is no key "persons" here: there are people`},
		"key of another":     {"people:\n  - {city: x}\n", `a.yaml:2:6: there is no key "city" here: there are name, age, left, friends, home, words, even, note`},
		"key twice":          {"people:\n  - {name: x, name: y}\n", `a.yaml:2:15: the key "name" is here twice: it stands in line 2 already`},
		"no list":            {"people: 7\n", `a.yaml:1:9: this is "7", and has to be a list`},
		"no mapping":         {"people: [x]\n", `a.yaml:1:10: this is "x", and has to be a mapping with the keys name, age, left, friends, home, words, even, note`},
		"no number":          {"people: [{age: many}]\n", `a.yaml:1:16: this is "many", and has to be a whole number`},
		"too large":          {"people: [{age: 99999999999999999999}]\n", `has to be a whole number`},
		"fraction":           {"people: [{age: 1.5}]\n", `a.yaml:1:16: this is "1.5", and has to be a whole number`},
		"yes for true":       {"people: [{left: yes}]\n", `a.yaml:1:17: this is "yes", and has to be true or false`},
		"true for text":      {"people: [{name: true}]\n", `a.yaml:1:17: this is "true", and has to be a text (true and false as text stand in quotes)`},
		"nothing":            {"people:\n  - name:\n", `a.yaml:2:10: a value is missing: write a text (true and false as text stand in quotes), or leave the key out`},
		"mapping for text":   {"people: [{name: {a: b}}]\n", `a.yaml:1:17: this is a mapping, and has to be a text`},
		"own type":           {"people: [{even: 3}]\n", `a.yaml:1:17: "3" is not even`},
		"list for own type":  {"people: [{even: [3]}]\n", `a.yaml:1:17: this is a list, and has to be an even number`},
		"anchor":             {"people:\n  - &a {name: x}\n", `a.yaml:2:5: anchors and aliases are not read: write the value itself`},
		"alias":              {"people:\n  - &a {name: x}\n  - *a\n", `a.yaml:3:5: anchors and aliases are not read`},
		"merge key":          {"people:\n  - {<<: {name: x}}\n", `a.yaml:2:6: a key has to be a plain word`},
		"key that is a list": {"people:\n  - {[a]: x}\n", `a key has to be a plain word`},
		"second document":    {"people: []\n---\npeople: []\n", `a.yaml:`},
		"empty":              {"# nothing\n", `a.yaml: the file is empty`},
		"no YAML":            {"people: [\n", `a.yaml:`},
		"tab":                {"people:\n\t- name: x\n", `a.yaml:2:`},
		"not UTF-8":          {"people: [{name: \xff}]\n", `a.yaml`},
		"control character":  {"people: [{name: \x01}]\n", `a.yaml`},
		"too deep":           {strings.Repeat("[", 40) + strings.Repeat("]", 40), `max depth`},
		"much too deep":      {strings.Repeat("[", 200_000), `max depth`},
		"too large a file":   {"people: []\n" + strings.Repeat("# more\n", 700_000), `at most 4194304 are read`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := strictyaml.Decode("a.yaml", []byte(c.text), &file{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// A file of aliases of aliases is refused at once, whatever it stands for.
func TestDecodeRefusesAliasBombs(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for n := 1; n < 30; n++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", n, n, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", n-1), 10), ", "))
	}
	fmt.Fprintf(&b, "people: *a29\n")
	if _, err := strictyaml.Decode("bomb.yaml", []byte(b.String()), &file{}); err == nil {
		t.Error("it was read")
	}
}

// All faults of a file are told together, up to ten.
func TestDecodeTellsSeveral(t *testing.T) {
	t.Parallel()
	_, err := strictyaml.Decode("a.yaml", []byte("people:\n"+strings.Repeat("  - {nmae: x}\n", 25)), &file{})
	var one *strictyaml.Error
	if !errors.As(err, &one) || one.Line != 2 || one.Column != 6 {
		t.Errorf("the first fault is %+v", one)
	}
	if n := strings.Count(err.Error(), "nmae"); n != 10 || !strings.Contains(err.Error(), "15 more faults") {
		t.Errorf("%d faults: %v", n, err)
	}
}

// Where a value stood is known after decoding.
func TestFault(t *testing.T) {
	t.Parallel()
	var f file
	doc, err := strictyaml.Decode("a.yaml", []byte("people:\n  - name: x\n    home:\n      city: y\n"), &f)
	if err != nil {
		t.Fatal(err)
	}
	p := &f.People[0]
	doc.Fault(&p.Name, "no %s", p.Name)
	doc.Fault(&p.Home.City, "no city")
	doc.Fault(p, "nobody")
	doc.Fault(&p.Age, "no age")
	want := "a.yaml:2:11: no x\na.yaml:4:13: no city\na.yaml:2:5: nobody\na.yaml: no age"
	if got := doc.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("people:\n  - {name: x, friends: [a, b], even: 2}\n")
	f.Add("people: [{<<: {name: x}}]\n&a a: *a\n")
	f.Add("%YAML 1.2\n---\n!!map {people: !!seq []}\n...\n")
	f.Fuzz(func(_ *testing.T, text string) {
		var got file
		_, _ = strictyaml.Decode("a.yaml", []byte(text), &got)
	})
}
