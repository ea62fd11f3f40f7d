package smtpd

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// F-32: a client that disappears, wherever, takes its goroutines, files and slots with it, and leaves no message.
// This test counts for the whole process, so it does not run beside others.
func TestF32ClientDisappears(t *testing.T) {
	w := start(t)
	w.signedIn(t).conn.Close()
	eventually(t, "the first client is gone", func() bool { return w.connections() == 0 })
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	large := "From: hana@contoso.com\r\n\r\n" + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 40_000) // more than stays in memory
	phases := map[string]func() *client{
		"connected": func() *client { return w.dial(t) },
		"greeted":   func() *client { return w.greeted(t) },
		"in a line": func() *client { c := w.greeted(t); c.send("EHL"); return c },
		"in the handshake": func() *client {
			c := w.greeted(t)
			c.want("STARTTLS", "220")
			c.send("\x16\x03\x01")
			return c
		},
		"secured": func() *client { return w.secured(t) },
		"in AUTH": func() *client { c := w.secured(t); c.want("AUTH LOGIN", "334"); return c },
		"in the challenge": func() *client {
			c := w.secured(t)
			c.want("AUTH XOAUTH2 "+xoauth2(user, "x"), "334")
			return c
		},
		"signed in":        func() *client { return w.signedIn(t) },
		"in a transaction": func() *client { c := w.signedIn(t); c.transaction(); return c },
		"in DATA": func() *client {
			c := w.signedIn(t)
			c.transaction()
			c.want("DATA", "354")
			c.send(large)
			return c
		},
		"at the end of DATA": func() *client {
			c := w.signedIn(t)
			c.transaction()
			c.want("DATA", "354")
			c.send(letterText + ".\r")
			return c
		},
		"in a chunk": func() *client {
			c := w.signedIn(t)
			c.transaction()
			c.send(fmt.Sprintf("BDAT %d\r\n%s", 10*len(large), large))
			return c
		},
		"in the last chunk": func() *client {
			c := w.signedIn(t)
			c.transaction()
			c.send(fmt.Sprintf("BDAT %d LAST\r\n%s", len(letterText)+1, letterText))
			return c
		},
		"between chunks": func() *client {
			c := w.signedIn(t)
			c.transaction()
			c.send(fmt.Sprintf("BDAT %d\r\n%s", len(large), large))
			c.want("", "250")
			return c
		},
	}
	for name, phase := range phases {
		for range 4 {
			phase().conn.Close()
		}
		eventually(t, name+": connections and senders are gone", func() bool { return w.connections() == 0 && w.desk.senders() == 0 })
	}
	eventually(t, "goroutines and files are gone", func() bool {
		return runtime.NumGoroutine() <= goroutines+2 && openFiles(t) <= files+2
	})
	if list := w.desk.letters(); len(list) != 0 {
		t.Errorf("%d messages of clients that went away were taken: %.100q", len(list), list[0].content)
	}
	eventually(t, "spool files are gone", func() bool { // those of other tests beside this one, too
		names, err := os.ReadDir(os.TempDir())
		return err == nil && !hasSpool(names)
	})
}

func hasSpool(list []os.DirEntry) bool {
	for _, e := range list {
		if i, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), "exosh-mail-") && time.Since(i.ModTime()) < 10*time.Second {
			return true
		}
	}
	return false
}

// openFiles counts descriptors, where the system shows them.
func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(list)
}
