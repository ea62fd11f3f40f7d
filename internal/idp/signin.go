package idp

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// A signIn is a sign-in under way as it is stored, under the hash of its id. Only the browser whose
// cookie has the hash Binding can go on with it.
type signIn struct {
	flow.Request
	Ask     ask    `json:"ask"`
	Binding string `json:"binding"`
	Target  string `json:"target,omitempty"` // key of the device that it is for
	Secret  string `json:"secret,omitempty"` // of the authenticator app under registration
	Sent    int    `json:"sent,omitempty"`   // text messages so far
}

// An open signIn is one that was read for the request at hand.
type openSignIn struct {
	signIn
	id     string // as it is in the address
	key    string // its hash
	ticket *org.Ticket
}

// errGone means that there is no such sign-in, or that it is another browser's.
var errGone = errors.New("no such sign-in in this browser")

// Begins a sign-in: stores it and sends the browser to its page, or ends it at once.
func (p *Provider) begin(w http.ResponseWriter, r *http.Request, s signIn) error {
	if s.Step == flow.Done || s.Step == flow.Failed {
		return p.conclude(w, r, s)
	}
	id, err := p.random()
	if err != nil {
		return err
	}
	if s.Binding = p.cookieKey(r, cookieFlow); s.Binding == "" {
		if s.Binding, err = p.newCookie(w, cookieFlow); err != nil {
			return err
		}
	}
	err = p.update(r.Context(), org.SystemTenant, func(tx org.Tx) error {
		return writeTicket(tx, &org.Ticket{Class: classSignIn, Key: token.Hash(id)}, s, p.Now().Add(signInLife))
	})
	if err != nil {
		return err
	}
	o := &openSignIn{signIn: s, id: id, key: token.Hash(id)}
	if err := p.enter(r.Context(), o); err != nil {
		return err
	}
	p.redirect(w, r, p.stepAddress(id))
	return nil
}

func (p *Provider) stepAddress(id string) string {
	return p.pageBase() + "/" + pathSignIn + "?" + url.Values{"r": {id}}.Encode()
}

// Reads the sign-in of that id, if it belongs to this browser.
func (p *Provider) open(r *http.Request, id string) (*openSignIn, error) {
	o := &openSignIn{id: id, key: token.Hash(id)}
	err := p.view(r.Context(), org.SystemTenant, func(tx org.Tx) (err error) {
		o.ticket, err = readTicket(tx, classSignIn, o.key, &o.signIn)
		return err
	})
	if errors.Is(err, org.ErrNotFound) {
		return nil, errGone
	}
	if err == nil && (o.Binding == "" || o.Binding != p.cookieKey(r, cookieFlow)) {
		return nil, errGone
	}
	return o, err
}

// Delivers an event to the state machine and stores where that leads. Two requests of one step cannot
// both succeed: the second finds the ticket changed.
func (p *Provider) advance(ctx context.Context, o *openSignIn, e flow.Event) error {
	next, err := flow.Next(o.Request, e)
	if err != nil {
		return err
	}
	s := o.signIn
	s.Request = next
	return p.save(ctx, o, s)
}

// Stores s over what o was read as.
func (p *Provider) save(ctx context.Context, o *openSignIn, s signIn) error {
	var kept *org.Ticket
	err := p.update(ctx, org.SystemTenant, func(tx org.Tx) error {
		var now signIn
		t, err := readTicket(tx, classSignIn, o.key, &now)
		if errors.Is(err, org.ErrNotFound) || err == nil && o.ticket != nil && t.Version != o.ticket.Version {
			return flow.ErrOutOfStep
		}
		if err != nil {
			return err
		}
		kept = t
		return writeTicket(tx, t, s, t.Expires)
	})
	if err != nil {
		return err
	}
	o.signIn, o.ticket = s, kept
	return nil
}

// Does what a step needs before its page is shown: a text message for a code, a secret for a
// registration.
func (p *Provider) enter(ctx context.Context, o *openSignIn) error {
	switch o.Step {
	case flow.AskCode:
		if f, ok := o.Current(); ok && f.Type == typeText && o.Sent == 0 {
			return p.sendText(ctx, o)
		}
	case flow.Register:
		if o.Secret == "" {
			return p.newAuthenticator(ctx, o)
		}
	}
	return nil
}

// Ends a sign-in: takes its ticket away, which only one request can, and gives the client or the device
// what came of it.
func (p *Provider) finish(w http.ResponseWriter, r *http.Request, o *openSignIn) error {
	err := p.update(r.Context(), org.SystemTenant, func(tx org.Tx) error {
		return tx.DeleteTicket(classSignIn, o.key)
	})
	if errors.Is(err, org.ErrNotFound) {
		return errGone
	}
	if err != nil {
		return err
	}
	return p.conclude(w, r, o.signIn)
}

func (p *Provider) conclude(w http.ResponseWriter, r *http.Request, s signIn) error {
	if s.Step == flow.Failed {
		return p.concludeFailed(w, r, s)
	}
	g, err := p.grantOf(r, s)
	if err != nil {
		return err
	}
	if len(s.Fresh) > 0 {
		if err := p.remember(r.Context(), w, r, s); err != nil {
			return err
		}
		if err := p.befriend(r.Context(), mustID(g.Account.Tenant), g.Account.UPN, g.Address); err != nil {
			return err
		}
	}
	p.auditSuccess(r.Context(), p.actorOf(r, g), "OAuth2:Authorize")
	if s.Device {
		return p.concludeDevice(w, r, s, deviceApproved, g)
	}
	text, err := p.newCode(r.Context(), g, s.Ask)
	if err != nil {
		return err
	}
	p.deliver(w, r, s.Ask, url.Values{"code": {text}, "iss": {p.issuer(mustID(g.Account.Tenant))}, "session_state": {g.Session}})
	return nil
}

// Returns the grant that a finished sign-in is worth.
func (p *Provider) grantOf(r *http.Request, s signIn) (g grant, err error) {
	g = grant{
		Account: s.Account, Client: s.Ask.Client, Scope: s.Ask.Scope, AMR: s.AMR, Since: s.Since,
		CAE: s.Ask.CAE, Nonce: s.Ask.Nonce, Address: p.address(r),
	}
	g.Session, err = p.newSession()
	return g, err
}

func (p *Provider) concludeFailed(w http.ResponseWriter, r *http.Request, s signIn) error {
	if s.Account.ID != "" {
		g := grant{Account: s.Account, Client: s.Ask.Client}
		p.auditFailure(r.Context(), p.actorOf(r, g), opFailed, s.Fault)
	}
	if s.Device && s.Fault == oidc.ConsentDeclined {
		return p.concludeDevice(w, r, s, deviceDeclined, grant{})
	}
	if s.Device || s.Fault == oidc.Disabled {
		return fail(s.Fault, "")
	}
	p.deliverFault(w, r, s.Ask, fail(s.Fault, ""))
	return nil
}
