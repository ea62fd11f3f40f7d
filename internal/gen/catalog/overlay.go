package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// An overlay is what the files of internal/rbac/overlay say; the head of the first describes the form.
type overlay struct {
	dropRoles, dropGroups map[string]bool
	about                 map[string]string
	cmdlets               map[string]map[string]string // cmdlet, role: parameters
}

// readOverlays reads every file of a folder, in the order of their names. Those whose names begin with scc
// are of Security & Compliance, the others of Exchange Online.
func readOverlays(folder string) (exo, scc *overlay, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, nil, err
	}
	if len(paths) == 0 {
		return nil, nil, fmt.Errorf("%s: no overlay", folder)
	}
	exo, scc = newOverlay(), newOverlay()
	for _, path := range paths {
		o := exo
		if strings.HasPrefix(filepath.Base(path), "scc") {
			o = scc
		}
		data, err := os.ReadFile(path)
		if err == nil {
			err = o.parse(filepath.Base(path), data)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return exo, scc, nil
}

func newOverlay() *overlay {
	return &overlay{dropRoles: map[string]bool{}, dropGroups: map[string]bool{}, about: map[string]string{}, cmdlets: map[string]map[string]string{}}
}

// parse adds what one file says.
func (o *overlay) parse(file string, data []byte) error {
	current, number := "", 0
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		number++
		line := s.Text()
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "  ") && current != "":
			role, params, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok || o.cmdlets[current][role] != "" {
				return fmt.Errorf("%s:%d: not ROLE: PARAMETERS, or twice", file, number)
			}
			o.cmdlets[current][role] = params
		case !o.directive(line, &current):
			return fmt.Errorf("%s:%d: %q is no directive, or its cmdlet has a section already", file, number, line)
		}
	}
	return nil
}

func (o *overlay) directive(line string, current *string) bool {
	if name, ok := strings.CutPrefix(line, "cmdlet "); ok {
		if o.cmdlets[name] != nil {
			return false
		}
		*current = name
		o.cmdlets[name] = map[string]string{}
		return true
	}
	if name, ok := strings.CutPrefix(line, "drop role "); ok {
		o.dropRoles[name] = true
		return true
	}
	if name, ok := strings.CutPrefix(line, "drop group "); ok {
		o.dropGroups[name] = true
		return true
	}
	if text, ok := strings.CutPrefix(line, "about group "); ok {
		name, about, found := strings.Cut(text, ": ")
		o.about[name] = about
		return found
	}
	return false
}
