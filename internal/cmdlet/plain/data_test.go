package plain

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// nouns returns all rows, read.
func nouns(t *testing.T) []*noun {
	t.Helper()
	b := newBook()
	var list []*noun
	for _, h := range b.heads {
		n, err := b.noun(h.name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, n)
	}
	return list
}

// Every row speaks of cmdlets, parameters, properties and nouns that exist, and says nothing twice.
func TestRowsFitTheCatalog(t *testing.T) {
	t.Parallel()
	seen, places := map[string]bool{}, map[string]string{}
	for _, n := range nouns(t) {
		if seen[strings.ToLower(n.name)] {
			t.Errorf("%s has two rows", n.name)
		}
		seen[strings.ToLower(n.name)] = true
		if place := strings.Join(n.at, "/"); n.mailbox == "" && n.single == "" {
			if other, taken := places[place]; taken && other != n.kind && other != n.kind+"." {
				t.Errorf("%s and %s are both in %s: names would clash", n.name, other, place)
			}
			places[place] = n.kind
		}
		checkParams(t, n)
		checkProperties(t, n)
	}
}

func checkParams(t *testing.T, n *noun) {
	t.Helper()
	for _, r := range n.rules {
		found := false
		for _, verb := range n.verbs {
			p, ok := catalog.Must(verb + "-" + n.name).Param(r.param)
			found = found || ok && p.Env != 0 && p.Name == r.param
		}
		if !found {
			t.Errorf("%s: no cmdlet has the parameter %s", n.name, r.param)
		}
		if r.to != "" {
			if _, err := n.book.noun(r.to); err != nil {
				t.Errorf("%s -%s: %v", n.name, r.param, err)
			}
		}
	}
	for param := range n.finds {
		if p, ok := catalog.Must("Get-" + n.name).Param(param); !ok || p.Name != param {
			t.Errorf("Get-%s has no parameter %s", n.name, param)
		}
	}
	for _, list := range n.needs {
		for _, param := range list {
			if _, ok := n.meta("New").Param(param); !ok {
				t.Errorf("New-%s has no parameter %s", n.name, param)
			}
		}
	}
}

func checkProperties(t *testing.T, n *noun) {
	t.Helper()
	n.prepare()
	check := func(property string) {
		if !slices.ContainsFunc(n.shape.Props, func(p catalog.Prop) bool { return p.Name == property }) {
			t.Errorf("%s: the objects have no property %s", n.name, property)
		}
	}
	for property := range n.preset {
		check(property)
	}
	for _, d := range n.defaults {
		for property := range d.props {
			check(property)
		}
	}
	for _, property := range n.finds {
		check(property)
	}
	for _, r := range n.rules {
		for property := range r.sets {
			check(property)
		}
	}
}

// What is not refused has an effect or is kept, and what is kept is shown.
func TestKeptIsShown(t *testing.T) {
	t.Parallel()
	for _, n := range nouns(t) {
		n.prepare()
		for _, verb := range []string{"New", "Set"} {
			meta := n.meta(verb)
			if meta == nil {
				continue
			}
			for i := range meta.Params {
				p := &meta.Params[i]
				if row := n.row(verb, p); p.Env == 0 || row == nil || !row.Stored {
					continue
				}
				if property := n.lookup(p).kept(); n.types[strings.ToLower(property)] == "" {
					t.Errorf("%s -%s is kept as %s, which is not shown", meta.Name, p.Name, property)
				}
			}
		}
	}
}

// A cmdlet does not refuse what it can't be called without, and it refuses what the vendor reserves for
// itself.
func TestMandatoryAndReserved(t *testing.T) {
	t.Parallel()
	reserved := reservedParams(t)
	for _, n := range nouns(t) {
		for _, verb := range n.verbs {
			meta := n.meta(verb)
			table := n.table(verb)
			has := func(param string) bool {
				return slices.ContainsFunc(table.Rows, func(r row) bool { return r.Param == param })
			}
			if !slices.ContainsFunc(meta.Sets, func(s catalog.Set) bool {
				return !slices.ContainsFunc(s.Mandatory, func(p string) bool { return !has(p) })
			}) {
				t.Errorf("%s refuses what it needs: %v", meta.Name, meta.Sets[0].Mandatory)
			}
			for _, p := range meta.Params {
				if has(p.Name) && n.reserves(p.Name, reserved) && !slices.Contains(mistaken(), n.name+" "+p.Name) {
					t.Errorf("%s takes the reserved -%s", meta.Name, p.Name)
				}
			}
		}
	}
}

// reserves says whether each cmdlet of the noun that has the parameter calls it reserved.
func (n *noun) reserves(param string, reserved map[string]bool) bool {
	some := false
	for _, verb := range n.verbs {
		if p, ok := n.meta(verb).Param(param); ok && p.Env != 0 && p.Name == param {
			if !reserved[verb+"-"+n.name+" "+param] {
				return false
			}
			some = true
		}
	}
	return some
}

// mistaken returns the parameters that the articles call reserved and that people use all the same.
func mistaken() []string {
	return []string{
		"ComplianceCase CaseType", "ComplianceSearch RefinerNames", "HostedConnectionFilterPolicy EnableSafeList",
		"AuditConfig Identity", "PerimeterConfig Identity", "SmimeConfig Identity",
	}
}

// reservedParams returns the parameters that the vendor's articles call reserved, as "cmdlet parameter".
func reservedParams(t *testing.T) map[string]bool {
	t.Helper()
	reserved := map[string]bool{}
	paths, err := filepath.Glob("../../../catalog/source/cmdlets-*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]struct {
			Parameters map[string]struct{ Reserved bool }
		}
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		for name, c := range all {
			for param, p := range c.Parameters {
				if p.Reserved {
					reserved[name+" "+param] = true
				}
			}
		}
	}
	return reserved
}

// Presets have the types of their properties.
func TestPresetsAreTyped(t *testing.T) {
	t.Parallel()
	home := &directory.Organisation{Name: "contoso.onmicrosoft.com", Entry: &org.Entry{}}
	for _, n := range nouns(t) {
		for _, e := range append(n.fresh(home), &org.Entry{Props: props(n.presets())}) {
			for _, p := range e.Props.Props {
				kind := n.typeOf(p.Name)
				if _, text := p.Value.(string); text && kind != "String" && kind != "" && kind != "Object" && kind != "ADObjectId" && !strings.HasPrefix(kind, "Unlimited") {
					t.Errorf("%s: %s is %q, but the property is a %s", n.name, p.Name, p.Value, kind)
				}
			}
		}
	}
}

func props(m map[string]any) *object.Object {
	o := &object.Object{}
	for k, v := range m {
		o.Set(k, v)
	}
	return o
}

// Making the cmdlets reads the heads of the rows and nothing else.
func TestRowsAreReadWhenWanted(t *testing.T) {
	t.Parallel()
	if n := len(Commands(cmdlet.Deps{})); n < 300 {
		t.Errorf("%d cmdlets", n)
	}
	if b := newBook(); len(b.read) != 0 {
		t.Errorf("%d rows were read", len(b.read))
	}
}

// The guide to rows says what each line means.
func TestGuideIsComplete(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("data/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for word := range directives() {
		if !strings.Contains(string(guide), "`"+word+" ") && !strings.Contains(string(guide), "`"+word+"`") {
			t.Errorf("data/README.md does not say what %q means", word)
		}
	}
}
