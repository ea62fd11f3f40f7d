// Package sqlstore keeps the organisation in an SQL database: it implements [org.Store] and
// [org.Directory] on SQLite. It owns the schema, the transactions and the audit chain; it knows no
// rules of the organisation.
//
// A store is one directory entry, a file in write-ahead mode with synchronous=FULL. Reads run on a
// pool of connections, each over a snapshot. Updates run one after the other on one connection;
// those that wait for each other share a transaction and one fsync, each under a savepoint of its own.
package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"example.org/exosh/internal/org"
	_ "modernc.org/sqlite" // the driver
)

// Options say which store to open. Path is needed; everything else has a default.
type Options struct {
	Path   string           // the database file; its directory is made if it is missing
	Now    func() time.Time // the store's clock; nil means time.Now
	Rand   io.Reader        // randomness for ids of audit records; nil means crypto/rand
	Log    *slog.Logger     // nil discards
	Shared bool             // another Store, here or in another process, may have the file open too (it has to be Shared as well)
}

// A Store is an open database. It may be used by many goroutines.
type Store struct {
	path    string
	now     func() time.Time
	rand    io.Reader
	log     *slog.Logger
	lock    *os.File
	db      *sql.DB
	readers *pool
	lists   *pool // of Tenants
	writer  *writer
	sweeper sweeper
	ids     idMaker
	closed  atomic.Bool
}

var (
	_ org.Store     = (*Store)(nil)
	_ org.Directory = (*Store)(nil)
)

// ErrClosed says that the store was closed.
var ErrClosed = errors.New("store is closed")

// Open opens the database, making or upgrading it as needed. It fails within a second where another
// process has it (F-41), and names the version where it was written by a newer release.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := newStore(o)
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

func newStore(o Options) *Store {
	s := &Store{path: o.Path, now: o.Now, rand: o.Rand, log: o.Log}
	if s.now == nil {
		s.now = time.Now
	}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

func (s *Store) open(ctx context.Context, o Options) error {
	if o.Path == "" {
		return errors.New("open store: no path given")
	}
	dir := filepath.Dir(o.Path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	var err error
	if s.lock, err = lockDir(dir, o.Shared); err != nil {
		return err
	}
	if err := create(o.Path); err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	if s.db, err = sql.Open("sqlite", dsn(o.Path)); err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	if err := migrate(ctx, s.db, o.Path); err != nil {
		return err
	}
	return s.start(ctx)
}

// Opens the writing connection; those for reading are opened when they are needed.
func (s *Store) start(ctx context.Context) error {
	c, err := openConn(ctx, s.db)
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	s.writer = newWriter(c, s.log)
	s.readers, s.lists = newPool(s.db, maxReaders), newPool(s.db, maxLists)
	return nil
}

// Close waits for transactions that are under way and closes the database. Later calls fail with
// ErrClosed.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	return errors.Join(s.writer.close(), s.readers.close(), s.lists.close(), s.checkpoint(), s.release())
}

// Moves what the write-ahead log holds into the database's file, which then can be copied by itself.
func (s *Store) checkpoint() error {
	c, err := openConn(context.Background(), s.db)
	if err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	var busy, pages, moved int
	return errors.Join(c.row(qCheckpoint, nil, &busy, &pages, &moved), c.close())
}

// Gives back what is held, as far as opening got.
func (s *Store) release() error {
	var errs []error
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.lock != nil {
		errs = append(errs, unlockDir(s.lock))
	}
	return errors.Join(errs...)
}

// Health fails if the store cannot be read or cannot be written any more.
func (s *Store) Health(ctx context.Context) error {
	if s.closed.Load() {
		return ErrClosed
	}
	if err := s.writer.health(); err != nil {
		return err
	}
	return s.read(ctx, func(c *conn) error {
		var version int64
		return c.row(qVersion, nil, &version)
	})
}

// Makes the file before SQLite does, so that nobody else can read it.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// Returns the store's time as it is kept: UTC, whole microseconds.
func (s *Store) time() time.Time { return s.now().UTC().Truncate(time.Microsecond) }
