package interp

import (
	"strings"

	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

func (c *code) ifStmt(s *syntax.If) stmt {
	type clause struct {
		cond func(f *frame) (bool, error)
		body stmt
	}
	clauses := make([]clause, len(s.Clauses))
	for i, cl := range s.Clauses {
		clauses[i] = clause{c.condition(cl.Cond), c.block(cl.Body)}
	}
	var otherwise stmt
	if s.Else != nil {
		otherwise = c.block(s.Else)
	}
	return func(f *frame) error {
		for _, cl := range clauses {
			yes, err := cl.cond(f)
			if err != nil {
				return err
			}
			if yes {
				return cl.body(f)
			}
		}
		if otherwise != nil {
			return otherwise(f)
		}
		return nil
	}
}

func (c *code) while(s *syntax.While) stmt {
	cond, body := c.condition(s.Cond), c.block(s.Body)
	return func(f *frame) error {
		for first := s.Do; ; first = false {
			if err := f.tick(); err != nil {
				return err
			}
			if !first {
				yes, err := cond(f)
				if err != nil {
					return err
				}
				if yes == s.Until {
					return nil
				}
			}
			if err := body(f); err != nil {
				if leave, err := loopFlow(err, s.Label); leave {
					return err
				}
			}
		}
	}
}

func (c *code) forLoop(s *syntax.For) stmt {
	start, step, body := c.silent(s.Init), c.silent(s.Step), c.block(s.Body)
	cond := func(*frame) (bool, error) { return true, nil }
	if s.Cond != nil {
		cond = c.condition(s.Cond)
	}
	return func(f *frame) error {
		if _, err := start(f); err != nil {
			return err
		}
		for {
			if err := f.tick(); err != nil {
				return err
			}
			if yes, err := cond(f); err != nil || !yes {
				return err
			}
			if err := body(f); err != nil {
				if leave, err := loopFlow(err, s.Label); leave {
					return err
				}
			}
			if _, err := step(f); err != nil {
				return err
			}
		}
	}
}

// Compiles a part of a for loop, whose value is not output.
func (c *code) silent(s syntax.Stmt) expr {
	if s == nil {
		return func(*frame) (object.Value, error) { return nil, nil }
	}
	return c.value(s)
}

func (c *code) forEach(s *syntax.ForEach) stmt {
	list, body, set := c.value(s.In), c.block(s.Body), c.setter(s.Var)
	return func(f *frame) error {
		v, err := list(f)
		if err != nil {
			return err
		}
		if v == nil {
			return nil // rule 18
		}
		items := unroll(v)
		for i := 0; i < len(items); i++ {
			if err := f.tick(); err != nil {
				return err
			}
			if err := set(f, items[i]); err != nil {
				return err
			}
			if err := body(f); err != nil {
				if leave, err := loopFlow(err, s.Label); leave {
					return err
				}
			}
		}
		return nil
	}
}

func (c *code) flow(s *syntax.Flow) stmt {
	value := c.silent(s.Value)
	switch s.Word {
	case "return":
		return func(f *frame) error {
			if s.Value != nil {
				v, err := value(f)
				if err != nil {
					return err
				}
				if err := f.emit(v); err != nil {
					return err
				}
			}
			return returnFlow
		}
	case "exit":
		return func(f *frame) error { return f.exit(value) }
	case "throw":
		return func(f *frame) error { return f.throw(s, value) }
	}
	if s.Label == nil {
		leave := flowOf(s.Word)
		return func(*frame) error { return leave }
	}
	label := c.expr(s.Label)
	return func(f *frame) error {
		v, err := label(f)
		if err != nil {
			return err
		}
		return &flow{s.Word, strings.ToLower(object.String(v))}
	}
}

func (f *frame) exit(value expr) error {
	v, err := value(f)
	if err != nil {
		return err
	}
	n, err := object.Convert(some(v), "int")
	if err != nil {
		n = int32(0) // as PowerShell: what is no number exits with 0
	}
	return &ExitError{int(n.(int32))}
}

func (c *code) define(s *syntax.Function) stmt {
	body := newCode(s.Body, c.source)
	body.filter = s.Filter
	return func(f *frame) error {
		target := f.scope.named(s.Scope, f.in)
		if target == nil {
			return invalid("DriveNotFound", "Cannot define function %s: there is no scope %s.", s.Name, s.Scope)
		}
		target.define(&function{in: f.in, name: s.Name, code: body, home: f.scope.script})
		return nil
	}
}
