package smtpclient

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
)

func TestSend(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		login *Login
		serve func(*fake)
		wants []string // lines that the server hears, in order
	}{
		{"a password", olivia(), nil, []string{"EHLO localhost", "STARTTLS", "EHLO localhost", "AUTH LOGIN", encode("olivia@contoso.com"), encode("secret-4711"),
			"MAIL FROM:<olivia@contoso.com> SIZE=7 RET=HDRS", "RCPT TO:<navin@contoso.com> NOTIFY=SUCCESS,FAILURE", "DATA", "QUIT"}},
		{"a token", &Login{User: "olivia@contoso.com", Bearer: "token"}, nil, []string{"AUTH XOAUTH2 " + encode("user=olivia@contoso.com\x01auth=Bearer token\x01\x01")}},
		{"PLAIN where there is no LOGIN", olivia(), func(f *fake) {
			f.secure = []string{"AUTH PLAIN"}
			f.answers = map[string]string{"AUTH PLAIN": "235 ok\r\n"}
		}, []string{"AUTH PLAIN " + encode("\x00olivia@contoso.com\x00secret-4711"), "MAIL FROM:<olivia@contoso.com>", "RCPT TO:<navin@contoso.com>"}},
		{"nobody", nil, nil, []string{"EHLO localhost", "MAIL FROM:<olivia@contoso.com>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := exchange()
			if c.serve != nil {
				c.serve(f)
			}
			e := Envelope{From: "olivia@contoso.com", To: []string{"navin@contoso.com"}, Size: 7, Notify: []string{"SUCCESS", "FAILURE"}, Return: "HDRS"}
			out, err := Send(t.Context(), f.start(t), c.login, e, strings.NewReader("a\n.b\n"))
			if err != nil || out.Reply.String() != "250 2.0.0 OK <id@contoso.com> [Hostname=A]" {
				t.Fatalf("%+v, %v", out, err)
			}
			heard := f.heard()
			for _, want := range c.wants {
				_, rest, ok := strings.Cut(heard, want)
				if !ok {
					t.Errorf("%q is not heard in its place in\n%s", want, f.heard())
				}
				heard = rest
			}
			if f.message() != "a\r\n..b\r\n" {
				t.Errorf("message %q", f.message())
			}
		})
	}
}

// S-83: whatever somebody on the way takes out or puts in, nothing goes on in clear text.
func TestNeverInClearText_S83(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		serve func(*fake)
		open  func(*Options)
		id    string
	}{
		{"the offer is removed", func(f *fake) { f.plain = []string{"SIZE"} }, nil, "SmtpNoStartTLS"},
		{"the offer is removed and sign-in offered", func(f *fake) { f.plain = []string{"AUTH LOGIN XOAUTH2"} }, nil, "SmtpNoStartTLS"},
		{"the offer is spoiled", func(f *fake) { f.plain = []string{"XXXXXXXA", "AUTH LOGIN"} }, nil, "SmtpNoStartTLS"},
		{"the command is refused", func(f *fake) { f.answers = map[string]string{"STARTTLS": "454 4.7.0 TLS not available\r\n"} }, nil, "SmtpRefused"},
		{"something is put in behind it", func(f *fake) { f.early = "250-AUTH LOGIN\r\n250 evil\r\n" }, nil, "SmtpEarlyBytes"},
		{"no TLS follows", func(f *fake) { f.answers = map[string]string{"STARTTLS": "220 go\r\n250 no tls here\r\n"} }, nil, "SmtpEarlyBytes"},
		{"an old TLS", func(f *fake) { f.min, f.max = 0x0301, 0x0302 }, nil, "SmtpOldTLS"},
		{"an unknown authority", nil, func(o *Options) { o.Roots = nil }, "SmtpUntrustedCertificate"},
		{"another name", func(f *fake) { f.hosts = []string{"other.example"} }, nil, "SmtpCertificateName"},
		{"an expired certificate", nil, func(o *Options) { o.Now = func() time.Time { return time.Now().AddDate(50, 0, 0) } }, "SmtpInvalidCertificate"},
		{"offered, and nobody offers it", func(f *fake) { f.plain = []string{"AUTH LOGIN"} }, func(o *Options) { o.Security = Offered }, "SmtpClearText"},
		{"offered, and a wrong certificate", nil, func(o *Options) { o.Security, o.Roots = Offered, nil }, "SmtpUntrustedCertificate"},
		{"implicit at a clear port", nil, func(o *Options) { o.Security = Implicit }, "SmtpNotTLS"},
		{"clear at an implicit port", func(f *fake) { f.implicit = true }, func(o *Options) { o.Timeout = 200 * time.Millisecond }, "SmtpTimeout"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := exchange()
			if c.serve != nil {
				c.serve(f)
			}
			o := f.start(t)
			if c.open != nil {
				c.open(&o)
			}
			_, err := Send(t.Context(), o, olivia(), Envelope{From: "olivia@contoso.com", To: []string{"navin@contoso.com"}}, strings.NewReader("x"))
			var e *command.Error
			if !errors.As(Explain(err, o), &e) || e.ID != c.id || e.Advice == "" {
				t.Errorf("%v, explained as %+v; want %s", err, e, c.id)
			}
			for _, secret := range []string{"AUTH", encode("olivia@contoso.com"), encode("secret-4711"), "MAIL"} {
				if strings.Contains(f.heard(), secret) {
					t.Errorf("the server heard %q:\n%s", secret, f.heard())
				}
			}
		})
	}
}

