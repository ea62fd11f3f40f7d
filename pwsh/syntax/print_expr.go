package syntax

import (
	"fmt"
	"strings"
)

func (w *printer) expr(x Expr) {
	switch x := x.(type) {
	case *Number:
		w.put(x.text())
	case *String:
		w.put(x.text())
	case *Expand:
		w.expand(x)
	case *Variable:
		if x.Raw != "" {
			w.put(x.Raw)
		} else {
			w.put(variableText(x.Scope, x.Name))
		}
	case *Splat:
		w.put("@", strings.TrimPrefix(variableText(x.Scope, x.Name), "$"))
	case *TypeLit:
		w.put("[", x.Type.String(), "]")
	case *Cast:
		w.put("[", x.Type.String(), "]")
		w.expr(x.X)
	case *Unary:
		w.unary(x)
	case *Postfix:
		w.expr(x.X)
		w.put(x.Op)
	case *Binary:
		w.expr(x.X)
		w.put(" ", x.Op, " ")
		w.expr(x.Y)
	case *Ternary:
		w.expr(x.Cond)
		w.put(" ? ")
		w.expr(x.Yes)
		w.put(" : ")
		w.expr(x.No)
	case *Array:
		w.list(x.Elems)
	default:
		w.compound(x)
	}
}

// Prints the expressions that have brackets or members.
func (w *printer) compound(x Expr) {
	switch x := x.(type) {
	case *Member:
		w.expr(x.X)
		switch {
		case x.Static:
			w.put("::")
		case x.Null:
			w.put("?.")
		default:
			w.put(".")
		}
		w.expr(x.Name)
	case *Invoke:
		w.expr(x.Member)
		w.put("(")
		w.list(x.Args)
		w.put(")")
	case *Index:
		w.expr(x.X)
		if x.Null {
			w.put("?")
		}
		w.put("[")
		w.expr(x.I)
		w.put("]")
	case *Paren:
		w.put("(")
		w.stmt(x.X)
		w.put(")")
	case *SubExpr:
		w.put("$(")
		w.inside(x.Body)
		w.put(")")
	case *ArrayExpr:
		w.put("@(")
		w.inside(x.Body)
		w.put(")")
	case *Hash:
		w.hash(x)
	case *ScriptBlock:
		w.braced(x.Body)
	}
}

func (w *printer) list(xs []Expr) {
	for i, x := range xs {
		if i > 0 {
			w.put(", ")
		}
		w.expr(x)
	}
}

func (w *printer) unary(x *Unary) {
	sub := &printer{indent: w.indent}
	sub.expr(x.X)
	text := sub.b.String()
	w.put(x.Op)
	if len(x.Op) > 2 || (x.Op == "-" || x.Op == "+") && strings.ContainsAny(text[:1], "+-.0123456789") {
		w.put(" ")
	}
	w.put(text)
}

func (w *printer) hash(h *Hash) {
	w.put("@{")
	w.indent++
	for _, p := range h.Pairs {
		w.line()
		w.expr(p.Key)
		w.put(" = ")
		w.stmt(p.Value)
	}
	w.indent--
	if len(h.Pairs) > 0 {
		w.line()
	}
	w.put("}")
}

func (w *printer) expand(x *Expand) {
	if x.Raw != "" {
		w.put(x.Raw)
		return
	}
	w.put(`"`)
	for _, part := range x.Parts {
		switch part := part.(type) {
		case *String:
			w.put(doubleQuoted.Replace(part.Value))
		case *Variable:
			w.put("${", strings.TrimPrefix(part.Scope+":", ":"), part.Name, "}")
		default:
			w.expr(part)
		}
	}
	w.put(`"`)
}

var doubleQuoted = strings.NewReplacer("`", "``", `"`, "`\"", "“", "`“", "”", "`”", "„", "`„", "$", "`$")

func (n *Number) text() string {
	if n.Raw != "" {
		return n.Raw
	}
	return fmt.Sprint(n.Value)
}

func (s *String) text() string {
	if s.Raw != "" {
		return s.Raw
	}
	return QuoteString(s.Value)
}

// QuoteString returns a text as a single-quoted literal.
func QuoteString(s string) string {
	return "'" + strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛").Replace(s) + "'"
}

// Writes a variable, with braces where its name needs them.
func variableText(scope, name string) string {
	full := name
	if scope != "" {
		full = scope + ":" + name
	}
	plain := name != ""
	for _, r := range name {
		plain = plain && isVarChar(r)
	}
	if plain {
		return "$" + full
	}
	return "${" + strings.NewReplacer("`", "``", "{", "`{", "}", "`}").Replace(full) + "}"
}
