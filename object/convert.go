package object

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"
)

// A ConvertError says that a value cannot become a type.
type ConvertError struct {
	Value  string // text of the value, shortened
	Type   string // .NET name of the type
	Reason string // one sentence
}

func (e *ConvertError) Error() string {
	return fmt.Sprintf("Cannot convert value \"%s\" to type \"%s\". Error: \"%s\"", clip(e.Value), e.Type, e.Reason)
}

func cannot(v Value, typeName, reason string) error {
	text := String(v)
	if _, ok := v.(*Object); ok || IsCollection(v) {
		text = TypeName(v)
	}
	return &ConvertError{text, typeName, reason}
}

// Convert changes a value to the type named, by PowerShell's conversion rules, or returns a
// *ConvertError that names value and type. "T[]", Nullable and MultiValuedProperty are understood.
// A type it does not know, such as MailboxIdParameter or an enumeration, converts to text.
func Convert(v Value, to Type) (Value, error) {
	name := TypeFullName(to)
	if inner, ok := strings.CutSuffix(name, "[]"); ok {
		return convertArray(v, Type(inner))
	}
	if outer, arg, ok := cutGeneric(name); ok {
		return convertGeneric(v, outer, Type(arg))
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return convertNamed(v, name, strings.ToLower(name[i+1:]))
	}
	return convertNamed(v, name, strings.ToLower(name))
}

// convertNamed converts by the last part of the type's name, in lower case.
func convertNamed(v Value, full, name string) (Value, error) {
	switch name {
	case "object", "psobject", "scriptblock", "expression":
		return v, nil
	case "string":
		return convertText(v)
	case "int32", "int64", "int16", "byte", "sbyte", "uint16", "uint32", "uint64", "double", "single", "decimal":
		return convertNumber(v, full, name)
	case "boolean":
		return Truth(v), nil
	case "switchparameter":
		return Switch(Truth(v)), nil
	case "datetime", "exdatetime", "datetimeoffset":
		return convertTime(v, full)
	case "timespan":
		span, err := convertSpan(v, full)
		return span, err
	case "enhancedtimespan":
		span, err := convertSpan(v, full)
		return EnhancedTimeSpan(span), err
	case "guid":
		return convertGUID(v, full)
	case "char":
		return convertChar(v, full)
	}
	return convertOther(v, full, name)
}

func convertOther(v Value, full, name string) (Value, error) {
	switch name {
	case "array":
		return convertArray(v, "object")
	case "arraylist":
		return &List{Items: append([]any(nil), elements(v)...)}, nil
	case "hashtable", "ordereddictionary", "idictionary":
		return convertDict(v, full)
	case "version":
		return convertVersion(v, full)
	case "type", "runtimetype":
		return convertType(v), nil
	case "securestring":
		return convertSecure(v, full)
	case "pscredential":
		return convertCredential(v, full)
	case "bytequantifiedsize":
		return convertSize(v, full)
	case "unlimited", "unlimitedint":
		return convertUnlimited(v, "")
	case "multivaluedproperty", "mulitvaluedproperty", "proxyaddresscollection", "proxyaddresstemplatecollection", "approvedapplicationcollection":
		return convertMulti(v)
	case "smtpaddress":
		text, err := convertText(v)
		if v == nil || err != nil {
			return v, err
		}
		return SmtpAddress(text.(string)), nil
	case "x509certificate2", "stream", "pssessionoption":
		return v, nil
	}
	return convertUnknown(v)
}

// convertUnknown is for identities and enumerations: text, but null stays null and what is not a
// scalar is taken by its identity.
func convertUnknown(v Value) (Value, error) {
	switch t := v.(type) {
	case nil:
		return nil, nil
	case *Object:
		return identity(t)
	case *Dict, *Credential:
		return v, nil
	}
	if c := elements(v); IsCollection(v) && len(c) == 1 {
		return convertUnknown(c[0])
	}
	return convertText(v)
}

// identity is the text by which an object that was piped in can be found again.
func identity(o *Object) (Value, error) {
	for _, name := range []string{"Guid", "ExchangeGuid", "DistinguishedName", "Identity", "UserPrincipalName", "PrimarySmtpAddress", "Name"} {
		v, ok := o.Get(name)
		if !ok || v == nil || v == (GUID{}) {
			continue
		}
		if s := String(v); s != "" && s != (GUID{}).String() {
			return s, nil
		}
	}
	return String(o), nil
}

func convertText(v Value) (Value, error) {
	if o, ok := v.(*Object); ok && len(o.Props) == 0 && len(o.Types) == 0 {
		return "", nil
	}
	return String(v), nil
}

