package smtptool

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh"
	"example.org/exosh/command"
	"example.org/exosh/internal/demo/driver"
	"example.org/exosh/internal/server"
	"example.org/exosh/internal/smtpclient"
	"example.org/exosh/internal/smtpreply"
	"example.org/exosh/object"
)

// An organisation that runs, with people who sign in to it.
type running struct {
	t      *testing.T
	srv    *server.Server
	place  place
	people *driver.Driver
	ahead  *atomic.Int64 // how far the organisation's clock is ahead, in nanoseconds
}

func start(t *testing.T) *running {
	t.Helper()
	var ahead atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	srv, err := server.Start(context.Background(), server.Options{Ephemeral: true, Listen: "127.0.0.1:0", Seed: "contoso", Lab: true, Pages: true, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close(context.Background()) })
	r := srv.Realms()[0]
	return &running{t: t, srv: srv, ahead: &ahead, people: &driver.Driver{Accounts: srv.Accounts(), Inbox: srv.Inbox(), Now: now},
		place: place{name: "Contoso", server: r.SMTP, roots: srv.RootCAs(), env: exosh.Environment{Name: "Contoso", ConnectionURI: r.ConnectionURI, AuthorizationURI: r.AuthorityURI, RootCAs: srv.RootCAs()}}}
}

// browser is a browser with a person at it.
func (r *running) browser() exosh.SignIn {
	return exosh.Browser(exosh.BrowserOptions{Open: func(address string) error {
		go func() {
			if err := r.people.SignIn(r.t.Context(), address); err != nil {
				r.t.Errorf("sign in: %v", err)
			}
		}()
		return nil
	}})
}

// signIn signs in to send mail, and returns the server's refusal.
func (r *running) signIn(l smtpclient.Login) *smtpclient.Refusal {
	r.t.Helper()
	c, err := smtpclient.Open(r.t.Context(), r.place.options(), &l)
	var refusal *smtpclient.Refusal
	switch {
	case err == nil:
		if err := c.Quit(r.t.Context()); err != nil {
			r.t.Error(err)
		}
	case !errors.As(err, &refusal):
		r.t.Fatal(err)
	}
	return refusal
}

// Accounts with a second factor, which no password lets send, get a token on the sign-in page.
func TestTokensFromTheSignInPage(t *testing.T) {
	t.Parallel()
	r := start(t)
	for _, user := range []string{"olivia@contoso.com", "navin@contoso.com", "jonas@contoso.com"} {
		w := whoFlags{user: user, auth: byOAuth}
		realm, err := w.realm(r.place)
		if err != nil {
			t.Fatal(err)
		}
		source, err := r.browser()(realm)
		if err != nil {
			t.Fatal(err)
		}
		token, err := source.Token(t.Context(), "")
		if err != nil {
			t.Fatalf("%s: %v", user, err)
		}
		if refusal := r.signIn(smtpclient.Login{User: user, Bearer: token.Bearer}); refusal != nil {
			t.Errorf("%s: %v", user, refusal)
		}
		if refusal := r.signIn(smtpclient.Login{User: "hana@contoso.com", Bearer: token.Bearer}); refusal == nil {
			t.Errorf("the token of %s lets hana in", user)
		}
	}
	if refusal := r.signIn(smtpclient.Login{User: "navin@contoso.com", Password: "Harbour-Lantern-42"}); refusal == nil {
		t.Error("a password alone lets in who has a second factor")
	}
}

// A code that is typed on another device gives a token too.
func TestTokenByDeviceCode(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.people.Default = "olivia@contoso.com"
	w := whoFlags{user: "olivia@contoso.com", auth: byOAuth}
	realm, err := w.realm(r.place)
	if err != nil {
		t.Fatal(err)
	}
	source, err := exosh.DeviceCode(func(d exosh.DevicePrompt) {
		go func() {
			if err := r.people.SignIn(t.Context(), d.VerificationURL+"?user_code="+d.UserCode); err != nil && t.Context().Err() == nil {
				t.Errorf("sign in: %v", err)
			}
		}()
	})(realm)
	if err != nil {
		t.Fatal(err)
	}
	token, err := source.Token(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if refusal := r.signIn(smtpclient.Login{User: "olivia@contoso.com", Bearer: token.Bearer}); refusal != nil {
		t.Error(refusal)
	}
}

// What settings and audit say of an account is what it meets when it signs in, in every state of the switches.
func TestVerdictsHold(t *testing.T) {
	t.Parallel()
	r := start(t)
	conn, err := exosh.Dial(t.Context(), exosh.Options{Environment: r.place.env, SignIn: r.browser(), UserPrincipalName: "navin@contoso.com",
		Commands: append(cmdlets(), "Set-TransportConfig", "Set-CASMailbox", "Set-User", "New-AuthenticationPolicy")})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	do := func(cmdlet string, args ...any) {
		t.Helper()
		if err := conn.Invoke(t.Context(), cmdlet, command.NewArgs(args...), func(command.Record) error { return nil }); err != nil {
			t.Fatalf("%s: %v", cmdlet, err)
		}
	}
	const olivia = "olivia@contoso.com"
	token := r.token(olivia, "Amber-Compass-71")
	do("New-AuthenticationPolicy", "Name", "Block")
	for _, tenant := range []bool{false, true} {
		do("Set-TransportConfig", "SmtpClientAuthenticationDisabled", tenant)
		for _, mailbox := range []object.Value{nil, true, false} {
			do("Set-CASMailbox", "Identity", olivia, "SmtpClientAuthenticationDisabled", mailbox)
			for _, policy := range []object.Value{nil, "Block"} {
				do("Set-User", "Identity", olivia, "AuthenticationPolicy", policy)
				r.ahead.Add(int64(2 * time.Second)) // the door believes what it read for a moment
				a, err := lookUp(t.Context(), conn, olivia)
				if err != nil {
					t.Fatal(err)
				}
				r.holds(*a, withPassword, smtpclient.Login{User: olivia, Password: "Amber-Compass-71"})
				r.holds(*a, withToken, smtpclient.Login{User: olivia, Bearer: token})
			}
		}
	}
}

func (r *running) token(user, password string) string {
	r.t.Helper()
	w := whoFlags{user: user, auth: byOAuth}
	realm, err := w.realm(r.place)
	if err != nil {
		r.t.Fatal(err)
	}
	source, err := exosh.Password(user, password)(realm)
	if err != nil {
		r.t.Fatal(err)
	}
	token, err := source.Token(r.t.Context(), "")
	if err != nil {
		r.t.Fatal(err)
	}
	return token.Bearer
}

// holds compares a verdict with what the server says.
func (r *running) holds(a account, mechanism string, l smtpclient.Login) {
	r.t.Helper()
	v := Decide(a.Facts, mechanism)
	refusal := r.signIn(l)
	switch {
	case v.May == Yes && refusal != nil, v.May != Yes && refusal == nil:
		r.t.Errorf("%s of %+v: %+v, and the server says %v", mechanism, a.Facts, v, refusal)
	case refusal != nil && !strings.HasPrefix(refusal.String(), smtpreply.Refuse(v.Refusal).Error()):
		r.t.Errorf("%s of %+v: %+v, and the server says %v", mechanism, a.Facts, v, refusal)
	}
}
