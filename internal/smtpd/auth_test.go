package smtpd

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func b64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func xoauth2(user, token string) string {
	return b64("user=" + user + "\x01auth=Bearer " + token + "\x01\x01")
}

// S-73: before STARTTLS a credential is neither checked nor kept, however it comes.
func TestS73NoAuthBeforeTLS(t *testing.T) {
	t.Parallel()
	plain := b64("\x00" + user + "\x00" + secret)
	for _, c := range []struct{ name, lines string }{
		{"PLAIN initial", "AUTH PLAIN " + plain},
		{"PLAIN", "AUTH PLAIN\r\n" + plain},
		{"LOGIN", "AUTH LOGIN\r\n" + b64(user) + "\r\n" + b64(secret)},
		{"LOGIN initial", "AUTH LOGIN " + b64(user) + "\r\n" + b64(secret)},
		{"LOGIN lower case", "auth login\r\n" + b64(user) + "\r\n" + b64(secret)},
		{"XOAUTH2 initial", "AUTH XOAUTH2 " + xoauth2(user, token)},
		{"XOAUTH2", "AUTH XOAUTH2\r\n" + xoauth2(user, token)},
		{"unknown", "AUTH " + b64(secret)},
		{"before EHLO", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			k := w.greeted(t)
			if c.lines == "" {
				k.want("AUTH LOGIN "+b64(user), "503 5.5.2")
				c.lines = b64(secret)
			} else {
				k.want("EHLO printer", "250")
			}
			lines := strings.Split(c.lines, "\r\n")
			for i, l := range lines {
				want := "500 5.3.3 Unrecognized command"
				if i == 0 && strings.HasPrefix(strings.ToUpper(l), "AUTH ") {
					want = "538 5.7.11"
				}
				k.want(l, want)
			}
			k.want("MAIL FROM:<hana@contoso.com>", "5")
			k.want("QUIT", "221")
			k.rest()
			if n := w.desk.attempts(); n != 0 {
				t.Errorf("%d credentials were checked", n)
			}
			heard := w.text() + w.log.String()
			for _, s := range []string{secret, token, b64(secret), b64(user), xoauth2(user, token), plain} {
				if strings.Contains(heard, s) {
					t.Errorf("%q was kept:\n%s", s, heard)
				}
			}
		})
	}
}

// The credentials of a sign-in that is allowed are not kept either.
func TestRecordHidesCredentialsAndContent(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := w.signedIn(t)
	c.transaction()
	c.want("DATA", "354")
	c.want(letterText+".", "250")
	c.want(b64(secret), "500")
	c.want("QUIT", "221")
	c.rest()
	kept := w.text()
	for _, s := range []string{b64(secret), secret, loginArg, "Hello\r\n", "Subject"} {
		if strings.Contains(kept, s) {
			t.Errorf("%q was kept", s)
		}
	}
	for _, s := range []string{
		"S 220 smtp.contoso.com", "C EHLO printer.contoso.com", "C AUTH LOGIN (24 bytes of a credential)", "C (24 bytes of a credential)",
		"S 235 2.7.0", " (TLS 1.3, TLS_", "C MAIL FROM:<hana@contoso.com>", fmt.Sprintf("(%d bytes of a message)", len(letterText)+3), "S 250 2.0.0 OK <", "end: quit",
	} {
		if !strings.Contains(kept, s) {
			t.Errorf("%q was not kept in\n%s", s, kept)
		}
	}
	for _, r := range w.records {
		if r.User != user || r.Method != "LOGIN" || r.Hello != "printer.contoso.com" || len(r.Messages) != 1 || r.Ended.IsZero() {
			t.Errorf("%+v", r)
		}
	}
}

// S-81: what clients do wrong while they sign in.
func TestS81BrokenAuth(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("QUJD", 1<<18) // 1 MiB
	for _, c := range []struct{ name, lines, want string }{
		{"cancel at the user", "AUTH LOGIN\n*", "501 5.7.0"},
		{"cancel at the password", "AUTH LOGIN " + loginArg + "\n*", "501 5.7.0"},
		{"cancel XOAUTH2", "AUTH XOAUTH2\n*", "501 5.7.0"},
		{"bad base64", "AUTH LOGIN\n!!!", "501 5.5.2"},
		{"base64 with bits left over", "AUTH LOGIN\nQR==", "501 5.5.2"},
		{"bad base64 at once", "AUTH LOGIN !!!", "501 5.5.2"},
		{"bad base64 of a token", "AUTH XOAUTH2 x", "501 5.5.2"},
		{"1 MB", "AUTH LOGIN\n" + big, "501 5.5.6"},
		{"1 MB at once", "AUTH LOGIN " + big, "501 5.5.6"},
		{"empty", "AUTH LOGIN =\n=", "535 5.7.3"},
		{"no mechanism", "AUTH", "504 5.7.4"},
		{"PLAIN", "AUTH PLAIN " + b64("\x00"+user+"\x00"+secret), "504 5.7.4 Unrecognized authentication type"},
		{"NTLM", "AUTH NTLM", "504 5.7.4"},
		{"NUL in the user", "AUTH LOGIN " + b64("hana\x00@contoso.com") + "\n" + b64(secret), "535 5.7.3"},
		{"long user", "AUTH LOGIN " + b64(strings.Repeat("x", 300)) + "\n" + b64(secret), "535 5.7.3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			k := w.secured(t)
			lines := strings.Split(c.lines, "\n")
			for i, l := range lines {
				want := "334"
				if i == len(lines)-1 {
					want = c.want
				}
				k.want(l, want)
			}
			k.want("NOOP", "250")
			k.want("MAIL FROM:<hana@contoso.com>", "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM")
			k.want("AUTH LOGIN "+loginArg, "334")
			k.want(b64(secret), "235")
			k.want("AUTH LOGIN", "503 5.5.1")
			k.transaction()
			k.want("AUTH LOGIN", "503 5.5.1")
			k.want("EHLO again", "250")
			k.want("DATA", "503 5.5.2 Need mail command")
		})
	}
}

