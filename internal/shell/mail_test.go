package shell_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/exosh/internal/shell"
	"example.org/exosh/object"
)

// mailer opens a shell whose mail goes to the demo's organisation.
func mailer(t *testing.T) *session {
	t.Helper()
	return open(t, func(o *shell.Options) {
		o.Mail = shell.Mail{Server: demo.srv.Realms()[0].SMTP, Login: func(from string) (*object.Credential, bool) {
			for _, a := range demo.srv.Accounts() {
				if a.UPN == from {
					return &object.Credential{UserName: a.UPN, Password: &object.SecureString{Plain: a.Password}}, true
				}
			}
			return nil, false
		}}
	})
}

// arrived waits for the message with a subject and returns it as it was sent.
func arrived(t *testing.T, subject string) string {
	t.Helper()
	lab := demo.srv.Realms()[0].LabURI
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: demo.srv.RootCAs()}}}
	get := func(path string) string {
		res, err := client.Get(lab + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v\n%s", path, res.Status, err, b)
		}
		return string(b)
	}
	_, id, _ := strings.Cut(get("/api/wait?timeout=10s&subject="+url.QueryEscape(subject)), `"id": "`)
	id, _, _ = strings.Cut(id, `"`)
	return get("/api/messages/" + id + "/raw")
}

func TestSendMailMessage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"one.csv": "a,b\r\n", "two ünd.txt": "zwei"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const from = "-From olivia@contoso.com -WarningAction Ignore "
	for _, c := range []struct {
		subject, text string
		has, lacks    []string
	}{
		{"m-plain", "Send-MailMessage " + from + "-To navin@contoso.com -Subject m-plain -Body 'Lunch?'",
			[]string{"From: <olivia@contoso.com>", "To: <navin@contoso.com>", "Content-Type: text/plain; charset=utf-8", "Lunch?", "Date: "}, nil},
		{"m-places", "Send-MailMessage navin@contoso.com m-places 'by place' " + from, []string{"by place"}, nil},
		{"m-html", "Send-MailMessage " + from + "-To 'Navin <navin@contoso.com>', amara@contoso.com -Cc jonas@contoso.com -Bcc priya@contoso.com -ReplyTo hana@contoso.com -sub m-html -BAH -Body '<b>Grüße</b>' -Priority High -DNO OnFailure",
			[]string{`To: "Navin" <navin@contoso.com>, <amara@contoso.com>`, "Cc: <jonas@contoso.com>", "Reply-To: <hana@contoso.com>", "Content-Type: text/html", "Gr=C3=BC=C3=9Fe", "X-Priority: 1"}, []string{"priya"}},
		{"m-files", "Get-ChildItem '" + dir + "' | Send-MailMessage " + from + "-To navin@contoso.com -Subject m-files -Body x",
			[]string{"multipart/mixed", `filename=one.csv`, "filename*=utf-8''two%20%C3%BCnd.txt", "YSxiDQo=", "endlaQ=="}, nil},
		{"m-ascii?", "Send-MailMessage " + from + "-To navin@contoso.com -Subject 'm-asciiü' -Body 'Grüße' -Encoding ascii", []string{"Gr??e"}, nil},
		{"m-object", "Send-MailMessage " + from + "-To navin@contoso.com -Subject m-object -Body 'Grüße' -Encoding ([System.Text.Encoding]::UTF8)", []string{"Gr=C3=BC=C3=9Fe"}, nil},
		{"m-ümlaut", "Send-MailMessage " + from + "-To navin@contoso.com -Subject 'm-ümlaut' -Body 'Grüße' -Encoding UTF8", []string{"Subject: =?utf-8?"}, nil},
	} {
		t.Run(c.subject, func(t *testing.T) { // one after the other: a mailbox may send over three connections
			s := mailer(t)
			s.run(c.text)
			raw := arrived(t, c.subject)
			for _, want := range c.has {
				if !strings.Contains(raw, want) {
					t.Errorf("the message lacks %q:\n%s", want, raw)
				}
			}
			for _, never := range c.lacks {
				if strings.Contains(raw, never) {
					t.Errorf("the message has %q:\n%s", never, raw)
				}
			}
		})
	}
}

