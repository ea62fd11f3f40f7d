package idp

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"example.org/exosh/internal/idp/flow"
	"example.org/exosh/internal/idp/page"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// Shows the page that asks for the code of a device (RFC 8628, 3.3). A code in the address is filled in
// but not sent: the person has to compare it.
func (p *Provider) showUserCode(w http.ResponseWriter, r *http.Request) error {
	q, err := queryForm(r)
	if err != nil {
		return err
	}
	code := q.Get("user_code")
	if code == "" {
		code = q.Get("otc")
	}
	p.show(w, r, http.StatusOK, page.View{Name: page.Device, Action: "/" + pathDevice, Code: shorten(page.Plain(code))})
	return nil
}

func shorten(s string) string { return s[:min(len(s), 20)] }

// Takes the code of a device and begins the sign-in for it.
func (p *Provider) takeUserCode(w http.ResponseWriter, r *http.Request) error {
	form, err := bodyForm(w, r)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(form.Get("user_code"))
	key, d, ok, err := p.tryUserCode(r.Context(), p.address(r), typed)
	if err != nil {
		return err
	}
	if !ok {
		p.wrongUserCode(w, r, typed)
		return nil
	}
	a := ask{Client: d.Client, Scope: d.Scope, Tenant: d.Tenant, CAE: d.CAE}
	known, err := p.known(r.Context(), r, a)
	if err != nil {
		return err
	}
	req, err := flow.Next(flow.Request{Device: true}, flow.Started{Known: known})
	if err != nil {
		return err
	}
	return p.begin(w, r, signIn{Request: req, Ask: a, Target: key})
}

func (p *Provider) wrongUserCode(w http.ResponseWriter, r *http.Request, typed string) {
	p.show(w, r, http.StatusOK, page.View{
		Name: page.Device, Action: "/" + pathDevice, Code: shorten(page.Plain(typed)),
		Problem: "That code is not known, or it has expired.", Advice: "Check it, or ask the application for a new one.",
	})
}

// The counter of an address's wrong user codes: five of them lock the page for a while (RFC 8628, 5.1).
// Whoever has one address of IPv6 has its whole network.
func userCodeKey(a netip.Addr) string {
	one, network := addressKeys(a)
	if a.Is6() {
		return "usercode:" + network
	}
	return "usercode:" + one
}

// Finds the device of a user code, and counts a wrong one in the same change, so that tries made at the
// same time cannot outrun the limit. A right one takes nothing back: anybody can have codes made.
func (p *Provider) tryUserCode(ctx context.Context, a netip.Addr, typed string) (key string, d device, ok bool, err error) {
	err = p.update(ctx, org.SystemTenant, func(tx org.Tx) error {
		var c counter
		t, err := openTicket(tx, classAddress, userCodeKey(a), &c)
		if err != nil {
			return err
		}
		now := p.Now()
		if c.paused(now) {
			return tooMany()
		}
		if key, d, ok, err = p.deviceByUserCode(tx, typed); err != nil || ok {
			return err
		}
		c.count("", p.Limits.DeviceCodes, p.Limits.CodePause, p.Limits.MaxPause, now)
		return writeTicket(tx, t, c, c.expires(now))
	})
	return key, d, ok && err == nil, err
}

// Gives the device the person's answer, and the person a page.
func (p *Provider) concludeDevice(w http.ResponseWriter, r *http.Request, s signIn, state string, g grant) error {
	if state == deviceApproved {
		if err := p.mayUseDevice(r.Context(), s); err != nil {
			return err
		}
	}
	if err := p.answerDevice(r.Context(), s.Target, state, g); err != nil {
		return err
	}
	v := page.View{Name: page.Message, Title: "You are signed in", Text: p.clientName(s.Ask.Client) + " goes on by itself on the other device in a few seconds. You can close this page."}
	if state == deviceDeclined {
		v.Title, v.Text = "The sign-in was declined", p.clientName(s.Ask.Client)+" was not signed in on the other device. You can close this page."
	}
	p.show(w, r, http.StatusOK, v)
	return nil
}

// Applies the policy of the account's organisation, and the organisation that the code was asked for.
func (p *Provider) mayUseDevice(ctx context.Context, s signIn) error {
	policy, err := p.policy(ctx, mustID(s.Account.Tenant))
	switch {
	case err != nil:
		return err
	case !policy.DeviceCode:
		return fail(oidc.DeviceBlocked, "")
	case s.Ask.Tenant != "" && s.Ask.Tenant != s.Account.Tenant:
		return fail(oidc.GuestOnly, "")
	}
	return nil
}
