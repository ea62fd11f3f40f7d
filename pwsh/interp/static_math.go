package interp

import (
	"errors"
	"math"
	"strings"

	"example.org/exosh/object"
)

func mathMethod(n string) method {
	if f, ok := map[string]func(float64) float64{"sqrt": math.Sqrt, "sin": math.Sin, "cos": math.Cos, "tan": math.Tan,
		"exp": math.Exp, "log10": math.Log10, "log2": math.Log2, "atan": math.Atan, "cbrt": math.Cbrt}[n]; ok {
		return func(a *arguments) (object.Value, error) { return f(a.double(0)), nil }
	}
	switch n {
	case "floor", "ceiling", "truncate", "abs":
		return func(a *arguments) (object.Value, error) { return rounded(n, a) }
	case "round":
		return func(a *arguments) (object.Value, error) { return roundTo(a) }
	case "min", "max":
		return func(a *arguments) (object.Value, error) {
			if !a.count(2, 2) {
				return nil, nil
			}
			x, y := a.any(0), a.any(1)
			if _, isText := x.(string); isText {
				x = a.double(0)
			}
			if (object.TypeName(x) == "System.Int32") && object.TypeName(y) == "System.Double" {
				x = a.double(0)
			}
			c, err := compare(x, y, true)
			if (c < 0) == (n == "min") {
				return x, err
			}
			return y, err
		}
	case "pow":
		return func(a *arguments) (object.Value, error) { return math.Pow(a.double(0), a.double(1)), nil }
	case "log":
		return func(a *arguments) (object.Value, error) {
			if a.has(1) {
				return math.Log(a.double(0)) / math.Log(a.double(1)), nil
			}
			return math.Log(a.double(0)), nil
		}
	case "sign":
		return func(a *arguments) (object.Value, error) {
			c, err := compare(a.any(0), int32(0), true)
			return int32(c), err
		}
	}
	return nil
}

func rounded(n string, a *arguments) (object.Value, error) {
	if !a.count(1, 1) {
		return nil, nil
	}
	switch v := a.any(0).(type) {
	case int32, int64:
		if n != "abs" {
			return a.double(0), nil
		}
		if c, _ := compare(v, int32(0), true); c < 0 {
			return object.Neg(v)
		}
		return v, nil
	}
	x := a.double(0)
	switch n {
	case "floor":
		return math.Floor(x), nil
	case "ceiling":
		return math.Ceil(x), nil
	case "truncate":
		return math.Trunc(x), nil
	}
	return math.Abs(x), nil
}

// [math]::Round(x, digits, mode): halves go to the even digit unless the mode says otherwise.
func roundTo(a *arguments) (object.Value, error) {
	if !a.count(1, 3) {
		return nil, nil
	}
	digits, mode := 0, ""
	for i := 1; i < len(a.list); i++ {
		if s, ok := a.list[i].(string); ok {
			mode = strings.ToLower(s)
		} else {
			digits = a.int(i)
		}
	}
	if digits < 0 || digits > 15 {
		return nil, errors.New("Rounding digits must be between 0 and 15, inclusive. (Parameter 'digits')")
	}
	x, scale := a.double(0), math.Pow10(digits)
	if math.IsInf(x*scale, 0) {
		return x, nil
	}
	if mode == "awayfromzero" {
		return math.Round(x*scale) / scale, nil
	}
	return math.RoundToEven(x*scale) / scale, nil
}
