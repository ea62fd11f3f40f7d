package strictyaml

import (
	"encoding"
	"reflect"
	"strings"

	"example.org/exosh/internal/nearest"
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
	if near, ok := nearest.Word(wrong, known); ok {
		return "did you mean " + near + "?"
	}
	return "there are " + strings.Join(known, ", ")
}
