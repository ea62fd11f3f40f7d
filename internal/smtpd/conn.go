package smtpd

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"example.org/exosh/internal/smtpreply"
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

var (
	errStopping   = errors.New("the server stops")
	errLineEnding = errors.New("a line does not end with CR LF")
	errLineLength = errors.New("a line is too long")
	errFlood      = errors.New("a line does not end")
)

// maxDiscarded is how much of a line that is too long is read until its end.
const maxDiscarded = 2 << 20

// readLine sends what was said and returns the next line without its end; it is valid until the next call. With
// the error errLineLength it returns how the line begins, and the connection is at the next line. by is when the
// line has to be there; zero leaves the deadline as it is.
func (c *conn) readLine(limit int, by time.Time) ([]byte, error) {
	if c.server.isStopping() {
		return nil, errStopping
	}
	if !hasLine(c.in) {
		c.flush()
		if !c.wait(by) {
			return nil, errStopping
		}
		defer c.waited()
	}
	var long []byte
	for {
		part, err := c.in.ReadSlice('\n')
		switch {
		case err == nil && long == nil && len(part) <= limit:
			return endLine(part)
		case err == nil:
			if long = append(long, part...); len(long) > limit {
				return long[:headSize], errLineLength
			}
			return endLine(long)
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, c.lost(err)
		case len(long) <= limit:
			long = append(long, part...)
		default:
			return long[:headSize], c.discardLine()
		}
	}
}

// headSize is how much is kept of a line that is too long: all limits are larger.
const headSize = 64

// discardLine reads to the end of a line that is too long.
func (c *conn) discardLine() error {
	for n := 0; n < maxDiscarded; {
		part, err := c.in.ReadSlice('\n')
		if err == nil {
			return errLineLength
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return c.lost(err)
		}
		n += len(part)
	}
	return errFlood
}

func endLine(line []byte) ([]byte, error) {
	if n := len(line); n >= 2 && line[n-2] == '\r' {
		return line[:n-2], nil
	}
	return nil, errLineEnding
}

// hasLine says whether a whole line was read ahead.
func hasLine(in *bufio.Reader) bool {
	ahead, _ := in.Peek(in.Buffered())
	for _, b := range ahead {
		if b == '\n' {
			return true
		}
	}
	return false
}

// wait allows interruptions until waited; it returns false where the server stops already.
func (c *conn) wait(by time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server.isStopping() { // whoever sets this interrupts afterwards
		return false
	}
	c.waiting = true
	if !by.IsZero() {
		_ = c.tcp.SetReadDeadline(by)
	}
	return true
}

func (c *conn) waited() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = false
}

// lost tells a stop of the server from a client that went away.
func (c *conn) lost(err error) error {
	if c.server.isStopping() {
		return errStopping
	}
	return err
}

// fail says the last word after readLine failed, where there is one.
func (c *conn) fail(err error) {
	var timeout net.Error
	switch {
	case errors.Is(err, errStopping):
		c.last("ServiceUnavailable", "server stops")
	case errors.Is(err, errLineEnding):
		c.last("LineEnding", "bad line ending")
	case errors.Is(err, errFlood):
		c.last("LineTooLong", "line without end")
	case errors.As(err, &timeout) && timeout.Timeout():
		c.last("Timeout", "timeout")
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
		c.ended("client went away")
	default:
		c.ended("connection lost")
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

func reply(name string, values ...string) *smtpreply.Error { return smtpreply.Refuse(name, values...) }

// line is a reply as it is sent.
func line(e *smtpreply.Error) []byte { return append([]byte(e.Error()), '\r', '\n') }

// say gives a refusal of the table.
func (c *conn) say(name string, values ...string) { c.refuse(reply(name, values...)) }

func (c *conn) refuse(e *smtpreply.Error) {
	c.refused(e.Code, e.Error(), e.Name, e.Err)
	c.send(e.Error(), e.Name)
}

// refused counts a refusal, and makes one line of log of it.
func (c *conn) refused(code int, text, name string, reason error) {
	switch {
	case code >= 500 && code <= 504:
		c.errors++
	case code >= 500:
		c.refusals++
	}
	attrs := []any{"client", c.client, "reply", text}
	if reason != nil {
		attrs = append(attrs, "reason", reason)
	}
	c.server.Log.Info("SMTP refusal", attrs...)
	c.server.refused(name)
}

// answer gives a reply that refuses nothing.
func (c *conn) answer(text string) { c.send(text, "") }

func (c *conn) send(text, refusal string) {
	c.record.said(text, refusal)
	c.out = append(append(c.out, text...), '\r', '\n')
}

// worn says whether there were too many errors.
func (c *conn) worn() bool {
	return c.errors >= c.server.Limits.Errors || c.refusals >= c.server.Limits.Refusals
}

// flush sends the replies. What cannot be sent is lost with the connection.
func (c *conn) flush() {
	if len(c.out) == 0 {
		return
	}
	_ = c.tcp.SetWriteDeadline(time.Now().Add(c.server.Limits.Write))
	if _, err := c.stream.Write(c.out); err != nil {
		c.ended("client went away")
		_ = c.tcp.Close()
	}
	c.out = c.out[:0]
	if cap(c.out) > bufferSize {
		c.out = nil
	}
}

// startTLS does the handshake. What was read before it is gone: the caller made sure that it is nothing.
func (c *conn) startTLS() bool {
	s := c.server
	c.flush()
	ctx, cancel := context.WithTimeout(s.ctx, s.Limits.Handshake)
	defer cancel()
	t := tls.Server(c.tcp, s.tls)
	if err := t.HandshakeContext(ctx); err != nil {
		s.Log.Debug("SMTP TLS handshake", "client", c.client, "err", err)
		c.record.event("(TLS failed: " + err.Error() + ")")
		c.ended("TLS failed")
		return false
	}
	c.stream = t
	c.in.Reset(t)
	st := t.ConnectionState()
	c.cipher = tls.VersionName(st.Version) + ", " + tls.CipherSuiteName(st.CipherSuite)
	c.record.secure(c.cipher)
	if s.Secured != nil {
		s.Secured(st.Version)
	}
	return true
}
