package outbound

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"example.org/exosh/internal/org"
)

// A tapped connection keeps what is written to it.
type tapped struct {
	net.Conn
	mu    *sync.Mutex
	wrote *bytes.Buffer
}

func (t tapped) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wrote.Write(p)
	return t.Conn.Write(p)
}

// TestWireNeverCarriesBareLineEnds: S-75, whatever the message and the envelope hold. What the other side is said to
// have taken is what was sent, byte for byte, and ends where the message ends.
func TestWireNeverCarriesBareLineEnds(t *testing.T) {
	t.Parallel()
	sink := newSink(t, nil)
	pieces := rapid.SliceOf(rapid.SampledFrom([]string{"\r\n", "\r\n", "\r\n", "\n", "\r", ".", "..", "a", "Subject: x", "\x00", "ü", "\r\n.\r\n", "\n.\n", "\r.\r", "MAIL FROM:<x>"}))
	addresses := rapid.SampledFrom([]string{"sam@a.example", "sam@a.example>\r\nDATA", "s\nm@a.example", "\"s m\"@a.example", "<>", "söm@a.example"})
	rapid.Check(t, func(t *rapid.T) {
		raw := strings.Join(pieces.Draw(t, "raw"), "")
		o := outgoing(raw, addresses.Draw(t, "to"))
		o.Envelope.Sender, o.Envelope.ID = addresses.Draw(t, "from"), addresses.Draw(t, "id")
		o.Envelope.UTF8 = true
		o.Envelope.Recipients[0].Original = "rfc822;" + addresses.Draw(t, "original")
		tap := tapped{mu: &sync.Mutex{}, wrote: &bytes.Buffer{}}
		s := relay(sink)
		s.connect = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := guarded(true)(ctx, network, address)
			return tapped{Conn: conn, mu: tap.mu, wrote: tap.wrote}, err
		}
		before := len(sink.messages())
		l, err := s.Dial(context.Background(), org.ID{1}, hostPrefix+s.Default)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := l.Send(context.Background(), o)
		_ = l.Close()
		checkWire(t, tap.wrote.String())
		taken := sink.messages()[before:]
		ok := len(got) == 1 && got[0].Status != nil && got[0].Status.OK()
		if ok != (len(taken) == 1) || len(taken) > 1 {
			t.Fatalf("%+v, and the sink has %+v", got, taken)
		}
		if want := raw; ok && taken[0].raw != want && taken[0].raw != want+"\r\n" {
			t.Fatalf("the sink got %q", taken[0].raw)
		}
	})
}

// checkWire fails on a CR or LF that is not part of a line end, and on lines that are too long.
func checkWire(t *rapid.T, wire string) {
	for line := range strings.SplitSeq(strings.TrimSuffix(wire, "\r\n"), "\r\n") {
		if strings.ContainsAny(line, "\r\n") || len(line) > maxLine+1 {
			t.Fatalf("the wire carried %q", line)
		}
	}
}

// FuzzLook holds that what is let through has no bare line ends and no long lines, however it is cut.
func FuzzLook(f *testing.F) {
	f.Add("a\r\n.\r\n", 1)
	f.Add("a\n", 2)
	f.Add("\r\r\n", 1)
	f.Fuzz(func(t *testing.T, raw string, cut int) {
		c, err := look(func() io.Reader { return &pieces{raw, max(1, cut)} }, int64(cut))
		clean := strings.ReplaceAll(raw, "\r\n", "")
		bad := strings.ContainsAny(clean, "\r\n")
		for line := range strings.SplitSeq(raw, "\r\n") {
			bad = bad || len(line) > maxLine
		}
		if s := asStatus(err); (s != nil) != bad {
			t.Fatalf("%q: %v", raw, err)
		}
		if err != nil {
			return
		}
		if again, err := io.ReadAll(c.open()); err != nil || string(again) != raw {
			t.Fatalf("%q was read as %q, %v", raw, again, err)
		}
		if c.eightBit != !ascii7(raw) {
			t.Fatalf("%q: %+v", raw, c)
		}
	})
}

func ascii7(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// pieces reads a text some bytes at a time.
type pieces struct {
	rest string
	n    int
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.rest == "" {
		return 0, io.EOF
	}
	n := copy(b, p.rest[:min(p.n, len(p.rest))])
	p.rest = p.rest[n:]
	return n, nil
}

// TestTwoHops: S-75. What one of us sends to another, and that one to a third, stays what it was, on both wires.
func TestTwoHops(t *testing.T) {
	t.Parallel()
	large := plainMessage + strings.Repeat(strings.Repeat("x", 997)+"\r\n.\r\n..\r\n\r\n", 2000) // read in pieces
	for name, raw := range map[string]string{"small": plainMessage, "large": large, "dots": "\r\n.\r\n.\r\n..\r\n...\r\n", "empty lines": "\r\n\r\n\r\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				sink := newSink(t, nil)
				s, tap := relay(sink), tapped{mu: &sync.Mutex{}, wrote: &bytes.Buffer{}}
				s.connect = func(ctx context.Context, network, address string) (net.Conn, error) {
					conn, err := guarded(true)(ctx, network, address)
					return tapped{Conn: conn, mu: tap.mu, wrote: tap.wrote}, err
				}
				if got := send(t, dial(t, s), outgoing(raw, "sam@tailspin.example")); !got[0].Status.OK() {
					t.Fatal(got[0].Status)
				}
				for line := range strings.SplitSeq(strings.TrimSuffix(tap.wrote.String(), "\r\n"), "\r\n") {
					if strings.ContainsAny(line, "\r\n") || len(line) > maxLine+1 {
						t.Fatalf("the wire carried %q", line)
					}
				}
				if got := sink.messages()[0].raw; got != raw {
					t.Fatalf("%d bytes of %d arrived", len(got), len(raw))
				}
				raw = sink.messages()[0].raw
			}
		})
	}
}
