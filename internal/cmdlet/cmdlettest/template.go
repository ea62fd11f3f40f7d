package cmdlettest

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"sync"
	"time"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/seed"
	"example.org/exosh/internal/sqlstore"
)

// began is when every world begins.
func began() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// A planted organisation is the database of Contoso as it was seeded.
type planted struct {
	data   []byte
	tenant org.ID
}

// template makes Contoso once for all worlds of a test program: each begins with a copy of the file.
var template = sync.OnceValues(plant)

func plant() (planted, error) {
	dir, err := os.MkdirTemp("", "cmdlettest-")
	if err != nil {
		return planted{}, err
	}
	defer os.RemoveAll(dir)
	path, ctx := filepath.Join(dir, "org.db"), context.Background()
	s, err := sqlstore.Open(ctx, sqlstore.Options{Path: path, Now: began})
	if err != nil {
		return planted{}, err
	}
	hasher := &password.Hasher{Cost: password.Cheap()}
	contoso, err := seed.ByName("contoso")
	if err != nil {
		return planted{}, err
	}
	info, err := contoso.WithoutHistory().Plant(ctx, seed.Deps{Store: s, Directory: s, Passwords: hasher, Random: rand.Reader}, "O365Default")
	if err != nil {
		return planted{}, err
	}
	if err := s.Close(); err != nil {
		return planted{}, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return planted{}, err
	}
	return planted{data: data, tenant: info.ID}, nil
}
