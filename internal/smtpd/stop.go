package smtpd

import (
	"context"
	"errors"
)

// Shutdown accepts no more connections and no more commands: clients that are about to send one hear
// ServiceUnavailable. Messages whose content is on its way are finished first. When ctx ends, what is left is
// closed by force, and its error is returned.
func (s *Server) Shutdown(ctx context.Context) error {
	s.start()
	s.stop()
	defer s.engine.Close()
	defer s.cancel()
	select {
	case <-s.none:
		return nil
	case <-ctx.Done():
		s.cancel()
		s.closeAll()
		<-s.none
		return ctx.Err()
	}
}

// Close closes everything at once.
func (s *Server) Close() error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Shutdown(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func (s *Server) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping.Swap(true) {
		return
	}
	for l := range s.listeners {
		_ = l.Close()
	}
	for c := range s.conns {
		c.interrupt()
	}
	if len(s.conns) == 0 {
		close(s.none)
	}
}

func (s *Server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.tcp.Close()
	}
}
