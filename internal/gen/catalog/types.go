package main

import "strings"

// sampledType says of what type a sampled property is. The wire's annotation and text form come first;
// where null was seen only, the .NET type, the parameter that sets it and the name decide.
func (f *facts) sampledType(object string, p propFact, known map[string]string) string {
	inner := formatType(p)
	set := f.setterType(object, p.Name)
	switch {
	case inner == "Unlimited":
		return "Unlimited<" + f.unlimitedInner(p.Name) + ">"
	case set == "Unlimited" && (inner == "ByteQuantifiedSize" || inner == "EnhancedTimeSpan"):
		return "Unlimited<" + inner + ">"
	case inner != "":
		return inner
	}
	if typ := clrType(f.objects.CLR[object].Properties[p.Name]); typ != "" {
		return typ
	}
	if set == "Unlimited" {
		return "Unlimited<" + f.unlimitedInner(p.Name) + ">"
	}
	if typ := parameterType(set); typ != "" && p.JSON == "null" {
		return typ
	}
	if typ := known[p.Name]; typ != "" && p.JSON == "null" {
		return typ
	}
	return "String"
}

// formatType is the type that the sample itself shows, "" where it shows text or nothing.
func formatType(p propFact) string {
	switch p.DataType {
	case "System.DateTime":
		return "DateTime"
	case "System.Guid":
		return "Guid"
	case "System.Int32", "System.Int16", "System.UInt16":
		return "Int32"
	}
	switch p.Format {
	case "Guid", "DateTime", "ByteQuantifiedSize", "EnhancedTimeSpan", "Unlimited", "Int32", "Int64":
		return p.Format
	case "ADObjectId":
		return "ADObjectId"
	case "MultiValued":
		return "String[]"
	}
	if p.JSON == "boolean" {
		return "Boolean"
	}
	return ""
}

// clrType maps a .NET type to the object package's name, "" where it shows as text.
func clrType(name *string) string {
	if name == nil {
		return ""
	}
	switch n := *name; {
	case n == "System.Boolean":
		return "Boolean"
	case n == "System.Int32", n == "System.UInt32":
		return "Int32"
	case n == "System.DateTime":
		return "DateTime"
	case n == "System.Guid":
		return "Guid"
	case n == "Microsoft.Exchange.Data.EnhancedTimeSpan":
		return "EnhancedTimeSpan"
	case n == "Microsoft.Exchange.Data.Directory.ADObjectId":
		return "ADObjectId"
	case n == "Microsoft.Exchange.Data.SmtpAddress":
		return "SmtpAddress"
	case strings.HasSuffix(n, "Unlimited`1[Microsoft.Exchange.Data.ByteQuantifiedSize]"):
		return "Unlimited<ByteQuantifiedSize>"
	case strings.HasSuffix(n, "Unlimited`1[System.Int32]"):
		return "Unlimited<Int32>"
	case strings.Contains(n, "MultiValuedProperty`1["), strings.HasSuffix(n, "ProxyAddressCollection"), n == "System.String[]":
		return "String[]"
	}
	return ""
}

// setterType is the type of the parameter of the Set twin that writes a property.
func (f *facts) setterType(object, property string) string {
	noun := object[strings.IndexByte(object, '-')+1:]
	return f.cmdlets["Set-"+noun].Params[property].Type
}

// parameterType maps the type of a parameter to that of the property it sets, "" where it is text.
func parameterType(typ string) string {
	switch typ {
	case "Boolean", "$true | $false":
		return "Boolean"
	case "DateTime", "System.DateTime":
		return "DateTime"
	case "Int32", "Guid", "EnhancedTimeSpan", "ByteQuantifiedSize":
		return typ
	case "MultiValuedProperty", "ProxyAddressCollection":
		return "String[]"
	}
	if strings.HasSuffix(typ, "[]") {
		return "String[]"
	}
	return ""
}

// unlimitedInner is what an Unlimited holds, which no source says: a table, else the name's last word.
func (f *facts) unlimitedInner(property string) string {
	if inner := f.supplement.Inner[property]; inner != "" {
		return inner
	}
	for _, word := range []string{"Quota", "Size"} {
		if strings.HasSuffix(property, word) {
			return "ByteQuantifiedSize"
		}
	}
	for _, word := range []string{"Age", "For", "Period", "Duration", "Time", "Limit", "Interval"} {
		if strings.HasSuffix(property, word) && word != "Limit" {
			return "EnhancedTimeSpan"
		}
	}
	return "Int32"
}

// knownTypes are the types that the samples show for a property name, where all of them agree.
func (f *facts) knownTypes() map[string]string {
	known, clash := map[string]string{}, map[string]bool{}
	for object, o := range f.objects.Objects {
		for _, p := range o.Properties {
			if formatType(p) == "" {
				continue
			}
			typ := f.sampledType(object, p, nil)
			if known[p.Name] != "" && known[p.Name] != typ {
				clash[p.Name] = true
			}
			known[p.Name] = typ
		}
	}
	for name := range clash {
		delete(known, name)
	}
	return known
}

// modelType is the type of a property of the OData model. The model calls much a string that the
// samples show to be typed.
func modelType(name, edm string, known map[string]string) string {
	switch strings.TrimSuffix(edm, "!") {
	case "Boolean", "Guid", "Int32", "Int64":
		return strings.TrimSuffix(edm, "!")
	case "Int16":
		return "Int32"
	case "DateTimeOffset":
		return "DateTime"
	case "Collection(Byte)":
		return "Byte[]"
	}
	if strings.HasPrefix(edm, "Collection(") {
		return "String[]"
	}
	if typ := known[name]; typ != "" {
		return typ
	}
	return "String"
}
