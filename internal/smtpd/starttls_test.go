package smtpd

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"time"
)

// S-74: whatever is sent together with STARTTLS, before or after, in one piece or in several, with or without a
// message begun, must not be carried over into the encrypted connection. Each command in each position is a case.
func TestS74CommandsAroundSTARTTLS(t *testing.T) {
	t.Parallel()
	w := start(t, func(s *Server) { s.Limits.Handshake = 5 * time.Second })
	commands := []string{
		"MAIL FROM:<evil@contoso.com>", "RCPT TO:<olivia@contoso.com>", "DATA", "BDAT 5 LAST", "RSET", "NOOP", "NOOP injected argument", "QUIT",
		"EHLO evil", "HELO evil", "AUTH LOGIN", "AUTH LOGIN " + loginArg, "AUTH XOAUTH2 " + xoauth2(user, token), "AUTH PLAIN AGEAYg==",
		"STARTTLS", "STARTTLS injected", "VRFY olivia", "EXPN all", "HELP", "XEVIL", "", " ", "\x16\x03\x01\x00\x05hello", strings.Repeat("x", 5000),
	}
	positions := map[string]func(*testing.T, *client, string){
		"same segment":         sameSegment,
		"same segment, no end": func(t *testing.T, c *client, cmd string) { sameSegment(t, c, strings.TrimSuffix(cmd, "\r\n")) },
		"before the handshake": beforeHandshake,
		"before STARTTLS":      beforeStartTLS,
		"first under TLS":      firstUnderTLS,
		"in the argument":      inArgument,
	}
	n := 0
	for where, play := range positions {
		for _, cmd := range commands {
			if !fits(where, cmd) {
				continue
			}
			n++
			t.Run(fmt.Sprintf("%s/%.20q", where, cmd), func(t *testing.T) {
				t.Parallel()
				c := w.greeted(t)
				c.want("EHLO printer", "250")
				play(t, c, cmd+"\r\n")
			})
		}
	}
	if n < 100 {
		t.Errorf("only %d cases", n)
	}
	t.Cleanup(func() {
		if k := w.desk.attempts(); k != 0 {
			t.Errorf("%d credentials were checked", k)
		}
		if k := len(w.desk.letters()); k != 0 {
			t.Errorf("%d messages were taken", k)
		}
	})
}

// fits says whether a command can be played in a position: something has to follow STARTTLS, and what ends the
// conversation, or is STARTTLS itself, does not go before it.
func fits(where, cmd string) bool {
	switch where {
	case "same segment, no end":
		return cmd != ""
	case "before STARTTLS":
		verb := strings.ToUpper(strings.Fields(cmd + " x")[0])
		return verb != "QUIT" && verb != "STARTTLS" && verb != "BDAT"
	}
	return true
}

// The buffer is thrown away with the connection.
func sameSegment(t *testing.T, c *client, cmd string) {
	c.send("STARTTLS\r\n" + cmd)
	if got := c.rest(); got != reply("NothingAfterStartTLS").Error()+"\r\n" {
		t.Errorf("answered %q", got)
	}
}

// What comes after the reply is no handshake.
func beforeHandshake(t *testing.T, c *client, cmd string) {
	c.want("STARTTLS", "220")
	c.send(cmd)
	_ = c.conn.(interface{ CloseWrite() error }).CloseWrite()
	if got := c.rest(); strings.Contains(got, "250") || strings.Contains(got, "235") || strings.Contains(got, "334") {
		t.Errorf("answered %q", got)
	}
}

// What was said in clear is forgotten: no EHLO, no transaction, no half of a sign-in.
func beforeStartTLS(t *testing.T, c *client, cmd string) {
	c.send(cmd)
	c.want("", "")
	c.want("STARTTLS", "220")
	c.handshake()
	forgot(c)
}

