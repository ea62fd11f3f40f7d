package syntax

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Span is a range of source text in bytes, From included, To excluded.
type Span struct{ From, To int }

// Range returns the span itself; embedding a Span makes a type a [Node].
func (s Span) Range() Span { return s }

// A Position is a place in source text, both numbers counted from 1. Column counts characters.
type Position struct{ Line, Column int }

func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// At returns the position of a byte offset in a text.
func At(text string, offset int) Position {
	offset = max(0, min(offset, len(text)))
	head := text[:offset]
	line := strings.Count(head, "\n") + 1
	last := head[strings.LastIndexByte(head, '\n')+1:]
	last = strings.TrimPrefix(last, bom)
	return Position{line, utf8.RuneCountInString(last) + 1}
}

// A SyntaxError says why a text is not a script.
type SyntaxError struct {
	Position
	Span              // the offending text; empty at the end of the input
	ID         string // PowerShell's error identifier, "MissingEndCurlyBrace"
	Message    string // what was expected and what was found
	Incomplete bool   // the text ended too early: more input may make it right
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s: %s", e.Position, e.Message)
}

// IsIncomplete reports whether err says that a text stops in the middle of a construct, so that a
// line editor should ask for another line.
func IsIncomplete(err error) bool {
	var s *SyntaxError
	return errors.As(err, &s) && s.Incomplete
}
