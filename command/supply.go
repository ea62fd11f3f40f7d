package command

import (
	"errors"
	"fmt"

	"example.org/exosh/catalog"
	"example.org/exosh/object"
)

const maxSupplied = 1000 // elements a person may type for one parameter

// supply asks the person for the mandatory parameters that are missing. Where nobody can be asked, or
// nothing is typed, the binding error stands.
func (r *runner) supply(meta *catalog.Cmdlet, host Host, failed error) ([]Arg, error) {
	var missing missingNames
	if host == nil || !errors.As(failed, &missing) {
		return nil, failed
	}
	var asked []Arg
	for _, name := range missing {
		p, ok := meta.Param(name)
		if !ok {
			return nil, failed
		}
		v, err := r.ask(host, p)
		if r.ctx.Err() != nil {
			return nil, r.ctx.Err()
		}
		if err != nil || v == nil {
			return nil, failed
		}
		asked = append(asked, Arg{Name: p.Name, Value: v, HasValue: true})
	}
	return asked, nil
}

// ask reads the value of one parameter; nil where nothing was typed. A list ends with an empty line.
func (r *runner) ask(host Host, p *catalog.Param) (object.Value, error) {
	kind, _ := shape(p)
	secret := object.TypeFullName(object.Type(p.Type)) == "System.Security.SecureString"
	if kind != multiple {
		line, err := host.ReadLine(r.ctx, p.Name+": ", secret)
		switch {
		case err != nil || line == "":
			return nil, err
		case secret:
			return &object.SecureString{Plain: line}, nil
		}
		return line, nil
	}
	var all []any
	for len(all) < maxSupplied {
		line, err := host.ReadLine(r.ctx, fmt.Sprintf("%s[%d]: ", p.Name, len(all)), false)
		if err != nil {
			return nil, err
		}
		if line == "" {
			break
		}
		all = append(all, line)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}
