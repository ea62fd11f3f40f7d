package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"example.org/exosh/internal/org"
)

// A server that starts has to know whether its store is the one that it left: a copy, restored from a backup,
// holds mail as waiting that may have left long ago (F-38). So the store and a file beside it carry the same
// mark, which changes at every start. A store that was put back alone has an old mark; a directory that was put
// back as a whole has another file.

// incarnationFile holds the mark in the data directory. It is written in place, so that it stays the same file.
const incarnationFile = "incarnation.json"

// What the store keeps the mark under; it never expires.
const (
	classIncarnation = "incarnation"
	keyIncarnation   = "server"
	incarnationLife  = 100 * 365 * 24 * time.Hour
)

// A mark is what the store knows of the file.
type mark struct {
	ID   string `json:"id"`
	File string `json:"file"` // what tells the file from a copy of it, "" where the system does not say
}

// A markFile is what the file holds: two marks while a start is under way, of which the store has one.
type markFile struct {
	ID   string `json:"id"`
	Next string `json:"next,omitempty"`
}

// A mark that was looked at.
type sighting struct {
	path     string
	file     markFile
	readable bool
	identity string // of the file, "" where there is none
	store    mark
	marked   bool // the store has a mark
}

// look reads the mark of the store and that of the file.
func (s *Server) look(ctx context.Context) (l sighting, err error) {
	l.path = filepath.Join(s.dir, incarnationFile)
	if l.store, l.marked, err = s.readMark(ctx); err != nil {
		return l, err
	}
	data, err := os.ReadFile(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return l, fmt.Errorf("read the mark of the store: %w", err)
	}
	l.readable = json.Unmarshal(data, &l.file) == nil
	info, err := os.Stat(l.path)
	if err != nil {
		return l, err
	}
	l.identity = fileIdentity(info)
	return l, nil
}

// copied says whether the store is a copy of an earlier state. A file that was cut short when the machine went
// down says nothing; that it is the same file counts.
func (l sighting) copied() bool {
	if !l.marked {
		return false
	}
	return l.store.File != l.identity || l.readable && l.store.ID != l.file.ID && l.store.ID != l.file.Next
}

// incarnate gives store and file a new mark: the file first, with the old one beside it, so that they agree
// whenever the process dies.
func (s *Server) incarnate(ctx context.Context, l sighting) error {
	id, err := org.NewID(s.o.Rand)
	if err != nil {
		return err
	}
	next := org.IDText(id)
	identity, err := writeMarkFile(l.path, markFile{ID: l.store.ID, Next: next})
	if err != nil {
		return err
	}
	if err := s.writeMark(ctx, mark{ID: next, File: identity}); err != nil {
		return err
	}
	_, err = writeMarkFile(l.path, markFile{ID: next})
	return err
}

func (s *Server) readMark(ctx context.Context) (m mark, known bool, err error) {
	err = s.store.View(systemContext(ctx), func(tx org.Tx) error {
		t, err := tx.Ticket(classIncarnation, keyIncarnation)
		if err != nil {
			return err
		}
		known = true
		return json.Unmarshal(t.Data, &m)
	})
	if errors.Is(err, org.ErrNotFound) {
		return m, false, nil
	}
	return m, known, err
}

func (s *Server) writeMark(ctx context.Context, m mark) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return s.store.Update(systemContext(ctx), func(tx org.Tx) error {
		t, err := tx.Ticket(classIncarnation, keyIncarnation)
		if errors.Is(err, org.ErrNotFound) {
			t, err = &org.Ticket{Class: classIncarnation, Key: keyIncarnation}, nil
		}
		if err != nil {
			return err
		}
		t.Expires, t.Data = tx.Now().Add(incarnationLife), data
		return tx.PutTicket(t)
	})
}

// systemContext is for what belongs to the service itself.
func systemContext(ctx context.Context) context.Context {
	return org.WithCaller(ctx, &org.Caller{Tenant: org.SystemTenant, Actor: "system", Cause: &org.Cause{Silent: true}})
}

func writeMarkFile(path string, m markFile) (identity string, err error) {
	data, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", fmt.Errorf("mark the store: %w", err)
	}
	_, err = f.WriteAt(append(data, '\n'), 0)
	err = errors.Join(err, f.Truncate(int64(len(data)+1)), f.Sync())
	info, statErr := f.Stat()
	if err = errors.Join(err, statErr, f.Close()); err != nil {
		return "", fmt.Errorf("mark the store: %w", err)
	}
	return fileIdentity(info), nil
}

// holdCopied keeps the mail of a store that was put back from a copy from leaving by itself, and marks the store.
func (s *Server) holdCopied(ctx context.Context) error {
	if s.o.Ephemeral {
		return nil
	}
	l, err := s.look(ctx)
	if err != nil {
		return err
	}
	if l.copied() {
		n, err := s.post.worker.HoldRestored(ctx)
		if err != nil {
			return fmt.Errorf("hold the mail of a restored store: %w", err)
		}
		if n > 0 {
			s.o.Log.Warn("this store was restored from a copy: its mail waits until you decide", "messages", n,
				"send", "exosh admin mail queue retry all", "drop", "exosh admin mail queue remove ID --silent")
		}
	}
	return s.incarnate(ctx, l)
}
