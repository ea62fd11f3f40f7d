package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"

	"example.org/exosh/internal/metrics"
	"example.org/exosh/internal/release"
	"example.org/exosh/internal/session"
)

// A board counts what a server does and shows it at an address of its own, over plain HTTP: it tells nothing
// of anybody. It is nil without --metrics.
type board struct {
	*metrics.Metrics
	net.Listener
	server *http.Server
}

// openMetrics takes the address of metrics and has every room tell them what happens.
func (s *Server) openMetrics(context.Context) error {
	if s.o.Metrics == "" {
		return nil
	}
	l, err := net.Listen("tcp", s.o.Metrics)
	if err != nil {
		return fmt.Errorf("listen on %s for metrics: %w (name another address with --metrics)", s.o.Metrics, err)
	}
	m := metrics.New(metrics.Options{
		Version: release.Version, Revision: revision(), Queue: metrics.Queues(s.store, s.store), Now: s.o.Now, Log: s.o.Log,
		Sessions: func(ctx context.Context) (int64, error) { return s.store.CountTickets(ctx, session.Class) },
	})
	s.board = &board{Metrics: m, Listener: l, server: s.newHTTP(m)}
	s.sessions.Ran = m.Ran
	for _, r := range s.realms {
		r.idp.SignedIn = m.SignedIn
	}
	s.post.worker.Outcome = m.Outcome
	if d := s.post.door; d != nil {
		d.Opened, d.Closed, d.Secured, d.Accepted, d.Refused = m.Opened, m.Closed, m.Secured, m.Accepted, m.Refused
	}
	return nil
}

// revision is the source that this program was built of, "" where that is not known.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return ""
}

// serveMetrics answers scrapes.
func (s *Server) serveMetrics(context.Context) error {
	b := s.board
	if b == nil {
		return nil
	}
	go func() {
		if err := b.server.Serve(b.Listener); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- fmt.Errorf("metrics at %s: %w", b.Addr(), err)
		}
	}()
	return nil
}

// uri is where metrics are, "" without them.
func (b *board) uri() string {
	if b == nil {
		return ""
	}
	return "http://" + b.Addr().String() + "/metrics"
}

// close ends scrapes. It is the last to go, so that the end can be watched.
func (b *board) close(ctx context.Context) error {
	if b == nil {
		return nil
	}
	err := b.server.Shutdown(ctx)
	if closed := b.Listener.Close(); !errors.Is(closed, net.ErrClosed) {
		err = errors.Join(err, closed)
	}
	return err
}
