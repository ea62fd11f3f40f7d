package smtpd

import (
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// F-28: connections of one address, of its network and of the next larger one are counted, and so are new ones in
// a minute; what is full for one leaves the others alone.
func TestF28Crowd(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	at := netip.MustParseAddr
	for _, k := range []struct {
		name string
		from func(i int) netip.Addr
		open int // connections that come in at a time
	}{
		{"one IPv4 address", func(int) netip.Addr { return at("203.0.113.7") }, 30},
		{"one IPv4 address, mapped", func(int) netip.Addr { return at("::ffff:203.0.113.7") }, 30},
		{"one /26", func(i int) netip.Addr { return netip.AddrFrom4([4]byte{203, 0, 113, byte(i % 64)}) }, 90},
		{"one /21", func(i int) netip.Addr { return netip.AddrFrom4([4]byte{203, 0, byte(112 + i%8), byte(i / 8)}) }, 270},
		{"one /64", func(i int) netip.Addr {
			return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 15: byte(i), 14: byte(i >> 8)})
		}, 30},
		{"one /48", func(i int) netip.Addr { return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 7: byte(i), 15: byte(i)}) }, 90},
		{"everywhere", func(i int) netip.Addr { return netip.AddrFrom4([4]byte{byte(i), byte(i >> 8), 1, 1}) }, 2000},
		{"loopback", func(int) netip.Addr { return at("127.0.0.1") }, 2000},
	} {
		c := newCrowd(DefaultLimits())
		n := 0
		for i := range 2000 {
			if c.enter(k.from(i), now) {
				n++
			}
		}
		if n != k.open {
			t.Errorf("%s: %d connections at a time, want %d", k.name, n, k.open)
		}
	}
	perMinute(t, now)
}

func perMinute(t *testing.T, now time.Time) {
	c := newCrowd(DefaultLimits())
	bad, neighbour := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("203.0.113.8")
	n := 0
	for range 5000 {
		if c.enter(bad, now) {
			n++
			c.leave(bad)
		}
	}
	if n != 300 {
		t.Errorf("%d new connections in a minute, want 300", n)
	}
	if !c.enter(neighbour, now) {
		t.Error("the neighbour is locked out")
	}
	c.leave(neighbour)
	if now = now.Add(time.Minute); !c.enter(bad, now) {
		t.Error("a minute later it is still locked out")
	}
	c.leave(bad)
	c.sweep(now.Add(time.Hour))
	if len(c.counts) != 0 {
		t.Errorf("%d networks are remembered for ever", len(c.counts))
	}
}

// F-28 at the door: who is too many is told so, costs no goroutine, and others come in again once there is room.
func TestF28Flood(t *testing.T) {
	t.Parallel()
	var refused sync.Map
	w := start(t, func(s *Server) {
		s.Refused = func(name string) { refused.Store(name, true) }
		s.Limits.Networks.Exempt = false
		s.Limits.Networks.V4[0].Open = 3
		s.Limits.Networks.V4[0].PerMinute = 1000
	})
	inside := []*client{w.greeted(t), w.greeted(t), w.greeted(t)}
	for range 100 {
		c := w.dial(t)
		if got := c.rest(); !strings.HasPrefix(got, "421 4.3.2 The maximum number of concurrent connections has exceeded a limit") {
			t.Fatalf("the fourth was told %q", got)
		}
	}
	if _, ok := refused.Load("TooManyConnections"); !ok {
		t.Error("nobody was told of the refusals")
	}
	inside[0].want("QUIT", "221")
	inside[0].conn.Close()
	eventually(t, "room for one more", func() bool { return w.connections() == 2 })
	w.greeted(t)
}

// All connections together have a limit too.
func TestOpenConnections(t *testing.T) {
	t.Parallel()
	w := start(t, func(s *Server) { s.Limits.Open = 2 })
	w.greeted(t)
	w.greeted(t)
	c := w.dial(t)
	c.want("", "421 4.3.2")
	tc := dial(t, w.listen(t, w.ServeTLS))
	if got := tc.rest(); got != "" {
		t.Errorf("in clear on a TLS port: %q", got)
	}
}

func (w *world) connections() int { return w.serving() }

// eventually waits for what goroutines of the server still have to do.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("%s: not within 15 s", what)
}
