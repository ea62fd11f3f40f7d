package interp

import (
	"iter"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/object"
)

// A scope holds the variables and functions of one running function, script or `&` block. A name
// that it does not have is looked up in its parent, the scope of the caller.
type scope struct {
	parent *scope
	script *scope // of the file that the code stands in: $script:
	vars   []*variable
	index  map[string]*variable // where there are many
	funcs  map[string]*function
}

// A variable is one named value.
type variable struct {
	name     string // in lower case
	value    object.Value
	check    *constraint         // nil where any value may be assigned
	auto     func() object.Value // computes the value of an automatic variable
	readOnly bool
	gone     bool // removed; slots that know it must look again
}

func (v *variable) get() object.Value {
	if v.auto != nil {
		return v.auto()
	}
	return v.value
}

const indexFrom = 12 // variables of a scope from which on it keeps an index

// Returns the variable of this scope only; name is in lower case.
func (s *scope) own(name string) *variable {
	if s.index != nil {
		return s.index[name]
	}
	for _, v := range s.vars {
		if v.name == name {
			return v
		}
	}
	return nil
}

// Returns the variable that the scope sees, or nil.
func (s *scope) find(name string) *variable {
	for ; s != nil; s = s.parent {
		if v := s.own(name); v != nil {
			return v
		}
	}
	return nil
}

func (s *scope) create(name string) *variable {
	v := &variable{name: name}
	s.vars = append(s.vars, v)
	switch {
	case s.index != nil:
		s.index[name] = v
	case len(s.vars) > indexFrom:
		s.index = make(map[string]*variable, 2*len(s.vars))
		for _, v := range s.vars {
			s.index[v.name] = v
		}
	}
	return v
}

// Returns the variable of this scope, made if need be.
func (s *scope) local(name string) *variable {
	if v := s.own(name); v != nil {
		return v
	}
	return s.create(name)
}

func (s *scope) remove(name string) bool {
	for i, v := range s.vars {
		if v.name == name && !v.readOnly {
			v.gone = true
			s.vars = append(s.vars[:i:i], s.vars[i+1:]...)
			delete(s.index, name)
			return true
		}
	}
	return false
}

func (s *scope) all() iter.Seq[*variable] {
	return func(yield func(*variable) bool) {
		for _, v := range s.vars {
			if !yield(v) {
				return
			}
		}
	}
}

func (s *scope) function(name string) *function {
	name = strings.ToLower(name)
	for ; s != nil; s = s.parent {
		if fn := s.funcs[name]; fn != nil {
			return fn
		}
	}
	return nil
}

func (s *scope) define(fn *function) {
	if s.funcs == nil {
		s.funcs = map[string]*function{}
	}
	s.funcs[strings.ToLower(fn.name)] = fn
}

// Splits "script:x" and returns the scope it means and the name in lower case; the scope is nil
// where there is none of that name.
func (in *Interp) scopeOf(name string) (*scope, string) {
	prefix, rest, ok := strings.Cut(strings.ToLower(name), ":")
	if !ok {
		return in.scope, prefix
	}
	return in.scope.named(prefix, in), rest
}

func (s *scope) named(prefix string, in *Interp) *scope {
	switch prefix {
	case "", "local", "private", "using", "variable":
		return s
	case "global":
		return in.global
	case "script":
		return s.script
	}
	return nil
}

// Sets a variable of one scope.
func (in *Interp) assign(s *scope, name string, value object.Value) error {
	v := s.own(name)
	if v == nil {
		if up := s.find(name); up != nil && up.readOnly {
			return readOnlyError(name)
		}
		v = s.create(name)
	}
	return in.store(v, value)
}

// Sets a variable that was found.
func (in *Interp) store(v *variable, value object.Value) error {
	if v.readOnly {
		return readOnlyError(v.name)
	}
	if v.check != nil {
		converted, err := v.check.apply(in, v.name, value)
		if err != nil {
			return err
		}
		value = converted
	}
	v.value = value
	return nil
}

func readOnlyError(name string) error {
	return &command.Error{Category: command.WriteError, ID: "VariableNotWritable", Type: "System.Management.Automation.SessionStateUnauthorizedAccessException",
		Message: "Cannot overwrite variable " + name + " because it is read-only or constant.", Target: name}
}
