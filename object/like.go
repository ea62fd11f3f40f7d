package object

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Like matches the whole text against a wildcard pattern: `*` is any run, `?` any one character,
// `[a-z0]` one of a set; a backtick takes the special meaning off. Time grows with the product of the
// lengths at worst, whatever the pattern.
func Like(text, pattern string, caseSensitive bool) bool {
	return CompilePattern(pattern, caseSensitive).Match(text)
}

// HasWildcard says whether text holds a wildcard character that is not escaped.
func HasWildcard(text string) bool {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '`':
			i++
		case '*', '?', '[':
			return true
		}
	}
	return false
}

// A Pattern is a wildcard pattern made ready. It may be used by several goroutines.
type Pattern struct {
	steps []step
	fold  bool
}

type step struct {
	kind stepKind
	char rune
	set  []runeRange
}

type runeRange struct{ from, to rune }

type stepKind uint8

const (
	literal stepKind = iota
	anyOne
	anyRun
	oneOf
)

// CompilePattern makes a pattern ready. A `[` without its `]` stands for itself.
func CompilePattern(pattern string, caseSensitive bool) *Pattern {
	p := &Pattern{fold: !caseSensitive}
	runes := []rune(pattern)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == '`' && i+1 < len(runes):
			i++
			p.add(step{char: p.folded(runes[i])})
		case r == '*':
			p.add(step{kind: anyRun})
		case r == '?':
			p.add(step{kind: anyOne})
		case r == '[':
			set, end := p.set(runes, i+1)
			if end < 0 {
				p.add(step{char: r})
				continue
			}
			p.add(step{kind: oneOf, set: set})
			i = end
		default:
			p.add(step{char: p.folded(r)})
		}
	}
	return p
}

func (p *Pattern) add(s step) {
	if n := len(p.steps); s.kind == anyRun && n > 0 && p.steps[n-1].kind == anyRun {
		return
	}
	p.steps = append(p.steps, s)
}

// set reads the characters up to `]` and returns its place, or -1 where there is none.
func (p *Pattern) set(runes []rune, i int) ([]runeRange, int) {
	var set []runeRange
	for start := i; i < len(runes); i++ {
		if runes[i] == ']' && i > start {
			return set, i
		}
		if runes[i] == '`' && i+1 < len(runes) {
			i++
		}
		s := runeRange{runes[i], runes[i]}
		if i+2 < len(runes) && runes[i+1] == '-' && runes[i+2] != ']' {
			s.to = runes[i+2]
			i += 2
		}
		set = append(set, s)
	}
	return nil, -1
}

func (p *Pattern) folded(r rune) rune {
	if !p.fold {
		return r
	}
	if r < unicode.MaxASCII {
		if 'A' <= r && r <= 'Z' {
			return r | 0x20
		}
		return r
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// Match says whether the whole text matches.
func (p *Pattern) Match(text string) bool {
	at, back := 0, -1 // place in the pattern, and the last run to fall back to
	rest, again := text, ""
	for rest != "" {
		if at < len(p.steps) {
			if p.steps[at].kind == anyRun {
				back, again = at, rest
				at++
				continue
			}
			r, size := utf8.DecodeRuneInString(rest)
			if p.one(p.steps[at], r) {
				at++
				rest = rest[size:]
				continue
			}
		}
		if back < 0 {
			return false
		}
		_, size := utf8.DecodeRuneInString(again)
		again = again[size:]
		at, rest = back+1, again
	}
	for at < len(p.steps) && p.steps[at].kind == anyRun {
		at++
	}
	return at == len(p.steps)
}

func (p *Pattern) one(s step, r rune) bool {
	switch s.kind {
	case anyOne:
		return true
	case literal:
		return p.folded(r) == s.char
	}
	for _, t := range s.set {
		if t.from <= r && r <= t.to || p.fold && t.holdsFolded(r) {
			return true
		}
	}
	return false
}

func (t runeRange) holdsFolded(r rune) bool {
	lower, upper := unicode.ToLower(r), unicode.ToUpper(r)
	return t.from <= lower && lower <= t.to || t.from <= upper && upper <= t.to
}

// EscapeWildcards puts a backtick before each wildcard character.
func EscapeWildcards(text string) string {
	return strings.NewReplacer("`", "``", "*", "`*", "?", "`?", "[", "`[", "]", "`]").Replace(text)
}
