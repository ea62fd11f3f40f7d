package wire

import (
	"time"

	"example.org/exosh/object"
	"example.org/exosh/object/decimal"
)

// Returns the members that annotate a value, each with the comma that follows it; "" for none. A Guid
// and the numbers other than Int32 have both, as captured from the vendor's service.
func annotations(v object.Value) (data, odata string) {
	switch v := v.(type) {
	case object.GUID:
		return `"System.Guid",`, `"#Guid",`
	case int16:
		return `"System.Int16",`, `"#Int16",`
	case int32:
		return `"System.Int32",`, ""
	case int64:
		return `"System.Int64",`, `"#Int64",`
	case uint8:
		return `"System.Byte",`, `"#Byte",`
	case uint32:
		return `"System.UInt32",`, `"#Int64",`
	case uint64:
		return `"System.UInt64",`, `"#Decimal",`
	case float32:
		return `"System.Single",`, `"#Single",`
	case float64:
		return `"System.Double",`, `"#Double",`
	case *decimal.Decimal:
		return `"System.Decimal",`, `"#Decimal",`
	case time.Time:
		return `"System.DateTime",`, ""
	case []byte:
		return "", `"#Exchange.ByteArrayType",`
	case []any:
		return "", collection(v)
	case *object.List:
		return "", collection(v.Items)
	}
	return "", ""
}

func collection(items []any) string {
	for _, v := range items {
		if _, ok := v.(*object.Dict); ok {
			return `"#Collection(Exchange.GenericHashTable)",`
		}
	}
	return `"#Collection(String)",`
}
