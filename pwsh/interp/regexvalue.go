package interp

import (
	"strconv"
	"strings"

	"github.com/dlclark/regexp2"

	"example.org/exosh/object"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A Regex is a compiled pattern, System.Text.RegularExpressions.Regex.
type Regex struct {
	re      *regexp2.Regexp
	pattern string
}

// TypeNames, PropertyNames, Property and String implement object.Properties and object.Stringer.
func (r *Regex) TypeNames() []string {
	return []string{"System.Text.RegularExpressions.Regex", "System.Object"}
}
func (r *Regex) PropertyNames() []string { return []string{"Options", "MatchTimeout", "RightToLeft"} }
func (r *Regex) String() string          { return r.pattern }
func (r *Regex) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "options":
		return int32(0), true
	case "matchtimeout":
		return object.TimeSpan(regexTime / 100), true
	case "righttoleft":
		return false, true
	}
	return nil, false
}

// A Match is the result of a match, System.Text.RegularExpressions.Match, or one group of it.
type Match struct {
	kind    string // "Match" or "Group"
	name    string
	value   string
	index   int
	success bool
	groups  *groups
	next    func() (*Match, error)
}

// groups is the list of groups of a match: by number or by name.
type groups struct{ list []*Match }

func newMatch(re *regexp2.Regexp, m *regexp2.Match) *Match {
	if m == nil {
		return &Match{kind: "Match", groups: &groups{}}
	}
	out := &Match{kind: "Match", name: "0", value: m.String(), index: m.Index, success: true, groups: &groups{}}
	for _, g := range m.Groups() {
		out.groups.list = append(out.groups.list, &Match{kind: "Group", name: g.Name, value: g.String(), index: g.Index, success: len(g.Captures) > 0})
	}
	held := *m
	out.next = func() (*Match, error) {
		n, err := re.FindNextMatch(&held)
		return newMatch(re, n), regexError(err)
	}
	return out
}

// TypeNames, PropertyNames, Property and String implement object.Properties and object.Stringer.
func (m *Match) TypeNames() []string {
	return []string{"System.Text.RegularExpressions." + m.kind, "System.Object"}
}
func (m *Match) PropertyNames() []string {
	if m.kind == "Group" {
		return []string{"Success", "Name", "Index", "Length", "Value"}
	}
	return []string{"Groups", "Success", "Name", "Index", "Length", "Value"}
}
func (m *Match) String() string { return m.value }
func (m *Match) Property(name string) (object.Value, bool) {
	switch strings.ToLower(name) {
	case "groups":
		return m.groups, m.groups != nil
	case "success":
		return m.success, true
	case "name":
		return m.name, true
	case "index":
		return int32(m.index), true
	case "length":
		return int32(len([]rune(m.value))), true
	case "value":
		return m.value, true
	}
	return nil, false
}

// Elements implements object.Collection.
func (g *groups) Elements() []object.Value {
	all := make([]object.Value, len(g.list))
	for i, m := range g.list {
		all[i] = m
	}
	return all
}

func (g *groups) byName(name string) *Match {
	for _, m := range g.list {
		if m.name == name {
			return m
		}
	}
	return &Match{kind: "Group"}
}
