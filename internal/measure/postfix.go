package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// postfixConfig is a Postfix that keeps to loopback, takes mail for everybody without asking anybody, and
// throws it away once it was queued. What it does before it answers 250 is what it always does.
const postfixConfig = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
daemon_directory = %[2]s
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = bench.example
mydestination =
relay_domains = *
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_recipient_restrictions = permit_mynetworks, reject
in_flow_delay = 0
default_transport = %[3]s
relay_transport = %[3]s
default_process_limit = 100
maillog_file = %[1]s/log
maillog_file_prefixes = %[1]s
bounce_queue_lifetime = 1d
`

// A postfix is a Postfix of one's own in a directory.
type postfix struct{ dir, addr string }

// startPostfix starts a Postfix on a free port whose mail goes to a transport: "discard:", or
// "smtp:[127.0.0.1]:25252". It has to be installed, and this process has to be root's.
func startPostfix(dir, transport string) (*postfix, error) {
	if _, err := exec.LookPath("postfix"); err != nil {
		return nil, errors.New("Postfix is not installed: apt-get install postfix")
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	p := &postfix{dir: filepath.Join(dir, "postfix"), addr: fmt.Sprintf("127.0.0.1:%d", port)}
	if err := p.configure(transport, port); err != nil {
		return nil, err
	}
	if out, err := p.command("start").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("start Postfix: %w: %s", err, out)
	}
	return p, waitFor(p.addr)
}

func (p *postfix) configure(transport string, port int) error {
	for _, d := range []string{"config", "queue", "data"} {
		if err := os.MkdirAll(filepath.Join(p.dir, d), 0o755); err != nil {
			return err
		}
	}
	daemons, err := exec.Command("postconf", "-h", "daemon_directory").Output()
	if err != nil {
		return err
	}
	main := fmt.Sprintf(postfixConfig, p.dir, strings.TrimSpace(string(daemons)), transport)
	if err := os.WriteFile(filepath.Join(p.dir, "config", "main.cf"), []byte(main), 0o644); err != nil {
		return err
	}
	master, err := os.ReadFile("/etc/postfix/master.cf")
	if err != nil {
		return err
	}
	lines := strings.Split(string(master), "\n")
	for i, line := range lines {
		if f := strings.Fields(line); len(f) > 7 && f[0] == "smtp" && f[1] == "inet" {
			f[0], f[4] = fmt.Sprintf("127.0.0.1:%d", port), "n"
			lines[i] = strings.Join(f, " ")
		} else if len(f) > 7 && !strings.HasPrefix(line, "#") && f[4] == "y" {
			f[4] = "n" // no chroot: the queue is not prepared for it
			lines[i] = strings.Join(f, " ")
		}
	}
	if err := os.WriteFile(filepath.Join(p.dir, "config", "master.cf"), []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		return err
	}
	if out, err := exec.Command("chown", "postfix", filepath.Join(p.dir, "data")).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

func (p *postfix) command(args ...string) *exec.Cmd {
	return exec.Command("postfix", append([]string{"-c", filepath.Join(p.dir, "config")}, args...)...)
}

// stop stops it by its own command.
func (p *postfix) stop() { _ = p.command("stop").Run() }

// flush makes it try everything that is queued.
func (p *postfix) flush() error {
	out, err := exec.Command("postqueue", "-c", filepath.Join(p.dir, "config"), "-f").CombinedOutput()
	if err != nil {
		return fmt.Errorf("postqueue -f: %w: %s", err, out)
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// waitFor waits until something listens.
func waitFor(addr string) error {
	var err error
	for range 100 {
		var c net.Conn
		if c, err = net.Dial("tcp", addr); err == nil {
			return c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("nothing listens at %s: %w", addr, err)
}
