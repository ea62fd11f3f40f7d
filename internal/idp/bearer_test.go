package idp

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"example.org/exosh/internal/idp/keys"
	"example.org/exosh/internal/idp/token"
	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/org"
)

// A forge makes tokens with the service's own key, or without it.
type forge struct {
	t    testing.TB
	kid  string
	good map[string]any // claims of a good token
	raw  string
}

func (w *world) forge() *forge {
	w.t.Helper()
	f := &forge{t: w.t, raw: w.tokens("plain@contoso.com").AccessToken}
	k, err := w.nodes[0].Keys.Signer(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	f.kid = k.ID
	payload, _ := base64.RawURLEncoding.DecodeString(strings.Split(f.raw, ".")[1])
	if err := json.Unmarshal(payload, &f.good); err != nil {
		w.t.Fatal(err)
	}
	return f
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// with returns the good claims with some replaced; nil leaves one out.
func (f *forge) with(pairs ...any) string {
	c := map[string]any{}
	for k, v := range f.good {
		c[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		if c[pairs[i].(string)] = pairs[i+1]; pairs[i+1] == nil {
			delete(c, pairs[i].(string))
		}
	}
	b, err := json.Marshal(c)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(b)
}

// sign signs claims with the service's key and header fields of the caller's choice.
func (f *forge) sign(alg jose.SignatureAlgorithm, claims string, headers ...any) string {
	f.t.Helper()
	opts := &jose.SignerOptions{}
	opts.WithType("JWT").WithHeader("kid", f.kid)
	for i := 0; i < len(headers); i += 2 {
		opts.WithHeader(jose.HeaderKey(headers[i].(string)), headers[i+1])
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: signingKey()}, opts)
	if err != nil {
		f.t.Fatal(err)
	}
	jws, err := s.Sign([]byte(claims))
	if err != nil {
		f.t.Fatal(err)
	}
	raw, err := jws.CompactSerialize()
	if err != nil {
		f.t.Fatal(err)
	}
	return raw
}

// hmac signs with the public key as the secret, as a confused verifier would accept.
func (f *forge) hmac(alg string, secret []byte) string {
	head := b64(`{"alg":"` + alg + `","typ":"JWT","kid":"` + f.kid + `"}`)
	body := head + "." + b64(f.with())
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(body))
	return body + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

func (f *forge) unsigned(alg string) string {
	return b64(`{"alg":"`+alg+`","typ":"JWT","kid":"`+f.kid+`"}`) + "." + b64(f.with()) + "."
}

// refused checks that a node answers 401 invalid_token.
func (w *world) refused(name, raw string) {
	w.t.Helper()
	p, err := w.nodes[1].Verify(w.t.Context(), raw, nil)
	var e *AuthError
	if p != nil || !errors.As(err, &e) || e.Status != http.StatusUnauthorized || e.Code != "invalid_token" {
		w.t.Errorf("%s: %+v, %v; want 401 invalid_token", name, p, err)
		return
	}
	if c := e.Challenge(); strings.Contains(c, e.Reason) || !strings.Contains(c, `error="invalid_token"`) {
		w.t.Errorf("%s: the challenge %q says more than the error", name, c)
	}
}

func publicPEM(k *rsa.PrivateKey) []byte {
	der, _ := x509.MarshalPKIXPublicKey(k.Public())
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func TestS19Algorithms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.forge()
	if _, err := w.nodes[1].Verify(t.Context(), f.sign(jose.RS256, f.with("uti", "x")), nil); err != nil {
		t.Fatalf("the forge does not make good tokens: %v", err)
	}
	for _, alg := range []string{"none", "nOnE", "None", "", "HS256", "RS512", "ES256"} {
		w.refused("alg "+alg, f.unsigned(alg))
		w.refused("alg "+alg+" with the signature", f.unsigned(alg)+strings.Split(f.raw, ".")[2])
	}
	w.refused("HS256 keyed with the PEM", f.hmac("HS256", publicPEM(signingKey())))
	w.refused("RS256 said, HMAC done", f.hmac("RS256", publicPEM(signingKey())))
	w.refused("PS256", f.sign(jose.PS256, f.with()))
	w.refused("RS512", f.sign(jose.RS512, f.with()))
	w.refused("crit", f.sign(jose.RS256, f.with(), "crit", []string{"exp"}))
	w.refused("b64", f.sign(jose.RS256, f.with(), "b64", false))
	w.refused("b64 true", f.sign(jose.RS256, f.with(), "b64", true))
}

func TestS20KeyIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.forge()
	for _, kid := range []string{"../../etc/passwd", "' OR 1=1 --", strings.Repeat("k", 5<<10), "", "0", "\u0000"} {
		g := *f
		g.kid = kid
		w.refused("kid "+kid[:min(8, len(kid))], g.sign(jose.RS256, f.with()))
	}
	// Header keys are ignored: with a good signature they change nothing, without one they do not help.
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	own, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: other}, (&jose.SignerOptions{EmbedJWK: true}).WithHeader("kid", f.kid))
	if err != nil {
		t.Fatal(err)
	}
	jws, err := own.Sign([]byte(f.with()))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := jws.CompactSerialize()
	w.refused("jwk in the header", raw)
	for _, h := range []string{"jku", "x5u"} {
		if _, err := w.nodes[0].Verify(t.Context(), f.sign(jose.RS256, f.with("uti", h), h, "https://evil.example/keys"), nil); err != nil {
			t.Errorf("%s: %v", h, err)
		}
	}
}

