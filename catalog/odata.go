package catalog

import (
	_ "embed" // the facts
	"strings"
)

// The facts about the OData model of the admin API, written by internal/gen/catalog.
var (
	//go:embed data/odata.txt
	modelText string
	//go:embed data/odata.idx
	modelIndex string
	//go:embed data/operations.txt
	operationText string
	//go:embed data/propertysets.txt
	setText string
)

// A ModelKind says what a type of the OData model is.
type ModelKind uint8

// The kinds of types.
const (
	EntityKind ModelKind = iota
	ComplexKind
	EnumKind
)

// A ModelType is one type of the OData model of the admin API, in its namespace Exchange.
type ModelType struct {
	Name       string // "Mailbox", without the namespace
	Kind       ModelKind
	Key        []string // properties that identify an entity
	Base       string   // name of the type it extends, or ""
	Abstract   bool
	Open       bool          // it may hold properties that it does not declare
	Flags      bool          // members of an enum are combined
	Props      []ModelMember // in the model's order; of an enum, its members with their numbers
	Navigation []ModelMember // entities that belong to it
}

// A ModelMember is a property of a type, a parameter of an operation, or a member of an enum.
type ModelMember struct {
	Name string
	// Type is the name in EDM without its namespace: "String", "Collection(String)", "ex.MailboxPermission"
	// (a type of the model), "Collection(ex.MailboxPermission)". Of a member of an enum it is the number.
	Type     string
	Required bool // it is never null
}

// A ModelOperation is a function or an action of the OData model.
type ModelOperation struct {
	Name    string
	Action  bool          // it may change something, and is posted to
	Bound   bool          // the first parameter is what stands before it in a path
	Params  []ModelMember // in order
	Returns string        // as [ModelMember.Type], "" for nothing
}

// Prop returns the property of that name, ignoring case.
func (t *ModelType) Prop(name string) (*ModelMember, bool) {
	for i := range t.Props {
		if fold(t.Props[i].Name, name) {
			return &t.Props[i], true
		}
	}
	return nil, false
}

// Element returns the type of a collection's elements, and whether the type is a collection.
func (m *ModelMember) Element() (element string, many bool) {
	inner, many := strings.CutPrefix(m.Type, "Collection(")
	return strings.TrimSuffix(inner, ")"), many
}

// Model returns the type of the OData model that has the name, ignoring case. Each call returns a value
// of its own.
func Model(name string) (*ModelType, bool) {
	record, ok := find(modelIndex, modelText, name)
	if !ok {
		return nil, false
	}
	return decodeModel(record), true
}

// decodeModel reads the text of a type: its name, kind, key, base and flags apart by tabs, then a line per
// member, " name, type" for a property and ">name, type" for a navigation.
func decodeModel(record string) *ModelType {
	head, body, _ := strings.Cut(record, "\n")
	f := splitFields(head)
	t := &ModelType{Name: f[0], Key: splitBar(f[2]), Base: dashless(f[3])}
	switch f[1] {
	case "complex":
		t.Kind = ComplexKind
	case "enum":
		t.Kind = EnumKind
	}
	for _, flag := range splitBar(f[4]) {
		t.Abstract = t.Abstract || flag == "abstract"
		t.Open = t.Open || flag == "open"
		t.Flags = t.Flags || flag == "flags"
	}
	for line := range strings.SplitSeq(body, "\n") {
		if line == "" {
			continue
		}
		name, typ, _ := strings.Cut(line[1:], "\t")
		m := member(name, typ)
		if line[0] == '>' {
			t.Navigation = append(t.Navigation, m)
		} else {
			t.Props = append(t.Props, m)
		}
	}
	return t
}

func member(name, typ string) ModelMember {
	typ, required := strings.CutSuffix(typ, "!")
	return ModelMember{Name: name, Type: typ, Required: required}
}

func dashless(field string) string {
	if field == "-" {
		return ""
	}
	return field
}

func splitBar(field string) []string {
	if field == "-" {
		return nil
	}
	return strings.Split(field, "|")
}

// ModelOperations lists the functions and the actions of the OData model.
func ModelOperations() []ModelOperation {
	var list []ModelOperation
	for line := range lines(operationText) {
		f := splitFields(line)
		op := ModelOperation{Name: f[0], Action: f[1] == "action", Bound: f[2] == "bound", Returns: dashless(f[3])}
		for _, p := range splitBar(f[4]) {
			name, typ, _ := strings.Cut(p, " ")
			op.Params = append(op.Params, member(name, typ))
		}
		list = append(list, op)
	}
	return list
}

// PropertySet returns the properties of a property set of a Get-EXO cmdlet, ignoring case, in order of
// names. It reports false where the cmdlet has no such set, and where nothing says what is in it: the set
// All of most cmdlets is everything that its entities have.
func PropertySet(cmdlet, set string) ([]string, bool) {
	for line := range lines(setText) {
		if f := splitFields(line); fold(f[0], cmdlet) && fold(f[1], set) {
			return splitBar(f[2]), true
		}
	}
	return nil, false
}
