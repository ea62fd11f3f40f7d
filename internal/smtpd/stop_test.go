package smtpd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/exosh/internal/mail/submit"
)

// F-33: who is idle hears that the server stops, and content that is on its way is finished and acknowledged.
func TestF33Shutdown(t *testing.T) {
	t.Parallel()
	w := start(t)
	greeted, waiting, inData, inChunk := w.greeted(t), w.signedIn(t), w.signedIn(t), w.signedIn(t)
	waiting.transaction()
	inData.transaction()
	inData.want("DATA", "354")
	inData.send(letterText)
	inChunk.transaction()
	inChunk.send(fmt.Sprintf("BDAT %d LAST\r\n%s", len(letterText), letterText[:20]))
	eventually(t, "two messages are being read", func() bool { return w.busy() == 2 })
	stopped := make(chan error, 1)
	go func() { stopped <- w.Shutdown(t.Context()) }()
	for name, c := range map[string]*client{"greeted": greeted, "in a transaction": waiting} {
		if got := c.rest(); !strings.HasPrefix(got, "421 4.3.2 Service not available") {
			t.Errorf("%s: %q", name, got)
		}
	}
	inData.want(".", "250 2.0.0 OK <")
	inChunk.send(letterText[20:])
	inChunk.want("", "250 2.0.0 OK <")
	for name, c := range map[string]*client{"after DATA": inData, "after BDAT": inChunk} {
		if got := c.rest(); !strings.HasPrefix(got, "421 4.3.2 Service not available") {
			t.Errorf("%s: %q", name, got)
		}
		c.conn.Close()
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if n := len(w.desk.letters()); n != 2 {
		t.Errorf("%d messages were taken", n)
	}
}

// busy counts connections that are past sign-in and do not wait for a command.
func (w *world) busy() int {
	w.Server.mu.Lock()
	defer w.Server.mu.Unlock()
	n := 0
	for c := range w.conns {
		c.mu.Lock()
		if !c.waiting && c.leave != nil {
			n++
		}
		c.mu.Unlock()
	}
	return n
}

// F-33: what does not end is ended by force when the time is over.
func TestF33ShutdownByForce(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := w.signedIn(t)
	c.transaction()
	c.want("DATA", "354")
	c.send(letterText)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := w.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("shutdown: %v", err)
	}
	if w.connections() != 0 || w.desk.senders() != 0 {
		t.Error("connections are left")
	}
	if n := len(w.desk.letters()); n != 0 {
		t.Errorf("%d messages were taken", n)
	}
}

// F-33: under load, each message that was taken was acknowledged, and each that was acknowledged was taken.
func TestF33StopUnderLoad(t *testing.T) {
	t.Parallel()
	for range 5 {
		w := start(t)
		var acknowledged atomic.Int64
		var clients sync.WaitGroup
		for range 8 {
			c := w.signedIn(t)
			clients.Go(func() { sendUntilStopped(c, &acknowledged) })
		}
		eventually(t, "load", func() bool { return acknowledged.Load() > 100 })
		if err := w.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		clients.Wait()
		if a, n := acknowledged.Load(), int64(len(w.desk.letters())); a != n {
			t.Errorf("%d messages were taken, %d acknowledged", n, a)
		}
	}
}

func sendUntilStopped(c *client, acknowledged *atomic.Int64) {
	defer c.conn.Close()
	for _, text := range []string{"MAIL FROM:<hana@contoso.com>\r\n", "RCPT TO:<olivia@contoso.com>\r\n", "DATA\r\n", letterText + ".\r\n"} {
		if _, err := c.conn.Write([]byte(text)); err != nil {
			return
		}
		got := c.reply()
		switch {
		case strings.HasPrefix(got, "250 2.0.0 OK"):
			acknowledged.Add(1)
			sendUntilStopped(c, acknowledged)
			return
		case !strings.HasPrefix(got, "2") && !strings.HasPrefix(got, "3"):
			if !strings.HasPrefix(got, "421 4.3.2") {
				c.t.Errorf("stopped with %q", got)
			}
			return
		}
	}
}

// A sender that is signed in while the server stops is closed too.
func TestStopDuringSignIn(t *testing.T) {
	t.Parallel()
	entered, goOn := make(chan struct{}), make(chan struct{})
	w := start(t, func(s *Server) {
		signIn := s.SignIn
		s.SignIn = func(ctx context.Context, c submit.Credential) (submit.Principal, Sender, error) {
			close(entered)
			<-goOn
			return signIn(ctx, c)
		}
	})
	c := w.secured(t)
	c.want("AUTH LOGIN "+loginArg, "334")
	c.send(b64(secret) + "\r\n")
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- w.Shutdown(t.Context()) }()
	eventually(t, "the server stops", w.isStopping)
	close(goOn)
	if got := c.rest(); !strings.Contains(got, "421 4.3.2") {
		t.Errorf("answered %q", got)
	}
	c.conn.Close()
	if err := <-stopped; err != nil || w.desk.senders() != 0 {
		t.Errorf("%v, %d senders", err, w.desk.senders())
	}
}
