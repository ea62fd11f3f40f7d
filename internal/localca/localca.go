// Package localca makes the certificates of an organisation that has none of its own: a local
// certification authority that can only sign for the organisation's hosts, and short-lived server
// certificates below it. Nothing here touches the system's trust store.
package localca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Lifetimes. A local authority that leaks is worthless after 90 days.
const (
	CALifetime   = 90 * 24 * time.Hour
	LeafLifetime = 30 * 24 * time.Hour
	renewBefore  = 10 * 24 * time.Hour
)

// File names below the data directory.
const (
	CertFile = "ca.pem"
	KeyFile  = "ca-key.pem"
)

// An Authority signs server certificates for a fixed list of hosts.
type Authority struct {
	Cert *x509.Certificate
	key  *ecdsa.PrivateKey
	rand io.Reader
	now  func() time.Time
}

// Options say for whom an Authority may sign.
type Options struct {
	Name  string   // the organisation's name, part of the subject
	Hosts []string // DNS names and IP addresses; the authority is name-constrained to them
	Now   func() time.Time
	Rand  io.Reader
}

// Open reads the authority kept in dir, or makes one where there is none, where it is about to
// expire, or where it may not sign for one of the hosts. made says that people have to trust it anew.
func Open(dir string, o Options) (a *Authority, made bool, err error) {
	a, err = load(dir, o)
	if err == nil && a.serves(o.Hosts) && o.Now().Add(renewBefore).Before(a.Cert.NotAfter) {
		return a, false, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, false, err
	}
	if a, err = New(o); err != nil {
		return nil, false, err
	}
	return a, true, a.save(dir)
}

// New makes an authority that lives in memory only.
func New(o Options) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), o.Rand)
	if err != nil {
		return nil, fmt.Errorf("make the key of the local authority: %w", err)
	}
	serial, err := newSerial(o.Rand)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber:                serial,
		Subject:                     pkix.Name{CommonName: o.Name + " local CA (exosh)", Organization: []string{o.Name}},
		NotBefore:                   o.Now().Add(-5 * time.Minute),
		NotAfter:                    o.Now().Add(CALifetime),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true,
	}
	constrain(t, o.Hosts)
	der, err := x509.CreateCertificate(o.Rand, t, t, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("sign the local authority: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read back the local authority: %w", err)
	}
	return &Authority{Cert: cert, key: key, rand: o.Rand, now: o.Now}, nil
}

// constrain limits the authority to the hosts (RFC 5280, 4.2.1.10). Where a family of names has no
// host, a name that nobody can hold is permitted, because an empty list would permit all.
func constrain(t *x509.Certificate, hosts []string) {
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.PermittedIPRanges = append(t.PermittedIPRanges, single(ip))
			continue
		}
		t.PermittedDNSDomains = append(t.PermittedDNSDomains, h)
	}
	if len(t.PermittedDNSDomains) == 0 {
		t.PermittedDNSDomains = []string{"invalid"}
	}
	if len(t.PermittedIPRanges) == 0 {
		t.PermittedIPRanges = []*net.IPNet{single(net.IPv4(192, 0, 2, 0))}
	}
	t.PermittedEmailAddresses = []string{"invalid"}
	t.PermittedURIDomains = []string{"invalid"}
}

func single(ip net.IP) *net.IPNet {
	if v4 := ip.To4(); v4 != nil {
		return &net.IPNet{IP: v4, Mask: net.CIDRMask(32, 32)}
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(128, 128)}
}

// Leaf signs a server certificate for the hosts. It fails for a host the authority is not made for.
func (a *Authority) Leaf(hosts []string) (*tls.Certificate, error) {
	if !a.serves(hosts) {
		return nil, fmt.Errorf("the local authority may not sign for %v", hosts)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.rand)
	if err != nil {
		return nil, fmt.Errorf("make a server key: %w", err)
	}
	serial, err := newSerial(a.rand)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: hosts[0]},
		NotBefore:    a.now().Add(-5 * time.Minute),
		NotAfter:     earlier(a.now().Add(LeafLifetime), a.Cert.NotAfter),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(a.rand, t, a.Cert, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("sign a server certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read back a server certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// PEM is the authority's certificate as a file to trust.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Cert.Raw})
}

// Pool holds the authority alone.
func (a *Authority) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.Cert)
	return p
}

func (a *Authority) serves(hosts []string) bool {
	for _, h := range hosts {
		if !a.permits(h) {
			return false
		}
	}
	return len(hosts) > 0
}

func (a *Authority) permits(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		for _, n := range a.Cert.PermittedIPRanges {
			if n.Contains(ip) {
				return true
			}
		}
		return false
	}
	for _, d := range a.Cert.PermittedDNSDomains {
		if d == host {
			return true
		}
	}
	return false
}

func load(dir string, o Options) (*Authority, error) {
	certPEM, err := os.ReadFile(filepath.Join(dir, CertFile))
	if err != nil {
		return nil, fmt.Errorf("read the local authority: %w", err)
	}
	keyPEM, err := os.ReadFile(filepath.Join(dir, KeyFile))
	if err != nil {
		return nil, fmt.Errorf("read the key of the local authority: %w", err)
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, fmt.Errorf("%s and %s in %s do not make a pair (remove both to have new ones made): %w", CertFile, KeyFile, dir, err)
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s in %s is not an ECDSA key", KeyFile, dir)
	}
	return &Authority{Cert: pair.Leaf, key: key, rand: o.Rand, now: o.Now}, nil
}

func (a *Authority) save(dir string) error {
	der, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return fmt.Errorf("encode the key of the local authority: %w", err)
	}
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := replaceFile(filepath.Join(dir, KeyFile), keyPEM, 0o600); err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, CertFile), a.PEM(), 0o644)
}

// replaceFile writes a new file and renames it over the old one, so that a reader sees either whole.
func replaceFile(path string, data []byte, mode os.FileMode) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, data, mode); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Chmod(tmp, mode); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(tmp, path)
}

func newSerial(r io.Reader) (*big.Int, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("draw a serial number: %w", err)
	}
	b[0] &= 0x7f
	return new(big.Int).SetBytes(b), nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
