package smtpd

import (
	"net"
	"net/netip"
	"time"
)

// admit starts a connection, or turns it away without a goroutine of its own (F-28).
func (s *Server) admit(nc net.Conn, implicit bool) {
	client := addrPort(nc.RemoteAddr())
	c := newConn(s, nc, client)
	if refusal := s.enter(c, client.Addr()); refusal != "" {
		s.turnAway(nc, refusal, implicit)
		return
	}
	if s.Opened != nil {
		s.Opened(implicit)
	}
	go c.serve(implicit)
}

func (s *Server) enter(c *conn, from netip.Addr) (refusal string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.isStopping():
		return "ServiceUnavailable"
	case len(s.conns) >= s.Limits.Open || !s.crowd.enter(from, s.Now()):
		return "TooManyConnections"
	}
	s.conns[c] = struct{}{}
	return ""
}

func (s *Server) leave(c *conn) {
	if s.remove(c) && s.Closed != nil {
		s.Closed(s.Now().Sub(c.began))
	}
}

// remove says whether the connection was there still.
func (s *Server) remove(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.conns[c]; !ok {
		return false
	}
	delete(s.conns, c)
	s.crowd.leave(c.client.Addr())
	if s.isStopping() && len(s.conns) == 0 {
		close(s.none)
	}
	return true
}

// turnAway says why, which fits into the buffers of a new connection, and closes it.
func (s *Server) turnAway(nc net.Conn, refusal string, implicit bool) {
	s.refused(refusal)
	if !implicit {
		_ = nc.SetWriteDeadline(time.Now().Add(time.Second))
		_, _ = nc.Write(line(reply(refusal)))
	}
	_ = nc.Close()
}

func (s *Server) refused(name string) {
	if s.Refused != nil {
		s.Refused(name)
	}
}

func addrPort(a net.Addr) netip.AddrPort {
	t, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	ap := t.AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}
