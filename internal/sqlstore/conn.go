package sqlstore

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
)

// A query is the text of a statement. Every one is a constant of queries.go or
// queriesmail.go: what varies is bound
// (S-53; a test reads this package's source to hold it to that).
type query string

// A conn is one connection with its prepared statements. One goroutine uses it at a time.
type conn struct {
	c        *sql.Conn
	prepared map[query]*sql.Stmt
	buffer   []byte           // of chunkBuffer
	queued   map[org.ID]int64 // by tenant: items of the queue added, less those removed, that mail_length lacks
}

// Returns the data source of a file: write-ahead log, an fsync at each commit, and up to five seconds
// of patience with other processes.
func dsn(path string) string {
	slashed := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		slashed = "/" + slashed
	}
	v := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)",
		"journal_mode(WAL)",
		"synchronous(FULL)",
		"temp_store(MEMORY)",
		"trusted_schema(OFF)",
		"cell_size_check(ON)",
		"cache_size(-8000)",
	}}
	return "file:" + strings.ReplaceAll((&url.URL{Path: slashed}).EscapedPath(), "?", "%3f") + "?" + v.Encode()
}

func openConn(ctx context.Context, db *sql.DB) (*conn, error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{c: c, prepared: map[query]*sql.Stmt{}, queued: map[org.ID]int64{}}, nil
}

func (c *conn) close() error { return c.c.Close() }

// Statements run under the background context: the driver would start a goroutine for each under one
// that can end. Transactions look at their context between statements instead.
func (c *conn) stmt(q query) (*sql.Stmt, error) {
	if s, ok := c.prepared[q]; ok {
		return s, nil
	}
	s, err := c.c.PrepareContext(context.Background(), string(q))
	if err != nil {
		return nil, err
	}
	c.prepared[q] = s
	return s, nil
}

// Runs a statement and returns how many rows it touched.
func (c *conn) exec(q query, args ...any) (int64, error) {
	s, err := c.stmt(q)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Runs a statement that adds a row and returns its number.
func (c *conn) insert(q query, args ...any) (int64, error) {
	s, err := c.stmt(q)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// Reads one row; sql.ErrNoRows where there is none.
func (c *conn) row(q query, args []any, dest ...any) error {
	s, err := c.stmt(q)
	if err != nil {
		return err
	}
	return s.QueryRowContext(context.Background(), args...).Scan(dest...)
}

// Reads all rows.
func (c *conn) rows(q query, args []any, each func(scan func(...any) error) error) error {
	s, err := c.stmt(q)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(context.Background(), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// lengthened notes how much longer a write made a tenant's queue. It is the last thing that a write does.
func (c *conn) lengthened(tenant org.ID, by int64) {
	if by != 0 {
		c.queued[tenant] += by
	}
}

// putLengths stores how long the queues are, once for all writes of a batch.
func (c *conn) putLengths() error {
	for tenant, by := range c.queued {
		if _, err := c.exec(qQueueLonger, tenant[:], by); err != nil {
			return err
		}
	}
	return nil
}

// chunkBuffer returns room for a piece of a message, the same at each call.
func (c *conn) chunkBuffer() []byte {
	if c.buffer == nil {
		c.buffer = make([]byte, mail.ChunkSize)
	}
	return c.buffer
}
