package restclient

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"example.org/exosh/command"
)

// A Module is what the service offers: a script that defines each cmdlet the account may run.
type Module struct {
	Script  string   // the text of the .psm1
	Cmdlets []string // names of the cmdlets, in the service's order
	Service string   // version of an exosh service, "" for others
	EOP     bool     // an exosh service says that the organisation is standalone Exchange Online Protection
}

// Module fetches the module file (protocol section 4.3). names are the cmdlets wanted, wildcards
// allowed; empty means all. It opens the session on services that keep sessions.
func (c *Client) Module(ctx context.Context, names []string) (*Module, error) {
	u := c.v1("EXOModuleFile")
	u.RawQuery = "Version=" + c.ModuleVersion
	r, err := c.send(ctx, request{method: http.MethodGet, url: u, header: c.moduleHeader(names), limit: maxModule, once: true})
	if err != nil {
		return nil, err
	}
	c.own.Store(r.header.Get("X-Exosh-Version") != "")
	if !r.ok() {
		return nil, c.failure("Connect-ExchangeOnline", r)
	}
	m, err := parseModule(r.body)
	if err != nil {
		return nil, c.malformed("module file", err)
	}
	m.Service = r.header.Get("X-Exosh-Version")
	m.EOP = strings.EqualFold(r.header.Get("X-Exosh-Environment"), "EOP")
	c.key.Store(findKey(m.Script))
	return m, nil
}

func (c *Client) moduleHeader(names []string) http.Header {
	h := c.common(c.RequestID())
	want := "*"
	if len(names) > 0 {
		want = strings.Join(names, ",")
	}
	h.Set("CommandName", want)
	h.Set("exomodule-version", c.ModuleVersion)
	h.Set("is-cloud-shell-environment", "False")
	h.Set("x-ms-diagnostics", "ClientCertSigned:false")
	h.Set("X-InitializeConnectionContextObjectIdDynamic", "true")
	h.Set("SkipLoadingFormatData", "true") // the views are our own
	if c.OSVersion != "" {
		h.Set("os-version", c.OSVersion)
	}
	return h
}

func parseModule(body []byte) (*Module, error) {
	var list struct {
		Value []struct {
			Name    string `json:"fileName"`
			Content string `json:"fileContent"`
			Cmdlets string `json:"exportedCmdlets"`
		} `json:"value"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	for _, f := range list.Value {
		if strings.HasSuffix(strings.ToLower(f.Name), ".psm1") && f.Content != "" {
			return &Module{Script: f.Content, Cmdlets: splitNames(f.Cmdlets)}, nil
		}
	}
	return nil, fmt.Errorf("no script is in it")
}

func splitNames(s string) []string {
	var names []string
	for name := range strings.SplitSeq(s, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Banner fetches the text that the service shows to whoever connects (protocol section 4.2).
func (c *Client) Banner(ctx context.Context) (string, error) {
	u := c.v1("EXOBanner('AutogenSession')")
	u.RawQuery = "Version=" + c.ModuleVersion
	var banner struct {
		Type string `json:"sessionType"`
		Text string `json:"moduleBannerContent"`
	}
	if err := c.get(ctx, u.String(), "banner", &banner); err != nil {
		return "", err
	}
	if !strings.EqualFold(banner.Type, "AutogenSession") {
		return "", c.malformed("banner", fmt.Errorf("it is of type %q", banner.Type))
	}
	return banner.Text, nil
}

// Running says whether the service answers and calls itself running (protocol section 4.14).
func (c *Client) Running(ctx context.Context) (bool, error) {
	var info struct {
		Value string `json:"PropertyValue"`
	}
	if err := c.get(ctx, c.beta("basicinfo('AdminApiState')").String(), "state", &info); err != nil {
		return false, err
	}
	return strings.EqualFold(info.Value, "Running"), nil
}

// get fetches a small JSON answer.
func (c *Client) get(ctx context.Context, address, what string, into any) error {
	u, err := c.Base.Parse(address)
	if err != nil {
		return fmt.Errorf("parse address: %w", err)
	}
	r, err := c.send(ctx, request{method: http.MethodGet, url: u, header: c.common(c.RequestID()), limit: maxSmall})
	if err != nil {
		return err
	}
	if !r.ok() {
		return c.failure("", r)
	}
	if err := json.Unmarshal(r.body, into); err != nil {
		return c.malformed(what, err)
	}
	return nil
}

func (c *Client) malformed(what string, err error) error {
	return &command.Error{Category: command.InvalidData, ID: "AnswerNotUnderstood", Target: c.Base.Host,
		Message: fmt.Sprintf("The %s of %s cannot be read: %v.", what, c.Base.Host, err),
		Advice:  "Check that -ConnectionUri names an Exchange Online service.", Err: err}
}
