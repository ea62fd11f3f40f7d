package smtpd

import (
	"bufio"
	"errors"
	"io"
	"net"
	"time"
)

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
