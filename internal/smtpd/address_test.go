package smtpd

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// S-76: addresses that are not plainly addresses, and lines that are not plainly lines, are refused, with one line
// in the log each, and none reaches anybody.
func TestS76AddressInjection(t *testing.T) {
	t.Parallel()
	local := strings.Repeat("a", 65)
	long := strings.Repeat("a", 60) + "@" + strings.Repeat("b.", 128) + "com" // 321 octets with the brackets
	for _, c := range []struct{ name, line string }{
		{"NUL", "RCPT TO:<olivia\x00@contoso.com>"},
		{"CR", "RCPT TO:<olivia\r@contoso.com>"},
		{"tab", "RCPT TO:<olivia\t@contoso.com>"},
		{"DEL", "RCPT TO:<olivia\x7f@contoso.com>"},
		{"escape", "RCPT TO:<\x1b[2Jolivia@contoso.com>"},
		{"source route", "RCPT TO:<@evil.example:olivia@contoso.com>"},
		{"two routes", "RCPT TO:<@a.example,@b.example:olivia@contoso.com>"},
		{"quoted", `RCPT TO:<"olivia"@contoso.com>`},
		{"quoted with at", `RCPT TO:<"olivia@evil.example"@contoso.com>`},
		{"quoted with a line", `RCPT TO:<"olivia\` + "\x0d" + `"@contoso.com>`},
		{"per cent", "RCPT TO:<olivia%evil.example@contoso.com>"},
		{"UTF-8 without SMTPUTF8", "RCPT TO:<olívia@contoso.com>"},
		{"not UTF-8", "RCPT TO:<ol\xedvia@contoso.com>"},
		{"321 octets", "RCPT TO:<" + long + ">"},
		{"local part of 65", "RCPT TO:<" + local + "@contoso.com>"},
		{"two ats", "RCPT TO:<olivia@contoso.com@evil.example>"},
		{"no at", "RCPT TO:<olivia>"},
		{"no local part", "RCPT TO:<@contoso.com>"},
		{"no domain", "RCPT TO:<olivia@>"},
		{"empty", "RCPT TO:<>"},
		{"nothing", "RCPT TO:"},
		{"no colon", "RCPT TO olivia@contoso.com"},
		{"no end", "RCPT TO:<olivia@contoso.com"},
		{"two addresses", "RCPT TO:<olivia@contoso.com,jonas@contoso.com>"},
		{"behind the bracket", "RCPT TO:<olivia@contoso.com>NOTIFY=NEVER"},
		{"full stops", "RCPT TO:<olivia..x@contoso.com>"},
		{"full stop at the end", "RCPT TO:<olivia@contoso.com.>"},
		{"address literal", "RCPT TO:<olivia@[127.0.0.1]>"},
		{"hyphen", "RCPT TO:<olivia@-contoso.com>"},
		{"domain with a slash", "RCPT TO:<olivia@contoso.com/evil>"},
		{"brackets inside", "RCPT TO:<<olivia@contoso.com>>"},
		{"comment", "RCPT TO:<olivia(x)@contoso.com>"},
		{"ORCPT with line ends", "RCPT TO:<olivia@contoso.com> ORCPT=rfc822;a+0D+0Ab"},
		{"ORCPT utf-8 with line ends", `RCPT TO:<olivia@contoso.com> ORCPT=utf-8;a\x{0D}\x{0A}b`},
		{"ORCPT with NUL", "RCPT TO:<olivia@contoso.com> ORCPT=rfc822;a+00"},
		{"unknown option", "RCPT TO:<olivia@contoso.com> EVIL=1"},
		{"1,001 octets", "RCPT TO:<olivia@contoso.com> ORCPT=rfc822;" + strings.Repeat("x", 1001-42-2)},
		{"64 KiB", "RCPT TO:<" + strings.Repeat("x", 64<<10) + "@contoso.com>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			k := w.signedIn(t)
			k.want("MAIL FROM:<hana@contoso.com>", "250")
			before := strings.Count(w.log.String(), "\n")
			got := k.want(c.line, "50")
			if !strings.HasPrefix(got, "501 ") && !strings.HasPrefix(got, "500 5.5.4") {
				t.Errorf("answered %q", got)
			}
			k.want("DATA", "503 5.5.2 Need rcpt command")
			if n := strings.Count(w.log.String(), "\n") - before; n != 2 {
				t.Errorf("%d lines of log for two refusals", n)
			}
			if logged := w.log.String(); strings.ContainsAny(strings.ReplaceAll(logged, "\n", ""), "\x00\x1b\r") || strings.Contains(logged, "evil") {
				t.Errorf("log: %q", logged)
			}
		})
	}
}

