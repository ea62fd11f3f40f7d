package opath_test

import (
	"testing"

	"example.org/exosh/internal/opath"
)

// A search may use a comparison only where everything before it cannot fail and nothing beside it can
// make the filter hold.
func TestLeading(t *testing.T) {
	t.Parallel()
	usable := func(c *opath.Comparison) bool { return c.Property == "Alias" && c.Op == opath.Eq }
	certain := func(c *opath.Comparison) bool { return c.Property != "When" }
	for filter, want := range map[string]string{
		"Alias -eq 'a'":                                           "Alias -eq 'a'",
		"Kind -eq 'x' -and Alias -eq 'a'":                         "Alias -eq 'a'",
		"Kind -eq 'x' -and (City -eq 'y' -and Alias -eq 'a')":     "Alias -eq 'a'",
		"Alias -eq 'a' -and When -gt 'x'":                         "Alias -eq 'a'",
		"Alias -eq 'a' -and Alias -eq 'b'":                        "Alias -eq 'a'",
		"(Kind -eq 'x' -or -not City -eq 'y') -and Alias -eq 'a'": "Alias -eq 'a'",
		"When -gt 'x' -and Alias -eq 'a'":                         "",
		"(Kind -eq 'x' -or When -gt 'x') -and Alias -eq 'a'":      "",
		"Alias -eq 'a' -or Kind -eq 'x'":                          "",
		"-not (Alias -eq 'a')":                                    "",
		"Alias -ne 'a'":                                           "",
	} {
		n, err := opath.Parse(filter)
		if err != nil {
			t.Fatal(filter, err)
		}
		got := ""
		if c := opath.Leading(n, usable, certain); c != nil {
			got = c.String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
}

func TestPrefixOfPattern(t *testing.T) {
	t.Parallel()
	for filter, want := range map[string]string{
		"Name -like 'Ab*c'": "ab", "Name -like '*x'": "", "Name -like 'É*'": "é", "Name -like 'abc'": "abc", "Name -eq 'ab'": "", "Name -notlike 'a*'": "",
	} {
		n, err := opath.Parse(filter)
		if err != nil {
			t.Fatal(filter, err)
		}
		if got := n.(*opath.Comparison).Prefix(); got != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
}