// elements is a value as a list: null is empty, a scalar is a list of one.
func elements(v Value) []any {
	switch {
	case v == nil:
		return nil
	case IsCollection(v):
		return Unroll(v)
	}
	return []any{v}
}

func convertArray(v Value, inner Type) (Value, error) {
	if v == nil {
		return nil, nil
	}
	if name := TypeFullName(inner); name == "System.Byte" {
		return convertBytes(v)
	} else if s, ok := v.(string); ok && name == "System.Char" {
		return chars(s), nil
	}
	list := elements(v)
	out := make([]any, len(list))
	for i, e := range list {
		c, err := Convert(e, inner)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

func chars(s string) []any {
	var out []any
	for _, r := range s {
		out = append(out, Char(r))
	}
	return out
}

func convertBytes(v Value) (Value, error) {
	if b, ok := v.([]byte); ok {
		return b, nil
	}
	list := elements(v)
	out := make([]byte, len(list))
	for i, e := range list {
		b, err := Convert(e, "byte")
		if err != nil {
			return nil, err
		}
		out[i] = b.(uint8)
	}
	return out, nil
}

func convertGeneric(v Value, outer string, arg Type) (Value, error) {
	switch strings.ToLower(outer[strings.LastIndexByte(outer, '.')+1:]) {
	case "nullable":
		if v == nil || v == "" {
			return nil, nil
		}
		return Convert(v, arg)
	case "unlimited":
		return convertUnlimited(v, arg)
	case "multivaluedproperty":
		return convertMulti(v)
	case "list", "collection", "ienumerable", "ilist":
		items, err := convertArray(v, arg)
		if err != nil {
			return nil, err
		}
		list, _ := items.([]any)
		return &List{Kind: Type(genericName("List", string(arg))), Items: list}, nil
	}
	return nil, cannot(v, outer, "The type is not supported.")
}

// convertMulti is for multi-valued properties: a list of text. A hash table of Add and Remove and
// null, which clears, pass through.
func convertMulti(v Value) (Value, error) {
	switch t := v.(type) {
	case nil:
		return nil, nil
	case *Dict:
		for k := range t.All() {
			if name := String(k); !strings.EqualFold(name, "Add") && !strings.EqualFold(name, "Remove") && !strings.EqualFold(name, "@odata.type") {
				return nil, cannot(v, "Microsoft.Exchange.Data.MultiValuedProperty", "The hash table may have the keys Add and Remove only, not "+clip(name)+".")
			}
		}
		return t, nil
	}
	list := elements(v)
	out := make([]any, len(list))
	for i, e := range list {
		c, err := convertUnknown(e)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

func convertDict(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case nil, *Dict:
		return v, nil
	case *Object:
		d := &Dict{Ordered: true}
		for _, p := range t.Props {
			d.Set(p.Name, p.Value)
		}
		return d, nil
	}
	return nil, cannot(v, full, "Only a hash table can be used here, such as @{Add='a'}.")
}

func convertGUID(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case GUID:
		return t, nil
	case ADObjectID:
		return t.ID, nil
	case string:
		g, err := ParseGUID(t)
		if err != nil {
			return nil, cannot(v, full, err.Error())
		}
		return g, nil
	case []byte:
		if len(t) == 16 {
			return GUID{t[3], t[2], t[1], t[0], t[5], t[4], t[7], t[6], t[8], t[9], t[10], t[11], t[12], t[13], t[14], t[15]}, nil
		}
	}
	return nil, cannot(v, full, "Only the text of a GUID can be used here.")
}

func convertChar(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case Char:
		return t, nil
	case string:
		if r := []rune(t); len(r) == 1 {
			return Char(r[0]), nil
		}
		return nil, cannot(v, full, "String must be exactly one character long.")
	}
	if n, ok := numeric(v); ok && n.kind <= kindInt64 && n.i >= 0 && n.i <= math.MaxUint16 {
		return Char(n.i), nil
	}
	return nil, cannot(v, full, "Value was either too large or too small for a character.")
}

func convertVersion(v Value, full string) (Value, error) {
	if t, ok := v.(Version); ok {
		return t, nil
	}
	parts := strings.Split(strings.TrimSpace(String(v)), ".")
	out := Version{-1, -1, -1, -1}
	into := []*int{&out.Major, &out.Minor, &out.Build, &out.Revision}
	if len(parts) < 2 || len(parts) > 4 {
		return nil, cannot(v, full, "A version has two to four numbers, such as 3.9.0.")
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 31)
		if err != nil {
			return nil, cannot(v, full, "A version has two to four numbers, such as 3.9.0.")
		}
		*into[i] = int(n)
	}
	return out, nil
}

