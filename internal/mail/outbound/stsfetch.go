package outbound

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"sync"
	"time"

	"example.org/exosh/internal/org"
)

// The bounds of a policy's fetching (RFC 8461, 3.3).
const (
	maxPolicy    = 64 << 10
	fetchTime    = time.Minute
	notAgainSoon = 5 * time.Minute // after a failure
)

// stsClass is the class of the tickets that keep policies, in the system's tenant, by domain.
const stsClass = "mtasts"

// A kept policy is the ticket's data.
type keptPolicy struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// stsRule returns the MTA-STS policy of a domain; nil where there is none. A kept one holds until its time is over,
// also where the domain does not announce one any more: who suppresses the announcement gains nothing (RFC 8461, 5).
func (s *Sender) stsRule(ctx context.Context, w way) (*stsPolicy, error) {
	if !w.sts {
		return nil, nil
	}
	kept, err := s.keptPolicy(ctx, w.domain)
	if err != nil {
		return nil, err
	}
	a, err := s.resolver().TXT(ctx, "_mta-sts."+w.domain)
	if err != nil && ctx.Err() != nil {
		return nil, err
	}
	if id := stsID(a.Texts); id != "" && (kept == nil || kept.ID != id) && s.failed.may(w.domain, s.now()) {
		fresh, err := s.freshPolicy(ctx, w.domain, id)
		if err == nil {
			return fresh, nil
		}
		s.failed.note(w.domain, s.now())
		s.log().Warn("fetch MTA-STS policy", "domain", w.domain, "error", err)
	}
	if kept == nil {
		return nil, nil
	}
	return parseSTS(kept.Text)
}

func (s *Sender) keptPolicy(ctx context.Context, domain string) (*keptPolicy, error) {
	if s.Store == nil {
		return nil, nil
	}
	var kept *keptPolicy
	err := s.Store.View(asSystem(ctx, org.SystemTenant), func(tx org.Tx) error {
		t, err := tx.Ticket(stsClass, domain)
		if org.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		kept = &keptPolicy{}
		return json.Unmarshal(t.Data, kept)
	})
	return kept, err
}

// freshPolicy fetches a policy and keeps it.
func (s *Sender) freshPolicy(ctx context.Context, domain, id string) (*stsPolicy, error) {
	text, err := s.fetchPolicy(ctx, domain)
	if err != nil {
		return nil, err
	}
	p, err := parseSTS(text)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(keptPolicy{ID: id, Text: text})
	if err != nil || s.Store == nil {
		return p, err
	}
	err = s.Store.Update(asSystem(ctx, org.SystemTenant), func(tx org.Tx) error {
		t := &org.Ticket{Class: stsClass, Key: domain}
		if old, err := tx.Ticket(stsClass, domain); err == nil {
			t = old
		} else if !org.IsNotFound(err) {
			return err
		}
		t.Expires, t.Data = tx.Now().Add(p.maxAge), data
		return tx.PutTicket(t)
	})
	return p, err
}

// fetchPolicy gets the text of a policy. Redirects are not followed (RFC 8461, 3.3).
func (s *Sender) fetchPolicy(ctx context.Context, domain string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://mta-sts."+domain+"/.well-known/mta-sts.txt", nil)
	if err != nil {
		return "", err
	}
	answer, err := s.policies().RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if answer.StatusCode != http.StatusOK || kind != "text/plain" {
		return "", fmt.Errorf("%s answers %s with %s", r.URL, answer.Status, kind)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxPolicy+1))
	if err == nil && len(text) > maxPolicy {
		err = errors.New("the policy is longer than 64 KiB")
	}
	return string(text), err
}

func (s *Sender) policies() http.RoundTripper {
	if s.Policies != nil {
		return s.Policies
	}
	return &http.Transport{
		DialContext: guarded(s.AllowPrivate), TLSClientConfig: &tls.Config{RootCAs: s.Roots, MinVersion: tls.VersionTLS12},
		DisableKeepAlives: true, MaxResponseHeaderBytes: maxPolicy,
	}
}

// A failures remembers what failed a short time ago.
type failures struct {
	mu sync.Mutex
	at map[string]time.Time
}

func (f *failures) may(domain string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, ok := f.at[domain]
	return !ok || now.Sub(at) >= notAgainSoon
}

func (f *failures) note(domain string, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.at == nil || len(f.at) >= maxMissing {
		f.at = map[string]time.Time{}
	}
	f.at[domain] = now
}
