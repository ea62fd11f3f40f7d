package main

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/cmdlet/project"
)

//go:embed used.txt
var usedText string

// A use is how often public scripts use a cmdlet, and which parameters they give to it.
type use struct {
	cmdlet  string
	scripts int
	params  []string // in the catalog's spelling, most used first
}

// used returns the most used cmdlets. Parameters that every cmdlet has, and those that the catalog does not
// have in any cloud, are left out.
func used() ([]use, error) {
	var list []use
	for line := range strings.Lines(usedText) {
		words := strings.Fields(line)
		if len(words) < 2 || strings.HasPrefix(line, "#") {
			continue
		}
		scripts, err := strconv.Atoi(words[1])
		if err != nil {
			return nil, fmt.Errorf("used.txt: %w", err)
		}
		u := use{cmdlet: words[0], scripts: scripts}
		meta, ok := catalog.Lookup(u.cmdlet)
		if !ok {
			return nil, fmt.Errorf("used.txt: no cmdlet %s", u.cmdlet)
		}
		for _, name := range words[2:] {
			if p, ok := meta.Param(name); ok && p.Env != 0 && strings.EqualFold(p.Name, name) && !slices.Contains(u.params, p.Name) {
				u.params = append(u.params, p.Name)
			}
		}
		list = append(list, u)
	}
	return list, nil
}

// A reach is how far a list of uses is covered.
type reach struct {
	client, served, missing         []string
	uses, covered                   int // in how many scripts a cmdlet is used; of those, cmdlets that exist here
	params, acts, kept, notYetBuilt int // parameters in use of the cmdlets that the organisation serves
}

func measure(list []use, client, served []string, all []project.Support) reach {
	status := map[string]project.Status{}
	for _, s := range all {
		status[s.Cmdlet+" "+s.Param] = s.Status
	}
	var r reach
	for _, u := range list {
		r.uses += u.scripts
		switch {
		case slices.Contains(client, u.cmdlet):
			r.client = append(r.client, u.cmdlet)
		case slices.Contains(served, u.cmdlet):
			r.served = append(r.served, u.cmdlet)
			for _, p := range u.params {
				r.count(status[u.cmdlet+" "+p])
			}
		default:
			r.missing = append(r.missing, u.cmdlet)
			continue
		}
		r.covered += u.scripts
	}
	return r
}

func (r *reach) count(s project.Status) {
	r.params++
	switch s {
	case project.Acts:
		r.acts++
	case project.Stored:
		r.kept++
	default:
		r.notYetBuilt++
	}
}

// writeReach says how far the most used cmdlets are covered.
func writeReach(w io.Writer, n int, r reach) {
	fmt.Fprintf(w, `
## How far the most used cmdlets are covered

Of the %d cmdlets that public scripts use most, %d are part of the client, %d are served by the organisation and %d do not
exist here yet. Weighted by the number of scripts that use them, that is %d %%. Scripts and documented examples give %d
different parameters to those that are served: %d act, %d are stored, %d are refused by name.

`, n, len(r.client), len(r.served), len(r.missing), 100*r.covered/r.uses, r.params, r.acts, r.kept, r.notYetBuilt)
	if len(r.missing) > 0 {
		fmt.Fprintf(w, "Not yet: `%s`.\n", strings.Join(r.missing, "`, `"))
	}
}
