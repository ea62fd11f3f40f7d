package plain

import (
	"strconv"
	"strings"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// typed reads the text that a row gives for a property: $true, $false, $null, a number, () for an empty
// list, values with | between them for a list; else as the property's type has it. The shape is made.
func (n *noun) typed(home *directory.Organisation, property, text string) object.Value {
	if home != nil {
		text = strings.ReplaceAll(text, "{org}", home.Name)
	}
	switch text {
	case "$true":
		return true
	case "$false":
		return false
	case "$null":
		return nil
	case "()":
		return []any{}
	}
	if r := n.keeper(property); r != nil && r.to != "" && home != nil {
		return n.book.must(r.to).seededReferences(home, text, strings.HasSuffix(n.typeOf(property), "[]"))
	}
	t := n.typeOf(property)
	if strings.HasSuffix(t, "[]") || strings.Contains(text, "|") {
		list := []any{}
		for item := range strings.SplitSeq(text, "|") {
			list = append(list, item)
		}
		return list
	}
	return scalar(t, text)
}

func scalar(t, text string) object.Value {
	switch {
	case t == "String":
		return text
	case strings.HasPrefix(t, "Unlimited"):
		if text == "Unlimited" {
			return object.Unlimited{}
		}
		return object.Unlimited{Value: inner(t, text)}
	case t != "" && t != "Object":
		if v, err := object.Convert(text, object.Type(t)); err == nil {
			return v
		}
	}
	if i, err := strconv.ParseInt(text, 10, 32); err == nil {
		return int32(i)
	}
	return text
}

// inner reads what a limit holds: a number, a time span or a size.
func inner(t, text string) object.Value {
	types := []object.Type{"Int32", "EnhancedTimeSpan", "ByteQuantifiedSize"}
	if _, of, ok := strings.Cut(strings.TrimSuffix(t, ">"), "<"); ok {
		types = []object.Type{object.Type(of)}
	}
	for _, t := range types {
		if v, err := object.Convert(text, t); err == nil {
			return v
		}
	}
	return text
}

// keeper returns the rule of the parameter that becomes a property, nil for none. The noun is prepared.
func (n *noun) keeper(property string) *rule {
	return n.keepers[strings.ToLower(property)]
}

// seededReferences returns references to objects of a fresh organisation, by their names.
func (n *noun) seededReferences(home *directory.Organisation, text string, many bool) object.Value {
	list := []any{}
	for name := range strings.SplitSeq(text, "|") {
		list = append(list, object.ADObjectID{ID: n.seedID(home, name), Name: name, DN: home.ConfigDN(name, n.at...)})
	}
	if !many && len(list) == 1 {
		return list[0]
	}
	return list
}

// errors of the store as callers know them.
func taken(e *org.Entry, err error) error {
	return nameTaken(directory.Text(e, "Name"), err)
}
