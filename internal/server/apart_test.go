package server

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// send sends a request that names a host and returns the status and the body.
func (e endpoint) send(method, operation, host string) (int, string) {
	e.t.Helper()
	req, err := http.NewRequest(method, e.base+"/adminapi/beta/"+e.s.Realms()[0].TenantID+"/"+operation, nil)
	if err != nil {
		e.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+e.bearer)
	req.Header.Set("connection-id", "one")
	if host != "" {
		req.Host = host
	}
	res, err := client(e.s).Do(req)
	if err != nil {
		e.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// Mission row 39: a connection id means one session in each environment, and ends there only.
func TestSessionsOfOneConnectionIDAreApart(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	a, r := globalAdministrator(t, s), s.Realms()[0]
	exchange, compliance := at(t, s, r.ConnectionURI, a), at(t, s, r.ComplianceURI, a)
	for _, e := range []endpoint{exchange, compliance} {
		if got, body := e.send(http.MethodGet, "EXOModuleFile", ""); got != http.StatusOK {
			t.Fatalf("connect at %s: %d %s", e.base, got, body)
		}
	}
	if got, body := compliance.send(http.MethodDelete, "Sessions('one')", ""); got >= 300 {
		t.Fatalf("disconnect: %d %s", got, body)
	}
	for e, want := range map[endpoint]int{exchange: 1, compliance: 0} {
		_, answer := e.ask(http.MethodGet, "Sessions", "one", nil)
		if list := answer["value"].([]any); len(list) != want {
			t.Errorf("%s has %d sessions, want %d", e.base, len(list), want)
		}
	}
}

// S-44 and S-24: the Host header chooses between two names on one listener and nothing else. A token stays
// worth what it was issued for, and no address of an answer comes from the header.
func TestS44HostChoosesNoRights(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *Options) { o.ComplianceHost = "127.0.0.1" })
	a, r := globalAdministrator(t, s), s.Realms()[0]
	exchange, compliance := at(t, s, r.ConnectionURI, a), at(t, s, r.ComplianceURI, a)
	base, err := url.Parse(r.ConnectionURI)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "127.0.0.1:1", "127.0.0.1:" + base.Port()} {
		if got, body := exchange.send(http.MethodGet, "Mailbox?$top=1", host); got != http.StatusUnauthorized {
			t.Errorf("a token of Exchange Online with the host %s: %d %.200s", host, got, body)
		}
	}
	for _, host := range []string{"localhost", "LOCALHOST:0", "127.0.0.1.", "127.0.0.2", "[::1]", "evil.example"} {
		if got, body := compliance.send(http.MethodGet, "EXOModuleFile", host); got != http.StatusUnauthorized && got != http.StatusMisdirectedRequest {
			t.Errorf("a token of Security & Compliance with the host %s: %d %.200s", host, got, body)
		}
		got, body := exchange.send(http.MethodGet, "Mailbox?$top=1", host)
		if name := strings.ToLower(fmt.Sprint("//", host)); name != "//localhost" && strings.Contains(strings.ToLower(body), name) {
			t.Errorf("the answer to the host %s names it: %d %.300s", host, got, body)
		}
	}
}

// S-49: the place between two pages of a listing in one environment is none in the other.
func TestS49NextLinksStayInTheirEnvironment(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	a, r := globalAdministrator(t, s), s.Realms()[0]
	exchange, compliance := at(t, s, r.ConnectionURI, a), at(t, s, r.ComplianceURI, a)
	exchange.prefer, compliance.prefer = "odata.maxpagesize=5", "odata.maxpagesize=5"
	body := invocationOf("Get-Recipient", map[string]any{"ResultSize": "Unlimited"})
	status, answer := exchange.ask(http.MethodPost, "InvokeCommand", "test", body)
	link, _ := answer["@odata.nextLink"].(string)
	_, token, ok := strings.Cut(link, "?")
	if status != http.StatusOK || !ok {
		t.Fatalf("%d, next link %q", status, link)
	}
	for e, want := range map[endpoint]int{exchange: http.StatusOK, compliance: http.StatusBadRequest} {
		if got, answer := e.ask(http.MethodPost, "InvokeCommand?"+token, "test", body); got != want {
			t.Errorf("the second page at %s: %d %v", e.base, got, answer["error"])
		}
	}
}

// S-24: the name without a port means Exchange Online where both environments have that name.
func TestS24NameWithoutPortIsExchange(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	a, r := globalAdministrator(t, s), s.Realms()[0]
	for base, want := range map[string]int{r.ConnectionURI: http.StatusOK, r.ComplianceURI: http.StatusUnauthorized} {
		e := at(t, s, "https://localhost", a)
		e.base = base
		if got, body := e.send(http.MethodGet, "EXOModuleFile", ""); got != want {
			t.Errorf("a token for https://localhost at %s: %d %.200s", base, got, body)
		}
	}
}
