package outbound

import (
	"errors"
	"strings"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

func TestRoute(t *testing.T) {
	t.Parallel()
	named := func(n byte, change func(*Connector)) Connector {
		c := Connector{ID: org.ID{15: n}, Enabled: true}
		change(&c)
		return c
	}
	all := named(1, func(c *Connector) { c.Domains, c.SmartHosts = []string{"*"}, []string{"relay.example"} })
	below := named(2, func(c *Connector) {
		c.Domains, c.SmartHosts = []string{"*.fabrikam.example"}, []string{"relay.example"}
	})
	exact := named(3, func(c *Connector) { c.Domains = []string{"north.Fabrikam.example", "bücher.example"} })
	off := named(4, func(c *Connector) { c.Domains, c.Enabled = []string{"*"}, false })
	scoped := named(5, func(c *Connector) { c.Domains, c.RuleScoped = []string{"*"}, true })
	premises := named(6, func(c *Connector) { c.Everything, c.SmartHosts = true, []string{"old.contoso.example"} })
	own := named(7, func(c *Connector) { c.AllAccepted, c.SmartHosts = true, []string{"old.contoso.example"} })
	id := func(n byte) string { return connectorPrefix + org.IDText(org.ID{15: n}) }
	tenant := org.ID{9}
	for name, c := range map[string]struct {
		rules  Rules
		domain string
		want   string
		refuse string // enhanced code
	}{
		"none":                               {Rules{Default: None}, "tailspin.example", "", "5.7.54"},
		"not said":                           {Rules{}, "tailspin.example", "", "5.7.54"},
		"lab":                                {Rules{Default: Lab}, "tailspin.example", "lab", ""},
		"mx":                                 {Rules{Default: MX}, "Tailspin.Example.", "mx:tailspin.example", ""},
		"mx, not ASCII":                      {Rules{Default: MX}, "Bücher.example", "mx:xn--bcher-kva.example", ""},
		"mx, hyphens in a row":               {Rules{Default: MX}, "ab--cd.example", "mx:ab--cd.example", ""},
		"mx, an underscore":                  {Rules{Default: MX}, "a_b.example", "mx:a_b.example", ""},
		"two dots":                           {Rules{Default: MX}, "a..example", "", "5.1.2"},
		"a label that is too long":           {Rules{Default: MX}, strings.Repeat("x", 64) + ".example", "", "5.1.2"},
		"relay":                              {Rules{Default: "relay.example:2525"}, "tailspin.example", "host:relay.example:2525", ""},
		"neighbour":                          {Rules{Default: MX, Neighbour: tenant}, "tailspin.example", "tenant:" + org.IDText(tenant), ""},
		"neighbour where nothing leaves":     {Rules{Default: None, Neighbour: tenant}, "tailspin.example", "tenant:" + org.IDText(tenant), ""},
		"connector for all":                  {Rules{Default: None, Connectors: []Connector{all}}, "tailspin.example", id(1), ""},
		"connector before neighbour":         {Rules{Connectors: []Connector{all}, Neighbour: tenant}, "tailspin.example", id(1), ""},
		"the one that says more":             {Rules{Connectors: []Connector{all, below}}, "north.fabrikam.example", id(2), ""},
		"a name before a pattern":            {Rules{Connectors: []Connector{all, below, exact}}, "NORTH.fabrikam.example", id(3) + "/north.fabrikam.example", ""},
		"a name that is not ASCII":           {Rules{Connectors: []Connector{exact}}, "xn--bcher-kva.example", id(3) + "/xn--bcher-kva.example", ""},
		"*.x is not x":                       {Rules{Default: MX, Connectors: []Connector{below}}, "fabrikam.example", "mx:fabrikam.example", ""},
		"*.x is not ax":                      {Rules{Default: MX, Connectors: []Connector{below}}, "a.xfabrikam.example", "mx:a.xfabrikam.example", ""},
		"switched off":                       {Rules{Default: MX, Connectors: []Connector{off}}, "tailspin.example", "mx:tailspin.example", ""},
		"for rules only":                     {Rules{Default: MX, Connectors: []Connector{scoped}}, "tailspin.example", "mx:tailspin.example", ""},
		"everything on premises":             {Rules{Connectors: []Connector{all, exact, premises}}, "north.fabrikam.example", id(6), ""},
		"everything but our own":             {Rules{Default: MX, Accepted: true, Connectors: []Connector{premises}}, "contoso.example", "mx:contoso.example", ""},
		"our own domains":                    {Rules{Accepted: true, Connectors: []Connector{own}}, "contoso.example", id(7), ""},
		"our own domains only":               {Rules{Default: MX, Connectors: []Connector{own}}, "tailspin.example", "mx:tailspin.example", ""},
		"address literal":                    {Rules{Default: MX}, "[192.0.2.1]", "", "5.1.2"},
		"address":                            {Rules{Default: MX}, "192.0.2.1", "", "5.1.2"},
		"no domain":                          {Rules{Default: MX}, "", "", "5.1.2"},
		"another destination in the name":    {Rules{Default: MX}, "x:25/y", "", "5.1.2"},
		"line ends in the name":              {Rules{Default: MX}, "x.example\r\nDATA", "", "5.1.2"},
		"first of two that say the same":     {Rules{Connectors: []Connector{named(8, func(c *Connector) { c.Domains = all.Domains }), all}}, "a.example", id(8) + "/a.example", ""},
		"pattern of connector that is empty": {Rules{Default: MX, Connectors: []Connector{named(9, func(c *Connector) { c.Domains = []string{"", "*."} })}}, "a.example", "mx:a.example", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Route(&c.rules, c.domain)
			var s *mail.Status
			if errors.As(err, &s) != (c.refuse != "") || s != nil && (s.Enhanced != c.refuse || s.Temporary()) || got != c.want {
				t.Errorf("got %q, %v", got, err)
			}
			if err == nil {
				if d, err := parse(got); err != nil || d.text != got {
					t.Errorf("%q is read as %+v, %v", got, d, err)
				}
			}
		})
	}
}
