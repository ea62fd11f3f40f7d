package syntax

import (
	"strings"
)

// Print returns the source of a tree in a uniform layout. Parsing it gives the same tree; comments
// are lost. Literals are printed as they were written where they were parsed, and quoted by rule
// where a program made them.
func Print(n Node) string {
	w := &printer{}
	w.node(n)
	return w.b.String()
}

type printer struct {
	b      strings.Builder
	indent int
}

func (w *printer) put(parts ...string) {
	for _, s := range parts {
		w.b.WriteString(s)
	}
}

func (w *printer) line() {
	w.put("\n", strings.Repeat("    ", w.indent))
}

func (w *printer) node(n Node) {
	switch n := n.(type) {
	case *Script:
		w.body(n.Body)
	case *Body:
		w.body(n)
	case *Block:
		w.block(n)
	case *Redirect:
		w.redirect(n)
	case *TypeName:
		w.put("[", n.String(), "]")
	case Stmt:
		w.stmt(n)
	case Element:
		w.element(n)
	case Expr:
		w.expr(n)
	}
}

func (w *printer) body(b *Body) {
	for _, a := range b.Attrs {
		w.attribute(a)
		w.line()
	}
	if b.Params != nil {
		w.params(b.Params)
		w.line()
	}
	if !b.Named {
		w.stmts(b.End)
		return
	}
	for _, part := range []struct {
		name  string
		block *Block
	}{{"begin", b.Begin}, {"process", b.Process}, {"end", b.End}, {"clean", b.Clean}} {
		if part.block != nil {
			w.put(part.name, " ")
			w.block(part.block)
			w.line()
		}
	}
}

func (w *printer) params(p *Params) {
	w.put("param(")
	w.indent++
	for i, v := range p.List {
		if i > 0 {
			w.put(",")
		}
		w.line()
		w.param(v)
	}
	w.indent--
	if len(p.List) > 0 {
		w.line()
	}
	w.put(")")
}

func (w *printer) param(v *Param) {
	for _, a := range v.Attrs {
		w.attribute(a)
	}
	if v.Type != nil {
		w.put("[", v.Type.String(), "]")
	}
	w.put(variableText("", v.Name))
	if v.Default != nil {
		w.put(" = ")
		w.expr(v.Default)
	}
}

func (w *printer) attribute(a *Attribute) {
	w.put("[", a.Name, "(")
	sep := ""
	for _, x := range a.Args {
		w.put(sep)
		w.expr(x)
		sep = ", "
	}
	for _, k := range a.Keys {
		w.put(sep, k.Name)
		if k.Value != nil {
			w.put(" = ")
			w.expr(k.Value)
		}
		sep = ", "
	}
	w.put(")]")
}

func (w *printer) block(b *Block) {
	w.put("{")
	w.inside(b)
	w.put("}")
}

// Prints statements on lines of their own between brackets.
func (w *printer) inside(b *Block) {
	if len(b.Stmts) == 0 {
		return
	}
	w.indent++
	w.line()
	w.stmts(b)
	w.indent--
	w.line()
}

func (w *printer) stmts(b *Block) {
	for i, s := range b.Stmts {
		text := &printer{indent: w.indent}
		text.stmt(s)
		if i > 0 {
			if continues(text.b.String()) {
				w.put(";")
			}
			w.line()
		}
		w.put(text.b.String())
	}
}

// Reports whether a statement would be read as part of the one before it.
func continues(text string) bool {
	for _, word := range [...]string{"{", "else", "elseif", "catch", "finally", "while", "until"} {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			return true
		}
	}
	return false
}

func (w *printer) redirect(r *Redirect) {
	switch r.From {
	case 0:
		w.put(" *")
	case 1:
		w.put(" ")
	default:
		w.put(" ", string(rune('0'+r.From)))
	}
	switch {
	case r.To != 0:
		w.put(">&1")
		return
	case r.Append:
		w.put(">> ")
	default:
		w.put("> ")
	}
	w.expr(r.File)
}
