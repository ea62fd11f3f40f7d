package outbound

import (
	"net"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"example.org/exosh/internal/mail/outbound/dns"
)

// nameServer answers questions about some names over datagrams, with AD, and with NXDOMAIN about all others.
func nameServer(t *testing.T, records map[string]dnsmessage.ResourceBody) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1024)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			answer := dnsmessage.Message{Header: dnsmessage.Header{ID: m.ID, Response: true, AuthenticData: true, RCode: dnsmessage.RCodeNameError}, Questions: m.Questions}
			if body := records[q.Name.String()]; body != nil {
				answer.RCode = dnsmessage.RCodeSuccess
				if r := (dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: body}); records[q.Type.String()+" "+q.Name.String()] != nil {
					answer.Answers = []dnsmessage.Resource{r}
				}
			}
			if packed, err := answer.Pack(); err == nil {
				_, _ = conn.WriteTo(packed, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

// TestByMX: from a domain to its server, over names, addresses and a connection that are all real.
func TestByMX(t *testing.T) {
	t.Parallel()
	mx := &dnsmessage.MXResource{Pref: 10, MX: dnsmessage.MustNewName("mx.tailspin.example.")}
	a := &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}
	server := nameServer(t, map[string]dnsmessage.ResourceBody{
		"tailspin.example.": mx, "TypeMX tailspin.example.": mx, "mx.tailspin.example.": a, "TypeA mx.tailspin.example.": a,
	})
	sink := newSink(t, nil)
	_, port, err := net.SplitHostPort(sink.address)
	if err != nil {
		t.Fatal(err)
	}
	s := &Sender{Default: MX, Resolver: &dns.Client{Servers: []string{server}}, AllowPrivate: true, Port: port}
	if host, err := dialMX(t, s); err != nil || host != "mx.tailspin.example" || len(sink.messages()) != 1 {
		t.Errorf("got %s, %v", host, err)
	}
	if _, err := s.openDomain(t.Context(), way{domain: "nowhere.example", port: port, ask: anyTLS}); !says(err, "does not seem to exist") {
		t.Errorf("got %v", err)
	}
}
