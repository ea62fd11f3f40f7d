package interp

import (
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

const (
	regexTime  = 5 * time.Second // longest time of one match
	maxRegexes = 256             // compiled patterns that are kept
)

type regexKey struct {
	pattern string
	options regexp2.RegexOptions
}

type cachedRegex struct {
	re  *regexp2.Regexp
	err error
}

// Returns a compiled pattern.
func (in *Interp) regex(pattern string, options regexp2.RegexOptions) (*regexp2.Regexp, error) {
	key := regexKey{pattern, options}
	if r := in.regexes[key]; r != nil {
		return r.re, r.err
	}
	re, err := regexp2.Compile(pattern, options)
	if err == nil {
		re.MatchTimeout = regexTime
	} else {
		err = &command.Error{Category: command.InvalidArgument, ID: "InvalidRegularExpression", Type: "System.Text.RegularExpressions.RegexParseException",
			Message: "The regular expression pattern " + pattern + " is not valid: " + err.Error(), Target: pattern, Err: err}
	}
	if in.regexes == nil || len(in.regexes) >= maxRegexes {
		in.regexes = map[regexKey]*cachedRegex{}
	}
	in.regexes[key] = &cachedRegex{re, err}
	return re, err
}

func caseOption(sensitive bool) regexp2.RegexOptions {
	if sensitive {
		return regexp2.None
	}
	return regexp2.IgnoreCase
}

// Returns the pattern of the right side of -match, -replace and -split.
func (in *Interp) patternOf(v object.Value, sensitive bool) (*regexp2.Regexp, error) {
	if r, ok := v.(*Regex); ok {
		return r.re, nil
	}
	return in.regex(object.String(v), caseOption(sensitive))
}

// Gives the error of a match, such as its time running out, its PowerShell shape.
func regexError(err error) error {
	if err == nil {
		return nil
	}
	return &command.Error{Category: command.OperationTimeout, ID: "RegexMatchTimeout", Type: "System.Text.RegularExpressions.RegexMatchTimeoutException",
		Message: "The regular expression took longer than " + regexTime.String() + ". Write a simpler pattern.", Err: err}
}

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

// -split 'pattern', limit, options
func (f *frame) split(a, b object.Value, sensitive bool) (object.Value, error) {
	if block, ok := b.(*ScriptBlock); ok {
		return f.splitBy(a, block)
	}
	parts := unroll(b)
	if len(parts) == 0 {
		return nil, invalid("BadSplitArgument", "The -split operator needs a pattern on its right side.")
	}
	limit := 0
	options := caseOption(sensitive)
	pattern := object.String(parts[0])
	if len(parts) > 1 {
		n, err := object.Convert(parts[1], "int")
		if err != nil {
			return nil, err
		}
		limit = int(n.(int32))
	}
	if len(parts) > 2 {
		pattern, options = splitOptions(pattern, object.String(parts[2]), options)
	}
	re, err := f.in.regex(pattern, options)
	if r, ok := parts[0].(*Regex); ok {
		re, err = r.re, nil
	}
	if err != nil {
		return nil, err
	}
	all := []any{}
	for _, e := range unroll(a) {
		pieces, err := splitText(re, object.String(e), limit)
		if err != nil {
			return nil, err
		}
		all = append(all, pieces...)
	}
	return all, nil
}

func splitOptions(pattern, words string, options regexp2.RegexOptions) (string, regexp2.RegexOptions) {
	for _, w := range strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return r == ',' || r == ' ' }) {
		switch w {
		case "simplematch":
			pattern = regexp2.Escape(pattern)
		case "ignorecase":
			options |= regexp2.IgnoreCase
		case "multiline":
			options |= regexp2.Multiline
		case "singleline":
			options |= regexp2.Singleline
		case "ignorepatternwhitespace":
			options |= regexp2.IgnorePatternWhitespace
		case "explicitcapture":
			options |= regexp2.ExplicitCapture
		}
	}
	return pattern, options
}

// Splits a text; groups of the pattern are part of the result. limit 0 means no limit.
func splitText(re *regexp2.Regexp, text string, limit int) ([]any, error) {
	var all []any
	runes := []rune(text)
	at := 0
	m, err := re.FindStringMatch(text)
	for n := 1; m != nil && err == nil && (limit <= 0 || n < limit); n++ {
		if m.Length == 0 && (m.Index == 0 || m.Index == len(runes)) {
			n--
		} else {
			all = append(all, string(runes[at:m.Index]))
			at = m.Index + m.Length
			for _, g := range m.Groups()[1:] {
				if len(g.Captures) > 0 {
					all = append(all, g.String())
				}
			}
		}
		m, err = re.FindNextMatch(m)
	}
	return append(all, string(runes[at:])), regexError(err)
}

// Splits at the characters for which a script block says so.
func (f *frame) splitBy(a object.Value, block *ScriptBlock) (object.Value, error) {
	all := []any{}
	for _, e := range unroll(a) {
		var b strings.Builder
		for _, r := range object.String(e) {
			v, err := block.call(f.ctx, string(r), nil)
			if err != nil {
				return nil, err
			}
			if truth(v) {
				all = append(all, b.String())
				b.Reset()
			} else {
				b.WriteRune(r)
			}
		}
		all = append(all, b.String())
	}
	return all, nil
}
