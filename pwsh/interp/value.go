package interp

import (
	"example.org/exosh/object"
)

// nothing is what a pipeline without output gives to a variable: it is $null in every expression, but
// sends no object into a pipeline (rule 12). It never leaves the package.
type nothing struct{}

// Replaces nothing by $null.
func some(v object.Value) object.Value {
	if _, ok := v.(nothing); ok {
		return nil
	}
	return v
}

// Returns what a list of output objects is as one value.
func collapse(list []object.Value) object.Value {
	switch len(list) {
	case 0:
		return nothing{}
	case 1:
		return list[0]
	}
	return list
}

// Lists the objects that a value is in a pipeline: arrays are taken apart by one level.
func unroll(v object.Value) []object.Value {
	switch v := v.(type) {
	case nothing:
		return nil
	case []any:
		return v
	}
	return object.Unroll(v)
}

func isCollection(v object.Value) bool {
	switch v.(type) {
	case []any, *object.List:
		return true
	case nil, nothing, bool, int32, int64, string, float64, *object.Object, *object.Dict:
		return false
	}
	return object.IsCollection(v)
}

func truth(v object.Value) bool {
	switch v := v.(type) {
	case bool:
		return v
	case nil, nothing:
		return false
	case int32:
		return v != 0
	case string:
		return v != ""
	}
	return object.Truth(v)
}