func TestRefusalsAreExplained(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ at, answer, message, advice string }{
		{encode("secret-4711"), "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.\r\n", "The server refused the sign-in: 535 5.7.139", "Set-CASMailbox"},
		{"MAIL", "550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n", "The server refused the sender <olivia@contoso.com>: 550 5.7.60", "SendAs"},
		{"RCPT", "550-5.1.10 first\r\n550 5.1.10 second\r\n", "The server refused the recipient <navin@contoso.com>: 550 5.1.10 first second", "Check the address"},
		{"MAIL", "552 5.3.4 Message size exceeds fixed maximum message size\r\n", "The server refused the message: 552 5.3.4 Message size exceeds fixed maximum message size.", "smaller attachments"},
		{"DATA", "452 4.3.1 Insufficient system resources\r\n", "The server refused the message: 452 4.3.1", "again later"},
		{"(end)", "554 5.6.0 Invalid message content\r\n", "The server refused the message: 554 5.6.0", ""},
		{"EHLO", "", "closed the connection", "Try again"},
		{"EHLO", "hello\r\n", "is not SMTP", "587"},
		{"EHLO", "250-x\r\n" + strings.Repeat("250-x\r\n", 200), "is not SMTP", ""},
		{"EHLO", "250 " + strings.Repeat("x", 5000) + "\r\n", "is not SMTP", ""},
		{"EHLO", "250-a\r\n550 b\r\n", "is not SMTP", ""},
	} {
		t.Run(c.at+" "+c.answer[:min(len(c.answer), 9)], func(t *testing.T) {
			t.Parallel()
			f := exchange()
			f.answers = map[string]string{c.at: c.answer}
			o := f.start(t)
			_, err := Send(t.Context(), o, olivia(), Envelope{From: "olivia@contoso.com", To: []string{"navin@contoso.com"}}, strings.NewReader("x"))
			var e *command.Error
			if !errors.As(Explain(err, o), &e) || !strings.Contains(e.Message, c.message) || !strings.Contains(e.Advice, c.advice) {
				t.Errorf("%v, explained as %+v", err, e)
			}
		})
	}
}

func TestTokenRefused(t *testing.T) {
	t.Parallel()
	f := exchange()
	f.answers = map[string]string{"AUTH XOAUTH2": "334 " + encode(`{"status":"401","schemes":"bearer"}`) + "\r\n", "": "535 5.7.3 Authentication unsuccessful\r\n",
		"EHLO": ehlo(append(f.secure, "STARTTLS")), "STARTTLS": "220 go\r\n"}
	_, err := Send(t.Context(), f.start(t), &Login{User: "olivia@contoso.com", Bearer: "x"}, Envelope{}, nil)
	var e *ChallengeError
	if !errors.As(err, &e) || e.Status != "401" || e.Code != 535 {
		t.Errorf("%v", err)
	}
}

