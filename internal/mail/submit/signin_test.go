package submit

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.org/exosh/internal/org"
)

// S-80 and the switches: each row changes something by a cmdlet, and says what happens to passwords and to
// tokens then, at the next sign-in and, within a second, on the connection that is open.
func TestSwitches(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	steps := []struct {
		name             string
		do               func()
		password, tokens string // refusals
	}{
		{"organisation on", func() {}, "", ""},
		{"organisation off", func() { w.Must("Set-TransportConfig", "SmtpClientAuthenticationDisabled", true) }, "AuthDisabledTenant", "AuthDisabledTenant"},
		{"mailbox on", func() { w.Must("Set-CASMailbox", "Identity", "olivia", "SmtpClientAuthenticationDisabled", false) }, "", ""},
		{"mailbox inherits", func() { w.Must("Set-CASMailbox", "Identity", "olivia", "SmtpClientAuthenticationDisabled", nil) }, "AuthDisabledTenant", "AuthDisabledTenant"},
		{"organisation on again", func() { w.Must("Set-TransportConfig", "SmtpClientAuthenticationDisabled", false) }, "", ""},
		{"mailbox off", func() { w.Must("Set-CASMailbox", "Identity", "olivia", "SmtpClientAuthenticationDisabled", true) }, "AuthDisabledMailbox", "AuthDisabledMailbox"},
		{"mailbox inherits again", func() { w.Must("Set-CASMailbox", "Identity", "olivia", "SmtpClientAuthenticationDisabled", nil) }, "", ""},
		{"default policy off", func() {
			w.Must("New-AuthenticationPolicy", "Name", "Block")
			w.Must("New-AuthenticationPolicy", "Name", "Allow", "AllowBasicAuthSmtp", true)
			w.Must("Set-OrganizationConfig", "DefaultAuthenticationPolicy", "Block")
		}, "BasicDisabled", ""},
		{"own policy on", func() { w.Must("Set-User", "Identity", "olivia", "AuthenticationPolicy", "Allow") }, "", ""},
		{"own policy off", func() { w.Must("Set-User", "Identity", "olivia", "AuthenticationPolicy", "Block") }, "BasicDisabled", ""},
		{"no policies", func() {
			w.Must("Set-User", "Identity", "olivia", "AuthenticationPolicy", nil)
			w.Must("Set-OrganizationConfig", "DefaultAuthenticationPolicy", nil)
		}, "", ""},
		{"basic authentication off by default", func() { w.basicAuth(BasicDefaultOff, false) }, "BasicRetired", ""},
		{"switched on again", func() { w.basicAuth(BasicDefaultOff, true) }, "", ""},
		{"gone", func() { w.basicAuth(BasicGone, true) }, "BasicRetired", ""},
		{"all of 100", func() { w.basicAuth("percentage 100", true) }, "BasicRetired", ""},
		{"none of 100", func() { w.basicAuth("percentage 0", false) }, "", ""},
		{"by schedule, in time", func() { w.basicAuth(BasicSchedule, false) }, "", ""},
		{"by schedule, later", func() { w.later(400 * 24 * time.Hour) }, "BasicRetired", ""},
		{"kept", func() { w.basicAuth(BasicKept, false) }, "", ""},
		{"blocked", func() { w.edit(olivia, func(a *org.Account) { a.Enabled = false }) }, "WrongCredentials", "WrongCredentials"},
		{"unblocked, without a licence", func() { w.edit(olivia, func(a *org.Account) { a.Enabled, a.Plans = true, nil }) }, "WrongCredentials", "WrongCredentials"},
		{"another licence", func() { w.edit(olivia, func(a *org.Account) { a.Plans = []string{"Visio"} }) }, "WrongCredentials", "WrongCredentials"},
		{"a licence", func() { w.edit(olivia, func(a *org.Account) { a.Plans = []string{"Exchange Online (Plan 1)"} }) }, "", ""},
	}
	open := map[string]*Sender{Login: w.sender(olivia)}
	var err error
	if open[XOAuth2], err = w.signInBy(XOAuth2, olivia); err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		s.do()
		w.later(time.Second)
		for method, want := range map[string]string{Login: s.password, XOAuth2: s.tokens} {
			x, err := w.signInBy(method, olivia)
			if err == nil {
				x.Close()
			}
			if name(err) != want {
				t.Errorf("%s, %s: %v, want %q", s.name, method, err, want)
			}
			if err := open[method].Data(t.Context(), nil); name(err) != want {
				t.Errorf("%s, %s, on an open connection: %v, want %q", s.name, method, err, want)
			}
		}
	}
}

