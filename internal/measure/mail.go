package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"example.org/exosh/internal/ready"
)

// The people of the measurements: one of Contoso's who may submit with a password, and one who receives.
const (
	mailFrom = "olivia@contoso.com"
	mailTo   = "jonas@contoso.com"
)

// mailSessions and mailSize are those of P-15: 50 sessions that send messages of 4 KiB.
const (
	mailSessions = 50
	mailSize     = 4096
)

// A mailBench is everything that takes part in the measurements of mail.
type mailBench struct {
	dir   string
	bin   map[string]string
	stops []func()

	ours             *ready.File // takes mail of programs on this machine as that of mailFrom
	oursPID          int
	door             *ready.File // wants TLS and sign-in
	doorPID          int
	bare, tlsBare    string // addresses
	barePID, tlsPID  int
	postfix          *postfix
	roots            *x509.CertPool
	password, bearer string // of mailFrom
}

// measureMail runs P-15 to P-20 in blocks of a length.
func measureMail(blocks int, length time.Duration, out string) (err error) {
	dir, err := os.MkdirTemp("", "exosh-mail-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil { // Postfix runs as its own user
		return err
	}
	m := &mailBench{dir: dir}
	defer m.stop()
	if err := m.start(); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s/%s, %d cores, blocks of %s in turns, %d of each that count; load %s\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), length, blocks, load())
	for _, c := range m.contests() {
		r, err := c.run(blocks, length)
		if err != nil {
			return err
		}
		b.WriteString(r.text(c))
		fmt.Fprint(os.Stderr, r.text(c))
	}
	for _, more := range []func() (string, error){m.syncs, m.latency, m.drain} {
		text, err := more()
		if err != nil {
			return err
		}
		b.WriteString(text)
		fmt.Fprint(os.Stderr, text)
	}
	fmt.Print(b.String())
	if out == "" {
		return nil
	}
	return os.WriteFile(out, []byte(b.String()), 0o644)
}

func (m *mailBench) stop() {
	for i := len(m.stops) - 1; i >= 0; i-- {
		m.stops[i]()
	}
}

func (m *mailBench) start() error {
	var err error
	m.bin, err = build(m.dir, "./cmd/exosh", "./internal/measure/smtpours", "./internal/measure/smtpbare", "./internal/measure/tlsbare")
	if err != nil {
		return err
	}
	if m.ours, m.oursPID, err = m.startOurs("data", "none", "-known", mailFrom); err != nil {
		return err
	}
	if m.door, m.doorPID, err = m.startOurs("door", "none"); err != nil {
		return err
	}
	if m.bare, m.barePID, err = m.startBare("smtpbare", "127.0.0.1:0", filepath.Join(m.dir, "journal")); err != nil {
		return err
	}
	if m.tlsBare, m.tlsPID, err = m.startBare("tlsbare", "127.0.0.1:0"); err != nil {
		return err
	}
	if m.postfix, err = startPostfix(m.dir, "discard:"); err != nil {
		return err
	}
	m.stops = append(m.stops, m.postfix.stop)
	return m.signIn()
}

// startOurs starts an organisation without limits that would end the measurement.
func (m *mailBench) startOurs(name, outbound string, flags ...string) (*ready.File, int, error) {
	data := filepath.Join(m.dir, name)
	cmd := exec.Command(m.bin["smtpours"], append(flags, data, outbound)...)
	line, err := m.launch(cmd)
	if err != nil {
		return nil, 0, err
	}
	var f ready.File
	if err := json.Unmarshal([]byte(line), &f); err != nil {
		return nil, 0, fmt.Errorf("%w in %q", err, line)
	}
	for _, l := range [][2]string{{"ConcurrentConnections", "1000"}, {"MessagesPerMinute", "1000000"}, {"RecipientsPerDay", "100000000"}, {"ExternalRecipientsPerDay", "1000000000"}, {"ReceivedPerHour", "100000000"}} {
		out, err := exec.Command(m.bin["exosh"], "admin", "--data", data, "mail", "limits", l[0], l[1]).CombinedOutput()
		if err != nil {
			return nil, 0, fmt.Errorf("set limit %s: %w: %s", l[0], err, out)
		}
	}
	return &f, cmd.Process.Pid, nil
}

func (m *mailBench) startBare(name string, args ...string) (string, int, error) {
	cmd := exec.Command(m.bin[name], args...)
	addr, err := m.launch(cmd)
	return addr, cmd.Process.Pid, err
}

// launch starts a server and returns the first line that it prints.
func (m *mailBench) launch(cmd *exec.Cmd) (string, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", err
	}
	m.stops = append(m.stops, func() {
		in.Close()
		end := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
		if strings.Contains(cmd.Path, "bare") {
			_ = cmd.Process.Kill()
		}
		_ = cmd.Wait()
		end.Stop()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	return strings.TrimSpace(line), err
}

// signIn gets what XOAUTH2 and LOGIN need.
func (m *mailBench) signIn() error {
	for _, a := range m.door.Accounts {
		if a.UPN == mailFrom {
			m.password = a.Password
		}
	}
	pem, err := os.ReadFile(m.door.CAFile)
	if err != nil {
		return err
	}
	m.roots = x509.NewCertPool()
	if !m.roots.AppendCertsFromPEM(pem) {
		return errors.New("the authority's file holds no certificate")
	}
	m.bearer, err = tokenFor(m.door, mailFrom, m.password, "https://outlook.office365.com/SMTP.Send")
	return err
}

// contests are the measurements of rates.
func (m *mailBench) contests() []rateContest {
	ours := smtpLoad{addr: m.ours.SMTP, sessions: mailSessions, size: mailSize, reuse: true, from: mailFrom, to: mailTo}
	other := smtpLoad{sessions: mailSessions, size: mailSize, reuse: true, from: "a@load.example", to: "b@load.example"}
	at := func(l smtpLoad, addr string) smtpLoad { l.addr = addr; return l }
	single := func(l smtpLoad) smtpLoad { l.reuse = false; return l }
	trust := &tls.Config{RootCAs: m.roots, ServerName: "localhost"}
	token := single(at(ours, m.door.SMTP))
	login := token
	token.tls, token.user, token.token = trust, mailFrom, m.bearer
	login.tls, login.user, login.password = trust, mailFrom, m.password
	connects := tlsLoad{addr: m.tlsBare, sessions: mailSessions}
	return []rateContest{
		{"P-15", "submission over reused connections, 50 sessions, 4 KiB, and Postfix", "at least 3.0 times Postfix", 3.0, ours.run, at(other, m.postfix.addr).run, [2]int{m.oursPID, 0}},
		{"P-16", "the same, and bare go-smtp with group commit", "at least 0.70 times bare go-smtp", 0.70, ours.run, at(other, m.bare).run, [2]int{m.oursPID, m.barePID}},
		{"P-17", "one message per connection, and Postfix", "at least 1.8 times Postfix", 1.8, single(ours).run, single(at(other, m.postfix.addr)).run, [2]int{m.oursPID, 0}},
		{"P-18", "STARTTLS, AUTH XOAUTH2 and one message per connection, and bare TLS connects", "at least 0.65 times bare TLS connects", 0.65, token.run, connects.run, [2]int{m.doorPID, m.tlsPID}},
		{"P-18", "AUTH LOGIN of a password that was verified before, and XOAUTH2", "at least 0.9 times XOAUTH2", 0.9, login.run, token.run, [2]int{m.doorPID, m.doorPID}},
	}
}
