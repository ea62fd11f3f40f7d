package sqlstore_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/sqlstore"
)

// Who asks for the list of tenants within a view does not wait for the others who do the same, however many
// they are (F-19).
func TestTenantsWithinManyViews(t *testing.T) {
	t.Parallel()
	s := open(t, sqlstore.Options{Path: filepath.Join(t.TempDir(), "exosh.db")})
	const views = 100
	inside := make(chan struct{}, views)
	begin := make(chan struct{})
	var all sync.WaitGroup
	errs := make(chan error, views)
	ctx, cancel := context.WithTimeout(org.WithCaller(t.Context(), &org.Caller{Actor: "system"}), time.Minute)
	defer cancel()
	for range views {
		all.Go(func() {
			errs <- s.View(ctx, func(org.Tx) error {
				inside <- struct{}{}
				<-begin
				_, err := s.Tenants(ctx)
				return err
			})
		})
	}
	for range 16 { // as many as can be inside at once
		<-inside
	}
	close(begin)
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}
