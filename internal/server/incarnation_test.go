package server

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// F-38: mail that a backup holds as waiting may have left since. A restart sends it; a store that was put back,
// alone or with its whole directory, holds it until somebody decides.
func TestF38BackupDoesNotResend(t *testing.T) {
	t.Parallel()
	for name, restore := range map[string]struct {
		how  func(t *testing.T, dir, backup string) string
		held bool
	}{
		"restart":                {func(_ *testing.T, dir, _ string) string { return dir }, false},
		"the store put back":     {putBackStore, true},
		"the directory put back": {func(_ *testing.T, _, backup string) string { return backup }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, backup := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "backup")
			serveOnce(t, dir, enqueue)
			copyTree(t, dir, backup)
			serveOnce(t, dir, func(*testing.T, *Server) {}) // what is not in the backup
			serveOnce(t, restore.how(t, dir, backup), func(t *testing.T, s *Server) {
				if got := heldItems(t, s); got != restore.held {
					t.Errorf("the message is held: %v, want %v", got, restore.held)
				}
			})
		})
	}
}

// putBackStore copies the backup's database into a directory that has moved on.
func putBackStore(t *testing.T, dir, backup string) string {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, "store")); err != nil {
		t.Fatal(err)
	}
	copyTree(t, filepath.Join(backup, "store"), filepath.Join(dir, "store"))
	return dir
}

// serveOnce runs a server whose mail for others goes to a port where nobody listens.
func serveOnce(t *testing.T, dir string, fn func(*testing.T, *Server)) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	s, err := Start(context.Background(), Options{
		Data: dir, Listen: "127.0.0.1:0", Seed: "contoso", ComplianceListen: "off",
		MailOptions: MailOptions{Outbound: l.Addr().String(), OutboundPrivate: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	fn(t, s)
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Fatal(err)
	}
}

func enqueue(t *testing.T, s *Server) {
	t.Helper()
	updateMail(t, s, func(m mail.Tx) error {
		raw := "From: olivia@contoso.com\r\nTo: x@tailspin.example\r\n\r\nHello\r\n"
		msg := &mail.Message{MessageID: "<1@contoso.com>", From: "olivia@contoso.com"}
		if err := m.PutMessage(msg, strings.NewReader(raw)); err != nil {
			return err
		}
		return m.Enqueue(&mail.Queued{Message: msg.ID, Stage: mail.Accepted, Envelope: mail.Envelope{
			Sender: "olivia@contoso.com", Recipients: []mail.Recipient{{Address: "x@tailspin.example"}},
		}})
	})
}

// heldItems says whether the one message of the queue waits for a decision.
func heldItems(t *testing.T, s *Server) bool {
	t.Helper()
	n, held := 0, false
	updateMail(t, s, func(m mail.Tx) error {
		n, held = 0, false
		for q, err := range m.Queue() {
			if err != nil {
				return err
			}
			n++
			held = q.LastError == queue.Restored
		}
		return nil
	})
	if n != 1 {
		t.Fatalf("the queue has %d items, want 1", n)
	}
	return held
}

func updateMail(t *testing.T, s *Server, fn func(mail.Tx) error) {
	t.Helper()
	ctx := org.WithCaller(context.Background(), &org.Caller{Tenant: s.realms[0].tenant.ID, Actor: "system", Cause: &org.Cause{Silent: true}})
	err := s.store.Update(ctx, func(tx org.Tx) error {
		m, err := mail.In(tx)
		if err != nil {
			return err
		}
		return fn(m)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rest, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rest), 0o700)
		}
		in, err := os.Open(path)
		if err != nil {
			return err
		}
		defer in.Close()
		out, err := os.OpenFile(filepath.Join(to, rest), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		defer out.Close()
		_, err = io.Copy(out, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A process that dies between the two marks leaves a store that is no copy (F-38).
func TestF38DiesWhileItMarks(t *testing.T) {
	t.Parallel()
	serveOnce(t, filepath.Join(t.TempDir(), "data"), func(t *testing.T, s *Server) {
		l, err := s.look(t.Context())
		if err != nil || l.copied() {
			t.Fatalf("%+v, %v", l, err)
		}
		dying, die := context.WithCancel(t.Context())
		die()
		if err := s.incarnate(dying, l); err == nil {
			t.Fatal("the store was marked")
		}
		if l, err = s.look(t.Context()); err != nil || l.copied() || l.file.Next == "" {
			t.Errorf("after the file: %+v, %v", l, err)
		}
	})
}
