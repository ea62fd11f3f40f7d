package idp

import (
	"net/http"
	"net/url"
	"slices"

	"example.org/exosh/internal/idp/page"
	"example.org/exosh/internal/oidc"
)

// Serves sign-out (OpenID Connect RP-Initiated Logout 1.0). A link alone changes nothing: the person is
// asked, and the answer is a post that other sites cannot make.
func (p *Provider) serveLogout(w http.ResponseWriter, r *http.Request, tenant string) {
	if r.Method != http.MethodPost {
		p.askLogout(w, r, tenant)
		return
	}
	guard := p.protected(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := p.logout(w, r); err != nil {
			p.answerErrorPage(w, r, err)
		}
	}))
	guard.ServeHTTP(w, r)
}

func (p *Provider) askLogout(w http.ResponseWriter, r *http.Request, tenant string) {
	q, err := queryForm(r)
	if err != nil {
		p.answerErrorPage(w, r, err)
		return
	}
	v := page.View{Name: page.SignOut, Action: "/" + url.PathEscape(tenant) + "/oauth2/v2.0/logout"}
	for _, name := range []string{"post_logout_redirect_uri", "client_id", "state"} {
		if q.Has(name) {
			v.Values = append(v.Values, page.Pair{Name: name, Value: q.Get(name)})
		}
	}
	p.showFor(w, r, http.StatusOK, v, p.logoutTarget(q))
}

func (p *Provider) logout(w http.ResponseWriter, r *http.Request) error {
	form, err := bodyForm(w, r)
	if err != nil {
		return err
	}
	if err := p.forget(r.Context(), w, r); err != nil {
		return err
	}
	if to := p.logoutTarget(form); to != "" {
		p.redirect(w, r, to)
		return nil
	}
	p.show(w, r, http.StatusOK, page.View{Name: page.Message, Title: "You are signed out", Text: "No account is signed in on this browser any more. You can close this page."})
	return nil
}

// Returns where the browser goes after sign-out: an address that the client registered, exactly, or
// nowhere (S-41).
func (p *Provider) logoutTarget(v url.Values) string {
	to := v.Get("post_logout_redirect_uri")
	c, ok := p.client(v.Get("client_id"))
	if to == "" || !ok || !slices.Contains(c.LogoutRedirects, to) {
		return ""
	}
	if state := v.Get("state"); state != "" {
		return to + "?" + url.Values{"state": {state}}.Encode()
	}
	return to
}

// Serves the redirect address of programs that watch an embedded browser: there is nothing to see.
func (p *Provider) serveNative(w http.ResponseWriter, r *http.Request, _ string) {
	if r.URL.Query().Has("error") {
		p.answerErrorPage(w, r, fail(oidc.ConsentDeclined, ""))
		return
	}
	p.show(w, r, http.StatusOK, page.View{Name: page.Message, Title: "You are signed in", Text: "You can close this page and go back to the application."})
}