// Errors have PowerShell's ids, and say what to do.
func TestSendMailMessageRefuses(t *testing.T) {
	t.Parallel()
	const to = "Send-MailMessage -From olivia@contoso.com -To navin@contoso.com -Subject x -Body y "
	for _, c := range []struct{ name, text, id, says string }{
		{"a sender that is not the account's", "Send-MailMessage -From hana@contoso.com -To navin@contoso.com -Subject x -Body y -Credential $olivia", "SmtpException", "Add-RecipientPermission"},
		{"a wrong password", to + "-Credential $wrong", "SmtpException", "535 5.7.3"},
		{"no second factor", "Send-MailMessage -From navin@contoso.com -To olivia@contoso.com -Subject x -Body y", "SmtpException", "app password"},
		{"nobody signs in", "Send-MailMessage -From else@contoso.com -To navin@contoso.com -Subject x -Body y", "SmtpException", "530 5.7.57"},
		{"a password in clear text", to + "-Credential $olivia -SmtpServer 127.0.0.1 -Port 1 -UseSsl:$false", "SmtpException", "port is closed"},
		{"no address", "Send-MailMessage -From olivia@contoso.com -To nonsense -Subject x -Body y", "FormatException", "is not an e-mail address"},
		{"two senders", "Send-MailMessage -From 'a@b.example, c@d.example' -To navin@contoso.com -Subject x", "FormatException", "one address"},
		{"no recipient", "Send-MailMessage -From olivia@contoso.com -Subject x", "InvalidOperationException", "-To, -Cc or -Bcc"},
		{"a line in the subject (S-77)", "Send-MailMessage -From olivia@contoso.com -To navin@contoso.com -Subject \"x`r`nBcc: evil@example.com\"", "InvalidSubject", "end of a line"},
		{"no file", to + "-Attachments nothing.bin", "PathNotFound", "nothing.bin"},
		{"another encoding", to + "-Encoding Unicode", "NotSupported", "UTF-8"},
		{"no such notification", to + "-DeliveryNotificationOption Often", "CannotConvertArgumentNoMessage", "OnSuccess"},
		{"a port that is none", to + "-Port 70000", "InvalidPort", "1 to 65535"},
		{"no server", "$PSEmailServer = ''; " + to, "NoSmtpServer", "smtp.office365.com"},
		{"a server that is none", to + "-SmtpServer 'a b'", "InvalidSmtpServer", "not the name of a server"},
		{"no credential", to + "-Credential 5", "InvalidCredential", "Get-Credential"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mailer(t)
			s.run("$olivia = New-Object PSCredential 'olivia@contoso.com', (ConvertTo-SecureString 'Amber-Compass-71' -AsPlainText -Force)\n" +
				"$wrong = New-Object PSCredential 'olivia@contoso.com', (ConvertTo-SecureString 'no' -AsPlainText -Force)")
			_, errs, _ := s.try(c.text + " -WarningAction Ignore -ErrorAction Continue")
			out, _, _ := s.try("$Error[0].FullyQualifiedErrorId")
			if !strings.Contains(errs, c.says) || !strings.HasPrefix(out, c.id+",") {
				t.Errorf("%s\n%s", out, errs)
			}
		})
	}
}

func TestSendMailMessageIsObsolete(t *testing.T) {
	t.Parallel()
	s := mailer(t)
	_, errs, code := s.try("Send-MailMessage -From olivia@contoso.com -To navin@contoso.com -Subject m-obsolete -Body x")
	if code != 0 || !strings.Contains(errs, "WARNING: The command 'Send-MailMessage' is obsolete.") {
		t.Errorf("exit code %d\n%s", code, errs)
	}
	if out := s.run("$PSEmailServer"); strings.TrimSpace(out) != "localhost" {
		t.Errorf("$PSEmailServer is %q", out)
	}
}

// A shell of its own knows no mail server, as PowerShell.
func TestNoMailServer(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	if out := s.run("$PSEmailServer; $PSDefaultParameterValues.Count"); strings.TrimSpace(out) != "0" {
		t.Errorf("%q", out)
	}
}
