package restclient

import (
	"net/url"
	"testing"
)

// Protocol section 4.1: of the address that the service names only the first label counts (S-54).
func TestRegion(t *testing.T) {
	t.Parallel()
	const global = "https://ps.compliance.protection.contoso.com"
	for _, test := range []struct {
		name   string
		status int
		to     string
		want   string
	}{
		{"sent on", 302, "https://nam12b.admin.protection.outlook.com/x", "https://nam12b.ps.compliance.protection.contoso.com"},
		{"sent on, in capitals", 302, "https://NAM12B.other.example/", "https://nam12b.ps.compliance.protection.contoso.com"},
		{"at home", 200, "", global},
		{"refused", 403, "https://nam12b.admin.protection.outlook.com/x", global},
		{"another redirect", 307, "https://nam12b.admin.protection.outlook.com/x", global},
		{"nowhere", 302, "", global},
		{"a path", 302, "/x", global},
		{"no label", 302, "https://[::1]/x", global},
		{"underscore", 302, "https://a_b.example/x", global},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := answer{status: test.status, header: map[string]string{}}
			if test.to != "" {
				a.header["Location"] = test.to
			}
			c, s := fake(t, a)
			c.Base, _ = url.Parse(global)
			got, err := c.Region(t.Context())
			if err != nil || got.String() != test.want {
				t.Fatalf("%v, %v, want %s", got, err, test.want)
			}
			q := s.asked[0]
			if len(s.asked) != 1 || q.URL != global+"/AdminApi/v1.0/t1/EXOModuleFile?Version=3.9.0" || q.Header.Get("Authorization") != "Bearer tok" ||
				q.Header.Get("X-AnchorMailbox") != "UPN:navin@contoso.com" || q.Header.Get("connection-id") != "c1" {
				t.Errorf("asked %+v", s.asked)
			}
		})
	}
}
