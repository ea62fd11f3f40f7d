package idp

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/page"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// The fields of the forms.
const (
	fieldPassword    = "passwd"
	fieldNewPassword = "newpasswd"
	fieldRepeat      = "repeat"
)

// Refuses posts that another site made (S-39): by Fetch Metadata, else by Origin.
func (p *Provider) protected(h http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := fail(oidc.BadRequest, "The form was sent by another site.")
		f.status = http.StatusForbidden
		p.answerErrorPage(w, r, f)
	}))
	return guard.Handler(h)
}

// Serves the browser's own pages.
func (p *Provider) servePage(w http.ResponseWriter, r *http.Request) {
	var err error
	switch path := strings.ToLower(strings.Trim(r.URL.Path, "/")); {
	case path == pathSignIn && r.Method == http.MethodPost:
		err = p.takeStep(w, r)
	case path == pathSignIn:
		err = p.showStep(w, r)
	case path == pathSignIn+"/qr":
		err = p.serveQR(w, r)
	case strings.HasPrefix(path, pathSignIn+"/"):
		p.serveAsset(w, r, strings.TrimPrefix(path, pathSignIn+"/"))
	case r.Method == http.MethodPost:
		err = p.takeUserCode(w, r)
	default:
		err = p.showUserCode(w, r)
	}
	if err != nil {
		p.answerErrorPage(w, r, err)
	}
}

func (p *Provider) serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	data, kind, ok := page.Asset(name)
	if !ok || r.Method == http.MethodPost {
		http.NotFound(w, r)
		return
	}
	p.secure(w.Header(), "")
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(data)
}

// Shows the page of a sign-in's current step.
func (p *Provider) showStep(w http.ResponseWriter, r *http.Request) error {
	q, err := queryForm(r)
	if err != nil {
		return err
	}
	o, err := p.open(r, q.Get("r"))
	if err != nil {
		return err
	}
	return p.showSignIn(w, r, o, "")
}

// Takes what a person answered to a step and shows the next one.
func (p *Provider) takeStep(w http.ResponseWriter, r *http.Request) error {
	form, err := bodyForm(w, r)
	if err != nil {
		return err
	}
	o, err := p.open(r, form.Get("r"))
	if err != nil {
		return err
	}
	if form.Get("step") != string(o.Step) {
		return flow.ErrOutOfStep
	}
	complaint, err := p.answer(r, o, form)
	if err != nil {
		return err
	}
	if complaint != "" {
		return p.showSignIn(w, r, o, complaint)
	}
	if o.Step == flow.Done || o.Step == flow.Failed {
		return p.finish(w, r, o)
	}
	if err := p.enter(r.Context(), o); err != nil {
		return err
	}
	p.redirect(w, r, p.stepAddress(o.id))
	return nil
}

// Turns a posted form into an event and delivers it. complaint is what was wrong with a new password.
func (p *Provider) answer(r *http.Request, o *openSignIn, form url.Values) (complaint string, err error) {
	if form.Get("do") == "change" && o.Step == flow.ChangePassword {
		return p.changePassword(r.Context(), o, newPassword{form.Get(fieldNewPassword), form.Get(fieldRepeat)})
	}
	e, err := p.event(r, o, form)
	if err != nil || e == nil {
		return "", err
	}
	return "", p.advance(r.Context(), o, e)
}

// Returns the event of a form; nil where the form has done its work already.
func (p *Provider) event(r *http.Request, o *openSignIn, form url.Values) (flow.Event, error) {
	switch do := form.Get("do"); {
	case do == "account" && o.Step == flow.AskAccount:
		return p.nameEvent(r, o, strings.TrimSpace(form.Get("username")))
	case do == "pick":
		return flow.Picked{UPN: form.Get("username")}, nil
	case do == "password" && o.Step == flow.AskPassword:
		return p.passwordEvent(r, o, form.Get(fieldPassword))
	case do == "factor":
		return flow.FactorPicked{ID: strings.TrimPrefix(strings.TrimPrefix(form.Get("factor"), typeTOTP+"."), typeText+".")}, nil
	case do == "factors":
		return flow.FactorPicked{}, nil
	case do == "code" && o.Step == flow.AskCode:
		return p.checkCode(r.Context(), o, form.Get("code"))
	case do == "resend" && o.Step == flow.AskCode:
		return nil, p.resend(r, o)
	case do == "register" && o.Step == flow.Register:
		return p.registerFactor(r.Context(), o, form.Get("code"))
	case do == "approve":
		return flow.Answered{Yes: form.Get("answer") == "yes"}, nil
	case do == "other":
		return flow.Named{}, nil
	case do == "cancel":
		return flow.Broken{Number: oidc.ConsentDeclined}, nil
	}
	return nil, flow.ErrOutOfStep
}

func (p *Provider) resend(r *http.Request, o *openSignIn) error {
	if f, ok := o.Current(); !ok || f.Type != typeText {
		return flow.ErrOutOfStep
	}
	return p.sendText(r.Context(), o)
}

// Takes a user name. Only its domain is looked at: whether the account exists shows nowhere.
func (p *Provider) nameEvent(r *http.Request, o *openSignIn, upn string) (flow.Event, error) {
	info, known, err := p.tenantOf(r.Context(), upn)
	if err != nil {
		return nil, err
	}
	switch {
	case !known:
		return flow.Refused{Number: oidc.UnknownTenant}, nil
	case o.Ask.Tenant != "" && o.Ask.Tenant != org.IDText(info.ID):
		return flow.Refused{Number: oidc.GuestOnly}, nil
	}
	return flow.Named{UPN: upn}, nil
}

func (p *Provider) passwordEvent(r *http.Request, o *openSignIn, typed string) (flow.Event, error) {
	account, info, err := p.login(r.Context(), p.attempt(r, o.Account.UPN, typed), o.Ask.Tenant, o.Ask.Client)
	var f *fault
	if errors.As(err, &f) && (f.Number == oidc.WrongPassword || f.Number == oidc.TooManyRequests) {
		return flow.Refused{Number: f.Number}, nil
	}
	if err != nil {
		return nil, err
	}
	return flow.PasswordRight{Account: p.named(info.ID, account), Facts: p.facts(account), At: p.Now()}, nil
}
