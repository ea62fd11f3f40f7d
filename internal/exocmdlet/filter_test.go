package exocmdlet

import (
	"strings"
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/adminapi/odata"
)

func mailboxModel(t testing.TB) *catalog.ModelType {
	t.Helper()
	m, ok := catalog.Model("Mailbox")
	if !ok {
		t.Fatal("no model of a mailbox")
	}
	return m
}

// Protocol section 5.6.
func TestTranslate(t *testing.T) {
	t.Parallel()
	m := mailboxModel(t)
	for filter, want := range map[string]string{
		"DisplayName -eq 'Kim'":                               "DisplayName eq 'Kim'",
		`DisplayName -eq "O'Brien"`:                           "DisplayName eq 'O''Brien'",
		"DisplayName -eq 'O''Brien'":                          "DisplayName eq 'O''Brien'",
		"{DisplayName -LIKE 'A*'}":                            "startswith(DisplayName, 'A')",
		"DisplayName -like '*A'":                              "endswith(DisplayName, 'A')",
		"DisplayName -like '*A*'":                             "contains(DisplayName, 'A')",
		"DisplayName -like 'A'":                               "DisplayName eq 'A'",
		"DisplayName -notlike 'A'":                            "DisplayName ne 'A'",
		"DisplayName -notlike 'A*'":                           "not (startswith(DisplayName, 'A'))",
		"LitigationHoldEnabled -eq $true":                     "LitigationHoldEnabled eq true",
		"LitigationHoldEnabled -eq False":                     "LitigationHoldEnabled eq false",
		"ForwardingAddress -ne $null":                         "ForwardingAddress ne null",
		"ResourceCapacity -gt 5":                              "ResourceCapacity gt 5",
		"EmailAddresses -like 'smtp:a*'":                      "EmailAddresses/any(d:startswith(d, 'smtp:a'))",
		"EmailAddresses -eq 'smtp:a@b.c'":                     "EmailAddresses/any(d:d eq 'smtp:a@b.c')",
		"EmailAddresses -notlike 'x*'":                        "EmailAddresses/any(d:not (startswith(d, 'x')))",
		"Alias -eq 'a' -or Alias -eq 'b' -and Name -eq 'c'":   "(Alias eq 'a' or Alias eq 'b') and Name eq 'c'",
		"Alias -eq 'a' -and (Alias -eq 'b' -or Name -eq 'c')": "Alias eq 'a' and (Alias eq 'b' or Name eq 'c')",
		"-not (Alias -eq 'a')":                                "not ((Alias eq 'a'))",
		"-not Alias -eq 'a' -and Name -eq 'b'":                "not (Alias eq 'a' and Name eq 'b')",
		"(-not Alias -eq 'a') -and Name -eq 'b'":              "(not (Alias eq 'a')) and Name eq 'b'",
	} {
		got, err := translate(filter, m)
		if err != nil || got != want {
			t.Errorf("%s\n got %s %v\nwant %s", filter, got, err, want)
			continue
		}
		if _, err := odata.Translate(got, m); err != nil {
			t.Errorf("%s is refused by our own service: %v", got, err)
		}
	}
}

// Malformed filters never reach the service (S-52).
func TestTranslateRefuses(t *testing.T) {
	t.Parallel()
	m := mailboxModel(t)
	for filter, want := range map[string]string{
		"":                              "expected a property, found the end",
		"Alias":                         "expected an operator after Alias",
		"Alias -eq":                     "expected a value after Alias -eq",
		"Alias -match 'a'":              "there is no operator -match",
		"Alias -eq kim":                 "has to be in quotes",
		"Alias -eq 'a":                  "no closing quote",
		"Alias -like 'a*b'":             "asterisk",
		"Alias -like '**a'":             "two asterisks",
		"Alias -like '***'":             "asterisk",
		"Alias -eq 'a' Name -eq 'b'":    "expected -and, -or or the end, found Name",
		"(Alias -eq 'a'":                "expected -and, -or or ')'",
		"Alias -eq 'a' -and":            "expected a property",
		"'a' -eq Alias":                 "expected a property, found a",
		strings.Repeat("(", 5000) + "A": "more than 100 levels",
		strings.Repeat("-not ", 5000):   "more than 100 levels",
		strings.Repeat("a", 1<<20):      "longer than 65536 bytes",
		"Alias -eq '\xff'":              "UTF-8",
	} {
		if got, err := translate(filter, m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.50q: %q, %v; want %s", filter, got, err, want)
		}
	}
}

// What the client writes is what a service of ours reads, but for properties that it does not have.
func FuzzTranslate(f *testing.F) {
	for _, s := range []string{"Alias -eq 'a' -or -not (Name -like \"x*\")", "EmailAddresses -notlike '*x'", "{a -gt 5}", "((", "-not"} {
		f.Add(s)
	}
	m := mailboxModel(f)
	f.Fuzz(func(t *testing.T, filter string) {
		text, err := translate(filter, m)
		if err != nil || len(text) > odata.MaxFilter {
			return
		}
		for _, c := range text {
			if c == 0 {
				return
			}
		}
		if strings.Count(text, "'")%2 != 0 {
			t.Errorf("%q became %q", filter, text)
		}
	})
}
