package sqlstore

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/org/orgtest"
)

// P-19: writers that wait for each other share a commit.
func TestGroupCommit_P19(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "exosh.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.writer.window = time.Hour // however slow the machine is
	const writers = 50
	entered, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	batches := make(map[*batch]int)
	// The first writer leads until all others wait for it.
	wg.Go(func() {
		err := s.writer.do(context.Background(), func(*conn) error { close(entered); <-release; batches[s.writer.batch]++; return nil })
		if err != nil {
			t.Error(err)
		}
	})
	<-entered
	for i := range writers {
		wg.Go(func() {
			err := s.Update(orgtest.As(context.Background(), tenant, "x"), func(tx org.Tx) error {
				batches[s.writer.batch]++ // guarded by the lead
				return tx.Put(orgtest.Mailbox(tenant, fmt.Sprint("box", i)))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	for s.writer.waiting() < writers {
		runtime.Gosched()
	}
	close(release)
	wg.Wait()
	if len(batches) != 1 {
		t.Errorf("%d commits for %d writers", len(batches), writers)
	}
}
