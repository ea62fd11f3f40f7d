package main

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
)

// An overlay is what internal/rbac/overlay.txt says; its head describes the form.
type overlay struct {
	dropRoles, dropGroups map[string]bool
	about                 map[string]string
	cmdlets               map[string]map[string]string // cmdlet, role: parameters
}

func parseOverlay(data []byte) (*overlay, error) {
	o := &overlay{dropRoles: map[string]bool{}, dropGroups: map[string]bool{}, about: map[string]string{}, cmdlets: map[string]map[string]string{}}
	current, number := "", 0
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		number++
		line := s.Text()
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "  ") && current != "":
			role, params, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok || o.cmdlets[current][role] != "" {
				return nil, fmt.Errorf("overlay.txt:%d: not ROLE: PARAMETERS, or twice", number)
			}
			o.cmdlets[current][role] = params
		case !o.directive(line, &current):
			return nil, fmt.Errorf("overlay.txt:%d: %q is no directive", number, line)
		}
	}
	return o, nil
}

func (o *overlay) directive(line string, current *string) bool {
	if name, ok := strings.CutPrefix(line, "cmdlet "); ok {
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
