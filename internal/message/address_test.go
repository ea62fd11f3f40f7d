package message

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// S-79: whoever an identity field names, or seems to name, is returned; what cannot be read is an error.
func TestS79Addresses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                                             "",
		"a@contoso.com":                                                "|a@contoso.com",
		"<a@contoso.com>":                                              "|a@contoso.com",
		"Ann <a@contoso.com>":                                          "Ann|a@contoso.com",
		`"Ann, B" <a@contoso.com>`:                                     "Ann, B|a@contoso.com",
		"=?utf-8?q?J=C3=B6rg?= <j@x.de>":                               "Jörg|j@x.de",
		"=?iso-8859-1?q?J=F6rg?= <j@x.de>":                             "Jörg|j@x.de",
		"a@contoso.com, b@contoso.com":                                 "|a@contoso.com; |b@contoso.com",
		"Us: a@contoso.com, B <b@x.com>;":                              "|a@contoso.com; B|b@x.com",
		"undisclosed-recipients:;":                                     "",
		`"a b"@contoso.com`:                                            `|"a b"@contoso.com`,
		`"a@evil.com> "@contoso.com`:                                   `|"a@evil.com> "@contoso.com (a@evil.com)`,
		"a@contoso.com (boss@contoso.com)":                             "boss@contoso.com|a@contoso.com (boss@contoso.com)",
		`"boss@contoso.com" <a@contoso.com>`:                           "boss@contoso.com|a@contoso.com (boss@contoso.com)",
		`"boss@contoso.com <x" <a@contoso.com>`:                        "boss@contoso.com <x|a@contoso.com (boss@contoso.com)",
		"=?utf-8?q?boss=40contoso=2Ecom?= <a@contoso.com>":             "boss@contoso.com|a@contoso.com (boss@contoso.com)",
		"=?utf-8?q?=3Cboss=40contoso=2Ecom=3E?= <a@contoso.com>":       "<boss@contoso.com>|a@contoso.com (boss@contoso.com)",
		"=?utf-8?b?Ym9zc0Bjb250b3NvLmNvbQ==?= <a@contoso.com>":         "boss@contoso.com|a@contoso.com (boss@contoso.com)",
		"=?utf-8?q?boss=EF=BC=A0contoso=EF=BC=8Ecom?= <a@contoso.com>": "boss＠contoso．com|a@contoso.com (boss@contoso.com)",
		"=?utf-8?q?bo=E2=80=8Bss=40contoso=2Ecom?= <a@contoso.com>":    "bo\u200bss@contoso.com|a@contoso.com (boss@contoso.com)",
		`"a@contoso.com" <a@contoso.com>`:                              "a@contoso.com|a@contoso.com",
		`"boss@contoso.com": a@contoso.com;`:                           "|a@contoso.com (boss@contoso.com)",
		"a@contoso.com <b@contoso.com>":                                "error",
		"boss@contoso.com a@contoso.com":                               "error",
		"<boss@contoso.com> <a@contoso.com>":                           "error",
		"<@evil.com:a@contoso.com>":                                    "error",
		"=?utf-8?q?boss?=@contoso.com":                                 "error",
		"<a@contoso.com\u200b>":                                        "error",
		"<a\u202e@contoso.com>":                                        "error",
		"a@contoso.com\x00":                                            "error",
		"a@contoso.com,, b@contoso.com":                                "|a@contoso.com; |b@contoso.com",
		"nobody":                                                       "error",
		"(only a comment)":                                             "error",
		"<>":                                                           "error",
		"a@contoso.com (not closed":                                    "error",
		`"not closed <a@contoso.com>`:                                  "error",
	} {
		list, err := Header{{Name: "FROM", Raw: []byte("From: " + in + "\r\n")}}.Addresses("From")
		var texts []string
		for _, a := range list {
			s := a.Name + "|" + a.Address
			if a.Claims != nil {
				s += " (" + strings.Join(a.Claims, ", ") + ")"
			}
			texts = append(texts, s)
		}
		got := strings.Join(texts, "; ")
		if e := (*Error)(nil); errors.As(err, &e) && e.Kind == BadAddresses {
			got = "error"
		}
		if got != want {
			t.Errorf("%q:\n got %q\nwant %q (%v)", in, got, want, err)
		}
	}
}

func TestAddressesOfAllFields(t *testing.T) {
	t.Parallel()
	m := receive(t, crlf("From: a@x.com\nfrom : b@x.com\nFROM:\n c@x.com,\n\td@x.com\nResent-From: e@x.com\n\n"))
	list, err := m.Header.Addresses("From")
	if err != nil || len(list) != 4 || list[3].Address != "d@x.com" {
		t.Errorf("got %v, %v", list, err)
	}
}

// S-82: the time to read addresses grows with their length.
func TestS82AddressesTakeLinearTime(t *testing.T) {
	t.Parallel()
	const size = 256 << 10
	for name, unit := range map[string]string{
		"many": "a%d@contoso.com, ", "names": `"a%d@evil.com" <b%[1]d@contoso.com>, `, "comments": "(", "literals": "a@[", "quotes": `"`, "words": "=?utf-8?q?%d=40x?= ",
		"groups": "g%d:a@x;, ", "escapes": `"\`, "brackets": "<", "dots": "a.", "half words": "=?utf-8?q?",
	} {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			if strings.Contains(unit, "%") {
				fmt.Fprintf(&b, unit, i)
			} else {
				b.WriteString(unit)
			}
		}
		began := time.Now()
		_, _ = ParseAddresses(b.String())
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: 256 KiB take %v", name, took)
		} else {
			t.Logf("%s: %v", name, took)
		}
	}
}

func FuzzAddresses(f *testing.F) {
	for _, s := range []string{"a@x.com", `"A" <a@x.com>, b@y.com`, "g: a@x;", "=?utf-8?q?a=40b?= <c@d>", "a@x (b@y)", `"a\"b"@x`, "a@[1.2.3.4]", "ü@ö.de"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		list, err := ParseAddresses(in)
		if err != nil {
			return
		}
		for _, a := range list {
			s := a.String()
			if strings.ContainsAny(s, "\r\n\x00") {
				t.Fatalf("%q: %q holds a line end", in, s)
			}
			if err := a.check(); err != nil {
				t.Fatalf("%q: %q is written as %q, which is not read back: %v", in, a.Address, s, err)
			}
		}
	})
}
