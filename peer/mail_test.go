package peer

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/exosh/internal/oidc"
	"example.org/exosh/internal/ready"
	"example.org/exosh/internal/server"
)

// A post is an organisation on loopback that takes mail.
type post struct {
	ready  *ready.File
	client *http.Client
	host   string
	port   string
	node   string // directory with nodemailer, "" until it is installed
}

// Who sends and who receives: an ordinary user, and the help desk.
const (
	mailUser = "olivia@contoso.com"
	mailTo   = "hana@contoso.com"
)

func startPost(t *testing.T) *post {
	t.Helper()
	s, err := server.Start(t.Context(), server.Options{Ephemeral: true, Listen: "127.0.0.1:0", Seed: "contoso", Lab: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	p := &post{ready: s.Ready()}
	if p.client, err = server.ClientFor(p.ready.CAFile); err != nil {
		t.Fatal(err)
	}
	if p.host, p.port, err = net.SplitHostPort(p.ready.SMTP); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *post) password(t *testing.T) string {
	t.Helper()
	for _, a := range p.ready.Accounts {
		if a.UPN == mailUser {
			return a.Password
		}
	}
	t.Fatalf("the ready file has no %s", mailUser)
	return ""
}

// token signs in as a mail program would that has a password and no browser.
func (p *post) token(t *testing.T) string {
	t.Helper()
	r, err := p.client.PostForm(p.ready.AuthorityURI+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"password"}, "client_id": {oidc.ClientMail}, "username": {mailUser}, "password": {p.password(t)},
		"scope": {"https://outlook.office.com/SMTP.Send"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var got oidc.TokenResponse
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil || got.AccessToken == "" {
		t.Fatalf("token: %s, %v", r.Status, err)
	}
	return got.AccessToken
}

// An arrival is what the lab's interface tells of a message.
type arrival struct {
	ID      string `json:"id"`
	From    string `json:"from"`
	Subject string `json:"subject"`
	Text    *struct {
		Content string `json:"content"`
	} `json:"text"`
	Deliveries []struct {
		Mailbox string `json:"mailbox"`
		Folder  string `json:"folder"`
	} `json:"deliveries"`
	Conversation *struct {
		User   string `json:"user"`
		Method string `json:"method"`
		TLS    string `json:"tls"`
	} `json:"conversation"`
}

// arrived waits until the recipient has a message.
func (p *post) arrived(t *testing.T, subject string) arrival {
	t.Helper()
	r, err := p.client.Get(p.ready.LabURI + "/api/wait?" + url.Values{"to": {mailTo}, "subject": {subject}, "timeout": {"20s"}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%q did not arrive: %s %s, %v", subject, r.Status, body, err)
	}
	var a arrival
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// A mailer is a stock client that sends one message by LOGIN, or by XOAUTH2 where a token is given.
type mailer struct {
	name    string
	needs   []string // a program with the arguments that show it is there
	xoauth2 bool
	command func(t *testing.T, p *post, token, subject string) *exec.Cmd
}

const mailText = "Sent by a stock client. Grüße."

// Issue 4, 4.1: stock clients, unchanged, send with the settings that everybody uses.
func TestStockMailClients(t *testing.T) {
	t.Parallel()
	p := startPost(t)
	for _, m := range []mailer{
		{"swaks", []string{"swaks", "--version"}, false, swaks},
		{"curl", []string{"curl", "--version"}, true, curl},
		{"python smtplib", []string{python, "--version"}, true, smtplib},
		{"msmtp", []string{"msmtp", "--version"}, true, msmtp},
		{"nodemailer", []string{"npm", "--version"}, true, nodemailer},
	} {
		t.Run(m.name, func(t *testing.T) {
			need(t, m.needs[0], m.needs[1:]...)
			if m.name == "nodemailer" {
				p.node = installed(t)
			}
			t.Run("LOGIN", func(t *testing.T) { p.try(t, m, "") })
			if m.xoauth2 {
				t.Run("XOAUTH2", func(t *testing.T) { p.try(t, m, p.token(t)) })
			}
		})
	}
}

func (p *post) try(t *testing.T, m mailer, token string) {
	method := "LOGIN"
	if token != "" {
		method = "XOAUTH2"
	}
	subject := m.name + " by " + method
	cmd := m.command(t, p, token, subject)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	a := p.arrived(t, subject)
	if a.From != mailUser || a.Subject != subject || a.Text == nil || !strings.Contains(a.Text.Content, mailText) {
		t.Errorf("arrived as %+v", a)
	}
	folders := map[string]string{}
	for _, d := range a.Deliveries {
		folders[d.Mailbox] = d.Folder
	}
	if folders[mailTo] != "Inbox" || folders[mailUser] != "Sent Items" {
		t.Errorf("it lies in %v", folders)
	}
	if c := a.Conversation; c == nil || c.Method != method || c.User != mailUser || !strings.HasPrefix(c.TLS, "TLS 1.") {
		t.Errorf("conversation %+v", c)
	}
}

func swaks(t *testing.T, p *post, _, subject string) *exec.Cmd {
	return exec.CommandContext(soon(t), "swaks", "--server", p.host, "--port", p.port, "--tls", "--tls-ca-path", p.ready.CAFile,
		"--auth", "LOGIN", "--auth-user", mailUser, "--auth-password", p.password(t), "--from", mailUser, "--to", mailTo,
		"--header", "Subject: "+subject, "--header", "Content-Type: text/plain; charset=utf-8", "--header", "MIME-Version: 1.0", "--body", mailText)
}

// letter writes a whole message to a file.
func letter(t *testing.T, subject string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "letter.eml")
	text := "From: " + mailUser + "\nTo: " + mailTo + "\nSubject: " + subject +
		"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + mailText + "\n.\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func curl(t *testing.T, p *post, token, subject string) *exec.Cmd {
	args := []string{"--silent", "--show-error", "--url", "smtp://" + p.ready.SMTP, "--ssl-reqd", "--cacert", p.ready.CAFile, "--crlf",
		"--mail-from", mailUser, "--mail-rcpt", mailTo, "--upload-file", letter(t, subject)}
	if token != "" {
		args = append(args, "--user", mailUser, "--oauth2-bearer", token, "--login-options", "AUTH=XOAUTH2")
	} else {
		args = append(args, "--user", mailUser+":"+p.password(t), "--login-options", "AUTH=LOGIN")
	}
	return exec.CommandContext(soon(t), "curl", args...)
}

// variables are how the scripts are told what to do.
func (p *post) variables(t *testing.T, token, subject string) []string {
	v := append(os.Environ(), "MAIL_HOST="+p.host, "MAIL_PORT="+p.port, "MAIL_CA="+p.ready.CAFile, "NODE_EXTRA_CA_CERTS="+p.ready.CAFile,
		"MAIL_USER="+mailUser, "MAIL_TO="+mailTo, "MAIL_SUBJECT="+subject, "MAIL_TEXT="+mailText)
	if token != "" {
		return append(v, "MAIL_TOKEN="+token)
	}
	return append(v, "MAIL_PASSWORD="+p.password(t))
}

func smtplib(t *testing.T, p *post, token, subject string) *exec.Cmd {
	cmd := exec.CommandContext(soon(t), python, "testdata/sendmail.py")
	cmd.Env = p.variables(t, token, subject)
	return cmd
}

func msmtp(t *testing.T, p *post, token, subject string) *exec.Cmd {
	auth, secret := "login", p.password(t)
	if token != "" {
		auth, secret = "xoauth2", token
	}
	cmd := exec.CommandContext(soon(t), "msmtp", "--file=", "--host="+p.host, "--port="+p.port, "--tls=on", "--tls-starttls=on", "--tls-trust-file="+p.ready.CAFile,
		"--auth="+auth, "--user="+mailUser, "--passwordeval=cat "+secretFile(t, secret), "--from="+mailUser, mailTo)
	text, err := os.ReadFile(letter(t, subject))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = bytes.NewReader(text)
	return cmd
}

func secretFile(t *testing.T, secret string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(name, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func nodemailer(t *testing.T, p *post, token, subject string) *exec.Cmd {
	cmd := exec.CommandContext(soon(t), "node", "send.js")
	cmd.Dir = p.node
	cmd.Env = p.variables(t, token, subject)
	return cmd
}

// installed is a directory with nodemailer in the version of the lock file. Without a network the test is skipped,
// unless all peers have to be there.
func installed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/nodemailer")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(soon(t), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		if os.Getenv("EXOSH_REQUIRE_PEERS") == "1" {
			t.Fatalf("nodemailer cannot be installed: %v\n%s", err, out)
		}
		t.Skipf("nodemailer cannot be installed: %v", err)
	}
	return dir
}
