package smtpd

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/mail/submit"
)

var replyLine = regexp.MustCompile(`^[2-5][0-9]{2}[ -][ -~]*$`)

// FuzzConversation sends anything in each state of a connection: in clear, as if under TLS, signed in, within a
// transaction, within content by DATA and by BDAT. Whatever comes, the server speaks lines of SMTP, ends with the
// connection, keeps nothing, and takes no message with a bare line ending.
func FuzzConversation(f *testing.F) {
	before := []string{
		"", "EHLO a\r\n", "MAIL FROM:<hana@contoso.com>\r\n", "MAIL FROM:<hana@contoso.com>\r\nRCPT TO:<olivia@contoso.com>\r\n",
		"MAIL FROM:<hana@contoso.com>\r\nRCPT TO:<olivia@contoso.com>\r\nDATA\r\n", "MAIL FROM:<> BODY=BINARYMIME SMTPUTF8\r\nRCPT TO:<olivia@contoso.com>\r\n",
	}
	for _, s := range []string{
		"", "NOOP\r\nQUIT\r\n", "EHLO x\r\nAUTH LOGIN\r\n" + loginArg + "\r\n*\r\n", "AUTH XOAUTH2 " + xoauth2(user, token) + "\r\n\r\n", "STARTTLS\r\nNOOP\r\n",
		"MAIL FROM:<a@b.c> SIZE=1 BODY=8BITMIME ENVID=a+2B\r\n", "RCPT TO:<\"a b\"@c> NOTIFY=NEVER ORCPT=rfc822;a+40b\r\nDATA\r\n", "BDAT 3 LAST\r\na\r\nNOOP\r\n",
		"BDAT 0\r\nRSET\r\nBDAT 99999999999 LAST\r\n", letterText + ".\r\nQUIT\r\n", "a\n.\r\n", "\r\n.\r\r\n", "\x00\xff\r\n", strings.Repeat("x", 3000) + "\r\n",
	} {
		for state := range before {
			f.Add(uint8(state), s)
		}
	}
	f.Fuzz(func(t *testing.T, state uint8, sent string) {
		d := &desk{}
		var log safeBuffer
		s := &Server{Host: "smtp.contoso.com", SignIn: d.signIn, Log: slog.New(slog.NewTextHandler(&log, nil)), Sleep: func(context.Context, time.Duration) {}}
		if state%6 > 1 {
			s.Known = d.known
		}
		s.start()
		got := converse(t, s, state%6 == 1, before[state%6]+sent)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(strings.TrimSuffix(got, "\r\n"), "\r\n") {
			if !replyLine.MatchString(l) {
				t.Fatalf("said %q", l)
			}
		}
		if len(s.conns) != 0 || d.senders() != 0 {
			t.Fatalf("%d connections and %d senders are left", len(s.conns), d.senders())
		}
		if strings.Contains(log.String(), "panic") {
			t.Fatal(log.String())
		}
		for _, l := range d.letters() {
			if !strings.Contains(strings.ToUpper(l.envelope.Body), "BINARY") && bare(l.content) {
				t.Fatalf("took %q", l.content)
			}
		}
	})
}

func bare(text string) bool { return strings.ContainsAny(strings.ReplaceAll(text, "\r\n", ""), "\r\n") }

func (d *desk) known(netip.Addr) (p submit.Principal, x Sender, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open++
	return submit.Principal{UPN: user}, &clerk{desk: d}, true
}

func (s *Server) serving() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// converse sends a text and returns what was said until both sides are done.
func converse(t *testing.T, s *Server, secure bool, text string) string {
	ours, theirs := net.Pipe()
	c := newConn(s, theirs, netip.AddrPort{})
	if secure {
		c.cipher = "TLS 1.3"
	}
	if refusal := s.enter(c, netip.Addr{}); refusal != "" {
		t.Fatal(refusal)
	}
	go c.serve(false)
	var said bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(&said, ours)
	}()
	_ = ours.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_, _ = io.WriteString(ours, text)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for s.serving() > 0 { // a pipe has no half close: whoever waits for more is told that time is over
			_ = theirs.SetReadDeadline(time.Unix(1, 0))
			time.Sleep(100 * time.Microsecond)
		}
	}()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the conversation does not end")
	}
	ours.Close()
	<-done
	return said.String()
}