// S-81: the third failure ends the connection, each after a delay.
func TestS81DroppedAfterThreeFailures(t *testing.T) {
	t.Parallel()
	delays := make(chan time.Duration, 10)
	w := start(t, func(s *Server) { s.Sleep = func(_ context.Context, d time.Duration) { delays <- d } })
	c := w.secured(t)
	for i := range 3 {
		c.want("AUTH LOGIN "+loginArg, "334")
		c.want(b64("wrong"), "535 5.7.3 Authentication unsuccessful")
		if d := <-delays; d != time.Second {
			t.Errorf("failure %d was answered after %v", i, d)
		}
	}
	if rest := c.rest(); !strings.HasPrefix(rest, "421 4.7.0 Too many errors") {
		t.Errorf("after three failures: %q", rest)
	}
	if n := w.desk.attempts(); n != 3 {
		t.Errorf("%d attempts", n)
	}
}

// S-80, as far as the protocol goes: the client of a token that is not taken hears the challenge and then the
// refusal; what cannot be a token is not even checked.
func TestS80XOAuth2Challenge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, response string
		checked        int
	}{
		{"wrong token", xoauth2(user, "eyJ.other"), 1},
		{"other user", xoauth2("olivia@contoso.com", token), 1},
		{"control bytes", xoauth2(user, "a\x02b"), 0},
		{"line end in the user", xoauth2("a\r\nb", token), 0},
		{"another field", b64("user=" + user + "\x01auth=Bearer " + token + "\x01host=x\x01\x01"), 0},
		{"no end", b64("user=" + user + "\x01auth=Bearer " + token), 0},
		{"no bearer", b64("user=" + user + "\x01auth=" + token + "\x01\x01"), 0},
		{"empty", "=", 0},
		{"100 KB", b64("user=" + user + "\x01auth=Bearer " + strings.Repeat("x", 100<<10) + "\x01\x01"), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			k := w.secured(t)
			for range 2 {
				got := k.want("AUTH XOAUTH2 "+c.response, "334 ")
				b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(got[4:]))
				if err != nil || !strings.HasPrefix(string(b), `{"status":"401"`) {
					t.Fatalf("challenge %q, %v", b, err)
				}
				k.send("\r\n")
				k.want("", "535 5.7.3 Authentication unsuccessful")
			}
			if n := w.desk.attempts(); n != 2*c.checked {
				t.Errorf("%d credentials were checked", n)
			}
			if kept := w.text() + w.log.String(); strings.Contains(kept, token) || strings.Contains(kept, c.response) && len(c.response) > 1 {
				t.Error("the token was kept")
			}
		})
	}
}

// What the desk says of an account reaches the client in its words; a fault of ours is no fault of the password's.
func TestSignInRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{reply("AuthDisabledTenant"), "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."},
		{reply("AuthDisabledMailbox"), "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."},
		{reply("BasicRetired"), "550 5.7.30 Basic authentication is not supported for Client Submission."},
		{reply("ConcurrentLimit"), "432 4.3.2 Concurrent connections limit exceeded."},
		{reply("AuthThrottled"), "421 4.7.0"},
		{errors.New("database is locked"), "454 4.7.0 Temporary authentication failure"},
	} {
		t.Run(c.want[:9], func(t *testing.T) {
			t.Parallel()
			w := start(t)
			w.desk.refuse["SignIn"] = c.err
			k := w.secured(t)
			k.want("AUTH LOGIN "+loginArg, "334")
			got := k.want(b64(secret), c.want)
			if strings.Contains(got, "database") {
				t.Errorf("the client heard %q", got)
			}
			if got[:3] == "421" {
				if rest := k.rest(); rest != "" {
					t.Errorf("after 421: %q", rest)
				}
			}
		})
	}
}
