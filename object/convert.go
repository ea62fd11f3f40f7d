package object

import (
	"fmt"
	"strings"
)

// A ConvertError says that a value cannot become a type.
type ConvertError struct {
	Value  string // text of the value, shortened
	Type   string // .NET name of the type
	Reason string // one sentence
}

func (e *ConvertError) Error() string {
	return fmt.Sprintf("Cannot convert value \"%s\" to type \"%s\". Error: \"%s\"", clip(e.Value), e.Type, e.Reason)
}

func cannot(v Value, typeName, reason string) error {
	text := String(v)
	if _, ok := v.(*Object); ok || IsCollection(v) {
		text = TypeName(v)
	}
	return &ConvertError{text, typeName, reason}
}

// Convert changes a value to the type named, by PowerShell's conversion rules, or returns a
// *ConvertError that names value and type. "T[]", Nullable and MultiValuedProperty are understood.
// A type it does not know, such as MailboxIdParameter or an enumeration, converts to text.
func Convert(v Value, to Type) (Value, error) {
	name := TypeFullName(to)
	if inner, ok := strings.CutSuffix(name, "[]"); ok {
		return convertArray(v, Type(inner))
	}
	if outer, arg, ok := cutGeneric(name); ok {
		return convertGeneric(v, outer, Type(arg))
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return convertNamed(v, name, strings.ToLower(name[i+1:]))
	}
	return convertNamed(v, name, strings.ToLower(name))
}

// convertNamed converts by the last part of the type's name, in lower case.
func convertNamed(v Value, full, name string) (Value, error) {
	switch name {
	case "object", "psobject", "scriptblock", "expression":
		return v, nil
	case "string":
		return convertText(v)
	case "int32", "int64", "int16", "byte", "sbyte", "uint16", "uint32", "uint64", "double", "single", "decimal":
		return convertNumber(v, full, name)
	case "boolean":
		return Truth(v), nil
	case "switchparameter":
		return Switch(Truth(v)), nil
	case "datetime", "exdatetime", "datetimeoffset":
		return convertTime(v, full)
	case "timespan":
		span, err := convertSpan(v, full)
		return span, err
	case "enhancedtimespan":
		span, err := convertSpan(v, full)
		return EnhancedTimeSpan(span), err
	case "guid":
		return convertGUID(v, full)
	case "char":
		return convertChar(v, full)
	}
	return convertOther(v, full, name)
}

func convertOther(v Value, full, name string) (Value, error) {
	switch name {
	case "array":
		return convertArray(v, "object")
	case "arraylist":
		return &List{Items: append([]any(nil), elements(v)...)}, nil
	case "hashtable", "ordereddictionary", "idictionary":
		return convertDict(v, full)
	case "version":
		return convertVersion(v, full)
	case "type", "runtimetype":
		return convertType(v), nil
	case "securestring":
		return convertSecure(v, full)
	case "pscredential":
		return convertCredential(v, full)
	case "bytequantifiedsize":
		return convertSize(v, full)
	case "unlimited", "unlimitedint":
		return convertUnlimited(v, "")
	case "multivaluedproperty", "mulitvaluedproperty", "proxyaddresscollection", "proxyaddresstemplatecollection", "approvedapplicationcollection":
		return convertMulti(v)
	case "smtpaddress":
		text, err := convertText(v)
		if v == nil || err != nil {
			return v, err
		}
		return SmtpAddress(text.(string)), nil
	case "x509certificate2", "stream", "pssessionoption":
		return v, nil
	}
	if isNamed(v, full) {
		return v, nil
	}
	return convertUnknown(v)
}

// isNamed says whether the value is of the type already: its name, or the last part of it, is in the chain.
func isNamed(v Value, name string) bool {
	if _, text := v.(string); text || v == nil {
		return false
	}
	for _, t := range TypeNames(v) {
		if strings.EqualFold(t, name) || !strings.ContainsRune(name, '.') && strings.EqualFold(t[strings.LastIndexByte(t, '.')+1:], name) {
			return true
		}
	}
	return false
}

func convertText(v Value) (Value, error) {
	if o, ok := v.(*Object); ok && len(o.Props) == 0 && len(o.Types) == 0 {
		return "", nil
	}
	return String(v), nil
}

// elements is a value as a list: null is empty, a scalar is a list of one.
func elements(v Value) []any {
	switch {
	case v == nil:
		return nil
	case IsCollection(v):
		return Unroll(v)
	}
	return []any{v}
}

func convertArray(v Value, inner Type) (Value, error) {
	if v == nil {
		return nil, nil
	}
	if name := TypeFullName(inner); name == "System.Byte" {
		return convertBytes(v)
	} else if s, ok := v.(string); ok && name == "System.Char" {
		return chars(s), nil
	}
	list := elements(v)
	out := make([]any, len(list))
	for i, e := range list {
		c, err := Convert(e, inner)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

func chars(s string) []any {
	var out []any
	for _, r := range s {
		out = append(out, Char(r))
	}
	return out
}

func convertBytes(v Value) (Value, error) {
	if b, ok := v.([]byte); ok {
		return b, nil
	}
	list := elements(v)
	out := make([]byte, len(list))
	for i, e := range list {
		b, err := Convert(e, "byte")
		if err != nil {
			return nil, err
		}
		out[i] = b.(uint8)
	}
	return out, nil
}

func convertGeneric(v Value, outer string, arg Type) (Value, error) {
	switch strings.ToLower(outer[strings.LastIndexByte(outer, '.')+1:]) {
	case "nullable":
		if v == nil || v == "" {
			return nil, nil
		}
		return Convert(v, arg)
	case "unlimited":
		return convertUnlimited(v, arg)
	case "multivaluedproperty":
		return convertMulti(v)
	case "list", "collection", "ienumerable", "ilist":
		items, err := convertArray(v, arg)
		if err != nil {
			return nil, err
		}
		list, _ := items.([]any)
		return &List{Kind: Type(genericName("List", string(arg))), Items: list}, nil
	}
	return nil, cannot(v, outer, "The type is not supported.")
}

func convertDict(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case nil, *Dict:
		return v, nil
	case *Object:
		d := &Dict{Ordered: true}
		for _, p := range t.Props {
			d.Set(p.Name, p.Value)
		}
		return d, nil
	}
	return nil, cannot(v, full, "Only a hash table can be used here, such as @{Add='a'}.")
}
