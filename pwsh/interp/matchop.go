package interp

import (
	"strings"

	"github.com/dlclark/regexp2"

	"example.org/exosh/object"
)

// A frameOp is an operator that needs the session: patterns, types, script blocks.
type frameOp func(f *frame, a, b object.Value) (object.Value, error)

func frameOperation(op string) frameOp {
	name, sensitive := op[1:], false
	if base, ok := strings.CutPrefix(name, "c"); ok && name != "contains" {
		name, sensitive = base, true
	}
	switch name {
	case "match", "notmatch":
		return func(f *frame, a, b object.Value) (object.Value, error) {
			return f.match(a, b, sensitive, name == "notmatch")
		}
	case "replace":
		return func(f *frame, a, b object.Value) (object.Value, error) { return f.replace(a, b, sensitive) }
	case "split":
		return func(f *frame, a, b object.Value) (object.Value, error) { return f.split(a, b, sensitive) }
	case "is", "isnot":
		return func(f *frame, a, b object.Value) (object.Value, error) {
			yes, err := f.in.isType(a, b)
			return yes == (name == "is"), err
		}
	case "as":
		return func(f *frame, a, b object.Value) (object.Value, error) {
			t, err := f.in.typeOperand(b)
			if err != nil {
				return nil, err
			}
			v, err := f.in.convert(a, t)
			if err != nil {
				return nil, nil
			}
			return v, nil
		}
	}
	return nil
}

// -match: fills $Matches where the left side is a scalar that matches (rule 24).
func (f *frame) match(a, b object.Value, sensitive, not bool) (object.Value, error) {
	re, err := f.in.patternOf(b, sensitive)
	if err != nil {
		return nil, err
	}
	if isCollection(a) {
		return filterOr(a, b, func(e, _ object.Value) (bool, error) {
			ok, err := re.MatchString(object.String(e))
			return ok != not, regexError(err)
		})
	}
	m, err := re.FindStringMatch(object.String(a))
	if err != nil {
		return nil, regexError(err)
	}
	if m != nil {
		f.scope.local("matches").value = matchTable(re, m)
	}
	return (m != nil) != not, nil
}

// Returns $Matches: groups by number or name.
func matchTable(re *regexp2.Regexp, m *regexp2.Match) *object.Dict {
	d := &object.Dict{}
	for _, g := range m.Groups() {
		if len(g.Captures) == 0 {
			continue
		}
		if n := re.GroupNumberFromName(g.Name); n >= 0 && g.Name != itoa(n) {
			d.Set(g.Name, g.String())
		} else {
			d.Set(int32(n), g.String())
		}
	}
	return d
}

// -replace 'pattern', 'replacement'
func (f *frame) replace(a, b object.Value, sensitive bool) (object.Value, error) {
	parts := unroll(b)
	if len(parts) == 0 || len(parts) > 2 {
		return nil, invalid("BadReplaceArgument", "The -replace operator must be followed by one or two values, the pattern and the replacement; it got %d.", len(parts))
	}
	re, err := f.in.patternOf(parts[0], sensitive)
	if err != nil {
		return nil, err
	}
	var with object.Value = ""
	if len(parts) == 2 {
		with = parts[1]
	}
	one := func(v object.Value) (object.Value, error) { return f.replaceText(re, object.String(v), with) }
	if !isCollection(a) {
		return one(a)
	}
	all := []any{}
	for _, e := range unroll(a) {
		s, err := one(e)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func (f *frame) replaceText(re *regexp2.Regexp, text string, with object.Value) (object.Value, error) {
	block, ok := with.(*ScriptBlock)
	if !ok {
		s, err := re.Replace(text, object.String(with), -1, -1)
		return s, regexError(err)
	}
	var failed error
	s, err := re.ReplaceFunc(text, func(m regexp2.Match) string {
		if failed != nil {
			return ""
		}
		v, err := block.call(f.ctx, newMatch(re, &m), nil)
		failed = err
		return f.text(some(v))
	}, -1, -1)
	if failed != nil {
		return nil, failed
	}
	return s, regexError(err)
}
