// Package server builds the organisation out of its rooms, opens its listeners and stops them. It is
// wiring: what the organisation does is decided elsewhere.
package server

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/localca"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/session"
	"example.org/exosh/internal/sqlstore"
)

// A Server is a running organisation.
type Server struct {
	o        Options
	dir      string    // where the database lives
	lock     io.Closer // of the data directory
	store    *sqlstore.Store
	hasher   *password.Hasher
	pid      int
	ca       *localca.Authority // nil with a certificate of one's own
	caMade   bool               // the authority is new: people have to trust it
	cert     func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	inbox    *lab.Inbox
	sessions *session.Service
	realms   []*realm
	post     *post
	board    *board // nil without --metrics
	fresh    *Fresh // what was made for an empty directory

	late       []string       // environments that are filled when somebody asks for them
	filling    sync.WaitGroup // of late
	cancelLate context.CancelFunc

	stopping atomic.Bool
	failed   chan error // a listener ended by itself
}

// Fresh is what a new organisation tells its owner once.
type Fresh struct {
	Organization string
	Admin        string // UPN of the first administrator
	Password     string // one-time password, to be changed at the first sign-in
}

// RealmInfo is one environment that the server plays.
type RealmInfo struct {
	Name          string // "O365Default", ...
	ConnectionURI string
	ComplianceURI string // of Security & Compliance, "" where it is not served
	AuthorityURI  string
	LabURI        string // "" without lab pages
	SMTP          string // host:port of mail submission, "" where there is none
	TenantID      string // of the realm's first tenant
	Accounts      []lab.Account
}

// Start opens the organisation and listens. Errors are one line that says what to do.
func Start(ctx context.Context, o Options) (*Server, error) {
	o.defaults()
	s := &Server{o: o, inbox: &lab.Inbox{Now: o.Now}, failed: make(chan error, 16)}
	steps := []func(context.Context) error{s.openDir, s.openStore, s.fill, s.openCertificate, s.buildRooms, s.buildPost, s.openMetrics, s.fillLate, s.listen, s.startPost, s.serveMetrics, s.announce}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, s.Close(ctx))
		}
	}
	return s, nil
}

func (o *Options) defaults() {
	if o.Listen == "" {
		o.Listen = DefaultListen
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Host == "" {
		o.Host = hostOf(o.Listen)
	}
}

// hostOf is the name that clients use for a listening address: localhost for loopback, the name of
// this machine where it listens everywhere.
func hostOf(listen string) string {
	host, _, err := net.SplitHostPort(listen)
	switch {
	case err != nil, isLoopback(host):
		return "localhost"
	case host == "", net.ParseIP(host) != nil && net.ParseIP(host).IsUnspecified():
		if name, err := os.Hostname(); err == nil {
			return name
		}
		return "localhost"
	}
	return host
}

func (s *Server) openDir(context.Context) error {
	if !s.o.Ephemeral {
		dir, err := filepath.Abs(s.o.Data)
		if err != nil {
			return fmt.Errorf("find the data directory: %w", err)
		}
		s.dir = dir
		if err := os.MkdirAll(s.dir, 0o700); err != nil {
			return fmt.Errorf("make the data directory: %w (name another with --data)", err)
		}
		return private(s.dir)
	}
	dir, err := os.MkdirTemp("", "exosh-")
	if err != nil {
		return fmt.Errorf("make a temporary directory: %w (set TMPDIR to one that can be written)", err)
	}
	s.dir = dir
	return nil
}

// private refuses a directory that everybody may write to: they could put another database in it.
// Windows has no such bits; there the directory's owner has to see to it.
func private(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("look at the data directory: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o002 != 0 {
		return fmt.Errorf("the data directory %s can be written to by everybody: run chmod 700 %s", dir, dir)
	}
	return nil
}

func (s *Server) openCertificate(context.Context) error {
	if s.o.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(s.o.TLSCert, s.o.TLSKey)
		if err != nil {
			return fmt.Errorf("read --tls-cert %s and --tls-key %s: %w", s.o.TLSCert, s.o.TLSKey, err)
		}
		s.cert = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &pair, nil }
		return nil
	}
	hosts := s.hosts()
	ca, made, err := localca.Open(s.dir, localca.Options{Name: s.organization(), Hosts: hosts, Now: s.o.Now, Rand: s.o.Rand})
	if err != nil {
		return err
	}
	s.ca, s.caMade = ca, made
	leaves := &leaves{ca: ca, hosts: hosts, now: s.o.Now}
	s.cert = leaves.get
	return nil
}

// hosts are the names and addresses that the local authority may sign for.
func (s *Server) hosts() []string {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	for _, host := range []string{s.o.ComplianceHost, s.o.Host} {
		if host != "" && host != "localhost" && !isLoopback(host) && !slices.Contains(hosts, host) {
			hosts = append([]string{host}, hosts...)
		}
	}
	return hosts
}

// CAFile is the PEM file of the local authority, "" with a certificate of one's own.
func (s *Server) CAFile() string {
	if s.ca == nil {
		return ""
	}
	return filepath.Join(s.dir, localca.CertFile)
}

// RootCAs holds the local authority; nil with a certificate of one's own.
func (s *Server) RootCAs() *x509.CertPool {
	if s.ca == nil {
		return nil
	}
	return s.ca.Pool()
}

// Inbox receives the organisation's text messages.
func (s *Server) Inbox() *lab.Inbox { return s.inbox }

// Realms are the environments that the server plays, the default one first.
func (s *Server) Realms() []RealmInfo {
	list := make([]RealmInfo, 0, len(s.realms))
	for _, r := range s.realms {
		i := r.info()
		if r == s.realms[0] {
			i.SMTP = s.post.smtp
		}
		list = append(list, i)
	}
	return list
}

// Accounts are the demo accounts of all realms; empty without a demo seed.
func (s *Server) Accounts() []lab.Account {
	var list []lab.Account
	for _, r := range s.realms {
		list = append(list, r.accounts...)
	}
	return list
}

// Fresh is what was made for an empty directory, nil where nothing was.
func (s *Server) Fresh() *Fresh { return s.fresh }

// Close refuses new work, finishes what is under way until the context ends, and closes the store.
func (s *Server) Close(ctx context.Context) error {
	s.stopping.Store(true)
	errs := []error{s.post.close(ctx)}
	for _, r := range s.realms {
		errs = append(errs, r.shutdown(ctx))
	}
	if s.cancelLate != nil {
		s.cancelLate()
		s.filling.Wait()
	}
	errs = append(errs, s.board.close(ctx))
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	if s.o.Ephemeral && s.dir != "" {
		errs = append(errs, os.RemoveAll(s.dir))
	}
	return errors.Join(errs...)
}

// newHTTP bounds what a connection may cost: S-57.
func (s *Server) newHTTP(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      15 * time.Minute, // a long listing; the vendor's limit
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: s.cert},
		ErrorLog:          slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
	}
}
