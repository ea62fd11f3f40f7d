package shell

import (
	"strconv"
	"strings"

	"example.org/exosh/pwsh/syntax"
)

// highlight colours a line as it is typed.
func (s *Shell) highlight(text string) string {
	kinds := make([]int, len(text))
	for _, t := range syntax.Tokens(text) {
		c, ok := tokenColour(t.Kind)
		if !ok {
			continue
		}
		for i := t.From; i < t.To && i < len(kinds); i++ {
			if kinds[i] == 0 {
				kinds[i] = c
			}
		}
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && kinds[j] == kinds[i] {
			j++
		}
		if kinds[i] == 0 {
			b.WriteString(text[i:j])
		} else {
			b.WriteString("\x1b[" + strconv.Itoa(kinds[i]) + "m" + text[i:j] + "\x1b[0m")
		}
		i = j
	}
	return b.String()
}

func tokenColour(k syntax.TokenKind) (int, bool) {
	switch k {
	case syntax.CommentToken:
		return 32, true
	case syntax.KeywordToken:
		return 92, true
	case syntax.CommandToken:
		return 93, true
	case syntax.ParameterToken, syntax.OperatorToken:
		return 90, true
	case syntax.StringToken:
		return 36, true
	case syntax.VariableToken:
		return 92, true
	case syntax.TypeToken:
		return 37, true
	}
	return 0, false
}

// painter is highlight where colours are wanted.
func (s *Shell) painter() func(string) string {
	if !s.colours() {
		return nil
	}
	return s.highlight
}
