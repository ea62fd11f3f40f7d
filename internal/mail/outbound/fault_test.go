package outbound

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
)

// A script is a server that was written by hand: what it says to each command, by its verb. "." is the end of the
// message, "" the greeting. What it does not know it answers with 250.
type script map[string]func(c *scripted)

// A scripted is a connection of a script.
type scripted struct {
	net.Conn
	r *bufio.Reader
}

func say(text string) func(*scripted) {
	return func(c *scripted) { _, _ = io.WriteString(c, text+"\r\n") }
}

// hangUp ends the connection without a word.
func hangUp(c *scripted) { _ = c.Close() }

// silent says nothing, until the other side has had enough.
func silent(c *scripted) { _, _ = c.r.ReadByte() }

func (s script) serve(conn net.Conn) {
	c := &scripted{Conn: conn, r: bufio.NewReader(conn)}
	defer c.Close()
	s.answer(c, "", say("220 other.example ESMTP"))
	for {
		line, err := c.r.ReadString('\n')
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb = strings.ToUpper(verb); verb {
		case "EHLO":
			s.answer(c, verb, say("250-other.example\r\n250-8BITMIME\r\n250 SIZE 1000000"))
		case "DATA":
			s.answer(c, verb, s.data)
		case "QUIT":
			s.answer(c, verb, func(c *scripted) { say("221 bye")(c); hangUp(c) })
		default:
			s.answer(c, verb, say("250 2.0.0 OK"))
		}
	}
}

func (s script) answer(c *scripted, verb string, else_ func(*scripted)) {
	if f := s[verb]; f != nil {
		f(c)
	} else {
		else_(c)
	}
}

func (s script) data(c *scripted) {
	say("354 go on")(c)
	if f := s["middle"]; f != nil {
		f(c)
		return
	}
	for {
		line, err := c.r.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
	}
	s.answer(c, ".", say("250 2.0.0 taken as 4711"))
}

// piped returns a sender whose every connection goes to a script. Within a bubble of synctest its timeouts are
// those of RFC 5321, and take no time.
func piped(s script) *Sender {
	return &Sender{Default: "192.0.2.1:25", Host: "mail.contoso.example", connect: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go s.serve(theirs)
		return ours, nil
	}}
}

