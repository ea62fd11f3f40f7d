package main

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// An smtpLoad is a number of sessions that submit messages as fast as the server takes them, each command after the
// answer to the one before, as smtp-source does.
type smtpLoad struct {
	addr     string
	sessions int
	size     int         // bytes of a message
	reuse    bool        // many messages per connection
	tls      *tls.Config // STARTTLS; nil for clear text
	token    string      // of AUTH XOAUTH2, "" for none
	user     string      // of either AUTH; "" for none
	password string      // of AUTH LOGIN
	most     int64       // messages of all sessions, 0 for as many as there is time for
	from, to string
}

// A loaded is what a load came to.
type loaded struct {
	messages int64
	took     time.Duration
	err      error // of the first session that failed
}

func (l loaded) rate() float64 { return float64(l.messages) / l.took.Seconds() }

// run sends for a while.
func (l smtpLoad) run(d time.Duration) loaded {
	var done atomic.Int64
	var once sync.Once
	var first error
	var all sync.WaitGroup
	began := time.Now()
	end := began.Add(d)
	text := l.message()
	for range l.sessions {
		all.Go(func() {
			if err := l.session(text, end, &done); err != nil {
				once.Do(func() { first = err })
			}
		})
	}
	all.Wait()
	return loaded{done.Load(), time.Since(began), first}
}

// message is one message in the form of DATA.
func (l smtpLoad) message() string {
	var b strings.Builder
	fmt.Fprintf(&b, "From: <%s>\r\nTo: <%s>\r\nSubject: measured\r\n\r\n", l.from, l.to)
	for b.Len() < l.size {
		b.WriteString("The quick brown fox jumps over the lazy dog and then it rests.\r\n")
	}
	b.WriteString(".\r\n")
	return b.String()
}

func (l smtpLoad) session(text string, end time.Time, done *atomic.Int64) error {
	for l.more(end, done) {
		if err := l.connection(text, end, done); err != nil {
			return err
		}
	}
	return nil
}

func (l smtpLoad) more(end time.Time, done *atomic.Int64) bool {
	return time.Now().Before(end) && (l.most == 0 || done.Load() < l.most)
}

// connection sends one message, or with reuse as many as there is time for.
func (l smtpLoad) connection(text string, end time.Time, done *atomic.Int64) error {
	c, err := l.open()
	if err != nil {
		return err
	}
	defer c.conn.Close()
	for first := true; first || l.reuse && l.more(end, done); first = false {
		if err := c.send(l, text); err != nil {
			return err
		}
		done.Add(1)
	}
	return c.say("QUIT", 221)
}

// A wire is one connection.
type wire struct {
	conn net.Conn
	r    *bufio.Reader
}

func (l smtpLoad) open() (*wire, error) {
	conn, err := net.Dial("tcp", l.addr)
	if err != nil {
		return nil, err
	}
	c := &wire{conn, bufio.NewReader(conn)}
	if err := c.begin(l); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

func (c *wire) begin(l smtpLoad) error {
	if err := errors.Join(c.expect(220), c.say("EHLO load.example", 250)); err != nil {
		return err
	}
	if l.tls != nil {
		if err := c.say("STARTTLS", 220); err != nil {
			return err
		}
		c.conn = tls.Client(c.conn, l.tls)
		c.r = bufio.NewReader(c.conn)
		if err := c.say("EHLO load.example", 250); err != nil {
			return err
		}
	}
	return c.authenticate(l)
}

func (c *wire) authenticate(l smtpLoad) error {
	encode := base64.StdEncoding.EncodeToString
	switch {
	case l.user == "":
		return nil
	case l.token != "":
		return c.say("AUTH XOAUTH2 "+encode([]byte("user="+l.user+"\x01auth=Bearer "+l.token+"\x01\x01")), 235)
	}
	return errors.Join(c.say("AUTH LOGIN "+encode([]byte(l.user)), 334), c.say(encode([]byte(l.password)), 235))
}

func (c *wire) send(l smtpLoad, text string) error {
	for _, step := range []struct {
		line string
		code int
	}{{"MAIL FROM:<" + l.from + ">", 250}, {"RCPT TO:<" + l.to + ">", 250}, {"DATA", 354}} {
		if err := c.say(step.line, step.code); err != nil {
			return err
		}
	}
	if _, err := c.conn.Write([]byte(text)); err != nil {
		return err
	}
	return c.expect(250)
}

func (c *wire) say(line string, code int) error {
	if _, err := c.conn.Write([]byte(line + "\r\n")); err != nil {
		return err
	}
	return c.expect(code)
}

// expect reads one reply, of several lines where it has them.
func (c *wire) expect(code int) error {
	if err := c.conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		return err
	}
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			return err
		}
		if len(line) > 3 && line[3] == '-' {
			continue
		}
		if !strings.HasPrefix(line, fmt.Sprint(code)) {
			return fmt.Errorf("want %d, got %q", code, line)
		}
		return nil
	}
}
