package sqlstore

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A BusyError says that another process has the data directory (F-41).
type BusyError struct {
	Dir string
	PID int // of the process that has it, 0 if unknown
}

func (e *BusyError) Error() string {
	who := "another exosh process"
	if e.PID != 0 {
		who += " (" + strconv.Itoa(e.PID) + ")"
	}
	return fmt.Sprintf("data directory %s is in use by %s: stop that one, or choose another directory", e.Dir, who)
}

// LockDir takes a data directory for this process alone until the file returned is closed. A server
// does so, and opens its store Shared below it, so that `exosh admin` can work beside it. It fails
// with a *BusyError within a moment where another process has the directory (F-41).
func LockDir(dir string) (io.Closer, error) {
	f, err := lockDir(dir, false)
	if err != nil {
		return nil, err
	}
	return dirLock{f}, nil
}

// A dirLock is a lock that ends when it is closed.
type dirLock struct{ file *os.File }

// Close gives the lock back.
func (l dirLock) Close() error { return unlockDir(l.file) }

// Gives a lock back. It is unlocked before it is closed: a process that this one is just starting may
// hold a copy of the file for a moment, and with it the lock.
func unlockDir(f *os.File) error { return errors.Join(unlock(f), f.Close()) }

// Locks a data directory until the file returned is closed. The lock belongs to the file, so that a
// process that was killed leaves none behind.
func lockDir(dir string, shared bool) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "exosh.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock data directory: %w", err)
	}
	got, err := tryLock(f, shared)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock data directory %s: %w", dir, err)
	}
	if !got {
		defer f.Close()
		return nil, &BusyError{Dir: dir, PID: readPID(f)}
	}
	if err := writePID(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock data directory %s: %w", dir, err)
	}
	return f, nil
}

func readPID(f *os.File) int {
	text, err := io.ReadAll(io.LimitReader(f, 32))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return pid
}

func writePID(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}
