package plain

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// The usual limits: characters of a text, and values of a list.
const (
	mostText = 8192
	mostList = 1024
)

// A read makes what is kept of the value of a parameter; old is what is kept now. Nil clears.
type read func(old, v object.Value) (object.Value, error)

// A shape is what values of a parameter are.
type shape uint8

const (
	refusedShape shape = iota // files, secrets, objects of other services
	flagShape
	numberShape
	textShape
	listShape
	dateShape
	spanShape
	sizeShape
	limitShape
	guidShape
	tableShape
)

// shapeOf returns what values of a parameter of that type are.
func shapeOf(t string) shape {
	last := t[strings.LastIndexByte(t, '.')+1:]
	switch last {
	case "Boolean", "SwitchParameter":
		return flagShape
	case "Int16", "Int32", "Int64", "UInt16", "UInt32", "UInt64", "Double":
		return numberShape
	case "DateTime", "ExDateTime":
		return dateShape
	case "TimeSpan", "EnhancedTimeSpan":
		return spanShape
	case "ByteQuantifiedSize":
		return sizeShape
	case "Unlimited":
		return limitShape
	case "Guid":
		return guidShape
	case "Hashtable", "PswsHashtable", "Hashtable[]", "PswsHashtable[]":
		return tableShape
	case "Byte[]", "PSCredential", "SecureString", "Stream", "Object", "PSObject":
		return refusedShape
	case "MultiValuedProperty", "MulitValuedProperty", "ApprovedApplicationCollection", "ProxyAddressTemplateCollection":
		return listShape
	}
	switch {
	case strings.HasSuffix(last, "IdParameter"), strings.HasSuffix(last, "IdParameter[]"):
		return refusedShape
	case strings.HasSuffix(last, "[]"):
		return listShape
	}
	return textShape
}

// reader returns what reads a parameter; nil where its values can't be kept.
func reader(p *catalog.Param, r *rule) read {
	s := shapeOf(p.Type)
	if r.scalar {
		s = textShape
	}
	if s == refusedShape && r.open {
		s = textShape
		if strings.HasSuffix(p.Type, "[]") {
			s = listShape
		}
	}
	switch s {
	case flagShape:
		return func(_, v object.Value) (object.Value, error) { return flagOf(v), nil }
	case numberShape:
		return func(_, v object.Value) (object.Value, error) { return numberOf(p, r, v) }
	case textShape:
		return func(_, v object.Value) (object.Value, error) { return textOf(p, r, v) }
	case listShape:
		return func(old, v object.Value) (object.Value, error) { return listOf(p, r, old, v) }
	case dateShape, spanShape, sizeShape, guidShape:
		return func(_, v object.Value) (object.Value, error) { return scalarOf(p, s, v) }
	case limitShape:
		return func(_, v object.Value) (object.Value, error) { return limitOf(p, r, v) }
	case tableShape:
		if r.nested {
			return func(_, v object.Value) (object.Value, error) { return nestedOf(p, v) }
		}
		if r.table {
			return func(old, v object.Value) (object.Value, error) { return tableOf(p, r, old, v) }
		}
	}
	return nil
}

func empty(v object.Value) bool { return v == nil || v == "" }

func flagOf(v object.Value) object.Value {
	if v == nil {
		return nil
	}
	return object.Truth(v)
}

// numberOf reads a whole number within the row's range.
func numberOf(p *catalog.Param, r *rule, v object.Value) (object.Value, error) {
	if empty(v) {
		return nil, nil
	}
	t := object.Type(p.Type[strings.LastIndexByte(p.Type, '.')+1:])
	n, err := object.Convert(v, t)
	if err != nil {
		return nil, org.Invalid(p.Name, object.String(v), "it must be a number")
	}
	wide, err := object.Convert(n, "Int64")
	if i, ok := wide.(int64); r.ranged && (err != nil || !ok || i < r.low || i > r.high) {
		return nil, org.Invalid(p.Name, object.String(v), fmt.Sprintf("it must be a number from %d to %d", r.low, r.high))
	}
	return n, nil
}

// textOf reads a text, or a word of the catalog's list.
func textOf(p *catalog.Param, r *rule, v object.Value) (object.Value, error) {
	if v == nil {
		return nil, nil
	}
	text := object.String(v)
	if text == "" {
		return "", nil
	}
	most := r.most
	if most == 0 {
		most = mostText
	}
	if utf8.RuneCountInString(text) > most {
		return nil, org.Invalid(p.Name, text, fmt.Sprintf("it may have at most %d characters", most))
	}
	if err := r.formOf(p).check(p.Name, text); err != nil {
		return nil, err
	}
	return wordOf(p, r, text)
}

// wordOf returns the text as the catalog's list of values spells it.
func wordOf(p *catalog.Param, r *rule, text string) (object.Value, error) {
	if r.open || len(p.Values) == 0 || !p.Closed && isText(p.Type) {
		return text, nil
	}
	parts := strings.Split(text, ",")
	for i, part := range parts {
		word, ok := fold(p.Values, strings.TrimSpace(part))
		if !ok {
			return nil, org.Invalid(p.Name, text, "it must be one of "+strings.Join(p.Values, ", "))
		}
		parts[i] = word
	}
	return strings.Join(parts, ", "), nil
}

func isText(t string) bool {
	switch strings.TrimSuffix(t[strings.LastIndexByte(t, '.')+1:], "[]") {
	case "String", "MultiValuedProperty", "Uri", "Fqdn", "Word", "SmtpAddress", "SmtpDomain", "CultureInfo":
		return true
	}
	return false
}

func fold(words []string, text string) (string, bool) {
	for _, w := range words {
		if strings.EqualFold(w, text) {
			return w, true
		}
	}
	return "", false
}

// scalarOf reads a date, a time span, a size or a GUID.
func scalarOf(p *catalog.Param, s shape, v object.Value) (object.Value, error) {
	if empty(v) {
		return nil, nil
	}
	types := map[shape]object.Type{dateShape: "DateTime", spanShape: "EnhancedTimeSpan", sizeShape: "ByteQuantifiedSize", guidShape: "Guid"}
	kept, err := object.Convert(v, types[s])
	if err != nil {
		return nil, org.Invalid(p.Name, object.String(v), "it must be "+map[shape]string{
			dateShape: "a date", spanShape: "a time span such as 30.00:00:00", sizeShape: "a size such as 10MB", guidShape: "a GUID",
		}[s])
	}
	if t, ok := kept.(time.Time); ok {
		return t.UTC(), nil
	}
	return kept, nil
}

// limitOf reads Unlimited, or a number within the row's range, a size or a time span.
func limitOf(p *catalog.Param, r *rule, v object.Value) (object.Value, error) {
	if empty(v) {
		return nil, nil
	}
	u, ok := v.(object.Unlimited)
	if !ok {
		u.Value = v
	}
	if u.Value == nil || strings.EqualFold(object.String(u.Value), "Unlimited") {
		return object.Unlimited{}, nil
	}
	for _, t := range []object.Type{"Int32", "EnhancedTimeSpan", "ByteQuantifiedSize"} {
		kept, err := object.Convert(u.Value, t)
		if err != nil {
			continue
		}
		if n, ok := kept.(int32); ok && r.ranged && (int64(n) < r.low || int64(n) > r.high) {
			return nil, org.Invalid(p.Name, object.String(v), fmt.Sprintf("it must be Unlimited or a number from %d to %d", r.low, r.high))
		}
		return object.Unlimited{Value: kept}, nil
	}
	return nil, org.Invalid(p.Name, object.String(v), "it must be Unlimited, a number, a time span or a size")
}
