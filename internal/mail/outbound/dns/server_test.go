package dns

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// A server is a name server for tests, on a loopback port, for datagrams and connections.
type server struct {
	address string
	answer  func(network string, ask dnsmessage.Question) *dnsmessage.Message // nil means that it says nothing

	mu    sync.Mutex
	asked []string // "udp MX tailspin.example."
}

func newServer(t testing.TB, answer func(network string, ask dnsmessage.Question) *dnsmessage.Message) *server {
	t.Helper()
	s := &server{answer: answer}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	p, err := net.ListenPacket("udp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = l.Close(), p.Close() })
	go s.datagrams(p)
	go s.connections(l)
	return s
}

func (s *server) datagrams(p net.PacketConn) {
	buf := make([]byte, 4096)
	for {
		n, from, err := p.ReadFrom(buf)
		if err != nil {
			return
		}
		if m := s.reply("udp", buf[:n]); m != nil {
			_, _ = p.WriteTo(m, from)
		}
	}
}

func (s *server) connections(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		var n [2]byte
		if _, err := io.ReadFull(conn, n[:]); err == nil {
			m := make([]byte, binary.BigEndian.Uint16(n[:]))
			if _, err := io.ReadFull(conn, m); err == nil {
				if m = s.reply("tcp", m); m != nil {
					_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(m))), m...))
				}
			}
		}
		_ = conn.Close()
	}
}

func (s *server) reply(network string, packet []byte) []byte {
	var p dnsmessage.Parser
	h, err := p.Start(packet)
	ask, err2 := p.Question()
	if errors.Join(err, err2) != nil || !h.AuthenticData || !h.RecursionDesired {
		return nil
	}
	s.mu.Lock()
	s.asked = append(s.asked, network+" "+ask.Type.String()+" "+ask.Name.String())
	s.mu.Unlock()
	m := s.answer(network, ask)
	if m == nil {
		return nil
	}
	m.ID += h.ID
	m.Response = true
	if m.Questions == nil {
		m.Questions = []dnsmessage.Question{ask}
	}
	packed, err := m.Pack()
	if err != nil {
		return nil
	}
	return packed
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

// records makes an answer of records, each for a name.
func records(list ...dnsmessage.Resource) *dnsmessage.Message {
	return &dnsmessage.Message{Answers: list}
}

func failing(code dnsmessage.RCode) *dnsmessage.Message {
	return &dnsmessage.Message{Header: dnsmessage.Header{RCode: code}}
}

func record(name string, body dnsmessage.ResourceBody) dnsmessage.Resource {
	h := dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(name), Class: dnsmessage.ClassINET, TTL: 60}
	if u, ok := body.(*dnsmessage.UnknownResource); ok {
		h.Type = u.Type
	}
	return dnsmessage.Resource{Header: h, Body: body}
}

func mx(host string, preference uint16) *dnsmessage.MXResource {
	return &dnsmessage.MXResource{Pref: preference, MX: dnsmessage.MustNewName(host)}
}

func alias(to string) *dnsmessage.CNAMEResource {
	return &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(to)}
}
