package adminapi_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"example.org/exosh/internal/lab"
	"example.org/exosh/internal/server"
)

// P-07: Get-Mailbox of one user against a whole server (TLS, token verified, roles, session) beside a
// bare handler of the same answer over TLS. The two take turns, so that a noisy neighbour disturbs both
// alike. "x-bare" is how many times as fast as the bare one it is (the goal is 0.50), "p99-x-bare" how
// many times its 99th percentile (the goal is 2.5 at most).
func BenchmarkP07(b *testing.B) {
	s, err := server.Start(b.Context(), server.Options{Data: b.TempDir(), Listen: "127.0.0.1:0", Seed: "contoso"})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close(context.Background())
	realm := s.Realms()[0]
	admin := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.RootCAs()}, DisableCompression: true}}
	ours := point{admin, realm.ConnectionURI + "/adminapi/beta/contoso.com/InvokeCommand", bearer(b, s, admin)}
	plain := httptest.NewTLSServer(bare(ours.read(b)))
	defer plain.Close()
	plain.Client().Transport.(*http.Transport).DisableCompression = true
	reference := point{plain.Client(), plain.URL, ours.token}

	var mine, theirs []time.Duration
	for b.Loop() {
		theirs = append(theirs, reference.time(b))
		mine = append(mine, ours.time(b))
	}
	b.ReportMetric(sum(theirs)/sum(mine), "x-bare")
	b.ReportMetric(float64(percentile(mine, 99))/float64(percentile(theirs, 99)), "p99-x-bare")
	b.ReportMetric(float64(percentile(mine, 50).Microseconds()), "p50-us")
	b.ReportMetric(float64(percentile(theirs, 50).Microseconds()), "bare-p50-us")
}

// Signs in the demo's administrator who has no second factor.
func bearer(b *testing.B, s *server.Server, c *http.Client) string {
	b.Helper()
	a, err := lab.Find(s.Accounts(), "amara")
	if err != nil {
		b.Fatal(err)
	}
	r := s.Realms()[0]
	res, err := c.PostForm(r.AuthorityURI+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"password"}, "client_id": {"fb78d390-0c51-40cd-8e17-fdbfab77341b"},
		"username": {a.UPN}, "password": {a.Password}, "scope": {r.ConnectionURI + "/.default openid profile offline_access"},
	})
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.Token == "" {
		b.Fatalf("no token: %d, %v", res.StatusCode, err)
	}
	return answer.Token
}

// A point is where one mailbox is read.
type point struct {
	client  *http.Client
	address string
	token   string
}

func (p point) read(b *testing.B) []byte {
	r, err := http.NewRequest("POST", p.address, bytes.NewReader([]byte(invocation("Get-Mailbox", `"Identity":"navin@contoso.com"`))))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("connection-id", "p07")
	res, err := p.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%d, %v: %.300s", res.StatusCode, err, body)
	}
	return body
}

func (p point) time(b *testing.B) time.Duration {
	start := time.Now()
	p.read(b)
	return time.Since(start)
}

func sum(list []time.Duration) float64 {
	total := time.Duration(0)
	for _, d := range list {
		total += d
	}
	return float64(total)
}

func percentile(list []time.Duration, n int) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(len(sorted)-1, len(sorted)*n/100)]
}