// One refused recipient does not stop the others; if all are refused there is no message.
func TestSomeRecipientsRefused(t *testing.T) {
	t.Parallel()
	f := exchange()
	f.answers = map[string]string{"RCPT TO:<nobody": "550 5.1.10 no\r\n"}
	o := f.start(t)
	out, err := Send(t.Context(), o, olivia(), Envelope{From: "olivia@contoso.com", To: []string{"nobody@contoso.com", "navin@contoso.com"}}, strings.NewReader("x"))
	if err != nil || len(out.Refused) != 1 || !strings.Contains(out.Refused[0].Command, "nobody") || f.message() == "" {
		t.Errorf("%+v, %v", out, err)
	}
	if _, err = Send(t.Context(), o, olivia(), Envelope{From: "olivia@contoso.com", To: []string{"nobody@contoso.com"}}, strings.NewReader("x")); err == nil {
		t.Error("nobody got it, and there is no error")
	}
}

func TestLinesCannotBeInjected(t *testing.T) {
	t.Parallel()
	f := exchange()
	o := f.start(t)
	for _, bad := range []string{"a@b.example>\r\nRCPT TO:<c@d.example", "a b@c.example", "x\x00@y.example"} {
		for _, e := range []Envelope{{From: bad, To: []string{"navin@contoso.com"}}, {From: "olivia@contoso.com", To: []string{bad}}} {
			if _, err := Send(t.Context(), o, nil, e, strings.NewReader("x")); !errors.Is(err, ErrProtocol) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	}
	if strings.Contains(f.heard(), "c@d.example") {
		t.Error(f.heard())
	}
}

func TestLimitsOfTheServer(t *testing.T) {
	t.Parallel()
	f := exchange()
	o := f.start(t)
	if _, err := Send(t.Context(), o, nil, Envelope{From: "a@b.example", To: []string{"c@d.example"}, Size: 157286401}, strings.NewReader("x")); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v", err)
	}
	if _, err := Send(t.Context(), o, nil, Envelope{From: "ä@b.example", To: []string{"c@d.example"}, Wide: true}, strings.NewReader("x")); err != nil || !strings.Contains(f.heard(), "MAIL FROM:<ä@b.example> BODY=8BITMIME SMTPUTF8") {
		t.Errorf("%v\n%s", err, f.heard())
	}
}

// Ctrl-C ends a wait at once, and the error says so.
func TestCancel(t *testing.T) {
	t.Parallel()
	f := exchange()
	wait := make(chan struct{})
	defer close(wait)
	ctx, cancel := context.WithCancel(t.Context())
	o := f.start(t)
	o.Timeout = time.Minute
	o.Trace = func(l Line) {
		if strings.HasPrefix(l.Text, "220 mail") {
			cancel()
		}
	}
	if _, err := Send(ctx, o, nil, Envelope{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestSecretsAreNotTraced(t *testing.T) {
	t.Parallel()
	f := exchange()
	o := f.start(t)
	var seen strings.Builder
	o.Trace = func(l Line) { seen.WriteString(l.Text + "\n") }
	for _, l := range []*Login{olivia(), {User: "olivia@contoso.com", Bearer: "token-0815"}} {
		if _, err := Send(t.Context(), o, l, Envelope{From: "olivia@contoso.com", To: []string{"navin@contoso.com"}}, strings.NewReader("private words")); err != nil {
			t.Fatal(err)
		}
	}
	for _, secret := range []string{encode("secret-4711"), encode("user=olivia@contoso.com\x01auth=Bearer token-0815\x01\x01"), "private"} {
		if strings.Contains(seen.String(), secret) {
			t.Errorf("%q is shown in\n%s", secret, seen.String())
		}
	}
}
