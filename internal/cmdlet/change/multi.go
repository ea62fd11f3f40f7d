package change

import (
	"strings"

	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// A Delta is what a multi-valued parameter asks for: a whole new list, or values to add and remove.
type Delta struct {
	Replace     []string
	Add, Remove []string
	Partial     bool // Add and Remove count; otherwise Replace does, and may be empty
}

// DeltaOf reads the value of a multi-valued parameter: an array, one value, $null which clears, or a
// hash table with Add and Remove. A hash table without either clears as well.
func DeltaOf(v object.Value) Delta {
	d, ok := v.(*object.Dict)
	if !ok {
		return Delta{Replace: textsOf(v)}
	}
	add, hasAdd := lookup(d, "Add")
	remove, hasRemove := lookup(d, "Remove")
	if !hasAdd && !hasRemove {
		return Delta{}
	}
	return Delta{Partial: true, Add: textsOf(add), Remove: textsOf(remove)}
}

func lookup(d *object.Dict, key string) (object.Value, bool) {
	for k, v := range d.All() {
		if strings.EqualFold(object.String(k), key) {
			return v, true
		}
	}
	return nil, false
}

func textsOf(v object.Value) []string {
	var list []string
	for _, item := range org.Items(v) {
		if text := textOf(item); text != "" {
			list = append(list, text)
		}
	}
	return list
}

// Merge returns the list that results from a multi-valued parameter; no value is in it twice.
func Merge(old []string, v object.Value) []string {
	d := DeltaOf(v)
	if !d.Partial {
		return uniq(d.Replace)
	}
	gone := make(map[string]bool, len(d.Remove))
	for _, text := range d.Remove {
		gone[org.Fold(text)] = true
	}
	var kept []string
	for _, text := range old {
		if !gone[org.Fold(text)] {
			kept = append(kept, text)
		}
	}
	return uniq(append(kept, d.Add...))
}

func uniq(list []string) []string {
	var kept []string
	seen := make(map[string]bool, len(list))
	for _, text := range list {
		if key := org.Fold(text); !seen[key] {
			seen[key] = true
			kept = append(kept, text)
		}
	}
	return kept
}
