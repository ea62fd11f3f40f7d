package object

import (
	"math"
	"strings"
)

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