// TestFaultsOfOtherServers: F-25, each with what follows for the recipient: its status, none where the message is
// tried again because nobody knows whether it arrived, and how long that took.
func TestFaultsOfOtherServers(t *testing.T) {
	t.Parallel()
	slowly := func(text string) func(*scripted) { // a byte a second
		return func(c *scripted) {
			for i := range text {
				if _, err := c.Write([]byte{text[i]}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}
	}
	endless := func(c *scripted) {
		for {
			if _, err := io.WriteString(c, "250-and another thing\r\n"); err != nil {
				return
			}
		}
	}
	closeAfter := func(n int64) func(*scripted) {
		return func(c *scripted) { _, _ = io.CopyN(io.Discard, c.r, n); hangUp(c) }
	}
	for name, c := range map[string]struct {
		script script
		status string // beginning of what the recipient's status says; "" for none
		broken string // part of the error of Send; "" for none
		dial   string // part of the error of Dial
		takes  time.Duration
	}{
		"no greeting":               {script: script{"": silent}, dial: "451 4.4.2", takes: 5 * time.Minute},
		"greeting of 554":           {script: script{"": say("554 5.7.1 your address is on a list")}, dial: "451 4.4.0 the server does not talk to us: 554 5.7.1 your address is on a list"},
		"greeting of 421":           {script: script{"": say("421 4.3.2 closing")}, dial: "451 4.4.0"},
		"greeting, a byte a second": {script: script{"": slowly("220 hi\r\n")}, status: "250", takes: 8 * time.Second},
		"greeting without end":      {script: script{"": slowly("220-" + strings.Repeat("x", 1000))}, dial: "451 4.4.2", takes: 5 * time.Minute},
		"reply that does not end":   {script: script{"EHLO": endless}, dial: "longer than 64 KiB"},
		"line that does not end":    {script: script{"EHLO": say("250-" + strings.Repeat("x", 5000))}, dial: "too long a line"},
		"EHLO unknown":              {script: script{"EHLO": say("502 5.5.1 what")}, status: "250"},
		"nonsense for a reply":      {script: script{"MAIL": say("HTTP/1.1 400 Bad Request")}, broken: "the connection to 192.0.2.1 broke"},
		"close at MAIL":             {script: script{"MAIL": hangUp}, broken: "the connection to 192.0.2.1 broke"},
		"silence at MAIL":           {script: script{"MAIL": silent}, broken: "timeout", takes: 5 * time.Minute},
		"421 at RCPT":               {script: script{"RCPT": say("421 4.3.2 closing")}, status: "421 4.3.2 closing", broken: "closing"},
		"354 at RCPT":               {script: script{"RCPT": say("354 go on")}, status: "451 4.5.0", broken: "354 go on"},
		"silence at DATA":           {script: script{"DATA": silent}, broken: "timeout", takes: 2 * time.Minute},
		"250 at DATA":               {script: script{"DATA": say("250 2.0.0 done")}, status: "451 4.5.0", broken: "250"},
		"4xx at DATA":               {script: script{"DATA": say("451 4.3.0 later")}, status: "451 4.3.0 later"},
		"5xx at DATA":               {script: script{"DATA": say("554 5.7.1 no")}, status: "554 5.7.1 no"},
		"close in mid-DATA":         {script: script{"middle": closeAfter(10_000)}, broken: "in the middle of the message"},
		"nobody reads in mid-DATA":  {script: script{"middle": func(c *scripted) { time.Sleep(time.Hour) }}, broken: "in the middle of the message", takes: 3 * time.Minute},
		"close after final dot":     {script: script{".": hangUp}, broken: "did not say whether it took the message"},
		"silence after final dot":   {script: script{".": silent}, broken: "did not say whether it took the message", takes: 10 * time.Minute},
		"a byte a second at last":   {script: script{".": slowly("250 2.0.0 taken\r\n")}, status: "250 2.0.0 taken", takes: 17 * time.Second},
		"250 after 9 minutes":       {script: script{".": func(c *scripted) { time.Sleep(9 * time.Minute); say("250 2.0.0 ok")(c) }}, status: "250 2.0.0 ok", takes: 9 * time.Minute},
		"4xx after final dot":       {script: script{".": say("451 4.7.1 greylisted")}, status: "451 4.7.1 greylisted"},
		"421 after final dot":       {script: script{".": say("421 4.3.2 closing")}, status: "421 4.3.2 closing", broken: "closing"},
		"5xx after final dot":       {script: script{".": say("554-5.7.1 this is\r\n554 5.7.1 spam")}, status: "554 5.7.1 this is spam"},
		"no enhanced code":          {script: script{".": say("550 no")}, status: "550 no"},
		"250 without text":          {script: script{".": say("250")}, broken: "did not say whether it took the message"},
		"QUIT without answer":       {script: script{"QUIT": silent}, status: "250", takes: 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer time.Sleep(2 * time.Hour) // the other side ends too
				began := time.Now()
				got, dialed, err := once(t.Context(), piped(c.script))
				if !says(dialed, c.dial) || !says(err, c.broken) {
					t.Fatalf("Dial: %v; Send: %v", dialed, err)
				}
				if d := time.Since(began); d != c.takes {
					t.Errorf("it took %v, not %v", d, c.takes)
				}
				if dialed != nil {
					return
				}
				if s := got[0].Status; (s != nil) != (c.status != "") || s != nil && !strings.HasPrefix(s.Error(), c.status) {
					t.Errorf("the recipient's status is %v, not %s", s, c.status)
				}
			})
		})
	}
}

// once connects, sends one message and says goodbye.
func once(ctx context.Context, s *Sender) (got []queue.Outcome, dialed, err error) {
	l, err := s.Dial(ctx, org.ID{1}, hostPrefix+s.Default)
	if err != nil {
		return nil, err, nil
	}
	got, err = l.Send(ctx, outgoing(largeMessage, "sam@tailspin.example"))
	return got, nil, errors.Join(err, l.Close())
}

var largeMessage = plainMessage + strings.Repeat("Toner is black, cyan, magenta or yellow.\r\n", 1000)

// says whether an error has a text; "" stands for no error.
func says(err error, text string) bool {
	if err == nil {
		return text == ""
	}
	return text != "" && strings.Contains(err.Error(), text)
}

// TestResetAfterFinalDot: F-25 over a real connection, which is reset where the reply would come.
func TestResetAfterFinalDot(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	reset := script{".": func(c *scripted) {
		_ = c.Conn.(*net.TCPConn).SetLinger(0)
		hangUp(c)
	}}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go reset.serve(conn)
		}
	}()
	got, dialed, err := once(t.Context(), &Sender{Default: l.Addr().String(), AllowPrivate: true})
	if dialed != nil || !says(err, "did not say whether it took the message") || got[0].Status != nil {
		t.Errorf("Dial: %v; Send: %v; %+v", dialed, err, got)
	}
}

// TestStoppedInTheMiddle: a server that ends does not wait for others.
func TestStoppedInTheMiddle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		_, dialed, err := once(ctx, piped(script{"RCPT": silent}))
		if dialed != nil || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 10*time.Second {
			t.Errorf("Dial: %v; Send: %v; after %v", dialed, err, time.Since(began))
		}
		_, dialed, _ = once(ctx, piped(script{"": silent}))
		if dialed == nil {
			t.Error("connected although everything ends")
		}
	})
}
