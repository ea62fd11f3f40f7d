package syntax

func (w *printer) stmt(s Stmt) {
	switch s := s.(type) {
	case *Pipeline:
		w.pipeline(s)
	case *Chain:
		w.chain(s)
	case *Assign:
		w.expr(s.Target)
		w.put(" ", s.Op, " ")
		w.stmt(s.Value)
	case *If:
		w.ifStatement(s)
	case *While:
		w.while(s)
	case *For:
		w.forLoop(s)
	case *ForEach:
		w.label(s.Label)
		w.put("foreach (")
		w.expr(s.Var)
		w.put(" in ")
		w.stmt(s.In)
		w.put(") ")
		w.block(s.Body)
	case *Switch:
		w.switchStatement(s)
	case *Function:
		w.function(s)
	case *Try:
		w.try(s)
	case *Flow:
		w.put(s.Word)
		if s.Label != nil {
			w.put(" ")
			w.expr(s.Label)
		}
		if s.Value != nil {
			w.put(" ")
			w.stmt(s.Value)
		}
	}
}

func (w *printer) label(label string) {
	if label != "" {
		w.put(":", label, " ")
	}
}

func (w *printer) pipeline(p *Pipeline) {
	for i, e := range p.Elems {
		if i > 0 {
			w.put(" | ")
		}
		w.element(e)
	}
}

func (w *printer) chain(c *Chain) {
	for i, p := range c.Pipelines {
		if i > 0 {
			w.put(" ", c.Ops[i-1], " ")
		}
		w.pipeline(p)
	}
}

func (w *printer) element(e Element) {
	var redirs []*Redirect
	switch e := e.(type) {
	case *ExprElement:
		w.expr(e.X)
		redirs = e.Redirs
	case *Command:
		w.command(e)
		redirs = e.Redirs
	}
	for _, r := range redirs {
		w.redirect(r)
	}
}

func (w *printer) command(c *Command) {
	if c.Call != "" {
		w.put(c.Call, " ")
	}
	w.expr(c.Name)
	for _, a := range c.Args {
		w.put(" ")
		if a.Name != "" {
			w.put("-", a.Name)
			if a.Value == nil {
				continue
			}
			w.put(":")
		}
		w.expr(a.Value)
	}
}

func (w *printer) ifStatement(s *If) {
	for i, c := range s.Clauses {
		if i == 0 {
			w.put("if (")
		} else {
			w.put(" elseif (")
		}
		w.stmt(c.Cond)
		w.put(") ")
		w.block(c.Body)
	}
	if s.Else != nil {
		w.put(" else ")
		w.block(s.Else)
	}
}

func (w *printer) while(s *While) {
	w.label(s.Label)
	word := "while"
	if s.Until {
		word = "until"
	}
	if s.Do {
		w.put("do ")
		w.block(s.Body)
		w.put(" ", word, " (")
		w.stmt(s.Cond)
		w.put(")")
		return
	}
	w.put(word, " (")
	w.stmt(s.Cond)
	w.put(") ")
	w.block(s.Body)
}

func (w *printer) forLoop(s *For) {
	w.label(s.Label)
	w.put("for (")
	for i, part := range []Stmt{s.Init, s.Cond, s.Step} {
		if i > 0 {
			w.put("; ")
		}
		if part != nil {
			w.stmt(part)
		}
	}
	w.put(") ")
	w.block(s.Body)
}

func (w *printer) switchStatement(s *Switch) {
	w.label(s.Label)
	w.put("switch ")
	if s.Match != "" {
		w.put("-", s.Match, " ")
	}
	if s.CaseSensitive {
		w.put("-casesensitive ")
	}
	if s.File != nil {
		w.put("-file ")
		w.expr(s.File)
	} else {
		w.put("(")
		w.stmt(s.Value)
		w.put(")")
	}
	w.put(" {")
	w.indent++
	for _, c := range s.Clauses {
		w.line()
		w.expr(c.Cond)
		w.put(" ")
		w.block(c.Body)
	}
	if s.Default != nil {
		w.line()
		w.put("default ")
		w.block(s.Default)
	}
	w.indent--
	w.line()
	w.put("}")
}

func (w *printer) function(f *Function) {
	word := "function "
	if f.Filter {
		word = "filter "
	}
	w.put(word)
	if f.Scope != "" {
		w.put(f.Scope, ":")
	}
	w.put(f.Name, " ")
	w.braced(f.Body)
}

func (w *printer) braced(b *Body) {
	w.put("{")
	w.indent++
	w.line()
	w.body(b)
	w.indent--
	w.line()
	w.put("}")
}

func (w *printer) try(s *Try) {
	w.put("try ")
	w.block(s.Body)
	for _, c := range s.Catches {
		w.put(" catch ")
		for i, t := range c.Types {
			if i > 0 {
				w.put(", ")
			}
			w.put("[", t.String(), "]")
		}
		w.put(" ")
		w.block(c.Body)
	}
	if s.Finally != nil {
		w.put(" finally ")
		w.block(s.Finally)
	}
}
