package sqlstore

import (
	"os"
	"path/filepath"
	"testing"

	"example.org/exosh/internal/org"
)

// A closed store is one file: who copies it has everything.
func TestClosedStoreIsOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "org.db")
	s, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	tenant := org.TenantInfo{ID: org.ID{1}, Realm: "r", Kind: "exchange", Name: "one", Display: "One", Domains: []string{"one.example"}}
	if err := s.PutTenant(t.Context(), tenant); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Tenants(t.Context()); err != nil { // a reader is open too
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		t.Errorf("%d bytes are left in the write-ahead log", info.Size())
	}
	other := filepath.Join(t.TempDir(), "org.db")
	if err := os.WriteFile(other, data, 0o600); err != nil {
		t.Fatal(err)
	}
	back, err := Open(t.Context(), Options{Path: other})
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if all, err := back.Tenants(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d tenants, %v", len(all), err)
	}
}
