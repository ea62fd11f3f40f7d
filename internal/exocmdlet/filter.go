package exocmdlet

import (
	"fmt"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
)

// The most bytes of a filter, and the most parentheses inside each other.
const (
	maxFilter = 64 << 10
	maxDepth  = 100
)

// translate turns the text of -Filter into $filter over entities of a type (protocol section 5.6). As in the
// vendor's module, -and and -or have equal rank and are read from the left, and -not takes everything up to
// the next closing parenthesis; the text of $filter has the parentheses that say so.
func translate(text string, model *catalog.ModelType) (string, error) {
	if len(text) > maxFilter {
		return "", invalid("Filter", "Filter the result with Where-Object instead.", "-Filter is longer than %d bytes.", maxFilter)
	}
	inner := strings.TrimSpace(text)
	if len(inner) > 1 && inner[0] == '{' && inner[len(inner)-1] == '}' {
		inner = inner[1 : len(inner)-1]
	}
	tokens, err := scan(inner)
	if err != nil {
		return "", err
	}
	f := &filterParser{tokens: tokens, model: model, text: text}
	n, err := f.chain(0)
	if err != nil {
		return "", err
	}
	if f.at < len(f.tokens) {
		return "", f.wrong("-and, -or or the end")
	}
	return n, nil
}

type filterParser struct {
	tokens []filterToken
	at     int
	model  *catalog.ModelType
	text   string
}

func (f *filterParser) peek() filterToken {
	if f.at < len(f.tokens) {
		return f.tokens[f.at]
	}
	return filterToken{}
}

func (f *filterParser) wrong(want string) *command.Error {
	found := f.peek().text
	if found == "" {
		found = "the end of the filter"
	}
	return filterError("expected " + want + ", found " + found)
}

func filterError(what string) *command.Error {
	return invalid("Filter", "A filter is like: Department -eq 'Sales' -and DisplayName -like 'A*'.", "The filter cannot be read: %s.", what)
}

// chain reads terms joined by -and and -or, from the left.
func (f *filterParser) chain(depth int) (string, error) {
	if depth > maxDepth {
		return "", filterError(fmt.Sprintf("more than %d levels inside each other", maxDepth))
	}
	left, err := f.term(depth)
	if err != nil {
		return "", err
	}
	last := ""
	for f.peek().is("-and") || f.peek().is("-or") {
		operator := strings.ToLower(f.peek().text)[1:]
		f.at++
		right, err := f.term(depth)
		if err != nil {
			return "", err
		}
		if last != "" && last != operator {
			left = "(" + left + ")"
		}
		left, last = left+" "+operator+" "+right, operator
	}
	return left, nil
}

func (f *filterParser) term(depth int) (string, error) {
	t := f.peek()
	switch {
	case t.is("-not"):
		f.at++
		n, err := f.chain(depth + 1)
		return "not (" + n + ")", err
	case t.kind == tokenOpen:
		f.at++
		n, err := f.chain(depth + 1)
		if err != nil {
			return "", err
		}
		if f.peek().kind != tokenClose {
			return "", f.wrong("-and, -or or ')'")
		}
		f.at++
		return "(" + n + ")", nil
	case t.kind == tokenWord:
		return f.comparison()
	}
	return "", f.wrong("a property")
}

func (f *filterParser) comparison() (string, error) {
	property := f.peek().text
	f.at++
	op := f.peek()
	if op.kind != tokenOperator {
		return "", f.wrong("an operator after " + property)
	}
	f.at++
	value := f.peek()
	if value.kind != tokenText && value.kind != tokenWord {
		return "", f.wrong("a value after " + property + " " + op.text)
	}
	f.at++
	many := false
	if m, ok := f.model.Prop(property); ok {
		_, many = m.Element()
	}
	subject := property
	if many {
		subject = "d"
	}
	n, err := compare(subject, strings.ToLower(op.text), value)
	if err == nil && many {
		n = property + "/any(d:" + n + ")"
	}
	return n, err
}

// compare writes one comparison.
func compare(subject, operator string, value filterToken) (string, error) {
	switch operator {
	case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
		literal, err := literalOf(value)
		return subject + " " + operator[1:] + " " + literal, err
	case "-like":
		return like(subject, value.text, "eq")
	case "-notlike":
		n, err := like(subject, value.text, "ne")
		if err == nil && strings.HasSuffix(n, ")") {
			n = "not (" + n + ")"
		}
		return n, err
	}
	return "", filterError("there is no operator " + operator)
}

// like writes the function that a pattern stands for; a pattern without a star is the text itself.
func like(subject, pattern, equal string) (string, error) {
	bare := strings.Trim(pattern, "*")
	if strings.Contains(bare, "*") || len(pattern)-len(bare) > 2 || bare == "" {
		return "", filterError("the pattern '" + pattern + "' may have an asterisk at its begin and at its end, and nowhere else")
	}
	first, last := strings.HasPrefix(pattern, "*"), strings.HasSuffix(pattern, "*")
	if len(pattern)-len(bare) == 2 && (!first || !last) {
		return "", filterError("the pattern '" + pattern + "' has two asterisks side by side")
	}
	function := ""
	switch {
	case first && last:
		function = "contains"
	case first:
		function = "endswith"
	case last:
		function = "startswith"
	default:
		return subject + " " + equal + " " + quoted(bare), nil
	}
	return function + "(" + subject + ", " + quoted(bare) + ")", nil
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// literalOf writes a value: text in single quotes, the constants, numbers as they are.
func literalOf(t filterToken) (string, error) {
	if t.kind == tokenText {
		return quoted(t.text), nil
	}
	switch low := strings.TrimPrefix(strings.ToLower(t.text), "$"); low {
	case "true", "false", "null":
		return low, nil
	}
	if c := t.text[0]; c >= '0' && c <= '9' || c == '-' || c == '+' {
		return t.text, nil
	}
	return "", filterError("the value " + t.text + " has to be in quotes")
}
