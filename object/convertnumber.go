package object

import (
	"math"
	"strings"

	"example.org/exosh/object/decimal"
)

func notNumber(s string) string {
	return "The input string '" + clip(s) + "' was not in a correct format."
}

// convertNumber rounds to the nearest whole number, ties to even, where the type is whole.
func convertNumber(v Value, full, name string) (Value, error) {
	n, ok := castOperand(v, name)
	if !ok {
		if s, isText := v.(string); isText {
			return nil, cannot(v, full, notNumber(s))
		}
		return nil, cannot(v, full, "The "+TypeName(v)+" is not a number.")
	}
	switch name {
	case "double":
		return n.float(), nil
	case "single":
		return float32(n.float()), nil
	case "decimal":
		d, err := n.decimal()
		if err != nil {
			return nil, cannot(v, full, err.Error())
		}
		return d, nil
	}
	out, ok := n.whole(name)
	if !ok {
		return nil, cannot(v, full, "Value was either too large or too small for an "+full[strings.LastIndexByte(full, '.')+1:]+".")
	}
	return out, nil
}

// castOperand reads a value for a cast. Unlike in arithmetic, text has no multiplier.
func castOperand(v Value, name string) (number, bool) {
	switch t := v.(type) {
	case string:
		s := strings.TrimSpace(t)
		if s == "" {
			return number{kind: kindInt32}, true
		}
		if len(s) > maxNumberText {
			return number{}, false
		}
		if name == "decimal" && !strings.ContainsAny(s, "xX") {
			return scanDecimal(s)
		}
		return scanNumber(s)
	case []any, *List:
		if list := Unroll(t); len(list) == 1 {
			return castOperand(list[0], name)
		}
		return number{}, false
	case TimeSpan:
		return number{kind: kindInt64, i: int64(t)}, true
	}
	return operand(v)
}

func scanDecimal(s string) (number, bool) {
	d, err := decimal.Parse(strings.ReplaceAll(s, ",", ""))
	if err != nil {
		return number{}, false
	}
	d, err = d.Fit()
	return number{kind: kindDecimal, d: d}, err == nil
}

// whole is the number as a value of a whole type, or false where it does not fit.
func (n number) whole(name string) (Value, bool) {
	if name == "uint64" {
		u, ok := n.toUint64()
		return u, ok
	}
	i, ok := n.toInt64()
	if !ok {
		return nil, false
	}
	switch name {
	case "int64":
		return i, true
	case "int32":
		return int32(i), i == int64(int32(i))
	case "int16":
		return int16(i), i == int64(int16(i))
	case "byte":
		return uint8(i), i == int64(uint8(i))
	case "uint32":
		return uint32(i), i == int64(uint32(i))
	case "uint16": // no value of that type; the next larger one holds it
		return int32(i), i == int64(uint16(i))
	case "sbyte":
		return int16(i), i == int64(int8(i))
	}
	return nil, false
}

func (n number) toInt64() (int64, bool) {
	switch n.kind {
	case kindDouble:
		f := math.RoundToEven(n.f)
		return int64(f), f >= math.MinInt64 && f < math.MaxInt64
	case kindDecimal:
		return n.d.Round(0, decimal.ToEven).Int64()
	}
	return n.i, true
}

func (n number) toUint64() (uint64, bool) {
	switch n.kind {
	case kindDouble:
		f := math.RoundToEven(n.f)
		return uint64(f), f >= 0 && f < math.MaxUint64
	case kindDecimal:
		return n.d.Round(0, decimal.ToEven).Uint64()
	}
	return uint64(n.i), n.i >= 0
}