func TestS22TenantAndIssuer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.forge()
	fabrikam := org.IDText(w.fabrikam)
	w.refused("tid of another tenant", f.sign(jose.RS256, f.with("tid", fabrikam)))
	w.refused("iss of another tenant", f.sign(jose.RS256, f.with("iss", testBase+"/"+fabrikam+"/")))
	w.refused("both of another tenant, where the account is not", f.sign(jose.RS256, f.with("tid", fabrikam, "iss", testBase+"/"+fabrikam+"/")))
	w.refused("iss elsewhere", f.sign(jose.RS256, f.with("iss", "https://sts.windows.net/"+org.IDText(w.contoso)+"/")))
	w.refused("tid spelled otherwise", f.sign(jose.RS256, f.with("tid", "{"+org.IDText(w.contoso)+"}", "iss", testBase+"/x/")))
	unknown := org.IDText(org.SeedID(org.ID{}, "gone"))
	w.refused("unknown tenant", f.sign(jose.RS256, f.with("tid", unknown, "iss", testBase+"/"+unknown+"/")))
	system := org.IDText(org.SystemTenant)
	w.refused("the system's tenant", f.sign(jose.RS256, f.with("tid", system, "iss", testBase+"/"+system+"/")))
}

func TestS23ActorIsIgnored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.forge()
	admin := org.IDText(org.SeedID(w.contoso, "navin@contoso.com"))
	p, err := w.nodes[0].Verify(t.Context(), f.sign(jose.RS256, f.with("act", map[string]any{"oid": admin}, "actort", f.unsigned("none"))), nil)
	if err != nil || p.UPN != "plain@contoso.com" {
		t.Errorf("%+v, %v", p, err)
	}
	w.refused("a bare inner token", f.unsigned("none"))
}

func TestS24WrongKindOfToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.forge()
	r := w.tokens("plain@contoso.com")
	w.refused("ID token", r.IDToken)
	w.refused("refresh token", r.RefreshToken)
	w.refused("other audience", f.sign(jose.RS256, f.with("aud", "https://elsewhere.example")))
	w.refused("audience of the profile", f.sign(jose.RS256, f.with("aud", oidc.ResourceProfile)))
	w.refused("audience list", f.sign(jose.RS256, f.with("aud", []string{testBase})))
	w.refused("audience with a slash", f.sign(jose.RS256, f.with("aud", testBase+"/")))
	w.refused("version 2", f.sign(jose.RS256, f.with("ver", "2.0", "iss", testBase+"/"+org.IDText(w.contoso)+"/v2.0")))
	w.refused("no permission", f.sign(jose.RS256, f.with("scp", nil)))
	w.refused("an application's", f.sign(jose.RS256, f.with("idtyp", "app", "roles", []string{"Exchange.ManageAsApp"})))
	if _, err := w.nodes[0].Verify(t.Context(), f.raw, []string{"https://another.door"}); err == nil {
		t.Error("a door with another audience takes the token")
	}
	b := w.browser(0)
	only := b.redeem(w.code(b, "plain@contoso.com", "scope", "openid profile"), "scope", "openid profile")
	if only.status != http.StatusOK || only.RefreshToken != "" {
		t.Fatal(only.raw)
	}
	w.refused("a token without a resource", only.AccessToken)
}

