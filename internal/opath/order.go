package opath

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"example.org/exosh/object"
)

// order compares a value with that of the filter, which it first brings to the value's type.
func (c *Comparison) order(v object.Value) (int, error) {
	if b, ok := c.Value.(bool); ok {
		return c.orderBool(v, b)
	}
	filter := c.Value.(string)
	switch v := v.(type) {
	case bool:
		want, ok := truth(filter)
		return boolOrder(v, want), c.check(ok, "Boolean")
	case object.Switch:
		want, ok := truth(filter)
		return boolOrder(bool(v), want), c.check(ok, "Boolean")
	case int32:
		return c.orderInt(int64(v), filter)
	case int64:
		return c.orderInt(v, filter)
	case object.ByteQuantifiedSize:
		want, err := object.ParseSize(filter)
		return cmp.Compare(v, want), c.check(err == nil, "ByteQuantifiedSize")
	case object.TimeSpan:
		return c.orderSpan(v, filter)
	case object.EnhancedTimeSpan:
		return c.orderSpan(object.TimeSpan(v), filter)
	case time.Time:
		want, err := object.ParseTime(filter, time.UTC)
		return v.Compare(want), c.check(err == nil, "DateTime")
	case object.Unlimited:
		return c.orderUnlimited(v, filter)
	case object.GUID:
		want, err := object.ParseGUID(filter)
		return strings.Compare(v.String(), want.String()), c.check(err == nil, "Guid")
	case uint8, uint32, uint64, float32, float64:
		order, err := object.Compare(v, filter, false)
		return order, c.check(err == nil, object.TypeName(v))
	}
	return c.orderText(fold(object.String(v))), nil
}

// orderText compares text. An e-mail address without a prefix is compared with the address of an smtp
// proxy address.
func (c *Comparison) orderText(v string) int {
	if address, ok := strings.CutPrefix(v, "smtp:"); ok && strings.Contains(c.folded, "@") && !strings.Contains(c.folded, ":") {
		v = address
	}
	return strings.Compare(v, c.folded)
}

// check is the error of a value that does not fit the type of the property.
func (c *Comparison) check(fits bool, typ string) error {
	if fits {
		return nil
	}
	return &ValueError{Property: c.Property, Value: object.String(c.Value), Type: typ}
}

func (c *Comparison) orderBool(v object.Value, want bool) (int, error) {
	switch v := v.(type) {
	case bool:
		return boolOrder(v, want), nil
	case object.Switch:
		return boolOrder(bool(v), want), nil
	case string:
		if b, ok := truth(v); ok {
			return boolOrder(b, want), nil
		}
		return 1, nil
	}
	return 0, &ValueError{Property: c.Property, Value: "$" + strconv.FormatBool(want), Type: typeName(v)}
}

func truth(s string) (value, ok bool) {
	switch strings.TrimPrefix(strings.ToLower(s), "$") {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func (c *Comparison) orderInt(v int64, filter string) (int, error) {
	if want, err := strconv.ParseInt(filter, 10, 64); err == nil {
		return cmp.Compare(v, want), nil
	}
	want, err := strconv.ParseFloat(filter, 64)
	return cmp.Compare(float64(v), want), c.check(err == nil, "Int32")
}

// orderSpan compares lengths of time; a number without a colon counts days.
func (c *Comparison) orderSpan(v object.TimeSpan, filter string) (int, error) {
	want, err := object.ParseTimeSpan(filter)
	return cmp.Compare(v, want), c.check(err == nil, "EnhancedTimeSpan")
}

// orderUnlimited compares limits, of which Unlimited is the greatest.
func (c *Comparison) orderUnlimited(v object.Unlimited, filter string) (int, error) {
	none := strings.EqualFold(filter, "Unlimited")
	switch {
	case v.Value == nil && none:
		return 0, nil
	case v.Value == nil:
		return 1, nil
	case none:
		return -1, nil
	}
	return c.order(v.Value)
}

// typeName names the type of a value in messages.
func typeName(v object.Value) string {
	switch v.(type) {
	case time.Time:
		return "DateTime"
	case int32, int64:
		return "Int32"
	case object.GUID:
		return "Guid"
	case object.ByteQuantifiedSize:
		return "ByteQuantifiedSize"
	case object.Unlimited:
		return "Unlimited"
	case object.TimeSpan, object.EnhancedTimeSpan:
		return "EnhancedTimeSpan"
	}
	return "String"
}
