package session

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"example.org/exosh/command"
	"example.org/exosh/internal/org"
)

// A Session is a signed-in user on one connection. It may be used concurrently; what it allows is
// looked up again for every command.
type Session struct {
	svc    *Service
	who    Identity
	client Client
	opened time.Time
}

// Identity returns who holds the session.
func (s *Session) Identity() Identity { return s.who }

// Client returns where it is held.
func (s *Session) Client() Client { return s.client }

// Opened returns when the session began.
func (s *Session) Opened() time.Time { return s.opened }

func (s *Service) open(ctx context.Context, who Identity, c Client) (*Session, error) {
	c = c.clean()
	_, d, err := s.enter(ctx, who, c)
	if err != nil {
		return nil, err
	}
	return &Session{svc: s, who: who, client: c, opened: d.Opened}, nil
}

// Admits a user on a connection: checks the account, and finds or takes a slot.
func (s *Service) enter(ctx context.Context, who Identity, c Client) (*principal, slot, error) {
	edition := s.state.edition(who.Tenant)
	p, err := s.principal(ctx, who)
	if err != nil {
		return nil, slot{}, s.visible(ctx, "Connect", "", err)
	}
	if err := p.refusal(who); err != nil {
		return nil, slot{}, s.refused(ctx, who, c, err)
	}
	if d, recent := p.slot(who, c.ConnectionID, s.now(), s.touch()); recent {
		return p, d, nil
	}
	d, held, err := s.take(ctx, who, c)
	var full *fullError
	switch {
	case errors.As(err, &full):
		return nil, slot{}, s.refused(ctx, who, c, s.refuseFull(who, full))
	case err != nil:
		return nil, slot{}, s.visible(ctx, "Connect", "", err)
	}
	p = p.holding(held) // its rights are as fresh as they were
	s.state.put(keyOf(who), p, edition, s.fresh())
	return p, d, nil
}

// Writes a refused connection to the audit trail.
func (s *Service) refused(ctx context.Context, who Identity, c Client, refusal error) error {
	var e *command.Error
	if errors.As(refusal, &e) {
		s.deny(ctx, who, c, Denial{Operation: "Connect", Detail: e.ID})
	}
	return refusal
}

// The most characters of what a client says of itself.
const mostName = 64

// Bounds what a client says of itself and takes out what does not print.
func (c Client) clean() Client {
	return Client{
		ConnectionID: strings.ToLower(printable(c.ConnectionID)),
		Program:      printable(c.Program), Host: printable(c.Host), Version: printable(c.Version),
	}
}

func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != unicode.ReplacementChar {
			return r
		}
		return -1
	}, s)
	if len(s) > mostName {
		s = strings.ToValidUTF8(s[:mostName], "")
	}
	return strings.TrimSpace(s)
}

func (s *Service) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

func (s *Service) log() *slog.Logger {
	if s.Log == nil {
		return slog.Default()
	}
	return s.Log
}

func (s *Service) limit() int {
	if s.Limit <= 0 {
		return DefaultLimit
	}
	return s.Limit
}

func (s *Service) idle() time.Duration {
	if s.Idle <= 0 {
		return DefaultIdle
	}
	return s.Idle
}

func (s *Service) fresh() time.Duration {
	if s.Fresh <= 0 {
		return DefaultFresh
	}
	return s.Fresh
}

// The time that passes before the use of a session is written down again.
func (s *Service) touch() time.Duration { return s.idle() / 15 }

func (s *Service) newCorrelation() string {
	id, err := org.NewID(rand.Reader)
	if err != nil { // crypto/rand does not fail
		return "unknown"
	}
	return org.IDText(id)
}
