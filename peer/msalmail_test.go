package peer

import (
	"encoding/json"
	"net/netip"
	"testing"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"example.org/exosh/internal/idp"
	"example.org/exosh/internal/oidc"
)

// The resources at which a mail program may ask for the permission to send.
func mailScopes(s *service) []string {
	return []string{"https://outlook.office365.com/SMTP.Send", "https://outlook.office.com/SMTP.Send", s.url + "/SMTP.Send"}
}

// mailMSAL returns MSAL for Go as a mail program uses it.
func (s *service) mailMSAL(t *testing.T) public.Client {
	t.Helper()
	c, err := public.New(oidc.ClientMail, public.WithAuthority(s.authority("organizations")), public.WithInstanceDiscovery(false), public.WithHTTPClient(s.client))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sends checks that a token opens the submission service for its user, and the admin endpoint for nobody.
func (s *service) sends(t *testing.T, token string, err error, upn string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	who, err := s.provider.CheckMailToken(t.Context(), idp.Bearer{User: upn, Token: token, Client: "test", Address: netip.MustParseAddr("127.0.0.1")})
	if err != nil || who.UPN != upn {
		t.Fatalf("token speaks for %+v, %v; want %s", who, err, upn)
	}
	if _, err := s.provider.Verify(t.Context(), token, nil); err == nil {
		t.Error("a token for mail opens the admin endpoint")
	}
}

// MSAL for Go gets tokens for SMTP by password, browser, device code and refresh token.
func TestMSALGoMail(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, scope := range mailScopes(s) {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			c, scopes := s.mailMSAL(t), []string{scope}
			r, err := c.AcquireTokenByUsernamePassword(t.Context(), scopes, "plain@contoso.com", passwordOfAll)
			s.sends(t, r.AccessToken, err, "plain@contoso.com")
			again, err := c.AcquireTokenSilent(t.Context(), scopes, public.WithSilentAccount(r.Account), public.WithClaims(`{"access_token":{"nbf":{"essential":true,"value":"1"}}}`))
			s.sends(t, again.AccessToken, err, "plain@contoso.com")
			if again.AccessToken == r.AccessToken {
				t.Error("the refresh gave the same token")
			}
		})
	}
	t.Run("browser", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		who := s.person(t, "navin@contoso.com")
		r, err := s.mailMSAL(t).AcquireTokenInteractive(soon(t), mailScopes(s)[:1], public.WithLoginHint("navin@contoso.com"), public.WithOpenURL(open(who)))
		s.sends(t, r.AccessToken, err, "navin@contoso.com")
		who.busy.Wait()
	})
	t.Run("device code", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		dc, err := s.mailMSAL(t).AcquireTokenByDeviceCode(soon(t), mailScopes(s)[:1])
		if err != nil {
			t.Fatal(err)
		}
		go s.approve(t, dc.Result.VerificationURL, dc.Result.UserCode, "navin@contoso.com")
		r, err := dc.AuthenticationResult(soon(t))
		s.sends(t, r.AccessToken, err, "navin@contoso.com")
	})
}

// MSAL for Python gets them by device code and authorization code, and refreshes them.
func TestMSALPythonMail(t *testing.T) {
	t.Parallel()
	need(t, python, "-c", "import msal")
	t.Run("device code and refresh", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		py := s.pythonAs(t, oidc.ClientMail, mailScopes(s)[0], "device")
		shown := py.next()
		s.approve(t, shown.VerificationURI, shown.UserCode, "navin@contoso.com")
		for range 2 {
			s.sends(t, py.result().AccessToken, nil, "navin@contoso.com")
		}
	})
	t.Run("authorization code and refresh", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		py := s.pythonAs(t, oidc.ClientMail, mailScopes(s)[1], "code")
		b, _ := json.Marshal(s.redirected(t, py.next().AuthURI))
		if _, err := py.in.Write(append(b, '\n')); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			s.sends(t, py.result().AccessToken, nil, "navin@contoso.com")
		}
	})
}
