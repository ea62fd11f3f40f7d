package peer

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"example.org/exosh/internal/oidc"
)

// Returns MSAL for Go, unchanged, pointed at the service.
func (s *service) msal(t *testing.T, tenant string) public.Client {
	t.Helper()
	c, err := public.New(oidc.ClientExchangeModule, public.WithAuthority(s.authority(tenant)), public.WithInstanceDiscovery(false),
		public.WithHTTPClient(s.client), public.WithClientCapabilities([]string{"cp1"}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *service) check(t *testing.T, r public.AuthResult, err error, upn string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.provider.Verify(t.Context(), r.AccessToken, nil)
	if err != nil || p.UPN != upn {
		t.Fatalf("token speaks for %+v, %v; want %s", p, err, upn)
	}
	if r.Account.PreferredUsername != upn {
		t.Errorf("account %q, want %q", r.Account.PreferredUsername, upn)
	}
}

// Every flow of MSAL for Go against the service, for every spelling of the tenant.
func TestMSALGo(t *testing.T) {
	t.Parallel()
	for _, tenant := range []string{"organizations", "contoso.com", "Contoso.COM"} {
		t.Run("password "+tenant, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			c := s.msal(t, tenant)
			r, err := c.AcquireTokenByUsernamePassword(t.Context(), s.scope(), "plain@contoso.com", passwordOfAll)
			s.check(t, r, err, "plain@contoso.com")
			r, err = c.AcquireTokenSilent(t.Context(), s.scope(), public.WithSilentAccount(r.Account))
			s.check(t, r, err, "plain@contoso.com")
		})
	}
	t.Run("wrong password", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		_, err := s.msal(t, "organizations").AcquireTokenByUsernamePassword(t.Context(), s.scope(), "plain@contoso.com", "wrong")
		wantNumber(t, err, oidc.WrongPassword)
	})
	t.Run("password of an account with a second factor", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		_, err := s.msal(t, "organizations").AcquireTokenByUsernamePassword(t.Context(), s.scope(), "navin@contoso.com", passwordOfAll)
		wantNumber(t, err, oidc.MFANeeded)
	})
	for _, with := range []struct {
		name    string
		options func(*testing.T) []startOption
	}{
		{"https", func(*testing.T) []startOption { return nil }},
		{"pages on localhost", func(t *testing.T) []startOption { return []startOption{localPages(t)} }},
	} {
		t.Run("interactive "+with.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, with.options(t)...)
			c := s.msal(t, "organizations")
			who := s.person(t, "navin@contoso.com")
			r, err := c.AcquireTokenInteractive(soon(t), s.scope(), public.WithLoginHint("navin@contoso.com"), public.WithOpenURL(open(who)))
			s.check(t, r, err, "navin@contoso.com")
			// Refresh: a claims challenge makes MSAL leave its cache alone.
			again, err := c.AcquireTokenSilent(t.Context(), s.scope(), public.WithSilentAccount(r.Account), public.WithClaims(`{"access_token":{"nbf":{"essential":true,"value":"1"}}}`))
			s.check(t, again, err, "navin@contoso.com")
			if again.AccessToken == r.AccessToken {
				t.Error("the refresh gave the same token")
			}
			// The second connect needs no password: the cookie is enough.
			who.busy.Wait()
			who.asked = nil
			r, err = s.msal(t, "organizations").AcquireTokenInteractive(soon(t), s.scope(), public.WithLoginHint("navin@contoso.com"), public.WithOpenURL(open(who)))
			s.check(t, r, err, "navin@contoso.com")
			who.busy.Wait()
			if slices.Contains(who.asked, "Enter password") {
				t.Errorf("the second connect asked for %q", who.asked)
			}
		})
	}
	t.Run("device code", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		dc, err := s.msal(t, "organizations").AcquireTokenByDeviceCode(soon(t), s.scope())
		if err != nil {
			t.Fatal(err)
		}
		go s.approve(t, dc.Result.VerificationURL, dc.Result.UserCode, "navin@contoso.com")
		r, err := dc.AuthenticationResult(soon(t))
		s.check(t, r, err, "navin@contoso.com")
	})
}

func open(p *person) func(string) error {
	return func(address string) error {
		p.busy.Go(func() { p.walk(address) })
		return nil
	}
}

// Approves a device code as a person does.
func (s *service) approve(t *testing.T, page, code, upn string) {
	last := s.person(t, upn).walk(page + "?" + url.Values{"user_code": {code}}.Encode())
	if !strings.Contains(last, "You are signed in") {
		t.Errorf("approval ended with: %.300s", last)
	}
}

func wantNumber(t *testing.T, err error, number int) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if got, _ := oidc.Number(err.Error()); got != number {
		t.Errorf("error %v, want AADSTS%d", err, number)
	}
}

// Returns a context that ends while a test can still say what it waited for.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}