// S-76: the same for senders.
func TestS76SenderInjection(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, line := range []string{
		"MAIL FROM:<@evil.example:hana@contoso.com>", `MAIL FROM:<"hana"@contoso.com>`, "MAIL FROM:<hana%x@contoso.com>", "MAIL FROM:<hana>",
		"MAIL FROM:<háná@contoso.com>", "MAIL FROM:<hana@contoso.com> SIZE=-1", "MAIL FROM:<hana@contoso.com> SIZE=1;DROP", "MAIL FROM:<hana@contoso.com> SIZE=0x10",
		"MAIL FROM:<hana@contoso.com> SIZE=99999999999999999999", "MAIL FROM:<hana@contoso.com> BODY=9BIT", "MAIL FROM:<hana@contoso.com> ENVID=a+0D+0Ab", "MAIL FROM:<hana@contoso.com> ENVID=a+0",
		"MAIL FROM:<hana@contoso.com> RET=ALL", "MAIL FROM:<hana@contoso.com\x00>", "MAIL FROM:<hana@contoso.com>\x00SIZE=1", "MAIL FROM:", "MAIL TO:<hana@contoso.com>",
		"MAIL FROM:<hana@contoso.com> SIZE=1\x00", "MAIL FROM:<hana@contoso.com> XEVIL",
	} {
		t.Run(fmt.Sprintf("%q", line), func(t *testing.T) {
			t.Parallel()
			c := w.signedIn(t)
			c.want(line, "50")
			c.want("RCPT TO:<olivia@contoso.com>", "503 5.5.2 Need mail command")
		})
	}
}

func TestGoodAddresses(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := w.signedIn(t)
	for _, line := range []string{
		"MAIL FROM:<>", "MAIL FROM:<hana@contoso.com>", "mail from:<hana@contoso.com> size=10", "MAIL FROM: <hana@contoso.com>", "MAIL FROM:hana@contoso.com",
		"MAIL FROM:<o'hara+tag=x@sub.contoso.com>", "MAIL FROM:<hana@contoso.com> AUTH=<>", "MAIL FROM:<háná@contoso.com> SMTPUTF8", "MAIL FROM:<hana@bücher.example> BODY=8BITMIME SMTPUTF8",
	} {
		c.want(line, "250")
		c.want("RSET", "250")
	}
	c.want("MAIL FROM:<hana@contoso.com> SMTPUTF8", "250")
	c.want("RCPT TO:<用户@例え.jp>", "250")
	c.want("RCPT TO:<a\u0085b@contoso.com>", "501")
}

// Lines end by CR LF, nothing else, and the connection goes with what breaks that.
func TestLineEndings(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, line := range []string{"NOOP\n", "NOOP\nNOOP\r\n", "\n", "NOOP\r\r\n"} {
		for name, c := range map[string]*client{"lobby": w.greeted(t), "signed in": w.signedIn(t)} {
			c.send(line)
			_ = c.conn.(interface{ CloseWrite() error }).CloseWrite()
			if got := c.rest(); !strings.HasPrefix(got, "500 5.5.2 Lines must end") && !strings.HasPrefix(got, "501 5.5.2 Invalid characters") && !strings.HasPrefix(got, "500 5.3.3") {
				t.Errorf("%s: %q was answered %q", name, line, got)
			}
		}
	}
}

