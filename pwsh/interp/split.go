package interp

import (
	"strings"

	"github.com/dlclark/regexp2"

	"example.org/exosh/object"
)

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
