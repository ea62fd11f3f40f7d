package interp

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

// Reports whether a type can be named in a script.
func knownType(name string) bool {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "[]"), "[]")
	switch last := lastPart(name); last {
	case "object", "psobject", "pscustomobject", "string", "int", "int32", "long", "int64", "short", "int16", "byte", "sbyte", "uint", "uint16", "uint32", "uint64", "ushort", "ulong",
		"double", "float", "single", "decimal", "bool", "boolean", "switch", "switchparameter", "datetime", "timespan", "guid", "char", "version", "type", "void",
		"array", "arraylist", "list", "hashtable", "ordered", "ordereddictionary", "dictionary", "idictionary", "hashset", "queue", "stack", "ienumerable", "ilist", "icollection", "collection",
		"scriptblock", "regex", "match", "securestring", "pscredential", "exception", "errorrecord", "nullable", "enum", "valuetype",
		"math", "convert", "environment", "path", "encoding", "stringbuilder", "stopwatch", "webutility", "httputility", "uri", "random", "cultureinfo", "stringcomparer", "stringcomparison",
		"stringsplitoptions", "midpointrounding", "dayofweek", "datetimekind", "errorcategory", "actionpreference", "confirmimpact", "regexoptions", "timezoneinfo", "file", "directory", "fileinfo",
		"servicepointmanager", "securityprotocoltype", "bytequantifiedsize", "enhancedtimespan", "smtpaddress", "unlimited", "multivaluedproperty", "mailaddress", "dictionaryentry", "keyvaluepair", "globalization", "marshal", "console", "bigint", "ref", "xml", "cmdletinfo", "functioninfo", "commandinfo", "psmoduleinfo", "progressrecord", "pssessionoption", "applicationexception", "choicedescription", "networkcredential", "psnoteproperty", "utf8encoding":
		return true
	default:
		return strings.HasSuffix(last, "exception")
	}
}

func typeNotFound(name string) error {
	return &command.Error{Category: command.InvalidOperation, ID: "TypeNotFound", Type: runtimeException,
		Message: "Unable to find type [" + name + "].", Advice: "exosh knows the common types of scripts, not all of .NET.", Target: name}
}

func (c *code) typeLit(t *syntax.TypeName) expr {
	name := t.String()
	if !knownType(name) {
		return func(*frame) (object.Value, error) { return nil, typeNotFound(name) }
	}
	return constant(object.Type(name))
}

// Returns the type that the right side of -is or -as names.
func (in *Interp) typeOperand(v object.Value) (string, error) {
	if t, ok := v.(object.Type); ok {
		return string(t), nil
	}
	name := strings.Trim(object.String(v), "[]")
	if !knownType(name) {
		return "", typeNotFound(name)
	}
	return name, nil
}

// Reports whether a value is of a type.
func (in *Interp) isType(v, t object.Value) (bool, error) {
	name, err := in.typeOperand(t)
	if err != nil || v == nil {
		return false, err
	}
	return hasType(v, name), nil
}

func hasType(v object.Value, name string) bool {
	want := lastPart(name)
	if strings.HasSuffix(name, "[]") {
		_, isArray := v.([]any)
		return isArray && (want == "object" || allOf(v.([]any), strings.TrimSuffix(name, "[]")) && len(v.([]any)) > 0) || want == "byte" && object.TypeName(v) == "System.Byte[]"
	}
	switch want {
	case "object":
		return true
	case "psobject", "pscustomobject":
		_, ok := v.(*object.Object)
		return ok
	case "array":
		return strings.HasSuffix(object.TypeName(v), "[]")
	case "ienumerable":
		_, isText := v.(string)
		_, isDict := v.(*object.Dict)
		return isText || isDict || isCollection(v)
	case "ilist", "icollection":
		_, isDict := v.(*object.Dict)
		return isCollection(v) || isDict && want == "icollection"
	case "idictionary":
		_, isDict := v.(*object.Dict)
		return isDict
	case "exception":
		_, ok := v.(*command.Exception)
		return ok
	}
	want = lastPart(object.TypeFullName(object.Type(name)))
	for _, t := range object.TypeNames(v) {
		if lastPart(t) == want {
			return true
		}
	}
	if e, ok := v.(*command.Exception); ok {
		return catchRank(e.Record, name) > 0
	}
	return false
}

func allOf(list []any, name string) bool {
	for _, v := range list {
		if v == nil || !hasType(v, name) {
			return false
		}
	}
	return true
}
