package command

import (
	"strings"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// isExactly says whether the value needs no conversion to be the parameter's.
func isExactly(p *catalog.Param, v object.Value) bool {
	k, element := shape(p)
	_, isBlock := v.(Block)
	switch k {
	case anything:
		return true
	case block:
		return isBlock
	case multiple:
		one := *p
		if one.Type = string(element); element == "" {
			one.Type = "string"
		}
		for _, e := range object.Unroll(v) {
			if !isExactly(&one, e) {
				return false
			}
		}
		return true
	}
	return isScalar(k, element, v)
}

func isScalar(k kind, t object.Type, v object.Value) bool {
	switch v.(type) {
	case string:
		return k == textual || k == reference
	case bool:
		return k == boolean
	case object.Switch:
		return k == flag
	case time.Time:
		return k == valueType && strings.HasSuffix(string(t), "DateTime")
	case nil:
		return false
	}
	return object.TypeName(v) == object.TypeFullName(t)
}
