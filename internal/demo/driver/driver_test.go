package driver_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/exosh"
	"example.org/exosh/command"
	"example.org/exosh/internal/demo/driver"
	"example.org/exosh/internal/server"
)

// dial connects as a person of the demo through the real pages.
func dial(t *testing.T, srv *server.Server, d *driver.Driver, upn string) (*exosh.Conn, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	r := srv.Realms()[0]
	failed := make(chan error, 1)
	conn, err := exosh.Dial(ctx, exosh.Options{
		Environment:       exosh.Environment{Name: "demo", ConnectionURI: r.ConnectionURI, AuthorizationURI: r.AuthorityURI, RootCAs: srv.RootCAs()},
		UserPrincipalName: upn,
		SignIn: exosh.Browser(exosh.BrowserOptions{Open: func(address string) error {
			go func() {
				if err := d.SignIn(ctx, address); err != nil {
					failed <- err
					cancel()
				}
			}()
			return nil
		}}),
	})
	select {
	case err := <-failed:
		return nil, err
	default:
	}
	return conn, err
}

func start(t *testing.T) (*server.Server, *driver.Driver) {
	t.Helper()
	srv, err := server.Start(context.Background(), server.Options{Ephemeral: true, Listen: "127.0.0.1:0", Seed: "contoso", Lab: true, Pages: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close(context.Background()) })
	return srv, &driver.Driver{Accounts: srv.Accounts(), Inbox: srv.Inbox(), Default: "navin"}
}

// Mission row 1: the same call signs in with an authenticator app, with a text message and without a
// second factor.
func TestEveryKindOfAccountConnects(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"navin@contoso.com", "amara@contoso.com", "jonas@contoso.com"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, d := start(t)
			conn, err := dial(t, srv, d, name)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(context.Background())
			n := 0
			for _, err := range conn.Query(context.Background(), "Get-AcceptedDomain", command.Args{}) {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			if n == 0 || !strings.EqualFold(conn.Info().UserPrincipalName, name) {
				t.Errorf("%d domains, connected as %q", n, conn.Info().UserPrincipalName)
			}
		})
	}
}

// The second sign-in of the same browser needs no password and no new code, so it works within the
// same thirty seconds, although a code can be used only once (S-33).
func TestSecondConnectIsSingleSignOn(t *testing.T) {
	t.Parallel()
	srv, d := start(t)
	for i := range 2 {
		conn, err := dial(t, srv, d, "navin@contoso.com")
		if err != nil {
			t.Fatalf("connect %d: %v", i+1, err)
		}
		defer conn.Close(context.Background())
	}
}

func TestWrongPasswordIsReported(t *testing.T) {
	t.Parallel()
	srv, d := start(t)
	for i := range d.Accounts {
		d.Accounts[i].Password += "x"
	}
	if _, err := dial(t, srv, d, "amara@contoso.com"); err == nil || !strings.Contains(err.Error(), "amara@contoso.com") {
		t.Errorf("err = %v", err)
	}
}
