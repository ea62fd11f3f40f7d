package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A structFact is an entity type or a complex type of the OData model.
type structFact struct {
	Key        []string
	Base       string
	Abstract   bool
	Open       bool
	Properties orderedTexts
	Navigation orderedTexts
}

type enumFact struct {
	Flags   bool
	Members orderedTexts
}

type operationFact struct {
	Name       string
	Bound      bool
	Parameters orderedTexts
	Returns    string
}

// odataFiles writes the OData model in the form that catalog/odata.go describes.
func (f *facts) odataFiles() (text, index []byte) {
	var records []record
	model := &f.objects.OData
	for name, s := range model.EntityTypes {
		records = append(records, record{name: name, text: structure(name, "entity", s)})
	}
	for name, s := range model.ComplexTypes {
		if _, clash := model.EntityTypes[name]; !clash {
			records = append(records, record{name: name, text: structure(name, "complex", s)})
		}
	}
	for name, e := range model.EnumTypes {
		records = append(records, record{name: name, text: enumeration(name, e)})
	}
	return indexed(records)
}

func structure(name, kind string, s structFact) string {
	var b strings.Builder
	var flags []string
	if s.Abstract {
		flags = append(flags, "abstract")
	}
	if s.Open {
		flags = append(flags, "open")
	}
	fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\n", name, kind, orDash(strings.Join(s.Key, "|")), orDash(strings.TrimPrefix(s.Base, "ex.")), orDash(strings.Join(flags, "|")))
	for _, p := range s.Properties {
		fmt.Fprintf(&b, " %s\t%s\n", p.Name, p.Value)
	}
	for _, p := range s.Navigation {
		fmt.Fprintf(&b, ">%s\t%s\n", p.Name, p.Value)
	}
	return b.String()
}

func enumeration(name string, e enumFact) string {
	var b strings.Builder
	flags := "-"
	if e.Flags {
		flags = "flags"
	}
	fmt.Fprintf(&b, "%s\tenum\t-\t-\t%s\n", name, flags)
	for _, m := range e.Members {
		fmt.Fprintf(&b, " %s\t%s\n", m.Name, m.Value)
	}
	return b.String()
}

// operationFile lists the functions of the model and then its actions, one on a line.
func (f *facts) operationFile() []byte {
	b := []byte(generated)
	b = operations(b, "function", f.objects.OData.Functions)
	return operations(b, "action", f.objects.OData.Actions)
}

func operations(b []byte, kind string, list []operationFact) []byte {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b operationFact) int { return strings.Compare(a.Name, b.Name) })
	for _, o := range list {
		bound := "-"
		if o.Bound {
			bound = "bound"
		}
		var params []string
		for _, p := range o.Parameters {
			params = append(params, p.Name+" "+p.Value)
		}
		b = fmt.Appendf(b, "%s\t%s\t%s\t%s\t%s\n", o.Name, kind, bound, orDash(o.Returns), orDash(strings.Join(params, "|")))
	}
	return b
}

// propertySetFile lists the property sets of the Get-EXO cmdlets, one on a line: cmdlet, set, properties.
// The property ExternalDirectoryObjectId is written in one way.
func (f *facts) propertySetFile() []byte {
	b := []byte(generated)
	for _, cmdlet := range slices.Sorted(maps.Keys(f.objects.PropertySets.Sets)) {
		sets := f.objects.PropertySets.Sets[cmdlet]
		for _, set := range slices.Sorted(maps.Keys(sets)) {
			all := append(slices.Clone(sets[set]), f.supplement.Sets[cmdlet][set]...)
			names := strings.ReplaceAll(strings.Join(all, "|"), "ExternalDirectoryObjectID", "ExternalDirectoryObjectId")
			b = fmt.Appendf(b, "%s\t%s\t%s\n", cmdlet, set, names)
		}
	}
	return b
}