// A connection with one error after the other ends.
func TestErrorBudget(t *testing.T) {
	t.Parallel()
	w := start(t)
	for name, c := range map[string]*client{"lobby": w.greeted(t), "signed in": w.signedIn(t)} {
		for range w.Limits.Errors {
			c.want("XYZZY", "500 5.3.3 Unrecognized command")
		}
		if got := c.rest(); !strings.HasPrefix(got, "421 4.7.0 Too many errors on this connection") {
			t.Errorf("%s: %q", name, got)
		}
	}
	c := w.signedIn(t)
	c.want("MAIL FROM:<hana@contoso.com>", "250")
	for range w.Limits.Refusals {
		c.want("RCPT TO:<nobody@contoso.com>", "550 5.1.10")
	}
	if got := c.rest(); !strings.HasPrefix(got, "421 4.7.0") {
		t.Errorf("recipients: %q", got)
	}
}

// S-78: nothing is relayed for somebody who did not sign in, in whatever form, from wherever, with or without TLS.
func TestS78OpenRelay(t *testing.T) {
	t.Parallel()
	w := start(t)
	forms := []string{
		"olivia@evil.example", "<olivia@evil.example>", `<"olivia@evil.example">`, "<olivia%evil.example>", "<olivia%evil.example@contoso.com>",
		`<"olivia%evil.example">`, "<olivia%evil.example@[127.0.0.1]>", "<olivia%evil.example@smtp.contoso.com>", `<"olivia@evil.example"@contoso.com>`,
		"<olivia@evil.example@contoso.com>", "<olivia@evil.example@[127.0.0.1]>", "<@contoso.com:olivia@evil.example>", "<@[127.0.0.1]:olivia@evil.example>",
		"<@smtp.contoso.com:olivia@evil.example>", "<evil.example!olivia>", "<evil.example!olivia@contoso.com>", "<evil.example!olivia@[127.0.0.1]>",
		"<contoso.com!evil.example!olivia>", "<olivia@[::1]>", "<olivia@evil.example.>", "<postmaster>", "<olivia@contoso.com>", "<>",
	}
	senders := []string{"<>", "<spammer@evil.example>", "<spammer>", "<hana@contoso.com>", "<spammer@[127.0.0.1]>", "<spammer@smtp.contoso.com>"}
	for _, dial := range map[string]func() *client{"clear": func() *client { return w.greeted(t) }, "TLS": func() *client { return w.secured(t) }} {
		for i, form := range forms {
			c := dial()
			c.want("EHLO relay", "250")
			c.want("MAIL FROM:"+senders[i%len(senders)], "530 5.7.57")
			c.want("RCPT TO:"+form, "503")
			c.want("DATA", "503")
			c.send("BDAT 6 LAST\r\nNOOP\r\n") // content is never taken for commands
			if got := c.rest(); !strings.HasPrefix(got, "530 5.7.57") || strings.Count(got, "\n") != 1 {
				t.Errorf("%s: BDAT was answered %q", form, got)
			}
		}
	}
	if n := len(w.desk.letters()); n != 0 {
		t.Errorf("%d messages were relayed", n)
	}
}

// Senders and recipients of clients that signed in are the desk's to judge, and it hears of every one.
func TestRefusalsOfTheDesk(t *testing.T) {
	t.Parallel()
	w := start(t)
	set := func(method string, err error) {
		w.desk.mu.Lock()
		defer w.desk.mu.Unlock()
		clear(w.desk.refuse)
		w.desk.refuse[method] = err
	}
	c := w.signedIn(t)
	set("Mail", reply("SendAsDenied"))
	c.want("MAIL FROM:<ceo@contoso.com>", "550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n")
	set("Recipient", reply("RecipientLimit"))
	c.want("MAIL FROM:<hana@contoso.com>", "250")
	c.want("RCPT TO:<olivia@contoso.com>", "452 4.5.3 Too many recipients\r\n")
	c.want("DATA", "503 5.5.2 Need rcpt command")
	set("Data", reply("ConcurrentLimit"))
	c.want("RCPT TO:<olivia@contoso.com>", "250")
	c.want("DATA", "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.\r\n")
	c.want("DATA", "503 5.5.2 Need mail command")
	c.transaction()
	c.send(fmt.Sprintf("BDAT %d LAST\r\n%s", len(letterText), letterText))
	c.want("", "432 4.3.2")
	set("Submit", reply("DayLimit"))
	c.transaction()
	c.want("DATA", "354")
	c.want(letterText+".", "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients\r\n")
	set("Data", reply("RateLimit"))
	c.transaction()
	c.want("DATA", "421 4.4.2")
	if got := c.rest(); got != "" {
		t.Errorf("after 421: %q", got)
	}
	if n := len(w.desk.letters()); n != 0 {
		t.Errorf("%d messages were taken", n)
	}
}

