package smtpd

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestGreetingAndExtensions(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := w.dial(t)
	if got := c.want("", "220 smtp.contoso.com "); !strings.Contains(got, "ESMTP MAIL Service ready at ") {
		t.Errorf("greeting %q", got)
	}
	got := c.want("EHLO printer", "250-smtp.contoso.com Hello [127.0.0.1]\r\n")
	before := "SIZE 157286400,PIPELINING,DSN,ENHANCEDSTATUSCODES,STARTTLS,8BITMIME,BINARYMIME,CHUNKING,SMTPUTF8"
	if list := extensions(got); list != before {
		t.Errorf("before TLS: %s\nwant %s", list, before)
	}
	c.want("STARTTLS", "220 2.0.0 SMTP server ready")
	c.handshake()
	c.want("MAIL FROM:<a@contoso.com>", "503 5.5.2 Send hello first")
	got = c.want("EHLO printer", "250-")
	after := strings.Replace(before, "STARTTLS", "AUTH LOGIN XOAUTH2", 1)
	if list := extensions(got); list != after {
		t.Errorf("after TLS: %s\nwant %s", list, after)
	}
	c.want("QUIT", "221 2.0.0 Service closing transmission channel")
	if rest := c.rest(); rest != "" {
		t.Errorf("after QUIT: %q", rest)
	}
}

func extensions(reply string) string {
	var list []string
	for l := range strings.SplitSeq(strings.TrimSpace(reply), "\r\n") {
		list = append(list, l[4:])
	}
	return strings.Join(list[1:], ",")
}

func TestSendByLogin(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := w.signedIn(t)
	for range 2 {
		c.transaction()
		c.want("DATA", "354 Start mail input; end with <CRLF>.<CRLF>")
		c.send(strings.Replace(letterText, "Hello", "..Hello", 1))
		c.want(".", "250 2.0.0 OK <")
	}
	c.want("QUIT", "221")
	list := w.desk.letters()
	if len(list) != 2 {
		t.Fatalf("%d messages arrived", len(list))
	}
	for _, l := range list {
		if want := strings.Replace(letterText, "Hello", ".Hello", 1); l.content != want {
			t.Errorf("content %q, want %q", l.content, want)
		}
		if l.envelope.Sender != user || len(l.envelope.Recipients) != 1 || l.envelope.Recipients[0].Address != "olivia@contoso.com" || l.hello != "printer.contoso.com" {
			t.Errorf("envelope %+v, hello %q", l.envelope, l.hello)
		}
	}
}

func TestSendByXOAuth2AndBDAT(t *testing.T) {
	t.Parallel()
	w := start(t)
	for name, initial := range map[string]bool{"initial": true, "asked": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := w.secured(t)
			response := base64.StdEncoding.EncodeToString([]byte("user=" + user + "\x01auth=Bearer " + token + "\x01\x01"))
			if initial {
				c.want("AUTH XOAUTH2 "+response, "235")
			} else {
				c.want("AUTH XOAUTH2", "334 \r\n")
				c.want(response, "235")
			}
			c.want("MAIL FROM:<"+user+"> SIZE=70 BODY=8BITMIME RET=HDRS ENVID=x+3D1", "250")
			c.want("RCPT TO:<olivia@contoso.com> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;o+2Bx@contoso.com", "250")
			c.send("BDAT 30\r\n" + letterText[:30])
			c.want("", "250")
			c.send("BDAT 0\r\nBDAT 42 LAST\r\n" + (letterText + "xxxxxxxxxxxxx")[30:72])
			c.want("", "250")
			c.want("", "250 2.0.0 OK <")
		})
	}
	t.Cleanup(func() {
		list := w.desk.letters()
		if len(list) != 2 {
			t.Fatalf("%d messages arrived", len(list))
		}
		for _, l := range list {
			e, r := l.envelope, l.envelope.Recipients[0]
			if e.ID != "x=1" || e.Return != "HDRS" || e.Body != "8BITMIME" || strings.Join(r.Notify, ",") != "SUCCESS,FAILURE" || r.Original != "RFC822;o+x@contoso.com" {
				t.Errorf("envelope %+v", e)
			}
			if len(l.content) != 72 || !strings.HasPrefix(l.content, letterText) {
				t.Errorf("content %q", l.content)
			}
		}
	})
}

func TestPipelining(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := w.signedIn(t)
	c.send("MAIL FROM:<hana@contoso.com>\r\nRCPT TO:<nobody@contoso.com>\r\nRCPT TO:<olivia@contoso.com>\r\nDATA\r\n")
	for _, want := range []string{"250 2.1.0", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient nobody@contoso.com not found", "250 2.1.5", "354"} {
		c.want("", want)
	}
	c.send(letterText + ".\r\nRSET\r\nMAIL FROM:<>\r\nQUIT\r\n")
	for _, want := range []string{"250 2.0.0 OK", "250 2.0.0 Resetting", "250 2.1.0", "221"} {
		c.want("", want)
	}
	if n := len(w.desk.letters()); n != 1 {
		t.Errorf("%d messages arrived", n)
	}
}

func TestWithImplicitTLS(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := dial(t, w.listen(t, w.ServeTLS))
	c.handshake()
	c.want("", "220")
	if got := c.want("EHLO printer", "250"); !strings.Contains(got, "AUTH LOGIN XOAUTH2") || strings.Contains(got, "STARTTLS") {
		t.Errorf("extensions %s", extensions(got))
	}
	c.want("STARTTLS", "503")
}
