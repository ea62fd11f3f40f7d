package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// A NewerError says that a database was written by a newer release.
type NewerError struct {
	Path          string
	Version, Know int64
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("database %s has schema version %d, but this release knows versions up to %d: start the release that wrote it, or a newer one",
		e.Path, e.Version, e.Know)
}

// migrateTries is how often an upgrade is tried: another Store of the same file may be upgrading it.
const migrateTries = 3

// Brings the schema to the newest version. A newer one is refused untouched.
func migrate(ctx context.Context, db *sql.DB, path string) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	for range migrateTries {
		var done bool
		if done, err = upgrade(ctx, p, path); done {
			return err
		}
	}
	return fmt.Errorf("upgrade database %s: %w", path, err)
}

// Reports whether the matter is settled, one way or the other.
func upgrade(ctx context.Context, p *goose.Provider, path string) (bool, error) {
	have, know, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return false, err
	case have > know:
		return true, &NewerError{Path: path, Version: have, Know: know}
	case have == know:
		return true, nil
	}
	_, err = p.Up(ctx)
	return err == nil, err
}