func TestS25MalformedTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.forge()
	now := w.clock.now().Unix()
	parts := strings.Split(f.raw, ".")
	for name, raw := range map[string]string{
		"expired 1 s ago":   f.sign(jose.RS256, f.with("exp", now-1)),
		"expires now":       f.sign(jose.RS256, f.with("exp", now)),
		"nbf in the future": f.sign(jose.RS256, f.with("nbf", now+60)),
		"iat in the future": f.sign(jose.RS256, f.with("iat", now+60)),
		"no iat":            f.sign(jose.RS256, f.with("iat", nil)),
		"no exp":            f.sign(jose.RS256, f.with("exp", nil)),
		"exp a string":      f.sign(jose.RS256, f.with("exp", strconv.FormatInt(now+60, 10))),
		"exp a fraction":    f.sign(jose.RS256, f.with("exp", float64(now)+60.5)),
		"exp 1e400":         f.sign(jose.RS256, strings.Replace(f.with("exp", 7), `"exp":7`, `"exp":1e400`, 1)),
		"exp 1e15":          f.sign(jose.RS256, strings.Replace(f.with("exp", 7), `"exp":7`, `"exp":1000000000000000`, 1)),
		"a claim twice":     f.sign(jose.RS256, strings.Replace(f.with(), `{`, `{"oid":"x",`, 1)),
		"a second document": f.sign(jose.RS256, f.with()+"{}"),
		"not an object":     f.sign(jose.RS256, `["x"]`),
		"empty payload":     f.sign(jose.RS256, ``),
		"8193 bytes":        f.raw + strings.Repeat("A", 8193-len(f.raw)),
		"2 parts":           parts[0] + "." + parts[1],
		"3 dots":            f.raw + ".x",
		"5 dots":            f.raw + ".x.y.z",
		"padding":           parts[0] + "=." + parts[1] + "." + parts[2],
		"newline":           parts[0] + "\n." + parts[1] + "." + parts[2],
		"blank":             " " + f.raw,
		"standard base64":   parts[0] + "." + parts[1] + "." + strings.NewReplacer("-", "+", "_", "/").Replace(parts[2]) + "+",
		"JSON":              `{"payload":"` + parts[1] + `","signatures":[]}`,
		"garbage":           "x.y.z",
		"changed":           parts[0] + "." + b64(f.with("oid", org.IDText(w.fabrikam))) + "." + parts[2],
		"signature cut":     f.raw[:len(f.raw)-4],
	} {
		w.refused(name, raw)
	}
	if _, err := w.nodes[0].Verify(t.Context(), "", nil); err == nil || strings.Contains(err.(*AuthError).Challenge(), "error=") {
		t.Errorf("no token: %v; the challenge must name no error (RFC 6750, 3.1)", err)
	}
}

