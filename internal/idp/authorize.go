package idp

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/page"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// Serves the authorization endpoint (RFC 6749, 3.1; OpenID Connect Core 1.0, 3.1.2), by GET and POST.
func (p *Provider) serveAuthorize(w http.ResponseWriter, r *http.Request, tenant string) {
	q, err := p.authorizeForm(w, r)
	if err != nil {
		p.answerErrorPage(w, r, err)
		return
	}
	a, err := p.askTarget(q)
	if err != nil {
		p.answerErrorPage(w, r, err)
		return
	}
	if err := p.askRest(r.Context(), tenant, q, &a); err != nil {
		p.askRefused(w, r, a, err)
		return
	}
	if framed(r) {
		p.deliverFault(w, r, a, fail(oidc.SilentFailed, "Sign-in inside a frame is not allowed."))
		return
	}
	if err := p.startSignIn(w, r, a); err != nil {
		p.answerErrorPage(w, r, err)
	}
}

func (p *Provider) authorizeForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if r.Method == http.MethodPost {
		return bodyForm(w, r)
	}
	return queryForm(r)
}

// Sends the error of a request back to the client. An unknown organisation, or a missing proof key, is
// for the person to see: it means that whoever made the link has to correct it (S-04).
func (p *Provider) askRefused(w http.ResponseWriter, r *http.Request, a ask, err error) {
	switch f := asFault(err); f.Number {
	case oidc.UnknownTenant, oidc.Internal:
		p.answerErrorPage(w, r, err)
	default:
		p.deliverFault(w, r, a, f)
	}
}

// Reports whether the browser says that the page would be shown inside another (Fetch Metadata).
func framed(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "iframe", "frame", "embed", "object", "fencedframe":
		return true
	}
	return false
}

func (p *Provider) startSignIn(w http.ResponseWriter, r *http.Request, a ask) error {
	known, err := p.known(r.Context(), r, a)
	if err != nil {
		return err
	}
	started := flow.Started{Prompt: a.Prompt, Hint: a.Hint, Known: known}
	usable, err := p.usableHint(r.Context(), a)
	if err != nil {
		return err
	}
	if !usable && a.Prompt != "none" {
		started = flow.Started{Prompt: "login"} // the hint is only filled in
	}
	req, err := flow.Next(flow.Request{}, started)
	if err != nil {
		return err
	}
	return p.begin(w, r, signIn{Request: req, Ask: a})
}

// Reports whether the hint's domain is one that may sign in here, or whether there is no hint.
func (p *Provider) usableHint(ctx context.Context, a ask) (bool, error) {
	if a.Hint == "" {
		return true, nil
	}
	info, known, err := p.tenantOf(ctx, a.Hint)
	return known && (a.Tenant == "" || a.Tenant == org.IDText(info.ID)), err
}

// Gives the client an error by its redirect address (RFC 6749, 4.1.2.1).
func (p *Provider) deliverFault(w http.ResponseWriter, r *http.Request, a ask, f *fault) {
	p.logFault(r, f, traceOf(r))
	p.deliver(w, r, a, url.Values{"error": {f.OAuth}, "error_description": {f.Description(f.detail)}})
}

// Gives the client the values by its redirect address, in the response mode that it asked for.
func (p *Provider) deliver(w http.ResponseWriter, r *http.Request, a ask, v url.Values) {
	if a.State != "" {
		v.Set("state", a.State)
	}
	if a.Mode == modeFormPost {
		said := "Sign-in is complete."
		if v.Has("error") {
			said = "Sign-in was not completed."
		}
		p.show(w, r, http.StatusOK, page.View{Name: page.Post, Text: said, Target: a.Redirect, Values: pairs(v), Client: p.clientName(a.Client)})
		return
	}
	sep := "?"
	if strings.Contains(a.Redirect, "?") {
		sep = "&"
	}
	p.redirect(w, r, a.Redirect+sep+v.Encode())
}

// Redirects after a form was posted, or from one step to the next (RFC 9110, 15.4.4).
func (p *Provider) redirect(w http.ResponseWriter, r *http.Request, to string) {
	p.secure(w.Header(), "")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func pairs(v url.Values) []page.Pair {
	var out []page.Pair
	for _, name := range []string{"code", "state", "iss", "session_state", "error", "error_description"} {
		if v.Has(name) {
			out = append(out, page.Pair{Name: name, Value: v.Get(name)})
		}
	}
	return out
}

func (p *Provider) clientName(id string) string {
	c, _ := p.client(id)
	return c.Name
}