func forgot(c *client) {
	c.t.Helper()
	c.want("MAIL FROM:<hana@contoso.com>", "503 5.5.2 Send hello first")
	c.want("AUTH LOGIN", "503 5.5.2 Send hello first")
	c.want("EHLO printer", "250")
	c.want("RCPT TO:<olivia@contoso.com>", "503 5.5.2 Need mail command")
	c.want("DATA", "503")
	c.want("MAIL FROM:<hana@contoso.com>", "530 5.7.57")
}

// Under TLS nothing works before EHLO that needs it, and STARTTLS is over.
func firstUnderTLS(t *testing.T, c *client, cmd string) {
	c.want("STARTTLS", "220")
	c.handshake()
	verb := strings.ToUpper(strings.Fields(cmd + " x")[0])
	c.send(cmd)
	switch verb {
	case "EHLO", "HELO", "RSET", "NOOP", "HELP", "VRFY", "QUIT":
		c.want("", "2")
	default:
		c.want("", "5")
	}
}

// STARTTLS has no argument; the connection stays in clear.
func inArgument(t *testing.T, c *client, cmd string) {
	cmd = strings.TrimSpace(cmd)
	if cmd == "" {
		c.want("STARTTLSX", "500")
	} else {
		c.want("STARTTLS "+cmd, "50")
	}
	c.want("EHLO printer", "250")
	c.want("AUTH LOGIN", "538")
}

// S-74: twice, and within a transaction.
func TestS74STARTTLSTwice(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := w.secured(t)
	c.want("STARTTLS", "503")
	c = w.signedIn(t)
	c.want("STARTTLS", "503")
	c.transaction()
	c.want("STARTTLS", "503")
	c.want("DATA", "354")
	c.send(letterText + "STARTTLS\r\n.\r\n")
	c.want("", "250")
	if got := w.desk.letters()[0].content; got != letterText+"STARTTLS\r\n" {
		t.Errorf("content %q", got)
	}
}

// S-83: old versions and weak suites are refused, on both kinds of listener; renegotiation does not exist in
// Go's TLS, and a stripped STARTTLS leaves a connection that nobody can sign in on (S-73).
func TestS83VersionsAndSuites(t *testing.T) {
	t.Parallel()
	w := start(t)
	implicit := w.listen(t, w.ServeTLS)
	good := map[string]bool{}
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13} {
		for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			if version == tls.VersionTLS13 && s.ID&0xff00 != 0x1300 {
				continue
			}
			config := &tls.Config{
				RootCAs: certificate().Pool(), ServerName: "localhost",
				MinVersion: version, MaxVersion: version, CipherSuites: []uint16{s.ID},
			}
			c := w.greeted(t)
			c.want("STARTTLS", "220")
			tc := tls.Client(c.conn, config)
			err := tc.Handshake()
			if d, e := tls.Dial("tcp", implicit, config); (e == nil) != (err == nil) {
				t.Errorf("%s: %v with STARTTLS, %v without", s.Name, err, e)
			} else if e == nil {
				d.Close()
			}
			if err == nil {
				st := tc.ConnectionState()
				good[tls.VersionName(st.Version)+" "+tls.CipherSuiteName(st.CipherSuite)] = true
			}
		}
	}
	for name := range good {
		if !strings.HasPrefix(name, "TLS 1.3 ") && !(strings.HasPrefix(name, "TLS 1.2 TLS_ECDHE_") && (strings.Contains(name, "_GCM_") || strings.Contains(name, "CHACHA20"))) {
			t.Errorf("%s was accepted", name)
		}
	}
	if len(good) < 4 {
		t.Errorf("only %v were accepted", good)
	}
}

// S-83: unknown and missing server names get the certificate there is; a client's certificate is not asked for.
func TestS83ServerNames(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, name := range []string{"", "unknown.example", "localhost", strings.Repeat("a", 60) + ".example"} {
		c := w.greeted(t)
		c.want("STARTTLS", "220")
		tc := tls.Client(c.conn, &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err := tc.Handshake(); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if leaf := tc.ConnectionState().PeerCertificates; len(leaf) == 0 || leaf[0].VerifyHostname("localhost") != nil {
			t.Errorf("%q: another certificate", name)
		}
	}
}
