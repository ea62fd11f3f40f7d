package main

import (
	"slices"
	"strings"
)

func (f *facts) hasObject(name string) bool {
	_, sampled := f.objects.Objects[name]
	_, added := f.supplement.Objects[name]
	return sampled || added
}

func (f *facts) objectFiles() (text, index []byte) {
	names := map[string]bool{}
	for n := range f.objects.Objects {
		names[n] = true
	}
	for n := range f.supplement.Objects {
		names[n] = true
	}
	known := f.knownTypes()
	var records []record
	for n := range names {
		records = append(records, record{name: n, text: f.object(n, known)})
	}
	return indexed(records)
}

// A prop is one property of an object that is written.
type prop struct {
	name, typ string
	enum      bool
}

// object writes one object type in the form that catalog/decode.go describes.
func (f *facts) object(name string, known map[string]string) string {
	var b strings.Builder
	b.WriteString(strings.Join(append([]string{name}, f.typeNames(name)...), "\t") + "\n")
	for _, p := range identified(f.props(name, known)) {
		b.WriteString(" " + p.name + "\t" + p.typ)
		if p.enum {
			b.WriteString("\tenum")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// identified gives the Identity and Id of directory objects, which samples show as text, their type.
func identified(props []prop) []prop {
	if !slices.ContainsFunc(props, func(p prop) bool { return p.name == "DistinguishedName" }) {
		return props
	}
	for i, p := range props {
		if p.name == "Identity" || p.name == "Id" {
			props[i].typ = "ADObjectId"
		}
	}
	return props
}

// typeNames is the chain of .NET types where it is known, else a neutral name of our own.
func (f *facts) typeNames(name string) []string {
	if chain, ok := f.objects.CLR[name]; ok {
		return chain.TypeNames
	}
	if chain, ok := f.supplement.Types[name]; ok {
		return chain
	}
	return []string{"Exosh." + strings.ReplaceAll(name, "-", "."), "System.Object"}
}

// props are the properties in order: as sampled, else as supplemented, else the OData model's.
func (f *facts) props(name string, known map[string]string) []prop {
	extra := f.supplement.Objects[name]
	switch o := f.objects.Objects[name]; {
	case extra.SameAs != "":
		return f.props(extra.SameAs, known)
	case len(extra.Properties) > 0:
		return supplemented(extra.Properties)
	case len(o.Properties) > 0:
		return f.sampled(name, o, known)
	default:
		return f.modelled(o, known)
	}
}

func supplemented(list orderedTexts) []prop {
	var props []prop
	for _, p := range list {
		typ, enum := strings.CutPrefix(p.Value, "enum ")
		props = append(props, prop{p.Name, typ, enum})
	}
	return props
}

// remoting reports whether a proxy adds the property to what it received; the service does not send it.
func remoting(property string) bool {
	return slices.Contains([]string{"RunspaceId", "PSComputerName", "PSShowComputerName"}, property)
}

func (f *facts) sampled(name string, o objectFact, known map[string]string) []prop {
	var props []prop
	for _, p := range o.Properties {
		if remoting(p.Name) {
			continue
		}
		typ := f.sampledType(name, p, known)
		if right := f.supplement.Renames[p.Name]; right != "" {
			p.Name = right
		}
		if slices.ContainsFunc(props, func(have prop) bool { return have.name == p.Name }) {
			continue
		}
		props = append(props, prop{p.Name, typ, p.Format == "Enum"})
	}
	return props
}

// modelled are the properties of the OData type, with the spelling that the shell shows: the role
// types of the model are written in lower camel case.
func (f *facts) modelled(o objectFact, known map[string]string) []prop {
	types := f.objects.OData.EntityTypes
	model, inComplex := strings.CutPrefix(o.OData, "complexTypes/")
	if inComplex {
		types = f.objects.OData.ComplexTypes
	}
	var props []prop
	for _, p := range types[strings.TrimPrefix(model, "entityTypes/")].Properties {
		name := strings.TrimSuffix(strings.ToUpper(p.Name[:1])+p.Name[1:], "DateTime")
		props = append(props, prop{name, modelType(name, p.Value, known), strings.HasPrefix(p.Value, "ex.")})
	}
	return props
}
