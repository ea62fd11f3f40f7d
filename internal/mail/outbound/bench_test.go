package outbound

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// A drain is a server that takes everything as fast as it can, as smtp-sink does.
type drain struct {
	address string
	taken   atomic.Int64
	conns   atomic.Int64
}

func newDrain(t testing.TB) *drain {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	d := &drain{address: l.Addr().String()}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			d.conns.Add(1)
			go d.serve(conn)
		}
	}()
	return d
}

func (d *drain) serve(conn net.Conn) {
	defer conn.Close()
	r, data := bufio.NewReaderSize(conn, 16<<10), false
	reply := []byte("220 drain.example ESMTP\r\n")
	for {
		if reply != nil {
			if _, err := conn.Write(reply); err != nil {
				return
			}
		}
		line, err := r.ReadSlice('\n')
		if err != nil {
			return
		}
		switch {
		case data && string(line) == ".\r\n":
			data = false
			d.taken.Add(1)
			reply = []byte("250 2.0.0 taken\r\n")
		case data:
			reply = nil
		case bytes.HasPrefix(line, []byte("EHLO")):
			reply = []byte("250-drain.example\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n")
		case bytes.HasPrefix(line, []byte("DATA")):
			data, reply = true, []byte("354 go on\r\n")
		case bytes.HasPrefix(line, []byte("QUIT")):
			return
		default:
			reply = []byte("250 2.0.0 OK\r\n")
		}
	}
}

// fourKiB is a message as P-15 and P-20 have them.
var fourKiB = "From: amara@contoso.com\r\nSubject: Toner\r\n\r\n" + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 56)

// What the protocol costs, a message each, over one connection.
func BenchmarkSend(b *testing.B) {
	for _, size := range []int{4 << 10, 1 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			d := newDrain(b)
			s := &Sender{Default: d.address, AllowPrivate: true}
			l := dial(b, s)
			raw := strings.Repeat(fourKiB, size>>12)
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if got := send(b, l, outgoing(raw, "sam@tailspin.example")); !got[0].Status.OK() {
					b.Fatal(got[0].Status)
				}
			}
		})
	}
}

// What draining the queue to one server costs, a message each (P-20).
func BenchmarkDrain(b *testing.B) {
	d := newDrain(b)
	w := cmdlettest.New(b)
	enqueue(b, w, b.N, "tailspin.example")
	s := &Sender{Store: w.Store, Default: d.address, AllowPrivate: true}
	worker := &queue.Worker{Store: w.Store, Directory: w.Store, Sender: s}
	ctx, cancel := context.WithCancel(b.Context())
	left := int64(b.N)
	worker.Delivered = func(_ org.ID, messages []org.ID) {
		if atomic.AddInt64(&left, -int64(len(messages))) == 0 {
			cancel()
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	if err := worker.Run(ctx); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(d.conns.Load()), "connections")
	if d.taken.Load() != int64(b.N) {
		b.Errorf("%d of %d arrived", d.taken.Load(), b.N)
	}
}

// enqueue puts n messages of 4 KiB onto the queue, each to one address in one of the domains.
func enqueue(t testing.TB, w *cmdlettest.World, n int, domains ...string) {
	t.Helper()
	for done := 0; done < n; {
		mailtest.Update(t, w.Store, w.Tenant, func(tx mail.Tx) error {
			for range min(1000, n-done) {
				m := &mail.Message{MessageID: fmt.Sprintf("<%d@contoso.com>", done), Subject: "Toner", From: "amara@contoso.com"}
				if err := tx.PutMessage(m, strings.NewReader(fourKiB)); err != nil {
					return err
				}
				e := mail.Envelope{Sender: m.From, Recipients: []mail.Recipient{{Address: "sam@" + domains[done%len(domains)]}}}
				if err := tx.Enqueue(&mail.Queued{Message: m.ID, Stage: mail.Accepted, Envelope: e}); err != nil {
					return err
				}
				done++
			}
			return nil
		})
	}
}
