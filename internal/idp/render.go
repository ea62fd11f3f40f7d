package idp

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"rsc.io/qr"

	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/page"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// Sets the headers that every page has. target is where a form may lead beside this service: browsers
// apply form-action to the redirect that follows a post, too.
func (p *Provider) secure(h http.Header, target string) {
	actions := "'self'"
	if u, err := url.Parse(target); err == nil && u.Host != "" {
		actions += " " + u.Scheme + "://" + u.Host
	}
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "+
		"form-action "+actions+"; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// Answers with a page.
func (p *Provider) show(w http.ResponseWriter, r *http.Request, status int, v page.View) {
	p.showFor(w, r, status, v, v.Target)
}

// Answers with a page whose forms may end at target.
func (p *Provider) showFor(w http.ResponseWriter, r *http.Request, status int, v page.View, target string) {
	body, err := p.set.Render(v)
	if err != nil {
		p.Log.ErrorContext(r.Context(), "render", "err", err)
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	p.secure(w.Header(), target)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// Shows the page of the sign-in's step. complaint, if not "", is what was wrong with the last answer.
func (p *Provider) showSignIn(w http.ResponseWriter, r *http.Request, o *openSignIn, complaint string) error {
	v := page.View{
		Request: o.id, Step: string(o.Step), Action: "/" + pathSignIn, Client: p.clientName(o.Ask.Client),
		UPN: o.Account.UPN, Person: o.Account.Name, Problem: complaint, Organisation: p.organisationOf(r.Context(), o),
	}
	if o.Wrong != 0 && complaint == "" {
		f, _ := oidc.Lookup(o.Wrong)
		v.Problem, v.Advice = f.Text, f.Advice
	}
	if err := p.fillStep(r.Context(), o, &v); err != nil {
		return err
	}
	p.showFor(w, r, http.StatusOK, v, o.Ask.Redirect)
	return nil
}

// Returns the display name of the organisation that the sign-in is for: that of the address, else of
// the user name.
func (p *Provider) organisationOf(ctx context.Context, o *openSignIn) string {
	if id, err := org.ParseID(o.Ask.Tenant); err == nil {
		return p.organisation(ctx, id)
	}
	info, _, err := p.tenantOf(ctx, o.Account.UPN)
	if err != nil {
		return ""
	}
	return or(info.Display, info.Name)
}

func (p *Provider) fillStep(ctx context.Context, o *openSignIn, v *page.View) error {
	switch o.Step {
	case flow.AskAccount:
		v.Name, v.UPN = page.Account, o.Ask.Hint
	case flow.PickAccount:
		v.Name = page.Pick
		for _, k := range o.Choices {
			v.Options = append(v.Options, page.Option{Value: k.Account.UPN, Label: k.Account.Name, Detail: k.Account.UPN})
		}
	case flow.AskPassword:
		v.Name = page.Password
	case flow.PickFactor:
		v.Name = page.Factor
		for _, f := range o.Facts.Factors {
			v.Options = append(v.Options, page.Option{Value: f.Type + "." + f.ID, Label: f.Label})
		}
	case flow.AskCode:
		f, _ := o.Current()
		v.Name, v.Kind, v.Label = page.Code, f.Type, strings.TrimPrefix(f.Label, textTo)
		v.Switch, v.Resend = len(o.Facts.Factors) > 1, f.Type == typeText
	case flow.ChangePassword:
		v.Name = page.Change
	case flow.Register:
		v.Name, v.Secret = page.Register, grouped(o.Secret)
		v.QR = "/" + pathSignIn + "/qr?" + url.Values{"r": {o.id}}.Encode()
	case flow.Approve:
		return p.fillApprove(ctx, o, v)
	default:
		return flow.ErrOutOfStep
	}
	return nil
}

func (p *Provider) fillApprove(ctx context.Context, o *openSignIn, v *page.View) error {
	d, err := p.deviceByKey(ctx, o.Target)
	if err != nil {
		return fail(oidc.DeviceExpired, "")
	}
	v.Name, v.Code, v.Address = page.Approve, d.UserCode, or(text(d.Address), "an unknown address")
	v.Asked = d.Asked.UTC().Format("15:04:05 UTC")
	return nil
}

// Returns a secret in groups of four, to be typed.
func grouped(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Serves the QR code of the authenticator app under registration, to the browser of that sign-in only.
func (p *Provider) serveQR(w http.ResponseWriter, r *http.Request) error {
	q, err := queryForm(r)
	if err != nil {
		return err
	}
	o, err := p.open(r, q.Get("r"))
	if err != nil {
		return err
	}
	if o.Step != flow.Register || o.Secret == "" {
		return flow.ErrOutOfStep
	}
	img, err := qr.Encode(factor.URI(or(p.organisationOf(r.Context(), o), "exosh"), o.Account.UPN, o.Secret), qr.M)
	if err != nil {
		return err
	}
	img.Scale = 5
	p.secure(w.Header(), "")
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(img.PNG())
	return nil
}

// Answers with an error page.
func (p *Provider) answerErrorPage(w http.ResponseWriter, r *http.Request, err error) {
	v := page.View{Name: page.Error, Title: "Sign-in cannot go on", Trace: traceOf(r).trace, Stamp: p.Now().UTC().Format(stampLayout)}
	status := http.StatusBadRequest
	switch {
	case errors.Is(err, errGone):
		v.Title, v.Text = "This sign-in has ended", "It was finished, it is older than 30 minutes, or it was begun in another browser."
		v.Advice = "Go back to the application and start again."
	case errors.Is(err, flow.ErrOutOfStep):
		v.Title, v.Text = "This page is no longer current", "The sign-in has moved on since the page was loaded."
		v.Advice = "Go back to the application and start again."
	default:
		f := asFault(err)
		p.logFault(r, f, traceOf(r))
		status, v.Number, v.Text, v.Advice = f.code(), f.Number, f.Text, f.Advice
		if f.detail != "" {
			v.Text += " " + f.detail
		}
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	p.show(w, r, status, v)
}
