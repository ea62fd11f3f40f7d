package object

import (
	"time"

	"example.org/exosh/object/decimal"
)

const psCustomObject = "System.Management.Automation.PSCustomObject"

// TypeName is the .NET name of a value's type, "System.Int32"; "" for nil.
func TypeName(v Value) string {
	switch t := v.(type) {
	case nil:
		return ""
	case *Object:
		if len(t.Types) > 0 {
			return t.Types[0]
		}
		return psCustomObject
	case *List:
		if t.Kind != "" {
			return TypeFullName(t.Kind)
		}
		return "System.Collections.ArrayList"
	case *Dict:
		if t.Ordered {
			return "System.Collections.Specialized.OrderedDictionary"
		}
		return "System.Collections.Hashtable"
	case Properties:
		if names := t.TypeNames(); len(names) > 0 {
			return names[0]
		}
		return "System.Object"
	}
	return scalarType(v)
}

func scalarType(v Value) string {
	switch v.(type) {
	case string:
		return "System.String"
	case bool:
		return "System.Boolean"
	case int32, int:
		return "System.Int32"
	case int64:
		return "System.Int64"
	case float64:
		return "System.Double"
	case float32:
		return "System.Single"
	case uint8:
		return "System.Byte"
	case int16:
		return "System.Int16"
	case uint32:
		return "System.UInt32"
	case uint64:
		return "System.UInt64"
	case *decimal.Decimal:
		return "System.Decimal"
	case Char:
		return "System.Char"
	case []any:
		return "System.Object[]"
	case []byte:
		return "System.Byte[]"
	case time.Time:
		return "System.DateTime"
	case TimeSpan:
		return "System.TimeSpan"
	case GUID:
		return "System.Guid"
	case Version:
		return "System.Version"
	case Type:
		return "System.RuntimeType"
	case Switch:
		return "System.Management.Automation.SwitchParameter"
	case *SecureString:
		return "System.Security.SecureString"
	case *Credential:
		return "System.Management.Automation.PSCredential"
	}
	return exchangeType(v)
}

func exchangeType(v Value) string {
	switch t := v.(type) {
	case ByteQuantifiedSize:
		return "Microsoft.Exchange.Data.ByteQuantifiedSize"
	case EnhancedTimeSpan:
		return "Microsoft.Exchange.Data.EnhancedTimeSpan"
	case SmtpAddress:
		return "Microsoft.Exchange.Data.SmtpAddress"
	case ADObjectID:
		return "Microsoft.Exchange.Data.Directory.ADObjectId"
	case Unlimited:
		inner := "System.Int32"
		if t.Value != nil {
			inner = TypeName(t.Value)
		}
		return "Microsoft.Exchange.Data.Unlimited`1[" + inner + "]"
	}
	return "System.Object"
}

// TypeNames is the chain of .NET type names of a value, most derived first; nil for nil.
func TypeNames(v Value) []string {
	switch t := v.(type) {
	case nil:
		return nil
	case *Object:
		if len(t.Types) > 0 {
			return t.Types
		}
		return []string{psCustomObject, "System.Object"}
	case Properties:
		return t.TypeNames()
	case []any, []byte:
		return []string{TypeName(v), "System.Array", "System.Object"}
	case *List, *Dict, string:
		return []string{TypeName(v), "System.Object"}
	}
	return []string{TypeName(v), "System.ValueType", "System.Object"}
}
