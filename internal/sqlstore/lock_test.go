package sqlstore_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/sqlstore"
)

// F-41: a second store of the same directory fails at once, in one line that names the directory, and
// the first goes on.
func TestSecondStore_F41(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "exosh.db")
	first := open(t, sqlstore.Options{Path: path})
	for _, shared := range []bool{false, true} {
		start := time.Now()
		_, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: path, Shared: shared})
		busy := (*sqlstore.BusyError)(nil)
		if !errors.As(err, &busy) || busy.PID != os.Getpid() || time.Since(start) > time.Minute {
			t.Fatalf("got %v", err)
		}
		if text := err.Error(); !strings.Contains(text, filepath.Dir(path)) || strings.Contains(text, "\n") {
			t.Errorf("message %q", text)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, sqlstore.Options{Path: path})
}

func TestSharedStores(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "exosh.db")
	open(t, sqlstore.Options{Path: path, Shared: true})
	open(t, sqlstore.Options{Path: path, Shared: true})
	if _, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: path}); err == nil {
		t.Error("an exclusive store opened beside shared ones")
	}
}

// Nobody but the owner reads the files: they hold secrets.
func TestFileModes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, sqlstore.Options{Path: filepath.Join(dir, "exosh.db")})
	if err := s.Health(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, f := range append(files, dir) {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", f, info.Mode())
		}
	}
}

// A path may hold what has a meaning in a URL.
func TestOddPath(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a b?c#d%41&mode=ro")
	open(t, sqlstore.Options{Path: filepath.Join(dir, "exosh.db")})
	if _, err := os.Stat(filepath.Join(dir, "exosh.db")); err != nil {
		t.Error(err)
	}
	files, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(files) != 1 {
		t.Errorf("files %v, %v", files, err)
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	s := open(t, sqlstore.Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := caller(t.Context(), "x")
	for name, err := range map[string]error{
		"health": s.Health(ctx),
		"view":   s.View(ctx, nil),
		"update": s.Update(ctx, nil),
		"close":  s.Close(),
	} {
		if want := name != "close"; errors.Is(err, sqlstore.ErrClosed) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
