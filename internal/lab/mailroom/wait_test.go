package mailroom

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/org"
)

// ask sends a request from another goroutine, and returns when it waits.
func (w *world) ask(path string) <-chan *httptest.ResponseRecorder {
	done := make(chan *httptest.ResponseRecorder, 1)
	before := w.waiters()
	go func() {
		rec := httptest.NewRecorder()
		w.room.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		done <- rec
	}()
	for w.waiters() == before && len(done) == 0 {
		time.Sleep(time.Millisecond)
	}
	return done
}

func (w *world) waiters() int {
	w.room.waiting.mu.Lock()
	defer w.room.waiting.mu.Unlock()
	return len(w.room.waiting.waiters)
}

func TestWaitEndsWhenTheMessageArrives(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	done := w.ask("/lab/api/wait?to=hana@contoso.com&subject=dinner")
	w.deliver(plain, "hana@contoso.com")
	w.deliver(strings.Replace(plain, "Lunch", "Dinner", 1), "olivia@contoso.com")
	id := w.deliver(strings.Replace(plain, "Lunch", "Dinner", 1), "hana@contoso.com")
	rec := <-done
	if rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), org.IDText(id)) {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	if n := w.waiters(); n != 0 {
		t.Errorf("%d are still waiting", n)
	}
}

func TestWaitAnswersAtOnceWithWhatIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.deliver(plain, "hana@contoso.com")
	if m := read[detailJSON](w, "/lab/api/wait?to=hana@contoso.com"); m.ID != org.IDText(id) {
		t.Errorf("got %s, want %s", m.ID, org.IDText(id))
	}
}

func TestWaitSaysWhatElseArrived(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(plain, "olivia@contoso.com")
	rec := w.get("/lab/api/wait?to=hana@contoso.com&timeout=20ms")
	if rec.Code != http.StatusGatewayTimeout || !strings.Contains(rec.Body.String(), "no such message arrived in time: 20ms") ||
		!strings.Contains(rec.Body.String(), "olivia@contoso.com") {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
}

func TestWaitSeesEverythingWhereItLostCount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	done := w.ask("/lab/api/wait?to=hana@contoso.com")
	w.room.Arrived(w.Tenant, make([]org.ID, mostPending+1))
	w.room.Arrived(w.Tenant, nil)
	w.room.Arrived(org.ID{1}, []org.ID{{2}}) // of another tenant
	w.deliver(plain, "hana@contoso.com")
	if rec := <-done; rec.Code != http.StatusOK {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
}

func TestCloseEndsWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	done := w.ask("/lab/api/wait?timeout=2m")
	w.room.Close()
	if rec := <-done; rec.Code != http.StatusServiceUnavailable {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	if rec := w.get("/lab/api/wait"); rec.Code != http.StatusServiceUnavailable || !strings.Contains(rec.Body.String(), "shutting down") {
		t.Errorf("a wait after the end: %d %s", rec.Code, rec.Body)
	}
}

func TestNotEverybodyMayWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range mostWaiters {
		if _, err := w.room.waiting.join(); err != nil {
			t.Fatal(err)
		}
	}
	if rec := w.get("/lab/api/wait"); rec.Code != http.StatusServiceUnavailable || !strings.Contains(rec.Body.String(), "too many") {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
}
