package interp

import (
	"strings"

	"example.org/exosh/object"
	"example.org/exosh/pwsh/syntax"
)

func (c *code) variable(x *syntax.Variable) expr {
	name := strings.ToLower(x.Name)
	switch x.Scope {
	case "":
		return c.plainVariable(name)
	case "env":
		return func(f *frame) (object.Value, error) {
			if v, ok := f.in.getenv(x.Name); ok {
				return v, nil
			}
			return nil, nil
		}
	case "function":
		return func(f *frame) (object.Value, error) {
			if fn := f.scope.function(name); fn != nil {
				return &ScriptBlock{in: f.in, code: fn.code}, nil
			}
			return nil, nil
		}
	case "using", "local", "private":
		return c.plainVariable(name)
	}
	return func(f *frame) (object.Value, error) {
		s := f.scope.named(x.Scope, f.in)
		if s == nil {
			return nil, invalid("DriveNotFound", "Cannot find drive. A drive with the name '%s' does not exist.", x.Scope)
		}
		if v := s.find(name); v != nil {
			return v.get(), nil
		}
		return nil, nil
	}
}

func (c *code) plainVariable(name string) expr {
	switch name {
	case "null":
		return constant(nil)
	case "true":
		return constant(true)
	case "false":
		return constant(false)
	case "psitem":
		name = "_"
	}
	slot := c.slot(name)
	return func(f *frame) (object.Value, error) {
		if v := f.slots[slot]; v != nil && !v.gone && v.auto == nil {
			return v.value, nil
		}
		return f.read(slot), nil
	}
}

type setter func(f *frame, v object.Value) error

// Compiles an assignment to a variable.
func (c *code) setter(x *syntax.Variable) setter {
	name := strings.ToLower(x.Name)
	switch x.Scope {
	case "", "local", "private":
		switch name {
		case "null":
			return func(*frame, object.Value) error { return nil }
		case "true", "false":
			return func(*frame, object.Value) error { return readOnlyError(name) }
		}
		slot := c.slot(name)
		return func(f *frame, v object.Value) error { return f.write(slot, v) }
	case "env":
		return func(f *frame, v object.Value) error { f.in.setenv(x.Name, some(v)); return nil }
	}
	return func(f *frame, v object.Value) error {
		s := f.scope.named(x.Scope, f.in)
		if s == nil || x.Scope == "using" {
			return invalid("DriveNotFound", "Cannot set $%s:%s: there is no such scope or drive to write to.", x.Scope, x.Name)
		}
		return f.in.assign(s, name, v)
	}
}

// Reads the environment, with the changes that scripts made.
func (in *Interp) getenv(name string) (string, bool) {
	for key, v := range in.env {
		if strings.EqualFold(key, name) {
			if v == nil {
				return "", false
			}
			return *v, true
		}
	}
	if in.opt.Getenv == nil {
		return "", false
	}
	return in.opt.Getenv(name)
}

// Changes the environment of this session only.
func (in *Interp) setenv(name string, v object.Value) {
	for key := range in.env {
		if strings.EqualFold(key, name) {
			name = key
		}
	}
	if text := object.String(v); v != nil && text != "" {
		in.env[name] = &text
		return
	}
	in.env[name] = nil
}
