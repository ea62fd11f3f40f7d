package command

import (
	"errors"
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

// kind is what a parameter's type means for binding.
type kind uint8

const (
	textual   kind = iota // String
	flag                  // SwitchParameter
	boolean               // Boolean
	anything              // Object, PSObject
	block                 // ScriptBlock
	multiple              // arrays and multi-valued properties
	valueType             // numbers, dates, GUIDs: what cannot be null
	reference             // identities, enumerations and everything else
)

// shape splits a parameter's type: "T[]" has the element type T.
func shape(p *catalog.Param) (kind, object.Type) {
	name := object.TypeFullName(object.Type(p.Type))
	if element, ok := strings.CutSuffix(name, "[]"); ok && element != "System.Byte" {
		return multiple, object.Type(element)
	}
	switch last := name[strings.LastIndexByte(name, '.')+1:]; last {
	case "String":
		return textual, "string"
	case "SwitchParameter":
		return flag, "switch"
	case "Boolean":
		return boolean, "bool"
	case "Object", "PSObject":
		return anything, "object"
	case "ScriptBlock":
		return block, "scriptblock"
	case "MultiValuedProperty", "MulitValuedProperty", "ProxyAddressCollection", "ProxyAddressTemplateCollection", "ApprovedApplicationCollection":
		return multiple, ""
	case "Int16", "Int32", "Int64", "UInt16", "UInt32", "UInt64", "Byte", "Double", "Single", "Decimal", "DateTime", "ExDateTime", "TimeSpan", "Guid", "Char":
		return valueType, object.Type(name)
	}
	return reference, object.Type(p.Type)
}

// convert gives an argument its parameter's type and checks it.
func convert(p *catalog.Param, v object.Value, text string, mandatory bool) (object.Value, error) {
	k, element := shape(p)
	if v == nil {
		return convertNull(p, k, mandatory)
	}
	switch k {
	case anything:
		return v, nil
	case flag:
		b, err := flagValue(p, v)
		return object.Switch(b), err
	case boolean:
		return convertBoolean(p, v)
	case block:
		return convertBlock(p, v)
	case multiple:
		return convertMany(p, v, element, mandatory)
	}
	if object.IsCollection(v) && !strings.EqualFold(p.Type, "Byte[]") && !strings.HasSuffix(p.Type, "List") {
		list := object.Unroll(v)
		if len(list) != 1 {
			return nil, transformation(p, v, fmt.Sprintf("Cannot convert '%s' to the type '%s' required by the parameter. It takes one value only.", object.TypeName(v), object.TypeFullName(object.Type(p.Type))))
		}
		return convert(p, list[0], "", mandatory)
	}
	return convertOne(p, k, v, text, mandatory)
}

func convertNull(p *catalog.Param, k kind, mandatory bool) (object.Value, error) {
	switch {
	case p.Null || k == anything:
		return nil, nil
	case mandatory:
		return nil, noNull(p)
	case k == flag:
		return object.Switch(false), nil
	case k == boolean || k == valueType:
		return nil, transformation(p, nil, fmt.Sprintf("Cannot convert null to type \"%s\".", object.TypeFullName(object.Type(p.Type))))
	}
	return nil, nil
}

// flagValue reads the value of a switch: a truth value, a number, or the text of one.
func flagValue(p *catalog.Param, v object.Value) (bool, error) {
	switch t := v.(type) {
	case bool:
		return t, nil
	case object.Switch:
		return bool(t), nil
	case nil:
		return false, nil
	case string:
		switch strings.ToLower(strings.TrimPrefix(strings.TrimSpace(t), "$")) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
	case int32, int64, float64:
		return object.Truth(v), nil
	}
	return false, transformation(p, v, fmt.Sprintf("Cannot convert value \"%s\" to type \"%s\". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.",
		clip(shown(v)), object.TypeFullName(object.Type(p.Type))))
}

func convertBoolean(p *catalog.Param, v object.Value) (object.Value, error) {
	if list := object.Unroll(v); len(list) == 1 {
		v = list[0]
	}
	b, err := flagValue(p, v)
	if err != nil {
		return nil, err
	}
	return b, nil
}

func convertBlock(p *catalog.Param, v object.Value) (object.Value, error) {
	if _, ok := v.(Block); ok {
		return v, nil
	}
	return nil, transformation(p, v, fmt.Sprintf("Cannot convert the \"%s\" value of type \"%s\" to type \"System.Management.Automation.ScriptBlock\". Write it in braces.", clip(shown(v)), object.TypeName(v)))
}

// convertMany converts each element; a hash table of additions and removals stays one.
func convertMany(p *catalog.Param, v object.Value, element object.Type, mandatory bool) (object.Value, error) {
	if d, ok := v.(*object.Dict); ok && element == "" {
		return convertDelta(p, d)
	}
	list := []object.Value{v}
	if object.IsCollection(v) {
		list = object.Unroll(v)
	}
	if len(list) == 0 && mandatory && !p.Null {
		return nil, noEmpty(p, "array")
	}
	one := *p
	one.Type = string(element)
	if element == "" {
		one.Type = "MultiValuedItem"
	}
	k, _ := shape(&one)
	out := make([]any, len(list))
	for i, e := range list {
		if e == nil && mandatory && !p.Null {
			return nil, noNull(p)
		}
		c, err := convertElement(&one, k, e, mandatory)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

func convertElement(p *catalog.Param, k kind, e object.Value, mandatory bool) (object.Value, error) {
	if e == nil || k == anything || k == block {
		return convert(p, e, "", false)
	}
	return convertOne(p, k, e, "", mandatory)
}

// convertDelta converts @{Add=...; Remove=...}.
func convertDelta(p *catalog.Param, d *object.Dict) (object.Value, error) {
	if _, err := object.Convert(d, "MultiValuedProperty"); err != nil {
		return nil, transformation(p, d, err.Error())
	}
	out := &object.Dict{}
	for key, v := range d.All() {
		name := object.String(key)
		if strings.EqualFold(name, "@odata.type") {
			continue
		}
		list, err := convertMany(p, v, "MultiValuedItem", false)
		if err != nil {
			return nil, err
		}
		out.Set(strings.ToUpper(name[:1])+strings.ToLower(name[1:]), list)
	}
	return out, nil
}

// convertOne converts a scalar and checks what the parameter says about its text.
func convertOne(p *catalog.Param, k kind, v object.Value, text string, mandatory bool) (object.Value, error) {
	if text != "" && (k == textual || k == reference) {
		v = text
	}
	if s, ok := v.(string); ok && s == "" && mandatory && !p.Null && (k == textual || k == reference) {
		return nil, noEmpty(p, "string")
	}
	_, isDict := v.(*object.Dict)
	_, isBlock := v.(Block)
	if isDict && (k == textual || k == valueType) || isBlock && k == valueType {
		return nil, transformation(p, v, fmt.Sprintf("Cannot convert the \"%s\" value of type \"%s\" to type \"%s\".", clip(shown(v)), object.TypeName(v), object.TypeFullName(object.Type(p.Type))))
	}
	if b, ok := v.(Block); ok && k != anything {
		v = b.Source()
	}
	c, err := object.Convert(v, object.Type(p.Type))
	if err != nil {
		return nil, refused(p, v, err)
	}
	return checked(p, k, c)
}

func refused(p *catalog.Param, v object.Value, err error) error {
	var wrong *object.ConvertError
	if errors.As(err, &wrong) && secret(v) {
		wrong.Value = object.TypeName(v)
	}
	e := transformation(p, v, err.Error())
	e.Err = err
	return e
}

func secret(v object.Value) bool {
	switch v.(type) {
	case *object.SecureString, *object.Credential:
		return true
	}
	return false
}
