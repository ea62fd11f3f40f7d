package interp

import (
	"example.org/exosh/object"
)

// Returns the integer of an operand of a bit operator, and whether it is wider than Int32.
func bitsOf(v object.Value) (n int64, wide bool, err error) {
	switch v := v.(type) {
	case int32:
		return int64(v), false, nil
	case int64:
		return v, true, nil
	case uint64:
		return int64(v), true, nil
	case uint32:
		return int64(v), true, nil
	}
	i, err := object.Convert(v, "long")
	if err != nil {
		return 0, false, err
	}
	n = i.(int64)
	return n, n != int64(int32(n)), nil
}

func sized(n int64, wide bool) object.Value {
	if wide {
		return n
	}
	return int32(n)
}

func bitNot(v object.Value) (object.Value, error) {
	n, wide, err := bitsOf(v)
	return sized(^n, wide), err
}

func bitOperation(op string) operation {
	return func(a, b object.Value) (object.Value, error) {
		x, wide, err := bitsOf(a)
		if err != nil {
			return nil, err
		}
		y, wide2, err := bitsOf(b)
		if err != nil {
			return nil, err
		}
		if op == "-shl" || op == "-shr" {
			return shifted(op, x, y, wide), nil
		}
		switch op {
		case "-band":
			x &= y
		case "-bor":
			x |= y
		default:
			x ^= y
		}
		return sized(x, wide || wide2), nil
	}
}

func shifted(op string, x, by int64, wide bool) object.Value {
	mask := int64(31)
	if wide {
		mask = 63
	}
	if op == "-shl" {
		return sized(x<<uint(by&mask), wide)
	}
	return sized(x>>uint(by&mask), wide)
}
