package queue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
	"github.com/google/go-cmp/cmp"
)

func busy() *mail.Status {
	return &mail.Status{Code: 451, Enhanced: "4.7.1", Text: "Come back later", Remote: "mx.away.example"}
}

func refused() *mail.Status {
	return &mail.Status{Code: 550, Enhanced: "5.1.1", Text: "No such user", Remote: "mx.away.example"}
}

func down() *mail.Status {
	return &mail.Status{Code: 450, Enhanced: "4.4.316", Text: "Connection refused", Remote: "mx.away.example"}
}

// F-25: what the other server says of each recipient counts for that recipient; who deferred is tried again by the
// schedule, who refused is told of once.
func TestOutcomes_F25(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.say = func(_, recipient string, n int) *mail.Status {
		switch {
		case strings.HasPrefix(recipient, "bad@"):
			return refused()
		case strings.HasPrefix(recipient, "slow@") && n < 3:
			return busy()
		}
		return nil
	}
	m := w.send("amara", "ada@away.example", "bad@away.example", "slow@away.example", "bob@other.example")
	if d := cmp.Diff("ada@away.example Delivered, bad@away.example Failed, bob@other.example Delivered, slow@away.example Pending", w.traces(m)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if n := w.notice("amara"); !strings.Contains(n, "bad@away.example\r\n    The server that takes") && !strings.Contains(n, "Diagnostic-Code: smtp; 550 5.1.1 No such user") {
		t.Error(n)
	}
	w.later(59 * time.Second)
	if w.away.n["slow@away.example"] != 1 {
		t.Error("tried again too early")
	}
	for range 3 {
		w.later(2 * time.Minute)
	}
	if got := w.traces(m); !strings.Contains(got, "slow@away.example Delivered") || w.away.n["slow@away.example"] != 3 || w.away.n["ada@away.example"] != 1 {
		t.Errorf("%s; %v", got, w.away.n)
	}
	if got := w.events(m, "slow@away.example"); got != "Receive, Submit, Defer, Defer, Send external" {
		t.Error(got)
	}
	if got := w.inbox("amara"); got != "Undeliverable: Message 1" || len(w.queued()) != 0 {
		t.Errorf("inbox: %s; %d left", got, len(w.queued()))
	}
}

// The schedule: the sender is told of a delay after four hours, and of the failure after a day.
func TestSchedule(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.say = func(string, string, int) *mail.Status { return busy() }
	m := w.send("amara", "ada@away.example")
	var told []string
	for start := w.Now; w.Now.Sub(start) < 26*time.Hour && len(w.queued()) > 0; {
		w.later(time.Minute)
		if in := w.inbox("amara"); in != strings.Join(told, ", ") {
			told = strings.Split(in, ", ")
			t.Logf("%s after %v and %d tries", told[len(told)-1], w.Now.Sub(start), w.away.n["ada@away.example"])
			if after := w.Now.Sub(start); len(told) == 1 && (after < 4*time.Hour || after > 4*time.Hour+12*time.Minute) ||
				len(told) == 2 && (after < 24*time.Hour || after > 24*time.Hour+12*time.Minute) {
				t.Errorf("%v after %v", told, after)
			}
		}
	}
	if d := cmp.Diff([]string{"Delayed: Message 1", "Undeliverable: Message 1"}, told); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if n := w.away.n["ada@away.example"]; n < 100 || n > 155 {
		t.Errorf("%d tries", n)
	}
	if got := w.traces(m); got != "ada@away.example Failed" {
		t.Error(got)
	}
	if n := w.notice("amara"); !strings.Contains(n, "QUEUE.Expired") || !strings.Contains(n, "Come back later") {
		t.Error(n)
	}
}

// A destination that cannot be reached is left alone as a whole, and what waits for it has the same ends.
func TestDown_F26(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.fail = map[string]error{"mx:dead.example": fmt.Errorf("dial: %w", down())}
	for range 3 {
		w.accept("amara", mail.Envelope{}, "ada@dead.example")
	}
	live := w.send("amara", "bob@live.example")
	if got := w.traces(live); got != "bob@live.example Delivered" {
		t.Error(got)
	}
	start := w.Now
	for w.Now.Sub(start) < 26*time.Hour && len(w.queued()) > 0 {
		w.later(time.Minute)
	}
	if n := w.away.dial["mx:dead.example"]; n < 100 || n > 155 {
		t.Errorf("%d tries to connect", n)
	}
	in := w.folder("amara", 0x010C)
	if n := len(in); n != 6 || strings.Count(strings.Join(in, " "), "Delayed") != 3 || w.Now.Sub(start) < 24*time.Hour {
		t.Errorf("%v after %v", in, w.Now.Sub(start))
	}
	if n := w.notice("amara"); !strings.Contains(n, "Connection refused") {
		t.Error(n)
	}
}

// A destination that comes back gets everything, and is not taken for a bad one any more.
func TestComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.fail = map[string]error{"mx:away.example": down()}
	for range 50 {
		w.accept("amara", mail.Envelope{}, "ada@away.example")
	}
	w.worker.Drain(t.Context())
	w.later(90 * time.Second)
	if n := w.away.dial["mx:away.example"]; n != 2 {
		t.Errorf("%d tries to connect", n)
	}
	delete(w.away.fail, "mx:away.example")
	w.later(90 * time.Second)
	if n := len(w.away.got["mx:away.example"]); n != 50 || len(w.queued()) != 0 {
		t.Errorf("%d arrived, %d left", n, len(w.queued()))
	}
	w.away.fail["mx:away.example"] = down()
	dials := w.away.dial["mx:away.example"]
	w.send("amara", "ada@away.example")
	w.later(75 * time.Second)
	if n := w.away.dial["mx:away.example"] - dials; n != 2 {
		t.Errorf("%d tries to connect", n)
	}
}

