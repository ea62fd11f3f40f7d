package odata

import (
	"strings"
	"unicode/utf8"

	"example.org/exosh/catalog"
)

// The limits of a $filter (S-52).
const (
	MaxFilter = 64 << 10 // bytes
	MaxDepth  = 100      // parentheses and nots inside each other
)

// A node is a $filter or a part of one.
type node struct {
	op    string // "-and", "-or", "-not", "" for a comparison
	terms []*node
	leaf  comparison
}

// A comparison compares a property with a value, in the words of OPATH.
type comparison struct{ property, operator, value string }

// Translate turns a $filter over entities of a type into OPATH, the language of -Filter, with the
// type's spelling of properties. The operators eq, ne, gt, ge, lt, le, in, and, or, not, the functions
// startswith, endswith and contains, and any and all over a collection have an OPATH form; tolower and
// toupper of a property change nothing, because OPATH compares without regard to case.
//
// A comparison with ne within any is one with no element of the collection, as -ne of OPATH is and as the
// vendor's cmdlets mean it.
func Translate(filter string, t *catalog.ModelType) (string, error) {
	if len(filter) > MaxFilter {
		return "", bad("Filter the answer instead.", "The $filter is longer than %d bytes.", MaxFilter)
	}
	if !utf8.ValidString(filter) {
		return "", bad("", "The $filter is not valid UTF-8.")
	}
	p := &parser{lexer: lexer{src: filter}, model: t}
	if err := p.advance(); err != nil {
		return "", err
	}
	n, err := p.expression(0)
	if err != nil {
		return "", err
	}
	if p.tok.kind != atEnd {
		return "", p.expected("'and', 'or' or the end of the filter")
	}
	var b strings.Builder
	n.write(&b)
	return b.String(), nil
}

// write writes the node as OPATH. A chain of one operator is written without parentheses, so that the
// depth of the text is never more than that of the filter.
func (n *node) write(b *strings.Builder) {
	switch n.op {
	case "":
		b.WriteString(n.leaf.property + " " + n.leaf.operator + " " + n.leaf.value)
	case "-not":
		b.WriteString("-not ")
		n.terms[0].writeTerm(b)
	default:
		for i, t := range n.terms {
			if i > 0 {
				b.WriteString(" " + n.op + " ")
			}
			t.writeTerm(b)
		}
	}
}

func (n *node) writeTerm(b *strings.Builder) {
	if n.op == "-and" || n.op == "-or" {
		b.WriteByte('(')
		n.write(b)
		b.WriteByte(')')
		return
	}
	n.write(b)
}
