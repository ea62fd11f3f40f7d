package object

import (
	"math"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/object/decimal"
)

func scalarText(v Value) (string, bool) {
	if n, ok := numberText(v); ok {
		return n, true
	}
	switch t := v.(type) {
	case nil:
		return "", true
	case string:
		return t, true
	case bool:
		return boolText(t), true
	case Switch:
		return boolText(bool(t)), true
	case Char:
		return string(rune(t)), true
	case time.Time:
		return t.Format("01/02/2006 15:04:05"), true
	case TimeSpan:
		return spanText(t), true
	case EnhancedTimeSpan:
		return spanText(TimeSpan(t)), true
	case []byte:
		return bytesText(t), true
	case ByteQuantifiedSize:
		return t.String(), true
	case Unlimited:
		return t.String(), true
	case SmtpAddress:
		return string(t), true
	case Type:
		return strings.TrimPrefix(TypeFullName(t), "System."), true
	case *SecureString:
		return "System.Security.SecureString", true
	case *Credential:
		return "System.Management.Automation.PSCredential", true
	case *Dict:
		return TypeName(t), true
	case *List, *Object, []any:
		return "", false
	case Stringer:
		return t.String(), true
	}
	return "", false
}

func numberText(v Value) (string, bool) {
	switch n := v.(type) {
	case int32:
		return strconv.FormatInt(int64(n), 10), true
	case int64:
		return strconv.FormatInt(n, 10), true
	case int:
		return strconv.Itoa(n), true
	case int16:
		return strconv.FormatInt(int64(n), 10), true
	case uint8:
		return strconv.FormatUint(uint64(n), 10), true
	case uint32:
		return strconv.FormatUint(uint64(n), 10), true
	case uint64:
		return strconv.FormatUint(n, 10), true
	case float64:
		return floatText(n, 64), true
	case float32:
		return floatText(float64(n), 32), true
	case *decimal.Decimal:
		return n.String(), true
	}
	return "", false
}

// floatText is the shortest text that reads back as the same number, in .NET's notation: an exponent
// from 1E+15 (1E+07 for 32 bits) and below 1E-04.
func floatText(f float64, bits int) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "∞"
	case math.IsInf(f, -1):
		return "-∞"
	}
	digits := 15
	if bits == 32 {
		digits = 7
	}
	s := strconv.FormatFloat(f, 'E', -1, bits)
	exp, _ := strconv.Atoi(s[strings.IndexByte(s, 'E')+1:])
	if f == 0 || exp > -5 && exp < digits {
		return strconv.FormatFloat(f, 'f', -1, bits)
	}
	return s
}

func boolText(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func bytesText(b []byte) string {
	out := make([]byte, 0, 4*len(b))
	for i, c := range b {
		if i > 0 {
			out = append(out, ' ')
		}
		out = strconv.AppendUint(out, uint64(c), 10)
	}
	return string(out)
}
