package plain

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/change"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// listOf reads a multi-valued parameter: a new list, or values to add and remove.
func listOf(p *catalog.Param, r *rule, old, v object.Value) (object.Value, error) {
	var before []string
	for _, item := range org.Items(old) {
		before = append(before, object.String(item))
	}
	most := r.most
	if most == 0 {
		most = mostList
	}
	d := change.DeltaOf(v)
	if n := max(len(d.Replace), len(d.Add), len(d.Remove)); n > most {
		return nil, org.Invalid(p.Name, fmt.Sprint(n, " values"), fmt.Sprintf("it may hold at most %d values", most))
	}
	list := change.Merge(before, v)
	if len(list) > most {
		return nil, org.Invalid(p.Name, list[most], fmt.Sprintf("it may hold at most %d values", most))
	}
	out := make([]any, len(list))
	one := *r
	one.most = 0
	for i, text := range list {
		item, err := textOf(p, &one, text)
		if err != nil {
			return nil, err
		}
		out[i] = item
	}
	return out, nil
}

// tableOf reads a hash table of settings. It is kept as lines "[key, value]", sorted as given; a key that
// is set to nothing is taken away.
func tableOf(p *catalog.Param, r *rule, old, v object.Value) (object.Value, error) {
	d, ok := v.(*object.Dict)
	if empty(v) {
		return []any{}, nil
	}
	if !ok {
		return nil, org.Invalid(p.Name, object.String(v), `it must be a hash table such as @{Key="Value"}`)
	}
	var list []any
	for _, item := range org.Items(old) {
		if _, given := lookup(d, keyOf(object.String(item))); !given {
			list = append(list, item)
		}
	}
	for k, value := range d.All() {
		var texts []string
		for _, item := range org.Items(value) {
			texts = append(texts, object.String(item))
		}
		line := "[" + strings.ToLower(object.String(k)) + ", " + strings.Join(texts, ",") + "]"
		if utf8.RuneCountInString(line) > mostText {
			return nil, org.Invalid(p.Name, object.String(k), fmt.Sprintf("a setting may have at most %d characters", mostText))
		}
		if strings.Join(texts, "") != "" {
			list = append(list, line)
		}
	}
	if len(list) > mostList {
		return nil, org.Invalid(p.Name, fmt.Sprint(len(list), " settings"), fmt.Sprintf("it may hold at most %d", mostList))
	}
	return list, nil
}

func keyOf(line string) string {
	key, _, _ := strings.Cut(strings.TrimPrefix(line, "["), ",")
	return key
}

func lookup(d *object.Dict, key string) (object.Value, bool) {
	for k, v := range d.All() {
		if strings.EqualFold(object.String(k), key) {
			return v, true
		}
	}
	return nil, false
}
