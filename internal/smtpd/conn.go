package smtpd

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"
)

// A conn is one connection: it reads lines, writes replies, keeps the time and the record. The lobby uses it,
// then the wire.
type conn struct {
	server *Server
	tcp    net.Conn // as it was accepted
	stream net.Conn // tcp, or TLS over it
	client netip.AddrPort
	in     *bufio.Reader
	out    []byte // replies that were not yet sent
	record *recorder

	hello            string // argument of EHLO, "" before it
	cipher           string // "TLS1.3, TLS_AES_128_GCM_SHA256"; "" in clear
	began            time.Time
	end              string // why it ends
	errors, refusals int

	leave func() // gives back what sign-in took, nil before it; may be called again

	mu      sync.Mutex
	waiting bool // for a command: nothing is lost when it is interrupted
}

// bufferSize is that of what is read ahead.
const bufferSize = 4 << 10

func newConn(s *Server, nc net.Conn, client netip.AddrPort) *conn {
	return &conn{server: s, tcp: nc, stream: nc, client: client, began: s.Now()}
}

// serve is the life of a connection until it ends or is handed over.
func (c *conn) serve(implicit bool) {
	handed := false
	defer func() {
		if p := recover(); p != nil {
			c.server.Log.Error("SMTP connection failed", "client", c.client, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			c.say("InternalError")
			c.end = "internal error"
			handed = false
		}
		if !handed {
			c.close()
		}
	}()
	c.in = bufio.NewReaderSize(c.stream, bufferSize)
	c.record = newRecorder(c)
	_ = c.tcp.SetDeadline(time.Now().Add(c.server.Limits.SignIn))
	if implicit && !c.startTLS() {
		return
	}
	handed = newLobby(c).serve()
}

// close ends the connection, and is done with it.
func (c *conn) close() {
	c.done()
	_ = c.stream.Close()
	c.server.leave(c)
}

// done sends the last replies and gives back what the connection took, but for itself.
func (c *conn) done() {
	c.flush()
	if c.leave != nil {
		c.leave()
	}
	c.record.close(c.end)
}

// interrupt ends the wait for a command, because the server stops.
func (c *conn) interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting {
		_ = c.tcp.SetReadDeadline(time.Unix(1, 0))
	}
}

// last gives a refusal and ends the connection.
func (c *conn) last(name, why string) {
	c.say(name)
	c.ended(why)
	c.hangUp()
}

func (c *conn) ended(why string) {
	if c.end == "" {
		c.end = why
	}
}

// hangUp ends our side and takes in what the client still sends for a moment, so that it can read the last reply:
// closing with unread bytes would tear that up.
func (c *conn) hangUp() {
	c.done()
	_ = c.tcp.SetReadDeadline(time.Now().Add(lingering))
	if t, ok := c.stream.(*tls.Conn); ok {
		_ = t.CloseWrite()
	}
	if t, ok := c.tcp.(*net.TCPConn); ok {
		_ = t.CloseWrite()
		_, _ = io.CopyN(io.Discard, t, maxLingered)
	}
}

const (
	lingering   = time.Second
	maxLingered = 256 << 10
)
