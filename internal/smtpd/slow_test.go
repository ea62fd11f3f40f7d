package smtpd

import (
	"crypto/tls"
	"strings"
	"sync"
	"testing"
	"time"
)

// F-27: clients that send a byte now and then, in each phase, are dropped at its deadline, however long they go on;
// meanwhile others are served without an error.
func TestF27Slowloris(t *testing.T) {
	t.Parallel()
	w := start(t, func(s *Server) {
		s.Limits.SignIn, s.Limits.Handshake, s.Limits.Idle = 4*time.Second, 3*time.Second, 3*time.Second
		s.Limits.Grace, s.Limits.Rate = 2*time.Second, 1<<20
	})
	phases := map[string]func(*client) string{ // what is repeated for ever
		"silent":    func(*client) string { return "" },
		"lobby":     func(*client) string { return "E" },
		"handshake": func(c *client) string { c.want("STARTTLS", "220"); return "\x16" },
		"TLS": func(c *client) string {
			c.want("STARTTLS", "220")
			c.handshake()
			return "N"
		},
		"AUTH": func(c *client) string {
			c.want("STARTTLS", "220")
			c.handshake()
			c.want("EHLO slow", "250")
			c.want("AUTH LOGIN", "334")
			return "Q"
		},
		"NOOP after NOOP": func(*client) string { return "NOOP\r\n" },
		"command":         func(c *client) string { enter(c); return "N" },
		"DATA": func(c *client) string {
			enter(c)
			c.transaction()
			c.want("DATA", "354")
			return "x"
		},
		"BDAT": func(c *client) string {
			enter(c)
			c.transaction()
			c.send("BDAT 100000 LAST\r\n")
			return "x"
		},
	}
	var slow, good sync.WaitGroup
	for name, enter := range phases {
		for range 5 {
			slow.Go(func() { trickle(t, name, w.greeted(t), enter) })
		}
	}
	stop := make(chan struct{})
	good.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				c := w.signedIn(t)
				c.transaction()
				c.want("DATA", "354")
				c.want(letterText+".", "250")
				c.want("QUIT", "221")
			}
		}
	})
	slow.Wait()
	close(stop)
	good.Wait()
	eventually(t, "all connections are closed", func() bool { return w.connections() == 0 && w.desk.senders() == 0 })
	if n := len(w.desk.letters()); n == 0 {
		t.Error("nobody could send meanwhile")
	}
}

func enter(c *client) {
	c.want("STARTTLS", "220")
	c.handshake()
	c.want("EHLO slow", "250")
	c.want("AUTH LOGIN "+loginArg, "334")
	c.want(b64(secret), "235")
}

// trickle goes on until it is dropped, and fails where that takes far longer than any deadline.
func trickle(t *testing.T, name string, c *client, enter func(*client) string) {
	piece := enter(c)
	gone := make(chan string, 1)
	go func() { gone <- c.rest() }()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case said := <-gone:
			if _, secure := c.conn.(*tls.Conn); (name == "lobby" || secure) && !strings.Contains(said, "421 4.4.2 Connection timed out") {
				t.Errorf("%s: dropped with %q", name, said)
			}
			return
		case <-tick.C:
			if piece != "" {
				_, _ = c.conn.Write([]byte(piece))
			}
		}
	}
}
