package queue

import (
	"encoding/binary"
	"io"
	"time"
)

// A Schedule says when a message that could not be sent is tried again.
type Schedule struct {
	Retries []time.Duration // after the first, second, ... try; the last one repeats
	Warn    time.Duration   // after acceptance, the sender is told of the delay; 0 means never
	// Expire is after acceptance; then the message is given up once a try fails. The organisation's
	// MessageExpiration shortens it.
	Expire time.Duration
}

// DefaultSchedule is that of Exchange: four retries a minute apart, six of five minutes, then ten minutes
// (QueueGlitchRetryInterval, TransientFailureRetryInterval, OutboundConnectionFailureRetryInterval), a notice
// after four hours (DelayNotificationTimeout: "Configure message retry, resubmit, and expiration intervals",
// Exchange Server), and the end after a day, as in Exchange Online (Set-TransportConfig, MessageExpiration).
func DefaultSchedule() Schedule {
	const m = time.Minute
	return Schedule{
		Retries: []time.Duration{m, m, m, m, 5 * m, 5 * m, 5 * m, 5 * m, 5 * m, 5 * m, 10 * m},
		Warn:    4 * time.Hour,
		Expire:  24 * time.Hour,
	}
}

// Limits bound what is done at a time.
type Limits struct {
	Batch       int // accepted messages that are routed at once
	Recipients  int // of one message that are delivered in one transaction
	Links       int // connections to all destinations
	Destination int // connections to one destination (MaxPerDomainOutboundConnections)
}

// DefaultLimits are those of a small server.
func DefaultLimits() Limits { return Limits{Batch: 100, Recipients: 500, Links: 200, Destination: 20} }

func (w *Worker) schedule() Schedule {
	if w.Schedule.Retries == nil {
		return DefaultSchedule()
	}
	return w.Schedule
}

func (w *Worker) limits() Limits {
	l, usual := w.Limits, DefaultLimits()
	for _, f := range []struct {
		n     *int
		usual int
	}{{&l.Batch, usual.Batch}, {&l.Recipients, usual.Recipients}, {&l.Links, usual.Links}, {&l.Destination, usual.Destination}} {
		if *f.n <= 0 {
			*f.n = f.usual
		}
	}
	return l
}

// after returns how long to wait after so many tries that failed, the first being 1. It is spread by a tenth, so
// that what failed together is not tried together for ever.
func (w *Worker) after(tries int) time.Duration {
	retries := w.schedule().Retries
	d := retries[min(max(tries, 1), len(retries))-1]
	var b [8]byte
	if _, err := io.ReadFull(w.random(), b[:]); err != nil {
		return d
	}
	return d + time.Duration(binary.BigEndian.Uint64(b[:])%uint64(d/10+1))
}

// faultDelay is how long a tenant is left alone after rounds that failed one after another.
func faultDelay(faults int) time.Duration {
	return min(time.Second<<min(faults-1, 6), time.Minute)
}

// poisonTries is how often a message is routed that cannot be, before it is given up.
const poisonTries = 6

// poisonDelay is how long a message is left alone that could not be routed for so many times.
func poisonDelay(tries int) time.Duration {
	delays := []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour}
	return delays[min(max(tries, 1), len(delays))-1]
}
