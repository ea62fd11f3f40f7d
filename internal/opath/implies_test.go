package opath_test

import (
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/opath"
)

// A scope may only become narrower (S-50).
func TestImplies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"City -eq 'Bern'", "city -EQ 'bern'", true},
		{"City -eq 'Bern'", "City -eq 'Basel'", false},
		{"City -eq 'Bern' -and Title -eq 'x'", "City -eq 'Bern'", true},
		{"City -eq 'Bern'", "City -eq 'Bern' -and Title -eq 'x'", false},
		{"Title -eq 'x' -and City -eq 'Bern'", "City -eq 'Bern' -and Title -eq 'x'", true},
		{"City -eq 'Bern'", "City -eq 'Bern' -or Title -eq 'x'", true},
		{"City -eq 'Bern' -or Title -eq 'x'", "City -eq 'Bern'", false},
		{"City -eq 'Bern' -or Title -eq 'x'", "Title -eq 'x' -or Office -eq '1' -or City -eq 'Bern'", true},
		{"(City -eq 'Bern' -or Title -eq 'x') -and Office -eq '1'", "City -eq 'Bern' -or Title -eq 'x'", true},
		{"(City -eq 'Bern' -and Office -eq '2') -or (City -eq 'Bern' -and Office -eq '3')", "City -eq 'Bern'", true},
		{"-not (City -eq 'Bern')", "City -ne 'Bern'", false}, // not known
		{"-not (City -eq 'Bern')", "-not (City -eq 'Bern')", true},
		{"City -like '*'", "City -eq 'Bern'", false},
	} {
		if got := opath.Implies(parsed(t, c.a), parsed(t, c.b)); got != c.want {
			t.Errorf("%s implies %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// Filters that nest deep are given up, not compared in every order.
func TestImpliesEnds(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("(A -eq '1' -or B -eq '2') -and (", 150) + "C -eq '3'" + strings.Repeat(")", 150)
	other := strings.Repeat("(A -eq '4' -and B -eq '5') -or (", 150) + "C -eq '6'" + strings.Repeat(")", 150)
	start := time.Now()
	opath.Implies(parsed(t, deep), parsed(t, other))
	if took := time.Since(start); took > time.Minute {
		t.Errorf("it took %v", took)
	}
}

func parsed(t *testing.T, filter string) opath.Node {
	t.Helper()
	n, err := opath.Parse(filter)
	if err != nil {
		t.Fatalf("%s: %v", filter, err)
	}
	return n
}
