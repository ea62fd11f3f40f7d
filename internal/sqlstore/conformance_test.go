package sqlstore_test

import (
	"path/filepath"
	"testing"
	"time"

	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org/orgtest"
	"example.org/exosh/internal/sqlstore"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	orgtest.Run(t, func(t testing.TB, n int, now func() time.Time) []orgtest.Store {
		path := filepath.Join(t.TempDir(), "exosh.db")
		var nodes []orgtest.Store
		for range n {
			nodes = append(nodes, open(t, sqlstore.Options{Path: path, Now: now, Shared: n > 1}))
		}
		return nodes
	})
}

func TestMailConformance(t *testing.T) {
	t.Parallel()
	mailtest.Run(t, func(t testing.TB, path string, now func() time.Time) mailtest.Store {
		return open(t, sqlstore.Options{Path: path, Now: now})
	})
}
