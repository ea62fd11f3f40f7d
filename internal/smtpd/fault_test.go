package smtpd

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"example.org/exosh/internal/org"
)

// F-05, F-06, F-07 at the door: a store without room defers with 452, a broken one with 451; nothing is
// acknowledged, the connection stays, and the client does not hear what broke.
func TestF06StoreFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"F-05 I/O error":     {fmt.Errorf("commit: %w: %w", org.ErrUnavailable, syscall.EIO), "451 4.3.0 Temporary server error. Please try again later"},
		"F-06 full":          {fmt.Errorf("commit: %w: %w", org.ErrUnavailable, org.ErrFull), "452 4.3.1 Insufficient system resources"},
		"F-06 no space":      {fmt.Errorf("spool: %w", syscall.ENOSPC), "452 4.3.1 Insufficient system resources"},
		"F-07 read-only":     {fmt.Errorf("commit: %w: %w", org.ErrUnavailable, syscall.EROFS), "451 4.3.0 Temporary server error"},
		"F-07 no more files": {fmt.Errorf("spool: %w", syscall.EMFILE), "451 4.3.0 Temporary server error"},
		"anything":           {errors.New("secret of the inside"), "451 4.3.0 Temporary server error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			k := w.signedIn(t)
			for _, method := range []string{"Mail", "Recipient", "Data", "Submit"} {
				w.desk.mu.Lock()
				clear(w.desk.refuse)
				w.desk.refuse[method] = c.err
				w.desk.mu.Unlock()
				for _, command := range []string{"MAIL FROM:<hana@contoso.com>", "RCPT TO:<olivia@contoso.com>", "DATA", letterText + "."} {
					got := k.want(command, "")
					if strings.HasPrefix(got, "2") || strings.HasPrefix(got, "3") {
						continue
					}
					if !strings.HasPrefix(got, c.want) {
						t.Errorf("%s: %q", method, got)
					}
					break
				}
				k.want("RSET", "250")
			}
			w.desk.mu.Lock()
			clear(w.desk.refuse)
			w.desk.mu.Unlock()
			k.transaction()
			k.want("DATA", "354")
			k.want(letterText+".", "250")
			if n := len(w.desk.letters()); n != 1 {
				t.Errorf("%d messages were taken", n)
			}
		})
	}
}

// F-07: a spool that cannot be written defers the message, and the next one works. The variable is the process's.
func TestF07NoSpool(t *testing.T) {
	w := start(t)
	c := w.signedIn(t)
	large := "From: hana@contoso.com\r\n\r\n" + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 20_000)
	room := t.TempDir()
	t.Setenv("TMPDIR", "/nonexistent")
	c.transaction()
	c.want("DATA", "354")
	c.want(large+".", "451 4.3.0")
	t.Setenv("TMPDIR", room)
	c.transaction()
	c.want("DATA", "354")
	c.want(large+".", "250")
}

// poor is a listener of a system that is out of descriptors for a while.
type poor struct {
	net.Listener
	left atomic.Int64
}

func (p *poor) Accept() (net.Conn, error) {
	if p.left.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: syscall.EMFILE}
	}
	return p.Listener.Accept()
}

// F-07: being out of descriptors passes.
func TestF07AcceptGoesOn(t *testing.T) {
	t.Parallel()
	w := start(t)
	address := w.listen(t, func(l net.Listener) error {
		p := &poor{Listener: l}
		p.left.Store(3)
		return w.Serve(p)
	})
	dial(t, address).want("", "220")
}

// A panic in what the door calls ends one connection and no more.
func TestPanicEndsOneConnection(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.desk.mu.Lock()
	w.desk.submit = func() { panic("at the disco") }
	w.desk.mu.Unlock()
	for _, chunked := range []bool{false, true} {
		c := w.signedIn(t)
		c.transaction()
		if chunked {
			c.send(fmt.Sprintf("BDAT %d LAST\r\n%s", len(letterText), letterText))
		} else {
			c.want("DATA", "354")
			c.send(letterText + ".\r\n")
		}
		if got := c.rest(); !strings.HasPrefix(got, "421 4.") || strings.Contains(got, "disco") {
			t.Errorf("answered %q", got)
		}
	}
	w.greeted(t).want("NOOP", "250")
	if !strings.Contains(w.log.String(), "at the disco") {
		t.Error("nothing in the log")
	}
	eventually(t, "senders are closed", func() bool { return w.desk.senders() == 0 })
}
