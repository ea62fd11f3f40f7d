package metrics

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/mail"
)

func began() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }

// busy returns metrics of a server on which everything happened.
func busy() *Metrics {
	m := New(Options{
		Version: "1.2.3", Revision: "abc", Now: began,
		Queue: func(context.Context) (mail.QueueState, error) {
			return mail.QueueState{Items: 3, Oldest: began().Add(-90 * time.Second)}, nil
		},
		Sessions: func(context.Context) (int64, error) { return 7, nil },
	})
	m.Opened(false)
	m.Opened(true)
	m.Closed(2 * time.Second)
	m.Secured(tls.VersionTLS13)
	m.Secured(tls.VersionTLS10)
	m.Accepted(2500, 3)
	m.Refused("RateLimit")
	m.Refused("")
	m.Outcome("local", mail.Delivered, 40*time.Millisecond)
	m.Outcome("local", mail.Expanded, 0)
	m.Outcome("mx", mail.Pending, time.Minute)
	m.Outcome("mx", mail.Failed, time.Hour)
	m.Outcome("mx:tailspin.example", "Lost", 0)
	m.SignedIn(0)
	m.SignedIn(50126)
	m.Ran("Get-Mailbox", nil, 5*time.Millisecond)
	m.Ran("Get-Mailbox", &command.Error{Category: command.ObjectNotFound}, time.Millisecond)
	m.Ran("Get-Mailbox", errors.New("x"), 0)
	return m
}

func scrape(t *testing.T, m *Metrics) parsed {
	t.Helper()
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/plain; version=0.0.4; charset=utf-8" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	return parse(t, w.Body.String())
}

func TestEverythingIsCounted(t *testing.T) {
	t.Parallel()
	p := scrape(t, busy())
	for name, want := range map[string]string{
		`exosh_smtp_connections_total|tls="starttls"`:                         "1",
		`exosh_smtp_connections_total|tls="implicit"`:                         "1",
		`exosh_smtp_connections_open|`:                                        "1",
		`exosh_smtp_connection_duration_seconds_count|`:                       "1",
		`exosh_smtp_tls_handshakes_total|version="1.3"`:                       "1",
		`exosh_smtp_tls_handshakes_total|version="other"`:                     "1",
		`exosh_smtp_messages_accepted_total|`:                                 "1",
		`exosh_smtp_message_bytes_total|`:                                     "2500",
		`exosh_smtp_recipients_accepted_total|`:                               "3",
		`exosh_smtp_refusals_total|reply="RateLimit"`:                         "1",
		`exosh_smtp_refusals_total|reply="other"`:                             "1",
		`exosh_mail_queue_items|`:                                             "3",
		`exosh_mail_queue_oldest_age_seconds|`:                                "90",
		`exosh_mail_deliveries_total|route="local",outcome="delivered"`:       "1",
		`exosh_mail_deliveries_total|route="local",outcome="expanded"`:        "1",
		`exosh_mail_deliveries_total|route="mx",outcome="pending"`:            "1",
		`exosh_mail_deliveries_total|route="mx",outcome="failed"`:             "1",
		`exosh_mail_deliveries_total|route="other",outcome="other"`:           "1",
		`exosh_mail_delivery_duration_seconds_bucket|route="local",le="0.01"`: "0",
		`exosh_mail_delivery_duration_seconds_bucket|route="local",le="0.05"`: "1",
		`exosh_mail_delivery_duration_seconds_bucket|route="mx",le="3600"`:    "1",
		`exosh_mail_delivery_duration_seconds_bucket|route="mx",le="+Inf"`:    "1",
		`exosh_mail_delivery_duration_seconds_sum|route="mx"`:                 "3600",
		`exosh_mail_delivery_duration_seconds_count|route="local"`:            "1",
		`exosh_sessions_open|`:                                                "7",
		`exosh_signins_total|result="success"`:                                "1",
		`exosh_signins_total|result="50126"`:                                  "1",
		`exosh_cmdlets_total|cmdlet="Get-Mailbox",result="ok"`:                "1",
		`exosh_cmdlets_total|cmdlet="Get-Mailbox",result="ObjectNotFound"`:    "1",
		`exosh_cmdlets_total|cmdlet="Get-Mailbox",result="NotSpecified"`:      "1",
		`exosh_cmdlet_seconds_total|cmdlet="Get-Mailbox"`:                     "0.006",
		`exosh_cmdlet_duration_seconds_bucket|le="0.005"`:                     "3",
		`process_start_time_seconds|`:                                         "1.7954208e+09",
	} {
		metric, labels, _ := strings.Cut(name, "|")
		if got := p.get(metric, labels); got != want {
			t.Errorf("%s{%s} is %q, not %q", metric, labels, got, want)
		}
	}
	if !slices.ContainsFunc(p.samples, func(s sample) bool {
		return s.name == "exosh_build_info" && strings.HasPrefix(s.labels, `version="1.2.3",revision="abc",goversion="go`) && s.value == 1
	}) {
		t.Error("the build is not told")
	}
}

