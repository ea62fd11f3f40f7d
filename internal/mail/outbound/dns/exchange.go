package dns

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// maxDatagram is how much a server may send in a datagram: what fits every network unfragmented.
const maxDatagram = 1232

// exchange asks one server: in a datagram, and over a connection if the answer does not fit.
func (c *Client) exchange(ctx context.Context, set settings, server string, q question) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, set.timeout)
	defer cancel()
	m, err := c.over(ctx, "udp", server, q)
	if err == nil && truncated(m) {
		m, err = c.over(ctx, "tcp", server, q)
	}
	return m, err
}

func (c *Client) over(ctx context.Context, network, server string, q question) ([]byte, error) {
	dial := c.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	conn, err := dial(ctx, network, server)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if network == "tcp" {
		return stream(conn, q)
	}
	return datagram(conn, q)
}

// datagram waits for the answer to the question and lets everything else pass: others may send datagrams too.
func datagram(conn net.Conn, q question) ([]byte, error) {
	if _, err := conn.Write(q.packet); err != nil {
		return nil, err
	}
	buf := make([]byte, maxDatagram)
	for range 100 {
		n, err := conn.Read(buf)
		if err != nil {
			return nil, err
		}
		if q.answeredBy(buf[:n]) {
			return buf[:n], nil
		}
	}
	return nil, errors.New("a hundred datagrams came that are no answer")
}

// stream has every message after its length (RFC 1035, 4.2.2).
func stream(conn net.Conn, q question) ([]byte, error) {
	if _, err := conn.Write(binary.BigEndian.AppendUint16(nil, uint16(len(q.packet)))); err != nil {
		return nil, err
	}
	if _, err := conn.Write(q.packet); err != nil {
		return nil, err
	}
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return nil, err
	}
	m := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(conn, m); err != nil {
		return nil, err
	}
	if !q.answeredBy(m) {
		return nil, fmt.Errorf("%w: it answers another question", ErrBadAnswer)
	}
	return m, nil
}
