package interp

import (
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

type switchClause struct {
	cond expr
	body stmt
}

type switchRun struct {
	match     string
	sensitive bool
	clauses   []switchClause
	otherwise stmt
}

func (c *code) switchStmt(s *syntax.Switch) stmt {
	run := &switchRun{match: s.Match, sensitive: s.CaseSensitive}
	for _, cl := range s.Clauses {
		run.clauses = append(run.clauses, switchClause{c.expr(cl.Cond), c.block(cl.Body)})
	}
	if s.Default != nil {
		run.otherwise = c.block(s.Default)
	}
	value := c.switchValue(s)
	return func(f *frame) error {
		v, err := value(f)
		if err != nil {
			return err
		}
		items := []object.Value{v}
		if isCollection(v) {
			items = unroll(v)
		}
		under := f.scope.local("_")
		saved := under.value
		defer func() { under.value = saved }()
		for _, item := range items {
			if err := f.tick(); err != nil {
				return err
			}
			under.value = item
			if err := run.one(f, item); err != nil {
				if leave, err := loopFlow(err, s.Label); leave {
					return err
				}
			}
		}
		return nil
	}
}

// Compiles what is switched on; -File gives the lines of a file.
func (c *code) switchValue(s *syntax.Switch) expr {
	if s.File == nil {
		v := c.value(s.Value)
		return func(f *frame) (object.Value, error) { x, err := v(f); return some(x), err }
	}
	path := c.expr(s.File)
	return func(f *frame) (object.Value, error) {
		v, err := path(f)
		if err != nil {
			return nil, err
		}
		text, err := f.in.readFile(object.String(v))
		if err != nil {
			return nil, &command.Error{Category: command.ReadError, ID: "FileReadError", Type: "System.IO.IOException", Message: err.Error(), Target: v, Err: err}
		}
		lines := []any{}
		for line := range strings.Lines(text) {
			lines = append(lines, strings.TrimRight(line, "\r\n"))
		}
		return lines, nil
	}
}

// Runs every clause that matches, or the default (rule 20).
func (s *switchRun) one(f *frame, item object.Value) error {
	matched := false
	for _, cl := range s.clauses {
		cond, err := cl.cond(f)
		if err != nil {
			return err
		}
		yes, err := s.matches(f, item, cond)
		if err != nil {
			return err
		}
		if !yes {
			continue
		}
		matched = true
		if err := cl.body(f); err != nil {
			return err
		}
	}
	if !matched && s.otherwise != nil {
		return s.otherwise(f)
	}
	return nil
}

func (s *switchRun) matches(f *frame, item, cond object.Value) (bool, error) {
	if block, ok := cond.(*ScriptBlock); ok {
		v, err := block.call(f.ctx, item, nil)
		return truth(v), err
	}
	switch s.match {
	case "wildcard":
		return object.Like(object.String(item), object.String(cond), s.sensitive), nil
	case "regex":
		v, err := f.match(object.String(item), cond, s.sensitive, false)
		return truth(v), err
	}
	if _, isText := cond.(string); isText {
		return equal(object.String(item), cond, s.sensitive), nil
	}
	return equal(item, cond, s.sensitive), nil
}