// The rules of prometheus.io/docs/practices/naming, as promtool checks them.
func TestNames(t *testing.T) {
	t.Parallel()
	p := scrape(t, busy())
	units := regexp.MustCompile(`_(seconds|bytes)(_total)?$`)
	wrong := regexp.MustCompile(`(milli|micro|nano|minute|hour|day|kilo|mega|percent|_ms$|_kb|_mb)`)
	for name, kind := range p.kinds {
		help := p.helps[name]
		switch {
		case kind == "counter" != strings.HasSuffix(name, "_total"):
			t.Errorf("%s is a %s", name, kind)
		case strings.Contains(name, "duration") && !units.MatchString(name), strings.Contains(name, "age_") && !units.MatchString(name):
			t.Errorf("%s has no unit", name)
		case wrong.MatchString(name) || strings.Contains(name, "__") || name != strings.ToLower(name):
			t.Errorf("%s is no good name", name)
		case help == "" || !strings.HasSuffix(help, "."):
			t.Errorf("the help of %s is %q", name, help)
		case strings.HasSuffix(name, "_count"), strings.HasSuffix(name, "_sum"), strings.HasSuffix(name, "_bucket"), strings.Contains(name, kind):
			t.Errorf("%s is reserved", name)
		}
	}
	if len(p.kinds) < 20 {
		t.Errorf("%d families", len(p.kinds))
	}
}

// A histogram's buckets grow, and end with the count.
func TestHistogramsAddUp(t *testing.T) {
	t.Parallel()
	m := New(Options{Now: began})
	for _, d := range []time.Duration{0, 10 * time.Millisecond, 11 * time.Millisecond, time.Hour, 100 * time.Hour} {
		m.Outcome("local", mail.Delivered, d)
	}
	p := scrape(t, m)
	last, n := 0.0, 0
	for _, s := range p.samples {
		if s.name == "exosh_mail_delivery_duration_seconds_bucket" {
			if s.value < last {
				t.Errorf("bucket %s has %v after %v", s.labels, s.value, last)
			}
			last, n = s.value, n+1
		}
	}
	if last != 5 || n != 13 {
		t.Errorf("%d buckets, the last one has %v", n, last)
	}
	if got := p.get("exosh_mail_delivery_duration_seconds_bucket", `route="local",le="0.01"`); got != "2" {
		t.Errorf("a bucket holds its bound: %s", got)
	}
}

// However many values a caller has, the series are bounded; what they hold can't leave its quotes.
func TestCardinalityIsBounded(t *testing.T) {
	t.Parallel()
	m := New(Options{Now: began})
	for i := range 3 * mostSeries {
		m.Refused(fmt.Sprint("\"x\\\n\xff", i))
	}
	p := scrape(t, m)
	n := 0
	for _, s := range p.samples {
		if s.name == "exosh_smtp_refusals_total" {
			n++
		}
	}
	if n != mostSeries+1 {
		t.Errorf("%d series", n)
	}
	if got := p.get("exosh_smtp_refusals_total", `reply="other"`); got != fmt.Sprint(2*mostSeries) {
		t.Errorf("the others are %s", got)
	}
}

// What can't be read is left out, and counted.
func TestFailuresAreLeftOut(t *testing.T) {
	t.Parallel()
	m := New(Options{
		Now:      began,
		Queue:    func(context.Context) (mail.QueueState, error) { return mail.QueueState{}, errors.New("no store") },
		Sessions: func(context.Context) (int64, error) { return 0, errors.New("no store") },
	})
	scrape(t, m)
	p := scrape(t, m)
	if p.kinds["exosh_mail_queue_items"] != "" || p.kinds["exosh_sessions_open"] != "" {
		t.Error("a value is told that nobody knows")
	}
	for _, value := range []string{"queue", "sessions"} {
		if got := p.get("exosh_metrics_failures_total", `value="`+value+`"`); got != "2" {
			t.Errorf("%s failed %s times", value, got)
		}
	}
}

func TestOnlyMetricsAreServed(t *testing.T) {
	t.Parallel()
	m := busy()
	for _, c := range []struct {
		method, path string
		want         int
	}{{"GET", "/", 404}, {"GET", "/metrics/x", 404}, {"POST", "/metrics", 405}, {"HEAD", "/metrics", 200}} {
		w := httptest.NewRecorder()
		m.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.want {
			t.Errorf("%s %s: %d", c.method, c.path, w.Code)
		}
	}
}

// Several goroutines count and read at once.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	m := New(Options{Now: began})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 500 {
				m.Accepted(2, 1)
				m.Ran(fmt.Sprint("Get-X", n%7), nil, time.Duration(i)*time.Millisecond)
			}
			scrape(t, m)
		})
	}
	wg.Wait()
	if got := scrape(t, m).get("exosh_smtp_message_bytes_total", ""); got != "8000" {
		t.Errorf("%s bytes", got)
	}
}

func BenchmarkRan(b *testing.B) {
	m := New(Options{Now: began})
	b.ReportAllocs()
	for b.Loop() {
		m.Ran("Get-Mailbox", nil, time.Millisecond)
	}
}
