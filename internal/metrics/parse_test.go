package metrics

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A sample is one line of the text format.
type sample struct {
	name, labels string
	value        float64
}

// parsed is a scrape: samples by name and labels, and the kinds and helps of families.
type parsed struct {
	samples []sample
	kinds   map[string]string
	helps   map[string]string
}

var (
	lineOf  = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$`)
	aboutOf = regexp.MustCompile(`^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$`)
)

// parse reads the text format strictly: each family is one block, with HELP and TYPE first, no sample comes twice.
func parse(t *testing.T, text string) parsed {
	t.Helper()
	if !strings.HasSuffix(text, "\n") {
		t.Error("the last line has no end")
	}
	p := parsed{kinds: map[string]string{}, helps: map[string]string{}}
	seen, current := map[string]bool{}, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := aboutOf.FindStringSubmatch(line); m != nil {
			p.about(t, m, &current)
			continue
		}
		m := lineOf.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("no line of the format: %q", line)
			continue
		}
		v, err := strconv.ParseFloat(m[3], 64)
		if err != nil {
			t.Errorf("%q: %v", line, err)
		}
		if family := familyOf(m[1], p.kinds); family != current {
			t.Errorf("%q is not among the samples of its family", line)
		}
		if key := m[1] + "{" + m[2]; seen[key] {
			t.Errorf("%q comes twice", line)
		} else {
			seen[key] = true
		}
		p.samples = append(p.samples, sample{m[1], m[2], v})
	}
	return p
}

func (p *parsed) about(t *testing.T, m []string, current *string) {
	t.Helper()
	into := p.helps
	if m[1] == "TYPE" {
		into = p.kinds
	}
	if into[m[2]] != "" {
		t.Errorf("two %s of %s", m[1], m[2])
	}
	into[m[2]], *current = m[3], m[2]
}

// familyOf returns the family of a sample: histograms have three names.
func familyOf(name string, kinds map[string]string) string {
	for _, suffix := range []string{"_bucket", "_sum", "_count"} {
		if base, ok := strings.CutSuffix(name, suffix); ok && kinds[base] == "histogram" {
			return base
		}
	}
	return name
}

// get returns the value of a sample, as text; "" where there is none.
func (p parsed) get(name, labels string) string {
	for _, s := range p.samples {
		if s.name == name && s.labels == labels {
			return fmt.Sprint(s.value)
		}
	}
	return ""
}