func (w *world) basicAuth(setting string, enabled bool) {
	w.T.Helper()
	w.settle(func(e *org.Entry) error {
		EnableBasic(e, enabled)
		return SetBasic(e, setting)
	})
}

func (w *world) edit(upn string, change func(*org.Account)) {
	w.T.Helper()
	ctx := org.WithCaller(w.T.Context(), &org.Caller{Tenant: w.Tenant, Actor: "test", Cause: &org.Cause{Operation: "edit"}})
	err := w.Store.Update(ctx, func(tx org.Tx) error {
		a, _, err := org.AccountByUPN(tx, upn)
		if err != nil {
			return err
		}
		change(a)
		return org.PutAccount(tx, a)
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// Who has no mailbox of their own to send from.
func TestWhoCannotSubmit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, upn := range []string{"enquiries@contoso.com", "build.service@contoso.com"} {
		w.edit(upn, func(a *org.Account) { a.Enabled = true })
		if _, err := w.signIn(upn); name(err) != "WrongCredentials" {
			t.Errorf("%s: %v", upn, err)
		}
	}
	if _, err := w.signIn("hana@contoso.com"); name(err) != "AuthDisabledMailbox" {
		t.Errorf("hana: %v", err)
	}
	_, err := w.service.SignIn(t.Context(), Credential{Method: Login, User: olivia, Secret: "wrong"})
	if name(err) != "WrongCredentials" {
		t.Errorf("wrong password: %v", err)
	}
	w.service.Identity = broken{}
	if _, err := w.signIn(olivia); name(err) != "AuthTemporary" {
		t.Errorf("broken sign-in service: %v", err)
	}
}

type broken struct{ Identity }

func (broken) Authenticate(ctx context.Context, c Credential) (Principal, error) {
	return Principal{}, errors.New("no such luck")
}

// S-26: a connection that was opened with a password or a token that is none any more sends nothing.
func TestS26ConnectionsEnd(t *testing.T) {
	t.Parallel()
	for step, tt := range map[string]struct {
		method string
		change func(*org.Account, time.Time)
		want   string
	}{
		"password changed":            {Login, func(a *org.Account, _ time.Time) { a.PasswordHash = "other" }, "WrongCredentials"},
		"password changed, token":     {XOAuth2, func(a *org.Account, _ time.Time) { a.PasswordHash = "other" }, ""},
		"app password removed":        {Login, func(a *org.Account, _ time.Time) { a.AppPasswords = a.AppPasswords[1:] }, "WrongCredentials"},
		"app password removed, token": {XOAuth2, func(a *org.Account, _ time.Time) { a.AppPasswords = nil }, ""},
		"app password added": {Login, func(a *org.Account, _ time.Time) {
			a.AppPasswords = append(a.AppPasswords, org.AppPassword{ID: "third", Hash: "z"})
		}, ""},
		"revoked":        {Login, func(a *org.Account, now time.Time) { a.TokensValidFrom = now }, "WrongCredentials"},
		"revoked, token": {XOAuth2, func(a *org.Account, now time.Time) { a.TokensValidFrom = now }, "WrongCredentials"},
		"blocked":        {XOAuth2, func(a *org.Account, _ time.Time) { a.Enabled = false }, "WrongCredentials"},
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.edit(olivia, func(a *org.Account) {
				a.AppPasswords = []org.AppPassword{{ID: "first", Hash: "x"}, {ID: "other", Hash: "y"}}
			})
			x, err := w.signInBy(tt.method, olivia)
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			send := func() string {
				w.later(time.Second)
				_, err := x.send(t, olivia, ownHeader, "amara@contoso.com")
				return name(err)
			}
			if got := send(); got != "" {
				t.Fatal(got)
			}
			w.edit(olivia, func(a *org.Account) { tt.change(a, w.Now) })
			if got := send(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	// What was read before the sign-in says nothing of it.
	w := newWorld(t)
	w.sender(olivia)
	w.edit(olivia, func(a *org.Account) { a.PasswordHash, a.TokensValidFrom = "other", w.Now })
	w.later(time.Millisecond)
	x := w.sender(olivia)
	w.later(time.Second)
	if _, err := x.send(t, olivia, ownHeader, "amara@contoso.com"); err != nil {
		t.Errorf("after the change: %v", err)
	}
}
