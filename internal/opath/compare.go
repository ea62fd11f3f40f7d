package opath

import (
	"strings"

	"example.org/exosh/object"
)

// An Op is an operator that compares.
type Op uint8

// The operators.
const (
	Eq Op = iota
	Ne
	Gt
	Ge
	Lt
	Le
	Like
	NotLike
)

const operatorList = "-eq, -ne, -gt, -ge, -lt, -le, -like, -notlike"

// String returns the operator as it is written, "-eq".
func (o Op) String() string {
	return [...]string{"-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-like", "-notlike"}[o]
}

// parseOp returns the operator that is written so, in lower case.
func parseOp(s string) (Op, bool) {
	for o := Eq; o <= NotLike; o++ {
		if o.String() == s {
			return o, true
		}
	}
	return 0, false
}

// A Comparison compares a property with a value. Of a property with many values, -ne and -notlike hold
// where no value is equal or alike; every other operator holds where it does for one of the values. It is
// made by Parse.
type Comparison struct {
	Property string
	Op       Op
	Value    any // nil, bool, or a string that takes the type of the property

	at      int // offset of the property in the filter, in bytes
	folded  string
	pattern glob
}

func (c *Comparison) prepare() {
	if s, ok := c.Value.(string); ok {
		c.folded = fold(s)
		if c.Op == Like || c.Op == NotLike {
			c.pattern = compile(c.folded)
		}
	}
}

func (c *Comparison) String() string {
	value := "$null"
	switch v := c.Value.(type) {
	case bool:
		value = map[bool]string{true: "$true", false: "$false"}[v]
	case string:
		value = "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	return c.Property + " " + c.Op.String() + " " + value
}

// Match implements [Node].
func (c *Comparison) Match(get Getter) (bool, error) {
	v, _ := get(c.Property)
	switch c.Op {
	case Ne, NotLike:
		ok, err := c.any(v)
		return err == nil && !ok, err
	default:
		return c.any(v)
	}
}

// any reports whether the positive form of the operator holds for one of the values.
func (c *Comparison) any(v object.Value) (bool, error) {
	if c.Value == nil {
		return (c.Op == Eq || c.Op == Ne) && isNull(v), nil
	}
	list, many := elements(v)
	if !many {
		return c.one(v)
	}
	for _, e := range list {
		if ok, err := c.one(e); err != nil || ok {
			return ok, err
		}
	}
	return false, nil
}

// isNull reports whether a value counts as $null: nothing, an empty list, an empty text.
func isNull(v object.Value) bool {
	if list, many := elements(v); many {
		return len(list) == 0
	}
	return v == nil || v == "" || v == object.SmtpAddress("")
}

func elements(v object.Value) ([]any, bool) {
	switch l := v.(type) {
	case []any:
		return l, true
	case *object.List:
		return l.Items, true
	}
	return nil, false
}

// one reports whether the positive form of the operator holds for a single value.
func (c *Comparison) one(v object.Value) (bool, error) {
	if v == nil {
		return false, nil
	}
	if c.Op == Like || c.Op == NotLike {
		return c.like(v), nil
	}
	if id, ok := v.(object.ADObjectID); ok && (c.Op == Eq || c.Op == Ne) {
		return c.names(id), nil
	}
	order, err := c.order(v)
	if err != nil {
		return false, err
	}
	return c.Op.holds(order), nil
}

// holds reports whether the positive form of the operator holds for values of that order.
func (o Op) holds(order int) bool {
	switch o {
	case Eq, Ne:
		return order == 0
	case Gt:
		return order > 0
	case Ge:
		return order >= 0
	case Lt:
		return order < 0
	case Le:
		return order <= 0
	}
	return false
}

// names reports whether the text is one of the names of a directory object.
func (c *Comparison) names(id object.ADObjectID) bool {
	for _, name := range []string{id.Name, id.DN, object.String(id), object.String(id.ID)} {
		if name != "" && fold(name) == c.folded {
			return true
		}
	}
	return false
}

func (c *Comparison) like(v object.Value) bool {
	if id, ok := v.(object.ADObjectID); ok {
		return c.pattern.match(fold(id.Name)) || c.pattern.match(fold(id.DN))
	}
	return c.pattern.match(fold(object.String(v)))
}
