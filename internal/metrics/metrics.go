// Package metrics counts what a server does, and shows it to Prometheus at /metrics. The rooms know nothing of it:
// each has function fields that tell what happens, and the methods of [Metrics] fit them.
//
// Label values come from fixed sets (cmdlets, names of replies, numbers of errors), never from what users wrote,
// and a family has a limited number of series: no address, name or text of anybody gets here (S-60).
package metrics

import (
	"context"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"example.org/exosh/internal/mail"
)

// Options say what a server is, and what is asked at every scrape. Functions may be nil: what they tell is left
// out then, as it is where they fail.
type Options struct {
	Version  string // of this build: "0.4.0"
	Revision string // of its source, "" where it is not known

	Queue    func(context.Context) (mail.QueueState, error) // all tenants' mail queues together
	Sessions func(context.Context) (int64, error)           // open sessions of all tenants

	Now func() time.Time // nil means time.Now
	Log *slog.Logger     // nil discards
}

// Metrics are the numbers of one server. All methods may be used concurrently, and none blocks.
type Metrics struct {
	o     Options
	all   []*family
	began time.Time
	mailFamilies
	userFamilies
	failures *family // scrapes
}

// New returns metrics that begin at zero.
func New(o Options) *Metrics {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	m := &Metrics{o: o, began: o.Now()}
	build := m.gauge("exosh_build_info", "The build that runs; always 1.", "version", "revision", "goversion")
	build.add(1, o.Version, o.Revision, runtime.Version())
	m.mailFamilies, m.userFamilies = m.mail(), m.user()
	m.failures = m.counter("exosh_metrics_failures_total", "Values that could not be read at a scrape.", "value")
	return m
}

func (m *Metrics) family(k kind, name, help string, bounds []float64, labels []string) *family {
	f := &family{name: name, help: help, kind: k, labels: labels, bounds: bounds}
	m.all = append(m.all, f)
	if len(labels) == 0 {
		f.at() // it is zero, not absent
	}
	return f
}

func (m *Metrics) counter(name, help string, labels ...string) *family {
	return m.family(counters, name, help, nil, labels)
}

func (m *Metrics) gauge(name, help string, labels ...string) *family {
	return m.family(gauges, name, help, nil, labels)
}

func (m *Metrics) histogram(name, help string, bounds []float64, labels ...string) *family {
	return m.family(histograms, name, help, bounds, labels)
}

// ServeHTTP serves /metrics.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path != "/metrics":
		http.NotFound(w, r)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "GET only", http.StatusMethodNotAllowed)
	default:
		text := m.text(r.Context())
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		_, _ = w.Write(text) // who went away misses nothing
	}
}

// text returns all metrics in the text format.
func (m *Metrics) text(ctx context.Context) []byte {
	asked := m.ask(ctx)
	var b []byte
	for _, f := range append(asked, m.all...) {
		b = f.append(b)
	}
	return b
}
