package peer

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/idp"
	"example.org/exosh/internal/idp/factor"
	"example.org/exosh/internal/idp/keys"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/sqlstore"
)

// need skips the test where a program is missing, or fails it where EXOSH_REQUIRE_PEERS=1 says that
// all have to be there.
func need(t *testing.T, program string, check ...string) {
	t.Helper()
	if err := exec.Command(program, check...).Run(); err != nil {
		if os.Getenv("EXOSH_REQUIRE_PEERS") == "1" {
			t.Fatalf("%s is missing: %v", program, err)
		}
		t.Skipf("%s is missing: %v", program, err)
	}
}

const (
	passwordOfAll = "Correct-Horse-7"
	totpSecret    = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// A phone receives text messages.
type phone struct{ texts chan string }

func (p phone) Send(_ context.Context, _, text string) error {
	p.texts <- text
	return nil
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

func (p phone) code(t *testing.T) string {
	t.Helper()
	select {
	case text := <-p.texts:
		return sixDigits.FindString(text)
	case <-time.After(10 * time.Second):
		t.Fatal("no text message came")
		return ""
	}
}

// A service is the sign-in of one organisation on loopback, over TLS; its pages are also on
// http://localhost where pages is set.
type service struct {
	provider *idp.Provider
	url      string // https://127.0.0.1:port
	pages    string // http://localhost:port, or url
	ca       string // file of its certificate
	client   *http.Client
	phone    phone
}

// A startOption changes how the service is set up.
type startOption func(*idp.Provider)

func start(t *testing.T, options ...startOption) *service {
	t.Helper()
	store, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "store.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	srv := httptest.NewUnstartedServer(nil)
	base := &url.URL{Scheme: "https", Host: srv.Listener.Addr().String()}
	s := &service{phone: phone{make(chan string, 8)}, url: base.String(), pages: base.String()}
	s.provider = &idp.Provider{
		Store: store, Directory: store, Base: base, SMS: s.phone, Hasher: &password.Hasher{Cost: password.Cheap()},
		Keys: &keys.Ring{Store: store, Generate: func() (*rsa.PrivateKey, error) { return signingKey(), nil }},
	}
	for _, o := range options {
		o(s.provider)
	}
	if s.provider.PageBase != nil {
		s.pages = s.provider.PageBase.String()
	}
	seed(t, store)
	srv.Config.Handler = s.provider.Handler()
	srv.StartTLS()
	t.Cleanup(srv.Close)
	s.client = srv.Client()
	s.ca = filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	if err := os.WriteFile(s.ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// localPages serves the pages on http://localhost as well, as the demo does.
func localPages(t *testing.T) startOption {
	return func(p *idp.Provider) {
		l, err := net.Listen("tcp", "localhost:0")
		if err != nil {
			t.Fatal(err)
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		p.PageBase = &url.URL{Scheme: "http", Host: "localhost:" + port}
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.Handler().ServeHTTP(w, r) })}
		go srv.Serve(l)
		t.Cleanup(func() { srv.Close() })
	}
}

func seed(t *testing.T, store *sqlstore.Store) {
	t.Helper()
	tenant := org.SeedID(org.ID{}, "contoso")
	info := org.TenantInfo{ID: tenant, Realm: "O365Default", Kind: "exchange", Name: "contoso", Display: "Contoso", Domains: []string{"contoso.com"}}
	if err := store.PutTenant(t.Context(), info); err != nil {
		t.Fatal(err)
	}
	hash, err := (&password.Hasher{Cost: password.Cheap()}).Hash(t.Context(), passwordOfAll)
	if err != nil {
		t.Fatal(err)
	}
	app := org.Factor{ID: "app1", Type: "totp", Secret: totpSecret}
	sms := org.Factor{ID: "sms1", Type: "sms", Phone: "+491700000021"}
	accounts := []*org.Account{
		{UPN: "navin@contoso.com", DisplayName: "Navin", Factors: []org.Factor{app}, DirectoryRoles: []string{"Global Administrator"}},
		{UPN: "plain@contoso.com", DisplayName: "Paula Plain"},
		{UPN: "texter@contoso.com", DisplayName: "Tess Texter", Factors: []org.Factor{sms}},
		{UPN: "both@contoso.com", DisplayName: "Bo Both", Factors: []org.Factor{app, sms}},
		{UPN: "must@contoso.com", DisplayName: "Mo Must", MFARequired: true},
		{UPN: "once@contoso.com", DisplayName: "Otis Once", MustChange: true},
	}
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: tenant, Actor: "test", Cause: &org.Cause{Operation: "seed"}})
	err = store.Update(ctx, func(tx org.Tx) error {
		for _, a := range accounts {
			a.ID, a.Enabled, a.PasswordHash = org.SeedID(tenant, a.UPN), true, hash
			if err := org.PutAccount(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// appCode returns a code of the authenticator app that was not used before in this run: the service
// takes one code per step, from the step before to the one after.
func appCode(t *testing.T, secret string, ahead int64) string {
	t.Helper()
	code, err := factor.Code(secret, factor.Step(time.Now())+ahead)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (s *service) authority(tenant string) string { return s.url + "/" + tenant }

func (s *service) scope() []string { return []string{s.url + "/.default"} }
