package metrics

import (
	"context"
	"runtime"
	"time"
)

// scrapeTime is how long a scrape waits for what it asks.
const scrapeTime = 5 * time.Second

// ask returns the gauges that are read at every scrape.
func (m *Metrics) ask(ctx context.Context) []*family {
	ctx, cancel := context.WithTimeout(ctx, scrapeTime)
	defer cancel()
	list := process(m.began)
	if m.o.Queue != nil {
		list = append(list, m.askQueue(ctx)...)
	}
	if m.o.Sessions != nil {
		n, err := m.o.Sessions(ctx)
		if m.failed("sessions", err) {
			return list
		}
		list = append(list, now("exosh_sessions_open", "Sessions that are open.", float64(n)))
	}
	return list
}

func (m *Metrics) askQueue(ctx context.Context) []*family {
	q, err := m.o.Queue(ctx)
	if m.failed("queue", err) {
		return nil
	}
	age := 0.0
	if !q.Oldest.IsZero() {
		age = max(m.o.Now().Sub(q.Oldest).Seconds(), 0)
	}
	return []*family{
		now("exosh_mail_queue_items", "Items in the mail queues: a message with the recipients that one destination has to serve.", float64(q.Items)),
		now("exosh_mail_queue_oldest_age_seconds", "Age of the oldest item in the mail queues; 0 where there is none.", age),
	}
}

// failed notes that a value could not be read.
func (m *Metrics) failed(value string, err error) bool {
	if err == nil {
		return false
	}
	m.failures.add(1, value)
	m.o.Log.Warn("read a metric", "value", value, "err", err)
	return true
}

// now returns a gauge without labels as it is at this scrape.
func now(name, help string, v float64) *family {
	f := &family{name: name, help: help, kind: gauges}
	f.add(v)
	return f
}

// process returns what every program tells of itself, by the names that dashboards know.
func process(began time.Time) []*family {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	list := []*family{
		now("process_start_time_seconds", "Start time of the server since the Unix epoch.", float64(began.UnixMilli())/1000),
		now("go_goroutines", "Goroutines that exist.", float64(runtime.NumGoroutine())),
		now("go_memstats_heap_alloc_bytes", "Bytes of the heap that are in use.", float64(mem.HeapAlloc)),
		now("go_memstats_sys_bytes", "Bytes that the program has from the system.", float64(mem.Sys)),
	}
	if n, ok := residentBytes(); ok {
		list = append(list, now("process_resident_memory_bytes", "Bytes of memory that are resident.", n))
	}
	if n, ok := openFiles(); ok {
		list = append(list, now("process_open_fds", "Files and sockets that are open.", n))
	}
	return list
}
