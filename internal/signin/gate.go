package signin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"example.org/exosh/command"
)

const maxAnswer = 1 << 20 // bytes of any answer of an authority

// A gate stands between MSAL and the network. It bounds what is read, keeps redirects on the host,
// and refuses a discovery document that speaks for somebody else (checks.md S-08).
type gate struct {
	realm Realm
	http  *http.Client
	// named says that the authority puts its name into each answer of the sign-in page (RFC 9207, 3).
	named atomic.Bool
}

// Do sends a request of MSAL's.
func (g *gate) Do(req *http.Request) (*http.Response, error) {
	client := *g.http
	client.CheckRedirect = sameHost
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	res.Body.Close()
	if err != nil {
		return nil, err
	}
	if len(body) > maxAnswer {
		return nil, fmt.Errorf("the answer of %s is too long", req.URL.Host)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	if strings.HasSuffix(req.URL.Path, "/.well-known/openid-configuration") && !g.realm.KnownCloud {
		return res, g.discovery(req.URL, body)
	}
	return res, nil
}

// CloseIdleConnections satisfies MSAL's interface.
func (g *gate) CloseIdleConnections() { g.http.CloseIdleConnections() }

func sameHost(req *http.Request, via []*http.Request) error {
	if len(via) >= 5 {
		return fmt.Errorf("stopped after %d redirects", len(via))
	}
	if req.URL.Host != via[0].URL.Host || req.URL.Scheme != via[0].URL.Scheme {
		return fmt.Errorf("%s sends its client on to %s, which the environment does not name", via[0].URL.Host, req.URL.Host)
	}
	return nil
}

// discovery refuses a document whose issuer or whose endpoints are on another host than the one that
// was asked: what is signed in there would be handed to strangers. An authority on this machine may
// show its pages on another port of it.
func (g *gate) discovery(asked *url.URL, body []byte) error {
	var d struct {
		Issuer        string `json:"issuer"`
		Authorization string `json:"authorization_endpoint"`
		Token         string `json:"token_endpoint"`
		Keys          string `json:"jwks_uri"`
		Named         bool   `json:"authorization_response_iss_parameter_supported"`
	}
	if json.Unmarshal(body, &d) != nil {
		return nil // MSAL says what is wrong with it
	}
	g.named.Store(d.Named)
	for _, e := range []struct{ name, value string }{{"issuer", d.Issuer}, {"token_endpoint", d.Token}, {"jwks_uri", d.Keys}} {
		if e.value != "" && !sameOrigin(asked, e.value) {
			return foreign(asked, e.name, e.value)
		}
	}
	if d.Authorization != "" && !sameOrigin(asked, d.Authorization) && !bothHere(asked, d.Authorization) {
		return foreign(asked, "authorization_endpoint", d.Authorization)
	}
	return nil
}

// bothHere lets a service on loopback show its pages on another port of it, as the demo does to spare the
// browser a certificate that it does not trust. Only the person's browser goes there.
func bothHere(asked *url.URL, value string) bool {
	u, err := url.Parse(value)
	return err == nil && loopbackName(asked.Hostname()) && loopbackName(u.Hostname()) && (u.Scheme == "http" || u.Scheme == "https")
}

func loopbackName(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func sameOrigin(asked *url.URL, value string) bool {
	u, err := url.Parse(value)
	return err == nil && u.Scheme == asked.Scheme && strings.EqualFold(u.Host, asked.Host)
}

func foreign(asked *url.URL, name, value string) error {
	return &command.Error{Category: command.SecurityError, ID: "ForeignIssuer", Target: asked.Host,
		Message: fmt.Sprintf("The sign-in service at %s gives %q as its %s, which is another host.", asked.Host, value, name),
		Advice:  "Nothing was sent there. Check -AzureADAuthorizationEndpointUri; where the service is yours, set its public address."}
}