// S-76: control characters are refused before sign-in too, in any command.
func TestS76BeforeSignIn(t *testing.T) {
	t.Parallel()
	c := start(t).secured(t)
	for _, l := range []string{"NOOP \x07", "VRFY \x00", "HELP \xff", "MAIL FROM:<a\x1b@contoso.com>", "STARTTLS \x01"} {
		c.want(l, "501 5.5.2 Invalid characters in command")
	}
	c.want("NOOP", "250")
}

// S-76: sizes of chunks are plain numbers, and what cannot be counted ends the connection: nobody knows where the
// next command begins.
func TestS76Chunks(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, l := range []string{"BDAT", "BDAT x", "BDAT -1", "BDAT +5 LAST", "BDAT 0x5 LAST", "BDAT 5 FIRST", "BDAT 5 LAST LAST", "BDAT 5,5", "BDAT 99999999999999999999"} {
		c := w.signedIn(t)
		c.transaction()
		c.send(l + "\r\nNOOP\r\n")
		if got := c.rest(); !strings.HasPrefix(got, "501 5.5.4") || strings.Count(got, "\n") != 1 {
			t.Errorf("%s was answered %q", l, got)
		}
	}
	if n := len(w.desk.letters()); n != 0 {
		t.Errorf("%d messages were taken", n)
	}
}

// A second MAIL changes nothing of the first (RFC 5321, 4.1.4).
func TestMailTwice(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := w.signedIn(t)
	c.transaction()
	c.want("MAIL FROM:<other@contoso.com>", "503 5.5.2 Sender already specified")
	c.want("DATA", "354")
	c.send(letterText)
	c.want(".", "250")
	if l := w.desk.letters(); len(l) != 1 || l[0].envelope.Sender != user || len(l[0].envelope.Recipients) != 1 {
		t.Errorf("%+v", l)
	}
}

// A conversation is kept as far as it is of use, and the rest is counted.
func TestRecordIsBounded(t *testing.T) {
	t.Parallel()
	r := &recorder{server: &Server{Now: time.Now}}
	for range 1000 {
		r.heard(strings.Repeat("x", 5000))
	}
	size := 0
	for _, l := range r.conversation.Lines {
		size += len(l.Text)
	}
	if n := len(r.conversation.Lines); size > maxRecorded+2*maxRecordedLine || r.conversation.Cut != 1000-n {
		t.Errorf("%d lines of %d bytes, %d cut", n, size, r.conversation.Cut)
	}
}

// After 421 at the end of a message nothing more is taken (RFC 5321, 3.8), by DATA and by BDAT.
func TestClosesAfter421(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"DATA": letterText + ".\r\nNOOP\r\n", "BDAT": fmt.Sprintf("BDAT %d LAST\r\n%sNOOP\r\n", len(letterText), letterText)} {
		w := start(t)
		w.desk.refuse["Submit"] = reply("RateLimit")
		c := w.signedIn(t)
		c.transaction()
		if name == "DATA" {
			c.want("DATA", "354")
		}
		c.send(content)
		if got := c.rest(); !strings.HasPrefix(got, "421 4.4.2") || strings.Count(got, "\n") != 1 {
			t.Errorf("%s was answered %q", name, got)
		}
	}
}

// S-76: before sign-in only AUTH has longer lines than other commands.
func TestS76LineBeforeSignIn(t *testing.T) {
	t.Parallel()
	c := start(t).secured(t)
	c.want("NOOP "+strings.Repeat("x", 992), "250")
	c.want("NOOP "+strings.Repeat("x", 994), "501 5.5.2 Line too long")
	c.want("NOOP", "250")
}
