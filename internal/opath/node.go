// Package opath reads and evaluates filters: the text of -Filter, of recipient filters and of scopes, in
// OPATH. A filter is parsed into one tree, whatever its language (OData and LDAP forms parse into the
// same nodes), and evaluated on typed values. It is pure: text and values in, a decision out.
//
// The language:
//
//	filter     = "{" expression "}" | expression
//	expression = expression ("-and" | "-or") expression | "-not" expression | "(" expression ")" | comparison
//	comparison = property operator value
//	operator   = -eq -ne -gt -ge -lt -le -like -notlike
//	value      = 'text' | "text" | number, size, date without blanks | $true | $false | $null
//
// -not binds tighter than -and, and -and tighter than -or. Names, operators and text are compared
// without regard to case. In -like, an asterisk stands for any text and nothing else is special.
// There are no calls, variables, types or other script (S-52).
package opath

import (
	"strings"

	"example.org/exosh/object"
)

// A Getter returns the value of a property, whose name ignores case. It reports false where the object
// has none, which a filter treats as $null.
type Getter func(name string) (object.Value, bool)

// A Node is a filter or a part of one. Nodes do not change and may be used concurrently.
type Node interface {
	// Match reports whether the filter holds for an object. It fails with a *ValueError where a value
	// of the filter cannot be compared with the type of its property.
	Match(get Getter) (bool, error)
	// String returns the filter as OPATH, which parses to the same tree.
	String() string
}

// And holds where all of its terms hold; it stops at the first that does not.
type And struct{ Terms []Node }

// Or holds where one of its terms holds; it stops at the first that does.
type Or struct{ Terms []Node }

// Not holds where its term does not.
type Not struct{ Term Node }

// Match implements [Node].
func (n *And) Match(get Getter) (bool, error) {
	for _, t := range n.Terms {
		if ok, err := t.Match(get); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// Match implements [Node].
func (n *Or) Match(get Getter) (bool, error) {
	for _, t := range n.Terms {
		if ok, err := t.Match(get); err != nil || ok {
			return ok, err
		}
	}
	return false, nil
}

// Match implements [Node].
func (n *Not) Match(get Getter) (bool, error) {
	ok, err := n.Term.Match(get)
	return err == nil && !ok, err
}

func (n *And) String() string { return join(n.Terms, " -and ") }
func (n *Or) String() string  { return join(n.Terms, " -or ") }
func (n *Not) String() string { return "-not " + wrap(n.Term) }

func join(terms []Node, operator string) string {
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = wrap(t)
	}
	return strings.Join(texts, operator)
}

// wrap puts a filter in parentheses where it would not stand alone as a term.
func wrap(n Node) string {
	switch n.(type) {
	case *And, *Or:
		return "(" + n.String() + ")"
	}
	return n.String()
}

// walk calls visit for every comparison of a filter, in order.
func walk(n Node, visit func(*Comparison)) {
	switch n := n.(type) {
	case *And:
		for _, t := range n.Terms {
			walk(t, visit)
		}
	case *Or:
		for _, t := range n.Terms {
			walk(t, visit)
		}
	case *Not:
		walk(n.Term, visit)
	case *Comparison:
		visit(n)
	}
}