func convertType(v Value) Value {
	if t, ok := v.(Type); ok {
		return t
	}
	return Type(String(v))
}

func convertSecure(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case nil, *SecureString:
		return t, nil
	}
	return nil, &ConvertError{TypeName(v), full, "Make a secure string with ConvertTo-SecureString -AsPlainText -Force, or ask for one with Read-Host -AsSecureString."}
}

func convertCredential(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case nil, *Credential:
		return t, nil
	}
	return nil, cannot(v, full, "Make a credential with Get-Credential.")
}

func convertSize(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case ByteQuantifiedSize:
		return t, nil
	case Unlimited:
		if t.Value != nil {
			return convertSize(t.Value, full)
		}
	case string:
		s, err := ParseSize(t)
		if err != nil {
			return nil, cannot(v, full, err.Error())
		}
		return s, nil
	}
	n, ok := numeric(v)
	if !ok || n.float() < 0 || n.float() >= math.MaxUint64 {
		return nil, cannot(v, full, "A size is a number of bytes, or text such as 10GB.")
	}
	if n.kind <= kindInt64 {
		return ByteQuantifiedSize(n.i), nil
	}
	return ByteQuantifiedSize(n.float()), nil
}

// convertUnlimited reads "Unlimited" or a value of the type named; without one, what the text looks
// like: a whole number, a size with its unit, or a time span.
func convertUnlimited(v Value, inner Type) (Value, error) {
	switch t := v.(type) {
	case nil:
		return nil, nil
	case Unlimited:
		return t, nil
	case string:
		if strings.EqualFold(strings.TrimSpace(t), "Unlimited") {
			return Unlimited{}, nil
		}
	}
	if inner != "" {
		c, err := Convert(v, inner)
		return Unlimited{c}, err
	}
	return guessUnlimited(v)
}

func guessUnlimited(v Value) (Value, error) {
	const full = "Microsoft.Exchange.Data.Unlimited"
	switch t := v.(type) {
	case ByteQuantifiedSize, EnhancedTimeSpan:
		return Unlimited{t}, nil
	case TimeSpan:
		return Unlimited{EnhancedTimeSpan(t)}, nil
	case string:
		if span, err := ParseTimeSpan(t); err == nil && strings.ContainsRune(t, ':') {
			return Unlimited{EnhancedTimeSpan(span)}, nil
		}
		if n, ok := parseNumber(t); !ok || n.kind > kindInt32 || strings.TrimSpace(t) == "" || strings.ContainsAny(t, "bB") {
			s, err := ParseSize(t)
			if err != nil {
				return nil, cannot(v, full, "Write Unlimited, a number, a size such as 10GB, or a time span such as 30.00:00:00.")
			}
			return Unlimited{s}, nil
		}
	}
	n, ok := operand(v)
	if !ok || n.float() < 0 {
		return nil, cannot(v, full, "Write Unlimited, a number, a size such as 10GB, or a time span such as 30.00:00:00.")
	}
	if n.kind == kindInt32 {
		return Unlimited{int32(n.i)}, nil
	}
	s, err := convertSize(n.value(), full)
	return Unlimited{s}, err
}

func convertTime(v Value, full string) (Value, error) {
	switch t := v.(type) {
	case time.Time:
		return t, nil
	case string:
		parsed, err := ParseTime(t, nil)
		if err != nil {
			return nil, cannot(v, full, err.Error())
		}
		return parsed, nil
	case nil:
		return nil, cannot(v, full, "Cannot convert null to a date.")
	}
	n, ok := numeric(v)
	if !ok || n.kind > kindInt64 {
		return nil, cannot(v, full, "Only a date, its text or a number of ticks can be used here.")
	}
	moved, err := AddTicks(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), n.i)
	if err != nil || n.i < 0 {
		return nil, cannot(v, full, "Ticks must be between the years 1 and 9999.")
	}
	return moved, nil
}

func convertSpan(v Value, full string) (TimeSpan, error) {
	switch t := v.(type) {
	case string:
		span, err := ParseTimeSpan(t)
		if err != nil {
			return 0, cannot(v, full, err.Error())
		}
		return span, nil
	case Unlimited:
		if t.Value != nil {
			return convertSpan(t.Value, full)
		}
	case *apd.Decimal, float64, float32:
		n, _ := numeric(v)
		if f := n.float(); math.Abs(f) < math.MaxInt64 {
			return TimeSpan(math.RoundToEven(f)), nil
		}
	}
	if span, ok := spanOf(v); ok {
		return span, nil
	}
	return 0, cannot(v, full, "Write a time span such as 90.00:00:00.")
}
