package smtpd

import (
	"crypto/tls"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// What metrics count is told once each, and nothing else is.
func TestWhatHappensIsTold(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var told []string
	closed := make(chan struct{})
	tell := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, fmt.Sprintf(format, args...))
	}
	w := start(t, func(s *Server) {
		s.Opened = func(implicit bool) { tell("opened %v", implicit) }
		s.Secured = func(version uint16) { tell("secured %s", tls.VersionName(version)) }
		s.Accepted = func(size int64, recipients int) { tell("accepted %d %d", size, recipients) }
		s.Refused = func(name string) { tell("refused %s", name) }
		s.Closed = func(after time.Duration) {
			tell("closed %v", after > 0)
			close(closed)
		}
	})
	c := w.signedIn(t)
	c.transaction()
	c.want("RCPT TO:<nobody@contoso.com>", "550")
	c.want("RCPT TO:<kofi@contoso.com>", "250")
	c.want("DATA", "354")
	c.send(letterText)
	c.want(".", "250")
	c.want("QUIT", "221")
	select {
	case <-closed:
	case <-time.After(20 * time.Second):
		t.Fatal("the end of the connection is not told")
	}
	mu.Lock()
	defer mu.Unlock()
	want := fmt.Sprintf("opened false, secured TLS 1.3, refused RecipientNotFound, accepted %d 2, closed true", len(letterText))
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("told %s, not %s", got, want)
	}
}
