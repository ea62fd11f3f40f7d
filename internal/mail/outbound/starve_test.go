package outbound

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/mail/outbound/dns"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// A swamp is a domain that nothing gets out of: its names, or its server, do not answer until the test ends.
type swamp struct {
	zone
	sink   *sink
	where  string // "names", "connect", "greeting", or "" for one that refuses connections
	ended  chan struct{}
	mu     sync.Mutex
	dialed int
}

func (s *swamp) wait(ctx context.Context) error {
	select {
	case <-s.ended:
	case <-ctx.Done():
	}
	return errors.New("no answer")
}

func (s *swamp) MX(ctx context.Context, domain string) (dns.MXAnswer, error) {
	if domain == "dead.example" && s.where == "names" {
		return dns.MXAnswer{}, &dns.Error{Name: domain, Type: "MX", Err: errors.Join(dns.ErrNoAnswer, s.wait(ctx))}
	}
	return s.zone.MX(ctx, domain)
}

func (s *swamp) connect(ctx context.Context, network, address string) (net.Conn, error) {
	if host, _, _ := net.SplitHostPort(address); host != "192.0.2.99" {
		return guarded(true)(ctx, network, s.sink.address)
	}
	s.mu.Lock()
	s.dialed++
	s.mu.Unlock()
	switch s.where {
	case "connect":
		return nil, s.wait(ctx)
	case "greeting":
		ours, theirs := net.Pipe()
		go func() { _ = s.wait(ctx); _ = theirs.Close() }()
		return ours, nil
	}
	return nil, errors.New("connection refused")
}

// TestDeadDestinationKeepsNobodyWaiting: F-26, scaled to a hundredth, and F-24: ten messages behind a thousand for a
// domain that does not answer are sent while it still does not answer.
func TestDeadDestinationKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"names", "connect", "greeting", ""} {
		t.Run("at "+where, func(t *testing.T) {
			t.Parallel()
			w := cmdlettest.New(t)
			enqueue(t, w, 1000, "dead.example")
			enqueue(t, w, 10, "a.example", "b.example")
			s := &swamp{sink: newSink(t, nil), where: where, ended: make(chan struct{})}
			s.hosts = map[string][]string{"dead.example": {"192.0.2.99"}, "a.example": {"192.0.2.1"}, "b.example": {"192.0.2.2"}}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			end := sync.OnceFunc(func() { close(s.ended); cancel() })
			worker := &queue.Worker{
				Store: w.Store, Directory: w.Store, Sender: &Sender{Store: w.Store, Default: MX, Resolver: s, connect: s.connect},
				Delivered: func(org.ID, []org.ID) {
					if len(s.sink.messages()) == 10 {
						end()
					}
				},
			}
			if err := worker.Run(ctx); err != nil {
				t.Fatal(err)
			}
			if s.dialed > queue.DefaultLimits().Destination || where == "" && s.dialed > 2 {
				t.Errorf("the dead server was dialed %d times for 1000 messages", s.dialed)
			}
		})
	}
}