// F-25: a connection that breaks leaves an outcome that nobody knows, and the message is tried again.
func TestBreaks_F25(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.cut = map[string]int{"mx:away.example": 3}
	var all []*mail.Message
	for range 7 {
		all = append(all, w.accept("amara", mail.Envelope{}, "ada@away.example"))
	}
	w.worker.Drain(t.Context())
	for range 3 {
		w.later(2 * time.Minute)
	}
	for _, m := range all {
		if got := w.traces(m); got != "ada@away.example Delivered" {
			t.Errorf("%s: %s", m.Subject, got)
		}
	}
	if n := len(w.away.got["mx:away.example"]); n != 7 {
		t.Errorf("%d arrived", n)
	}
}

// A destination that breaks every connection is left alone.
func TestBreaksAlways(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.say = func(string, string, int) *mail.Status { panic("a fault of the sender") }
	for range 10 {
		w.accept("amara", mail.Envelope{}, "ada@away.example")
	}
	w.worker.Drain(t.Context())
	if n := w.away.dial["mx:away.example"]; n != 3 || len(w.queued()) != 10 {
		t.Errorf("%d connections, %d left", n, len(w.queued()))
	}
}

// What nothing takes fails at once, whether that is known before or by the first try.
func TestRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.fail = map[string]error{"mx:away.example": fmt.Errorf("dial: %w", refused())}
	m := w.send("amara", "a@nowhere.example", "b@away.example")
	if got := w.traces(m); got != "a@nowhere.example Failed, b@away.example Failed" {
		t.Error(got)
	}
	w.worker.Sender = nil
	m = w.send("amara", "c@away.example")
	if got := w.traces(m); got != "c@away.example Failed" || !strings.Contains(w.notice("amara"), "5.7.54") {
		t.Error(got, w.notice("amara"))
	}
}

// What waits shows what it waits for.
func TestPending(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.say = func(string, string, int) *mail.Status { return busy() }
	w.send("amara", "ada@away.example")
	q := w.queued()
	if len(q) != 1 || q[0].Stage != mail.Outgoing || q[0].Tries != 1 || !strings.Contains(q[0].LastError, "Come back later") ||
		q[0].Expires.Sub(q[0].Created) != 24*time.Hour || q[0].Due.Sub(w.Now) < time.Minute || q[0].Due.Sub(w.Now) > 66*time.Second {
		t.Errorf("%+v", q[0])
	}
}

// Recipients of one destination go together, at most a hundred at a time, with what the sender asked for.
func TestTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var sizes []int
	w.worker.Limits.Destination = 1
	w.away.hook = func(o *queue.Outgoing) {
		sizes = append(sizes, len(o.Envelope.Recipients))
		if o.Envelope.ID != "id-7" || o.Envelope.Return != "HDRS" || o.Envelope.Sender != "amara@contoso.com" || !slices.Equal(o.Envelope.Recipients[0].Notify, []string{"NEVER"}) {
			t.Errorf("%+v", o.Envelope)
		}
	}
	e := mail.Envelope{ID: "id-7", Return: "HDRS"}
	for i := range 250 {
		e.Recipients = append(e.Recipients, mail.Recipient{Address: fmt.Sprintf("u%d@away.example", i), Notify: []string{"NEVER"}})
	}
	w.accept("amara", e)
	w.worker.Drain(t.Context())
	slices.Sort(sizes)
	if !slices.Equal(sizes, []int{50, 100, 100}) {
		t.Error(sizes)
	}
}

