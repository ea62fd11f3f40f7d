package odata_test

import (
	"strings"
	"testing"
	"time"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/adminapi/odata"
	"example.org/exosh/internal/opath"
)

func model(t testing.TB, name string) *catalog.ModelType {
	t.Helper()
	m, ok := catalog.Model(name)
	if !ok {
		t.Fatal(name)
	}
	return m
}

func TestTranslate(t *testing.T) {
	t.Parallel()
	m := model(t, "Mailbox")
	for filter, want := range map[string]string{
		"displayname eq 'Kim'":                                     "DisplayName -eq 'Kim'",
		"DisplayName eq 'O''Brien'":                                "DisplayName -eq 'O''Brien'",
		"DisplayName EQ 'a' AND Alias ne 'b'":                      "DisplayName -eq 'a' -and Alias -ne 'b'",
		"Alias eq 'a' or Alias eq 'b' and Name eq 'c'":             "Alias -eq 'a' -or (Alias -eq 'b' -and Name -eq 'c')",
		"(Alias eq 'a' or Alias eq 'b') and Name eq 'c'":           "(Alias -eq 'a' -or Alias -eq 'b') -and Name -eq 'c'",
		"Alias eq 'a' or Alias eq 'b' or Alias eq 'c'":             "Alias -eq 'a' -or Alias -eq 'b' -or Alias -eq 'c'",
		"not (Alias eq 'a')":                                       "-not Alias -eq 'a'",
		"not (Alias eq 'a' and Name eq 'b')":                       "-not (Alias -eq 'a' -and Name -eq 'b')",
		"startswith(DisplayName,'A')":                              "DisplayName -like 'A*'",
		"startswith(DisplayName, 'A') eq true":                     "DisplayName -like 'A*'",
		"endswith(DisplayName,'A') eq false":                       "DisplayName -notlike '*A'",
		"contains(tolower(DisplayName),'a')":                       "DisplayName -like '*a*'",
		"not contains(DisplayName,'a')":                            "-not DisplayName -like '*a*'",
		"tolower(Alias) eq 'kim'":                                  "Alias -eq 'kim'",
		"LitigationHoldEnabled eq true":                            "LitigationHoldEnabled -eq $true",
		"LitigationHoldEnabled":                                    "LitigationHoldEnabled -eq $true",
		"not LitigationHoldEnabled and Alias eq 'a'":               "-not LitigationHoldEnabled -eq $true -and Alias -eq 'a'",
		"ForwardingAddress ne null":                                "ForwardingAddress -ne $null",
		"WhenCreated gt 2024-01-01T00:00:00Z":                      "WhenCreated -gt '2024-01-01T00:00:00Z'",
		"ExchangeGuid eq d0d0d0d0-0000-4000-8000-000000000001":     "ExchangeGuid -eq 'd0d0d0d0-0000-4000-8000-000000000001'",
		"ResourceCapacity ge -5":                                   "ResourceCapacity -ge '-5'",
		"Alias in ('a','b')":                                       "Alias -eq 'a' -or Alias -eq 'b'",
		"Alias in ('a') and Name eq 'b'":                           "Alias -eq 'a' -and Name -eq 'b'",
		"EmailAddresses/any(d:d eq 'smtp:a@b.c')":                  "EmailAddresses -eq 'smtp:a@b.c'",
		"EmailAddresses/any(d: startswith(d,'smtp:a'))":            "EmailAddresses -like 'smtp:a*'",
		"EmailAddresses/any(x:x eq 'a' or x eq 'b')":               "EmailAddresses -eq 'a' -or EmailAddresses -eq 'b'",
		"EmailAddresses/any(d:d ne 'a')":                           "EmailAddresses -ne 'a'",
		"EmailAddresses/any(d:not (startswith(d,'a')))":            "EmailAddresses -notlike 'a*'",
		"EmailAddresses/all(d:d ne 'a' and d ne 'b')":              "EmailAddresses -ne 'a' -and EmailAddresses -ne 'b'",
		"not (EmailAddresses/any(d:endswith(d,'@contoso.com')))":   "-not EmailAddresses -like '*@contoso.com'",
		"GrantSendOnBehalfTo/any()":                                "GrantSendOnBehalfTo -ne $null",
		"((((Alias eq 'a'))))":                                     "Alias -eq 'a'",
		"Alias eq '$(rm)' and Name eq '-or Alias -like ''*'' -or'": "Alias -eq '$(rm)' -and Name -eq '-or Alias -like ''*'' -or'",
	} {
		got, err := odata.Translate(filter, m)
		if err != nil || got != want {
			t.Errorf("%s\n got %s %v\nwant %s", filter, got, err, want)
			continue
		}
		if _, err := opath.Parse(got); err != nil {
			t.Errorf("%s is no OPATH: %v", got, err)
		}
	}
}