// Not parallel: it measures what the whole process allocates.
func TestS25CostsLittleMemory(t *testing.T) {
	p := &Provider{Keys: &keys.Ring{Store: emptyStore{}}, Base: mustURL(testBase)}
	p.init()
	for _, raw := range []string{strings.Repeat("A", 1<<20), strings.Repeat(".", 1<<20), strings.Repeat("A", 4000) + "." + strings.Repeat("A", 4000) + ".A"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := p.Verify(t.Context(), raw, nil); err == nil {
			t.Error("accepted")
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 64<<10 {
			t.Errorf("refusing %d bytes allocated %d", len(raw), n)
		}
	}
}

func TestS26Revocation(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		edit   func(*world, *org.Account)
		claims bool
		grant  int
	}{
		{"blocked", func(_ *world, a *org.Account) { a.Enabled = false }, false, oidc.Disabled},
		{"sessions revoked", func(w *world, a *org.Account) { a.TokensValidFrom = w.clock.now() }, true, oidc.SessionRevoked},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			r := w.tokens("plain@contoso.com", "claims", `{"access_token":{"xms_cc":{"values":["CP1"]}}}`)
			if r.ExpiresIn != 24*3600 {
				t.Errorf("a client that answers challenges gets %d s", r.ExpiresIn)
			}
			for _, p := range w.nodes {
				if _, err := p.Verify(t.Context(), r.AccessToken, nil); err != nil {
					t.Fatal(err)
				}
			}
			w.clock.add(time.Minute)
			w.edit("plain@contoso.com", func(a *org.Account) { tt.edit(w, a) })
			w.clock.add(time.Second)
			if !w.dead(r.AccessToken) {
				t.Error("the token lives after a second")
			}
			_, err := w.nodes[0].Verify(t.Context(), r.AccessToken, nil)
			e := err.(*AuthError)
			if got := e.Code == "insufficient_claims"; got != tt.claims || strings.Contains(e.Challenge(), `claims="`) != tt.claims {
				t.Errorf("challenge %q, want claims %v", e.Challenge(), tt.claims)
			}
			if x := w.browser(0).refresh(r.RefreshToken); x.number() != tt.grant {
				t.Errorf("refresh: %s, want %d", x.raw, tt.grant)
			}
		})
	}
}

func TestChallengeClaims(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.nodes[0].challenge("why", w.clock.now())
	w.nodes[0].init()
	_, rest, _ := strings.Cut(e.Challenge(), `claims="`)
	text, _, _ := strings.Cut(rest, `"`)
	claims, err := base64.StdEncoding.DecodeString(text)
	if want := `{"access_token":{"nbf":{"essential":true,"value":"` + strconv.FormatInt(w.clock.now().Unix(), 10) + `"}}}`; err != nil || string(claims) != want {
		t.Errorf("claims %s, %v; want %s", claims, err, want)
	}
	r := w.tokens("plain@contoso.com")
	if x := w.browser(0).refresh(r.RefreshToken, "claims", string(claims)); x.status != http.StatusOK {
		t.Errorf("the answer to the challenge: %s", x.raw)
	}
}

func TestS27EmergencyRotation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.tokens("plain@contoso.com").AccessToken
	for _, p := range w.nodes {
		if _, err := p.Verify(t.Context(), old, nil); err != nil {
			t.Fatal(err)
		}
	}
	next, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	first, _ := w.nodes[0].Keys.Signer(t.Context())
	w.nodes[0].Keys.Generate = func() (*rsa.PrivateKey, error) { return next, nil }
	w.clock.add(time.Second)
	if err := w.nodes[0].Keys.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.nodes[0].Verify(t.Context(), old, nil); err != nil {
		t.Errorf("the old key stopped verifying at a plain rotation: %v", err)
	}
	fresh := w.tokens("plain@contoso.com").AccessToken
	if _, err := w.nodes[1].Verify(t.Context(), fresh, nil); err != nil {
		t.Errorf("the other node does not know the new key: %v", err)
	}
	if err := w.nodes[0].Keys.Remove(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	w.clock.add(5 * time.Second)
	if !w.dead(old) {
		t.Error("a token of the removed key lives after 5 s")
	}
	s := w.browser(1).get("/common/discovery/v2.0/keys")
	for _, private := range []string{`"d"`, `"p"`, `"q"`, `"dp"`, `"dq"`, `"qi"`, `"k"`} {
		if strings.Contains(s.body, private+":") {
			t.Errorf("the key set has the private field %s", private)
		}
	}
	if strings.Contains(s.body, first.ID) || !strings.Contains(s.body, `"kty":"RSA"`) {
		t.Errorf("key set %s", s.body)
	}
}