// F-22: a clock that is set forward by a day gives everything one more try before it is given up, and starts no
// storm.
func TestClockJumps_F22(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.fail = map[string]error{"mx:dead.example": down()}
	w.away.say = func(_, _ string, n int) *mail.Status {
		if n == 1 {
			return busy()
		}
		return nil
	}
	for range 5 {
		w.accept("amara", mail.Envelope{}, "ada@dead.example")
		w.accept("amara", mail.Envelope{}, "bob@slow.example")
	}
	w.worker.Drain(t.Context())
	delete(w.away.fail, "mx:dead.example")
	w.away.n = map[string]int{"bob@slow.example": 1, "ada@dead.example": 1}
	w.later(7 * 24 * time.Hour)
	if n := len(w.away.got["mx:dead.example"]) + len(w.away.got["mx:slow.example"]); n != 10 || len(w.queued()) != 0 {
		t.Errorf("%d arrived, %d left", n, len(w.queued()))
	}
	if w.away.dial["mx:dead.example"] > 2 {
		t.Errorf("%d connections", w.away.dial["mx:dead.example"])
	}
}

// Many connections are used for a destination that takes them, and no more than it takes.
func TestManyLinks(t *testing.T) {
	t.Parallel()
	for _, most := range []int{1, 4} {
		w := newWorld(t)
		w.worker.Limits = queue.Limits{Destination: most}
		w.fill(200, func(int) []string { return []string{"ada@away.example"} })
		w.worker.Drain(t.Context())
		if n := w.away.peak["mx:away.example"]; n != most || len(w.away.got["mx:away.example"]) != 200 || w.away.open["mx:away.example"] != 0 {
			t.Errorf("%d connections of %d, %d arrived", n, most, len(w.away.got["mx:away.example"]))
		}
	}
}

// The trace of one that waits shows that it waits.
func TestDeferIsSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.away.fail = map[string]error{"mx:dead.example": down()}
	m := w.send("amara", "ada@dead.example")
	if got := w.traces(m) + ": " + w.events(m, "ada@dead.example"); got != "ada@dead.example Pending: Receive, Submit, Defer" {
		t.Error(got)
	}
}

// F-22: a clock that is set back keeps nothing waiting for the time that it has shown before.
func TestClockSetBack_F22(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Now = w.Now.Add(30 * 24 * time.Hour)
	w.away.fail = map[string]error{"mx:dead.example": down()}
	w.away.say = func(_, _ string, n int) *mail.Status {
		if n == 1 {
			return busy()
		}
		return nil
	}
	w.accept("amara", mail.Envelope{}, "ada@dead.example", "bob@slow.example")
	w.worker.Drain(t.Context())
	w.away.n["ada@dead.example"] = 1
	delete(w.away.fail, "mx:dead.example")
	w.Now = w.Now.Add(-30 * 24 * time.Hour)
	w.send("amara", "jonas@contoso.com")
	for range 3 {
		w.later(time.Minute)
	}
	if n := len(w.away.got["mx:dead.example"]) + len(w.away.got["mx:slow.example"]); n != 2 {
		t.Errorf("%d arrived, %d left: %+v", n, len(w.queued()), w.queued())
	}
}

// F-26: what a dead destination costs does not grow with what waits for it, and a living one is served at once.
func TestManyWaiting_F26(t *testing.T) {
	t.Parallel()
	calls := map[int]int{}
	for _, n := range []int{40, 1500} {
		w := newWorld(t)
		w.away.fail = map[string]error{"mx:dead.example": down()}
		w.fill(n, func(int) []string { return []string{"ada@dead.example"} })
		w.worker.Drain(t.Context())
		count := &faulty{Store: w.Store}
		w.worker.Store = count
		w.later(90 * time.Second)
		if dials := w.away.dial["mx:dead.example"]; dials != 2 {
			t.Errorf("%d tries to connect", dials)
		}
		m := w.send("amara", "bob@live.example")
		if got := w.traces(m); got != "bob@live.example Delivered" {
			t.Error(got)
		}
		calls[n] = count.calls
	}
	if calls[40] != calls[1500] {
		t.Errorf("calls of the store by what waits: %v", calls)
	}
}
