package outbound

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"
)

// maxReply is how much a server may send in reply to one command; a line of it may have 2,000 bytes (package
// go-smtp). RFC 5321, 4.5.3.1.5 allows lines of 512.
const maxReply = 64 << 10

// errLongReply says that a server would not stop talking.
var errLongReply = errors.New("the server's reply is longer than 64 KiB")

// A wire is a connection on which what comes between two writes is limited, and so is the time that a write may
// take: the commands of package go-smtp have limits of their own, the blocks of a message have none.
type wire struct {
	net.Conn
	block time.Duration
	came  atomic.Int64
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if w.came.Add(int64(n)) > maxReply {
		return 0, errLongReply
	}
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	w.came.Store(0)
	if err := w.Conn.SetWriteDeadline(time.Now().Add(w.block)); err != nil {
		return 0, err
	}
	return w.Conn.Write(p)
}

// A greeted connection repeats the greeting that came before the handshake, because package go-smtp wants to see
// one at the beginning of every connection.
type greeted struct {
	net.Conn
	greeting io.Reader
}

func (g *greeted) Read(p []byte) (int, error) {
	n, err := g.greeting.Read(p)
	if n > 0 || !errors.Is(err, io.EOF) {
		return n, err
	}
	return g.Conn.Read(p)
}
