package metrics

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// mostSeries is how many combinations of label values a family may have. What comes later is counted together as
// "other": the number of series stays bounded whatever the callers say.
const mostSeries = 2000

// other stands for label values that have no series of their own.
const other = "other"

// A kind is the type of a family in the exposition format.
type kind string

const (
	counters   kind = "counter"
	gauges     kind = "gauge"
	histograms kind = "histogram"
)

// A family is a metric with all its label values. It may be used concurrently.
type family struct {
	name, help string
	kind       kind
	labels     []string
	bounds     []float64 // of a histogram's buckets, growing, without +Inf

	mu     sync.RWMutex
	series map[string]*series // by label values, joined
}

// A series is a family's number for one combination of label values.
type series struct {
	values  []string
	number  float          // of counters and gauges; the sum of a histogram
	buckets []atomic.Int64 // of a histogram, each counts its own; the last one is +Inf
}

// at returns the series of label values.
func (f *family) at(values ...string) *series {
	key := strings.Join(values, "\x00")
	f.mu.RLock()
	s := f.series[key]
	f.mu.RUnlock()
	if s != nil {
		return s
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s := f.series[key]; s != nil {
		return s
	}
	if len(f.series) >= mostSeries {
		values = slices.Repeat([]string{other}, len(values))
		if s := f.series[strings.Join(values, "\x00")]; s != nil {
			return s
		}
	}
	return f.put(values)
}

// put adds a series. The lock is held.
func (f *family) put(values []string) *series {
	s := &series{values: slices.Clone(values)}
	if f.kind == histograms {
		s.buckets = make([]atomic.Int64, len(f.bounds)+1)
	}
	if f.series == nil {
		f.series = map[string]*series{}
	}
	f.series[strings.Join(values, "\x00")] = s
	return s
}

// add raises a counter.
func (f *family) add(n float64, values ...string) { f.at(values...).number.add(n) }

// observe counts a value in a histogram.
func (f *family) observe(v float64, values ...string) {
	s := f.at(values...)
	at, _ := slices.BinarySearch(f.bounds, v) // a bucket holds its bound
	s.buckets[at].Add(1)
	s.number.add(v)
}

// sorted returns the series in order of their label values.
func (f *family) sorted() []*series {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.SortedFunc(maps.Values(f.series), func(a, b *series) int { return slices.Compare(a.values, b.values) })
}

// A float is a number that several goroutines add to.
type float struct{ bits atomic.Uint64 }

func (f *float) add(n float64) {
	for {
		old := f.bits.Load()
		if f.bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+n)) {
			return
		}
	}
}

func (f *float) get() float64 { return math.Float64frombits(f.bits.Load()) }
