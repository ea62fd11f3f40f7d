package object

import (
	"strings"
)

// accelerator finds the full name of a type by its short name in lower case.
func accelerator(lower string) (string, bool) {
	if full := systemType(lower); full != "" {
		return full, true
	}
	switch lower {
	case "int":
		return "System.Int32", true
	case "long":
		return "System.Int64", true
	case "short":
		return "System.Int16", true
	case "uint":
		return "System.UInt32", true
	case "ulong":
		return "System.UInt64", true
	case "ushort":
		return "System.UInt16", true
	case "bool":
		return "System.Boolean", true
	case "float":
		return "System.Single", true
	case "switch", "switchparameter":
		return "System.Management.Automation.SwitchParameter", true
	case "psobject", "pscustomobject":
		return "System.Management.Automation.PSObject", true
	case "hashtable", "pswshashtable":
		return "System.Collections.Hashtable", true
	case "ordered":
		return "System.Collections.Specialized.OrderedDictionary", true
	case "scriptblock":
		return "System.Management.Automation.ScriptBlock", true
	case "securestring":
		return "System.Security.SecureString", true
	case "pscredential":
		return "System.Management.Automation.PSCredential", true
	case "regex":
		return "System.Text.RegularExpressions.Regex", true
	case "xml":
		return "System.Xml.XmlDocument", true
	case "cultureinfo":
		return "System.Globalization.CultureInfo", true
	case "ipaddress":
		return "System.Net.IPAddress", true
	case "mailaddress":
		return "System.Net.Mail.MailAddress", true
	}
	return "", false
}

// systemType is the full name of a type of the name space System, "" for others.
func systemType(lower string) string {
	switch lower {
	case "string":
		return "System.String"
	case "object":
		return "System.Object"
	case "double":
		return "System.Double"
	case "decimal":
		return "System.Decimal"
	case "char":
		return "System.Char"
	case "byte":
		return "System.Byte"
	case "sbyte":
		return "System.SByte"
	case "int16":
		return "System.Int16"
	case "int32":
		return "System.Int32"
	case "int64":
		return "System.Int64"
	case "uint16":
		return "System.UInt16"
	case "uint32":
		return "System.UInt32"
	case "uint64":
		return "System.UInt64"
	case "boolean":
		return "System.Boolean"
	case "single":
		return "System.Single"
	case "datetime":
		return "System.DateTime"
	case "datetimeoffset":
		return "System.DateTimeOffset"
	case "timespan":
		return "System.TimeSpan"
	case "timezoneinfo":
		return "System.TimeZoneInfo"
	case "guid":
		return "System.Guid"
	case "version":
		return "System.Version"
	case "uri":
		return "System.Uri"
	case "array":
		return "System.Array"
	case "void":
		return "System.Void"
	case "exception":
		return "System.Exception"
	case "math":
		return "System.Math"
	case "convert":
		return "System.Convert"
	case "environment":
		return "System.Environment"
	case "enum":
		return "System.Enum"
	case "type":
		return "System.Type"
	case "dayofweek":
		return "System.DayOfWeek"
	case "random":
		return "System.Random"
	case "console":
		return "System.Console"
	case "stringcomparer":
		return "System.StringComparer"
	case "stringcomparison":
		return "System.StringComparison"
	}
	return ""
}

// TypeFullName is the .NET name that a user's spelling stands for: "int[]" is "System.Int32[]". A
// name it does not know is returned without change.
func TypeFullName(t Type) string {
	switch t {
	case "String", "string", "System.String":
		return "System.String"
	case "SwitchParameter":
		return "System.Management.Automation.SwitchParameter"
	case "Boolean", "bool", "System.Boolean":
		return "System.Boolean"
	case "Int32", "int", "System.Int32":
		return "System.Int32"
	}
	name := strings.TrimSpace(string(t))
	if strings.HasSuffix(name, "IdParameter") && !strings.ContainsAny(name, ".[<") {
		return name
	}
	if inner, ok := strings.CutSuffix(name, "[]"); ok {
		return TypeFullName(Type(inner)) + "[]"
	}
	if outer, arg, ok := cutGeneric(name); ok {
		return genericName(outer, arg)
	}
	lower := strings.ToLower(name)
	if full, ok := accelerator(lower); ok {
		return full
	}
	if rest, ok := strings.CutPrefix(lower, "system."); ok {
		if full, ok := accelerator(rest); ok && strings.EqualFold(full, name) {
			return full
		}
		if full, ok := accelerator(rest[strings.LastIndexByte(rest, '.')+1:]); ok && strings.EqualFold(full, name) {
			return full
		}
		return name
	}
	switch lower {
	case "collections.arraylist", "arraylist":
		return "System.Collections.ArrayList"
	case "collections.hashtable", "management.automation.pscredential", "management.automation.psobject", "security.securestring", "management.automation.switchparameter":
		return TypeFullName(Type("System." + name))
	}
	return name
}

// cutGeneric splits "List[object]", "Nullable<DateTime>" and "List`1[System.Object]".
func cutGeneric(name string) (outer, arg string, ok bool) {
	i := strings.IndexAny(name, "[<")
	if i <= 0 || !strings.HasSuffix(name, "]") && !strings.HasSuffix(name, ">") {
		return "", "", false
	}
	outer, _, _ = strings.Cut(name[:i], "`")
	arg = strings.TrimSpace(name[i+1 : len(name)-1])
	if arg == "" {
		return "", "", false
	}
	if strings.HasPrefix(arg, "[") && strings.HasSuffix(arg, "]") {
		arg = arg[1 : len(arg)-1]
	}
	return strings.TrimSpace(outer), arg, true
}

func genericName(outer, arg string) string {
	switch strings.TrimPrefix(strings.ToLower(outer), "system.") {
	case "nullable":
		return "System.Nullable`1[" + TypeFullName(Type(arg)) + "]"
	case "collections.generic.list", "list":
		return "System.Collections.Generic.List`1[" + TypeFullName(Type(arg)) + "]"
	}
	return outer + "`1[" + TypeFullName(Type(arg)) + "]"
}
