package builtin

import (
	"context"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// comparisons are the operators of Where-Object's property form, without their case-sensitive twins.
func comparisons() []string {
	return []string{"EQ", "NE", "GT", "GE", "LT", "LE", "Like", "NotLike", "Match", "NotMatch", "Contains", "NotContains", "In", "NotIn"}
}

func whereObject() *command.Command {
	syntax := "Where-Object <EqualSet> [-Property] <string> [[-Value] <object>] [-InputObject <psobject>{ByValue}] [-Not] [-Is] [-IsNot]"
	for _, op := range comparisons() {
		syntax += " [-" + op + "{alias=I" + op + "}] [-C" + op + "]"
	}
	syntax += "\nWhere-Object <ScriptBlockSet> [-FilterScript] <scriptblock> [-InputObject <psobject>{ByValue}]"
	return staged(syntax, func() command.Stage {
		w := &where{}
		return command.Stage{Begin: w.begin, Process: w.process}
	})
}

// where is a running Where-Object.
type where struct {
	block    command.Block
	caller   *caller
	property string
	test     func(v object.Value) (bool, error)
}

func (w *where) begin(_ context.Context, c *command.Call) error {
	if w.block = block(c.Args, "FilterScript"); w.block != nil {
		w.caller = newCaller(c)
		return nil
	}
	w.property = c.Args.Text("Property")
	var err error
	w.test, err = propertyTest(c.Args)
	return err
}

func (w *where) process(ctx context.Context, c *command.Call) error {
	for _, v := range inputs(c) {
		ok, err := w.keeps(ctx, v)
		if err != nil {
			return err
		}
		if ok {
			if err := c.Output(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *where) keeps(ctx context.Context, v object.Value) (bool, error) {
	if w.block == nil {
		found, _ := object.Get(v, w.property)
		return w.test(found)
	}
	got, err := w.caller.call(ctx, w.block, v)
	if err != nil || len(got) == 0 {
		return false, err
	}
	return object.Truth(object.Collapse(got)), nil
}

// propertyTest makes the test that the operator's switch asks for.
func propertyTest(a command.Args) (func(object.Value) (bool, error), error) {
	operator := ""
	for name, v := range a.All() {
		if on, isSwitch := v.(object.Switch); isSwitch && bool(on) {
			if operator != "" {
				return nil, &command.Error{Category: command.InvalidArgument, ID: "AmbiguousParameterSet", Type: "System.Management.Automation.ParameterBindingException",
					Message: "Parameter set cannot be resolved using the specified named parameters: -" + operator + " and -" + name + " cannot be used together."}
			}
			operator = name
		}
	}
	value, given := a.Get("Value")
	switch {
	case operator == "":
		if given {
			return nil, invalid("OperatorNotSpecified", "The specified operator requires both the -Property and -Value parameters, and an operator such as -EQ is missing.")
		}
		return truth(true), nil
	case operator == "Not":
		return truth(false), nil
	case !given:
		return nil, invalid("ValueNotSpecifiedForWhereObject", "The specified operator requires both the -Property and -Value parameters. Provide values for both parameters, and then try the command again.")
	}
	return comparison(operator, value)
}

func truth(want bool) func(object.Value) (bool, error) {
	return func(v object.Value) (bool, error) { return object.Truth(v) == want, nil }
}

// comparison is an operator with its right operand. A collection on the left is filtered by it.
func comparison(operator string, right object.Value) (func(object.Value) (bool, error), error) {
	op, sensitive := strings.ToLower(operator), false
	if rest, ok := strings.CutPrefix(op, "c"); ok && op != "contains" {
		op, sensitive = rest, true
	}
	if test := memberTest(op, right, sensitive); test != nil {
		return test, nil
	}
	one, err := scalarTest(op, right, sensitive)
	if err != nil {
		return nil, err
	}
	return func(v object.Value) (bool, error) {
		if !object.IsCollection(v) {
			return one(v)
		}
		for _, e := range object.Unroll(v) {
			if ok, err := one(e); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	}, nil
}

// memberTest is -Contains and -In, which compare collections with one value; nil for other operators.
func memberTest(op string, right object.Value, sensitive bool) func(object.Value) (bool, error) {
	has := func(all, v object.Value) bool {
		for _, e := range object.Unroll(all) {
			if object.Equal(e, v, sensitive) {
				return true
			}
		}
		return false
	}
	switch op {
	case "contains", "notcontains":
		return func(v object.Value) (bool, error) { return has(v, right) == (op == "contains"), nil }
	case "in", "notin":
		return func(v object.Value) (bool, error) { return has(right, v) == (op == "in"), nil }
	}
	return nil
}

func scalarTest(op string, right object.Value, sensitive bool) (func(object.Value) (bool, error), error) {
	switch op {
	case "eq", "ne":
		return func(v object.Value) (bool, error) { return object.Equal(v, right, sensitive) == (op == "eq"), nil }, nil
	case "like", "notlike":
		p := object.CompilePattern(object.String(right), sensitive)
		return func(v object.Value) (bool, error) { return p.Match(object.String(v)) == (op == "like"), nil }, nil
	case "match", "notmatch":
		return matchTest(object.String(right), sensitive, op == "match")
	case "is", "isnot":
		return func(v object.Value) (bool, error) { return isType(v, right) == (op == "is"), nil }, nil
	}
	return func(v object.Value) (bool, error) {
		n, err := object.Compare(v, right, sensitive)
		if err != nil {
			return false, invalid("ComparisonFailure", "%s", err)
		}
		return map[string]bool{"gt": n > 0, "ge": n >= 0, "lt": n < 0, "le": n <= 0}[op], nil
	}, nil
}

const regexTime = 5 * time.Second // longest time of one match

func compileRegex(pattern string, sensitive bool) (*regexp2.Regexp, error) {
	options := regexp2.RegexOptions(regexp2.IgnoreCase)
	if sensitive {
		options = regexp2.None
	}
	re, err := regexp2.Compile(pattern, options)
	if err != nil {
		return nil, invalid("InvalidRegularExpression", "The regular expression pattern %s is not valid: %v", pattern, err)
	}
	re.MatchTimeout = regexTime
	return re, nil
}

func matchTest(pattern string, sensitive, want bool) (func(object.Value) (bool, error), error) {
	re, err := compileRegex(pattern, sensitive)
	if err != nil {
		return nil, err
	}
	return func(v object.Value) (bool, error) {
		ok, err := re.MatchString(object.String(v))
		if err != nil {
			return false, invalid("RegexMatchTimeout", "The regular expression took longer than %s. Write a simpler pattern.", regexTime)
		}
		return ok == want, nil
	}, nil
}

func isType(v, of object.Value) bool {
	want := object.TypeFullName(object.Type(strings.Trim(object.String(of), "[]")))
	if t, ok := of.(object.Type); ok {
		want = object.TypeFullName(t)
	}
	for _, name := range object.TypeNames(v) {
		if strings.EqualFold(name, want) {
			return true
		}
	}
	return false
}
