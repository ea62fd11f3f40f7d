package sqlstore

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

// inLine lets fns stand in the line behind a write that takes its time, and returns what became of them.
func inLine(t *testing.T, s *Store, ctx context.Context, meanwhile func(), fns ...func(*conn) error) []error {
	t.Helper()
	s.writer.window = time.Hour // however slow the machine is
	entered, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.writer.do(context.Background(), func(*conn) error { close(entered); <-release; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-entered
	errs := make([]error, len(fns))
	for i, fn := range fns {
		wg.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					errs[i] = v.(error)
				}
			}()
			errs[i] = s.writer.do(ctx, fn)
		})
		for s.writer.waiting() <= i {
			runtime.Gosched()
		}
	}
	meanwhile()
	close(release)
	wg.Wait()
	return errs
}

func openWriter(t *testing.T) *Store { return must(t, filepath.Join(t.TempDir(), "exosh.db")) }

// A write that fails, panics or ends its goroutine while another caller carries it out harms nobody else: its own
// caller hears of it, and what it did is undone.
func TestWritesOfOthers_F11(t *testing.T) {
	t.Parallel()
	s := openWriter(t)
	broken := errors.New("broken")
	hold := func(name string, then func() error) func(*conn) error {
		return func(c *conn) error {
			if _, err := c.exec(qPutHold, tenant[:], name, 1, 1, ""); err != nil {
				return err
			}
			return then()
		}
	}
	fine := func() error { return nil }
	errs := inLine(t, s, t.Context(), func() {},
		hold("a", fine), hold("b", func() error { return broken }), hold("c", func() error { panic(broken) }), hold("d", fine))
	if errs[0] != nil || !errors.Is(errs[1], broken) || !errors.Is(errs[2], broken) || errs[3] != nil {
		t.Errorf("got %v", errs)
	}
	if got := rows(t, s)["hold"]; got != 2 {
		t.Errorf("%d rows, want those of the two that succeeded", got)
	}
	errs = inLine(t, s, t.Context(), func() {}, hold("e", func() error { runtime.Goexit(); return nil }))
	if errs[0] == nil {
		t.Error("a write that ended its goroutine succeeded")
	}
	if err := s.writer.do(t.Context(), hold("f", fine)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	if got := rows(t, s)["hold"]; got != 3 {
		t.Errorf("%d rows, want 3", got)
	}
}

// Who gives up while others write is not carried out; the others are.
func TestGivingUpInLine(t *testing.T) {
	t.Parallel()
	s := openWriter(t)
	ctx, cancel := context.WithCancel(t.Context())
	ran := false
	errs := inLine(t, s, ctx, func() {
		cancel()
		for s.writer.waiting() > 0 {
			runtime.Gosched()
		}
	}, func(*conn) error { ran = true; return nil })
	if !errors.Is(errs[0], context.Canceled) || ran {
		t.Errorf("got %v, carried out: %v", errs[0], ran)
	}
}

// When the store is closed, whose write began is served and who stands in the line is told.
func TestCloseInLine(t *testing.T) {
	t.Parallel()
	s := openWriter(t)
	closed := make(chan error, 1)
	errs := inLine(t, s, t.Context(), func() {
		go func() { closed <- s.writer.close() }()
		for s.writer.waiting() < 2 {
			runtime.Gosched()
		}
	}, func(*conn) error { return nil })
	if err := <-closed; err != nil || errs[0] != nil {
		t.Errorf("closed: %v, the write before it: %v", err, errs[0])
	}
	if err := s.writer.do(t.Context(), func(*conn) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("afterwards: %v", err)
	}
	s.writer = nil // it is closed
}
