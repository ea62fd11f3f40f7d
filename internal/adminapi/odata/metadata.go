package odata

import (
	"encoding/xml"
	"slices"
	"strings"

	"example.org/exosh/catalog"
)

// A Set is an entity set of the service.
type Set struct{ Name, Type string }

// Sets lists the entity sets that the service has.
func Sets() []Set {
	return []Set{{"BasicInfo", "BasicInfo"}, {"Mailbox", "Mailbox"}, {"Recipient", "Recipient"}, {"CasMailbox", "CasMailbox"}}
}

// operations lists the functions and actions that the service has.
func operations() []string {
	return []string{
		"GetMailboxStatistics", "GetMailboxStatisticsV2", "GetMailboxFolderStatistics", "GetMobileDeviceStatistics",
		"GetMobileDeviceStatisticsByIdentity", "GetRecipientPermissionByFilters", "BySmtpAddress", "InvokeCommand",
	}
}

// navigations lists the navigations that the service has.
func navigations() []string {
	return []string{"MailboxPermission", "MailboxFolder", "MobileDevice", "MailboxFolderPermission", "RecipientPermission"}
}

// Members returns the properties of a type that the service shows: all of them, but for those of recipients
// that are objects themselves.
func Members(t *catalog.ModelType) []catalog.ModelMember {
	if len(t.Key) == 0 || t.Key[0] != "ObjectKey" {
		return t.Props
	}
	var list []catalog.ModelMember
	for _, m := range t.Props {
		if !strings.Contains(m.Type, "ex.") {
			list = append(list, m)
		}
	}
	return list
}

// Metadata returns the $metadata document: what of the vendor's model this service has, in CSDL 4.0.
func Metadata() []byte {
	b := &metadata{seen: map[string]bool{}}
	for _, s := range Sets() {
		b.use("ex." + s.Type)
	}
	for _, op := range catalog.ModelOperations() {
		if slices.Contains(operations(), op.Name) {
			b.operation(op)
		}
	}
	b.types()
	out, err := xml.MarshalIndent(b.document(), "", "  ")
	if err != nil { // structures of text always marshal
		panic(err)
	}
	return append([]byte(xml.Header), append(out, '\n')...)
}

const namespace = "Exchange"

// qualified returns the name of a type as CSDL writes it.
func qualified(typ string) string {
	inner, many := strings.CutPrefix(typ, "Collection(")
	inner = strings.TrimSuffix(inner, ")")
	if name, own := strings.CutPrefix(inner, "ex."); own {
		inner = namespace + "." + name
	} else {
		inner = "Edm." + inner
	}
	if many {
		return "Collection(" + inner + ")"
	}
	return inner
}

// A metadata collects what the document holds.
type metadata struct {
	seen   map[string]bool
	wanted []string // names of types that are referred to, in order
	schema schemaXML
}

// use notes that a type is referred to.
func (b *metadata) use(typ string) {
	inner := strings.TrimSuffix(strings.TrimPrefix(typ, "Collection("), ")")
	name, own := strings.CutPrefix(inner, "ex.")
	if own && !b.seen[name] {
		b.seen[name] = true
		b.wanted = append(b.wanted, name)
	}
}

// types writes the types that are referred to, and those that they refer to.
func (b *metadata) types() {
	for i := 0; i < len(b.wanted); i++ {
		t, ok := catalog.Model(b.wanted[i])
		if !ok {
			continue
		}
		if t.Kind == catalog.EnumKind {
			b.schema.Enums = append(b.schema.Enums, enumOf(t))
			continue
		}
		s := b.structure(t)
		if t.Kind == catalog.EntityKind {
			b.schema.Entities = append(b.schema.Entities, s)
		} else {
			b.schema.Complex = append(b.schema.Complex, s)
		}
	}
}

func enumOf(t *catalog.ModelType) enumXML {
	e := enumXML{Name: t.Name, Flags: t.Flags}
	for _, m := range t.Props {
		e.Members = append(e.Members, memberXML{Name: m.Name, Value: m.Type})
	}
	return e
}

func (b *metadata) structure(t *catalog.ModelType) structXML {
	s := structXML{Name: t.Name, Abstract: t.Abstract, Open: t.Open}
	if t.Base != "" {
		s.Base = namespace + "." + t.Base
		b.use("ex." + t.Base)
	}
	for _, k := range t.Key {
		s.Key = append(s.Key, propertyRefXML{k})
	}
	for _, m := range Members(t) {
		b.use(m.Type)
		p := propertyXML{Name: m.Name, Type: qualified(m.Type)}
		if slices.Contains(t.Key, m.Name) || m.Required {
			p.Nullable = "false"
		}
		s.Properties = append(s.Properties, p)
	}
	for _, m := range t.Navigation {
		if slices.Contains(navigations(), m.Name) {
			b.use(m.Type)
			s.Navigation = append(s.Navigation, propertyXML{Name: m.Name, Type: qualified(m.Type), Contained: "true"})
		}
	}
	return s
}

func (b *metadata) operation(op catalog.ModelOperation) {
	o := operationXML{Name: op.Name, Bound: op.Bound}
	for _, p := range op.Params {
		b.use(p.Type)
		x := propertyXML{Name: p.Name, Type: qualified(p.Type)}
		if p.Required {
			x.Nullable = "false"
		}
		o.Params = append(o.Params, x)
	}
	if op.Returns != "" {
		b.use(op.Returns)
		o.Returns = &returnXML{qualified(op.Returns)}
	}
	container := &b.schema.Container
	full := namespace + "." + op.Name
	switch {
	case op.Action:
		b.schema.Actions = append(b.schema.Actions, o)
		container.Actions = append(container.Actions, importXML{Name: op.Name, Action: full})
	case op.Bound:
		b.schema.Functions = append(b.schema.Functions, o)
	default:
		b.schema.Functions = append(b.schema.Functions, o)
		container.Functions = append(container.Functions, importXML{Name: op.Name, Function: full})
	}
}

func (b *metadata) document() edmxXML {
	b.schema.Namespace, b.schema.XMLNS, b.schema.Container.Name = namespace, "http://docs.oasis-open.org/odata/ns/edm", "Container"
	for _, s := range Sets() {
		b.schema.Container.Sets = append(b.schema.Container.Sets, setXML{s.Name, namespace + "." + s.Type})
	}
	return edmxXML{Version: "4.0", XMLNS: "http://docs.oasis-open.org/odata/ns/edmx", Schema: b.schema}
}
