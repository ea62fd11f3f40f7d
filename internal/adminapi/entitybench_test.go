package adminapi_test

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// P-14 over the two ways to list mailboxes: the plain cmdlet with all its properties, and entities with all
// and with few of theirs. An operation is one mailbox.
func BenchmarkListing(b *testing.B) {
	c := newContoso(b)
	for name, request := range map[string][3]string{
		"plain":   {"POST", "InvokeCommand", invocation("Get-Mailbox", `"ResultSize":"Unlimited"`)},
		"all":     {"GET", "Mailbox?PropertySet=All", ""},
		"minimum": {"GET", "Mailbox", ""},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; n < b.N; {
				r := httptest.NewRequest(request[0], "/adminapi/beta/contoso.com/"+request[1], strings.NewReader(request[2]))
				r.Header.Set("Authorization", "Bearer "+admin)
				w := httptest.NewRecorder()
				c.h.ServeHTTP(w, r)
				if w.Code != 200 {
					b.Fatal(w.Body)
				}
				n += strings.Count(w.Body.String(), `"UserPrincipalName"`)
			}
		})
	}
}
