package localca

import (
	"crypto/rand"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func options(hosts ...string) Options {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	return Options{Name: "Contoso", Hosts: hosts, Now: func() time.Time { return now }, Rand: rand.Reader}
}

func TestLeafIsTrustedThroughTheAuthority(t *testing.T) {
	t.Parallel()
	o := options("localhost", "127.0.0.1")
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := a.Leaf([]string{"127.0.0.1", "localhost"})
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"localhost", "127.0.0.1"} {
		if _, err := leaf.Leaf.Verify(x509.VerifyOptions{Roots: a.Pool(), DNSName: host, CurrentTime: o.Now()}); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// S-86: a local authority cannot sign for arbitrary names, not even when it is made to.
func TestS86AuthorityIsNameConstrained(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"outlook.office365.com", "10.0.0.1", "evil.localhost.example"} {
		o := options("localhost", "127.0.0.1")
		a, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Leaf([]string{host}); err == nil {
			t.Errorf("Leaf(%s) was signed", host)
		}
		forced := &Authority{Cert: a.Cert, key: a.key, rand: a.rand, now: a.now}
		c := *a.Cert
		constrain(&c, []string{host})
		forced.Cert = &c
		leaf, err := forced.Leaf([]string{host})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := leaf.Leaf.Verify(x509.VerifyOptions{Roots: a.Pool(), DNSName: host, CurrentTime: o.Now()}); err == nil {
			t.Errorf("a certificate for %s verifies", host)
		}
	}
}

// S-86: at most 90 days, and a key that only its owner can read.
func TestS86LifetimeAndKeyFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := options("localhost")
	a, made, err := Open(dir, o)
	if err != nil || !made {
		t.Fatalf("made %v, err %v", made, err)
	}
	if life := a.Cert.NotAfter.Sub(o.Now()); life > 90*24*time.Hour {
		t.Errorf("lives %v", life)
	}
	info, err := os.Stat(filepath.Join(dir, KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("key file has mode %v", mode)
	}
	again, made, err := Open(dir, o)
	if err != nil || made {
		t.Fatalf("opened again: made %v, err %v", made, err)
	}
	if !again.Cert.Equal(a.Cert) {
		t.Error("a second start has another authority")
	}
}

func TestOpenRenewsBeforeExpiryAndForNewHosts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := options("localhost")
	if _, _, err := Open(dir, o); err != nil {
		t.Fatal(err)
	}
	later := o
	later.Now = func() time.Time { return o.Now().Add(85 * 24 * time.Hour) }
	if _, made, err := Open(dir, later); err != nil || !made {
		t.Errorf("five days before the end: made %v, err %v", made, err)
	}
	more := o
	more.Hosts = []string{"localhost", "mail.contoso.test"}
	if _, made, err := Open(dir, more); err != nil || !made {
		t.Errorf("with a new host: made %v, err %v", made, err)
	}
}

func TestOpenNamesABrokenPair(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, CertFile), []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, KeyFile), []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(dir, options("localhost")); err == nil {
		t.Fatal("opened a broken pair")
	}
}

// S-86: a program that does not understand name constraints must refuse the authority, not ignore them; and
// nothing that it signed may sign.
func TestS86ConstraintsAreCritical(t *testing.T) {
	t.Parallel()
	a, err := New(options("localhost", "127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(a.Cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	if !parsed.PermittedDNSDomainsCritical || len(parsed.PermittedDNSDomains) == 0 || len(parsed.PermittedIPRanges) == 0 || !parsed.MaxPathLenZero {
		t.Errorf("critical %v, names %v, addresses %v, path of nought %v", parsed.PermittedDNSDomainsCritical,
			parsed.PermittedDNSDomains, parsed.PermittedIPRanges, parsed.MaxPathLenZero)
	}
}