// S-52: what is no filter is refused at once, with its place.
func TestTranslateRefuses(t *testing.T) {
	t.Parallel()
	m := model(t, "Mailbox")
	for filter, want := range map[string]string{
		"":                          "expected a property or a function, found the end of the filter at position 1",
		"Alias":                     "expected one of eq",
		"Alias eq":                  "expected a value",
		"Alias eq 'a":               "unterminated string literal at position 10",
		"Alias eq 'a')":             "at position 13",
		"(Alias eq 'a'":             "expected ')', found the end",
		"Alias eq 'a' Name eq 'b'":  "expected 'and', 'or' or the end",
		"Alias -eq 'a'":             "expected one of eq",
		"Alias eq \"a\"":            "unexpected \"",
		"Nothing eq 'a'":            "Could not find a property named 'Nothing' on type 'Exchange.Mailbox'.",
		"LanguagesRaw eq 'a'":       "LanguagesRaw",
		"startswith(Alias,'a*b')":   "asterisk",
		"startswith(Alias)":         "expected ','",
		"substring(Alias,1) eq 'a'": "Could not find a property named 'substring'",
		"length(Alias) gt 5":        "Could not find a property named 'length'",
		"Alias eq Name":             "expected a value",
		"Alias gt null":             "null can only be compared",
		"Alias/any(d:d eq 'a')":     "Alias is no collection",
		"EmailAddresses/any(d:d eq 'a' and d eq 'b')": "no equal",
		"EmailAddresses/all(d:d eq 'a')":              "no equal",
		"EmailAddresses/any(d:e eq 'a')":              "expected the variable d",
		"EmailAddresses/count() gt 1":                 "expected any or all",
		"{ rm }":                                      "unexpected {",
		"$(rm)":                                       "unexpected $",
		"[System.IO.File]::Delete('x')":               "unexpected [",
		"Alias.ToString() eq 'a'":                     "Could not find a property named 'Alias.ToString'",
		"Alias eq 'a' or\xff":                         "not valid UTF-8",
		strings.Repeat("(", 5000) + "Alias eq 'a'" + strings.Repeat(")", 5000): "more than 100 levels",
		strings.Repeat("not ", 5000) + "Alias eq 'a'":                          "more than 100 levels",
		"Alias eq '" + strings.Repeat("a", 1<<20) + "'":                        "longer than 65536 bytes",
	} {
		got, err := odata.Translate(filter, m)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %q %v, want %s", filter, got, err, want)
		}
		if d := quickest(func() { _, _ = odata.Translate(filter, m) }); d > 50*time.Millisecond {
			t.Errorf("%.60s was refused after %v", filter, d)
		}
	}
}

// quickest is the shortest of several runs: a busy machine makes some of them long.
func quickest(run func()) time.Duration {
	least := time.Hour
	for range 5 {
		start := time.Now()
		run()
		least = min(least, time.Since(start))
	}
	return least
}

// A long chain stays flat: its OPATH is as deep as the filter.
func TestTranslateLongChain(t *testing.T) {
	t.Parallel()
	filter := "Alias eq 'a'" + strings.Repeat(" or Alias eq 'a'", 3000)
	got, err := odata.Translate(filter, model(t, "Mailbox"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := opath.Parse(got); err != nil {
		t.Error(err)
	}
}
