package sqlstore

import (
	"errors"
	"fmt"

	"example.org/exosh/internal/org"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Takes note of an error of the database inside a closure, so that health tells the truth.
func (w *writer) observe(err error) error {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		return w.report("write", err)
	}
	return err
}

// Says what an error of the database means: after an I/O error nothing is written until the file was
// opened again (F-05), a full disk may pass (F-06).
func (w *writer) report(doing string, err error) error {
	w.log.Error("store", "doing", doing, "error", err)
	w.mu.Lock()
	defer w.mu.Unlock()
	cause := org.ErrUnavailable
	if code(err) == sqlite3.SQLITE_FULL {
		cause = fmt.Errorf("%w: %w", org.ErrUnavailable, org.ErrFull)
	}
	err = fmt.Errorf("%s: %w: %w", doing, cause, err)
	if isFatal(err) {
		w.failed = err
	} else {
		w.sick = err
	}
	return err
}

// code returns the primary result code of an error of the database, 0 of others.
func code(err error) int {
	e := (*sqlite.Error)(nil)
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

func isFatal(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN:
		return true
	}
	return false
}

func (w *writer) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failed
}

func (w *writer) health() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed != nil {
		return w.failed
	}
	return w.sick
}
