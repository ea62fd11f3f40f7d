package trace

import (
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/org"
)

// The limits of lists of values: every row may be compared with all of them.
const (
	mostValues = 1000
	longest    = 1024 // bytes of one value
)

// values reads a parameter of several texts, without the empty ones.
func values(args command.Args, name string) ([]string, error) {
	list := slices.DeleteFunc(project.Texts(args, name), func(s string) bool { return s == "" })
	if len(list) > mostValues {
		return nil, org.Invalid(name, fmt.Sprint(len(list), " values"), fmt.Sprintf("it may hold at most %d", mostValues))
	}
	for _, text := range list {
		if err := short(name, text); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func short(name, text string) error {
	if len(text) > longest {
		return org.Invalid(name, text, fmt.Sprintf("it may have at most %d bytes", longest))
	}
	return nil
}

// addresses are the senders or recipients that are asked for: folded, a * stands for any text.
type addresses []string

func addressesOf(args command.Args, name string) (addresses, error) {
	list, err := values(args, name)
	for i, text := range list {
		list[i] = org.Fold(text)
	}
	return list, err
}

// simple says whether the store can look for them itself: whole addresses, and "*@domain" for all of a domain.
func (a addresses) simple() bool {
	return !slices.ContainsFunc(a, func(s string) bool {
		domain, all := strings.CutPrefix(s, "*@")
		if !all {
			domain = s
		}
		return strings.Contains(domain, "*")
	})
}

// hold says whether one of them means an address. None mean all.
func (a addresses) hold(address string) bool {
	if len(a) == 0 {
		return true
	}
	folded := org.Fold(address)
	return slices.ContainsFunc(a, func(pattern string) bool { return star(pattern, folded) })
}

// star compares a text with a pattern in which each * stands for any text. Other characters stand for
// themselves, as addresses may hold the ? and [ of other patterns.
func star(pattern, text string) bool {
	first, rest, starred := strings.Cut(pattern, "*")
	if !starred {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	parts := strings.Split(rest, "*")
	last := parts[len(parts)-1]
	for _, part := range parts[:len(parts)-1] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, last)
}