func TestS28RecreatedAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.tokens("plain@contoso.com")
	id := org.SeedID(w.contoso, "plain@contoso.com")
	ctx := org.WithCaller(t.Context(), &org.Caller{Tenant: w.contoso, Actor: "test", Cause: &org.Cause{Operation: "delete"}})
	if err := w.nodes[0].Store.Update(ctx, func(tx org.Tx) error { return tx.Delete(org.KindAccount, id) }); err != nil {
		t.Fatal(err)
	}
	hash, _ := w.nodes[0].Hasher.Hash(t.Context(), goodPass)
	w.put(w.contoso, &org.Account{ID: org.SeedID(w.contoso, "second plain"), UPN: "plain@contoso.com", Enabled: true, PasswordHash: hash})
	w.clock.add(time.Second)
	if !w.dead(r.AccessToken) {
		t.Error("the token of the deleted account speaks for its successor")
	}
	if x := w.browser(0).refresh(r.RefreshToken); x.ErrorResponse.Error != "invalid_grant" {
		t.Errorf("refresh: %s", x.raw)
	}
}

func TestKeysRotateByAge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ring := &keys.Ring{Store: w.nodes[0].Store, Now: w.clock.now, MaxAge: time.Hour, Keep: time.Hour}
	n := 0
	made := []*rsa.PrivateKey{signingKey(), nil}
	ring.Generate = func() (*rsa.PrivateKey, error) {
		n++
		if made[n-1] == nil {
			return rsa.GenerateKey(rand.Reader, 2048)
		}
		return made[n-1], nil
	}
	first, err := ring.Signer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.clock.add(61 * time.Minute)
	second, err := ring.Signer(t.Context())
	if err != nil || second.ID == first.ID {
		t.Fatalf("the key was not replaced: %v", err)
	}
	if k, err := ring.Lookup(t.Context(), first.ID); err != nil || k == nil {
		t.Errorf("the old key does not verify any more: %v", err)
	}
	w.clock.add(61 * time.Minute)
	if k, err := ring.Lookup(t.Context(), first.ID); err != nil || k != nil {
		t.Errorf("the old key verifies for ever: %v", err)
	}
}

func FuzzVerify(f *testing.F) {
	ring := &keys.Ring{Store: emptyStore{}, Generate: func() (*rsa.PrivateKey, error) { return signingKey(), nil }}
	p := &Provider{Keys: ring, Base: mustURL(testBase)}
	for _, seed := range []string{"", "a.b.c", b64(`{"alg":"RS256","kid":"x"}`) + "." + b64(`{}`) + ".", b64(`{"alg":"none"}`) + "..", "..", strings.Repeat(".", 9)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if who, err := p.Verify(t.Context(), raw, nil); err == nil {
			t.Errorf("%q speaks for %+v", raw, who)
		}
	})
}

func FuzzClaims(f *testing.F) {
	now := time.Unix(1_800_000_000, 0)
	f.Add(`{"aud":"x","iss":"y","iat":1,"nbf":1,"exp":1900000000,"ver":"1.0","idtyp":"user","appid":"a","uti":"u"}`)
	f.Add(`{"exp":1e400}`)
	f.Add(`{"exp":1,"exp":2}`)
	f.Fuzz(func(t *testing.T, payload string) {
		c, err := token.Access([]byte(payload), now)
		if err == nil && (c.Expires <= now.Unix() || c.Version != "1.0" || c.TokenID == "") {
			t.Errorf("%q was accepted", payload)
		}
	})
}

func FuzzSecret(f *testing.F) {
	f.Add("c", "c.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("r", "..")
	f.Fuzz(func(t *testing.T, kind, text string) {
		s, err := token.ParseSecret(kind, text)
		if err == nil && (s.Kind != kind || s.Text != text || len(s.Key()) != 64) {
			t.Errorf("%q: %+v", text, s)
		}
	})
}

// An emptyStore has nothing in it.
type emptyStore struct{ org.Store }

func (emptyStore) View(context.Context, func(org.Tx) error) error { return nil }

func mustURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}
