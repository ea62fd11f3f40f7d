package oidc

import "testing"

func TestCatalogueIsConsistent(t *testing.T) {
	t.Parallel()
	last := 0
	for _, f := range Catalogue() {
		if f.Number <= last {
			t.Errorf("%d is listed twice", f.Number)
		}
		last = f.Number
		if f.OAuth == "" || f.Text == "" || f.Advice == "" {
			t.Errorf("%d is incomplete: %+v", f.Number, f)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want int
	}{
		{"invalid_grant: AADSTS50126: The user name or ...", 50126},
		{"AADSTS50076", 50076},
		{"AADSTS", 0},
		{"no number", 0},
		{"AADSTS99999999999999", 0},
		{"AADSTS7", 0},
	}
	for _, tt := range tests {
		f, ok := Explain(tt.in)
		if f.Number != tt.want || ok != (tt.want != 0) {
			t.Errorf("Explain(%q) = %d, %v; want %d", tt.in, f.Number, ok, tt.want)
		}
	}
}
