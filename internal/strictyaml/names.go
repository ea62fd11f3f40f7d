package strictyaml

import (
	"encoding"
	"reflect"
	"strings"
)

// wanted says in words what a value of the type looks like.
func wanted(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if f, ok := reflect.Zero(t).Interface().(Former); ok {
		return f.Form()
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "one value"
	}
	switch t.Kind() {
	case reflect.Struct:
		return "a mapping with the keys " + strings.Join(keys(t), ", ")
	case reflect.Map:
		return "a mapping"
	case reflect.Slice:
		return "a list"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a text (true and false as text stand in quotes)"
	}
	return "a whole number"
}

// A Former says what its values look like, for error messages: "a date such as 2024-03-31".
type Former interface{ Form() string }

// keys lists the keys of a struct, those of embedded structs after its own.
func keys(t reflect.Type) []string {
	var own, embedded []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			embedded = append(embedded, keys(f.Type)...)
		} else if name := f.Tag.Get("yaml"); name != "" {
			own = append(own, name)
		}
	}
	return append(own, embedded...)
}

// named returns the field of a struct that a key is the name of.
func named(v reflect.Value, key string) (reflect.Value, bool) {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			if field, ok := named(v.Field(i), key); ok {
				return field, true
			}
		} else if key != "" && f.Tag.Get("yaml") == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// advice proposes the known word that a wrong one is nearest to, or lists them all.
func advice(wrong string, known []string) string {
	if near, ok := Nearest(wrong, known); ok {
		return "did you mean " + near + "?"
	}
	return "there are " + strings.Join(known, ", ")
}

// Nearest returns the known word that differs least from a wrong one, if one is near enough for it to
// be a slip: it differs in a third of the letters at most.
func Nearest(wrong string, known []string) (string, bool) {
	best, word := (len(wrong)+2)/3+1, ""
	for _, k := range known {
		if n := distance(strings.ToLower(wrong), strings.ToLower(k), best); n < best {
			best, word = n, k
		}
	}
	return word, word != ""
}

// distance returns how many letters have to be changed, added or left out (Levenshtein); at least most
// where the lengths alone say so.
func distance(a, b string, most int) int {
	if len(a)-len(b) >= most || len(b)-len(a) >= most {
		return most
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
