package smtpd

import (
	"net"
	"sync"

	"github.com/emersion/go-smtp"
)

// An engine is go-smtp with a listener that connections are handed to after sign-in. What it says about
// extensions, STARTTLS and AUTH never reaches a client: by then the lobby is done with them.
type engine struct {
	server *smtp.Server
	handed chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newEngine(s *Server) *engine {
	e := &engine{handed: make(chan net.Conn), closed: make(chan struct{})}
	e.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return c.Conn().(*wire).session, nil
	}))
	e.server.Domain = s.Host
	e.server.MaxLineLength = 0 // the wire has limits of its own, which know commands from content
	e.server.EnableSMTPUTF8, e.server.EnableBINARYMIME, e.server.EnableDSN = true, true, true
	e.server.ErrorLog = engineLog{s.Log}
	go func() { _ = e.server.Serve(e) }()
	return e
}

// hand gives a connection to go-smtp, which closes it in the end.
func (e *engine) hand(w *wire) bool {
	select {
	case e.handed <- w:
		return true
	case <-e.closed:
		return false
	}
}

// Accept implements net.Listener.
func (e *engine) Accept() (net.Conn, error) {
	select {
	case c := <-e.handed:
		return c, nil
	case <-e.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (e *engine) Close() error {
	e.once.Do(func() { close(e.closed) })
	return nil
}

// Addr implements net.Listener.
func (e *engine) Addr() net.Addr { return &net.TCPAddr{} }
