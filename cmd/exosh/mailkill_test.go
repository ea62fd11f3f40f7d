//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/smtp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/ready"
	"example.org/exosh/internal/server"
	"example.org/exosh/internal/sqlstore"
)

// Who sends and who receives in the tests that kill the program.
const (
	killSender    = "olivia@contoso.com"
	killRecipient = "hana@contoso.com"
)

// F-01 and F-33 of the whole program: mail programs send with unique ids while it is killed, or told to stop, again
// and again. Every message that was answered 250 is then in the recipient's mailbox and in Sent Items once, every
// other one at most once; a stop ends with code 0.
func TestF01F33MailWhileTheProgramEnds(t *testing.T) {
	t.Parallel()
	k := &killing{dir: filepath.Join(t.TempDir(), "contoso"), acknowledged: map[string]bool{}}
	k.run(t, k.learn, syscall.SIGTERM)
	for name, value := range map[string]string{"ConcurrentConnections": "100", "MessagesPerMinute": "1000000", "RecipientsPerDay": "1000000", "ReceivedPerHour": "1000000"} {
		if out, err := k.command(t, "admin", "--data", k.dir, "mail", "limits", name, value).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	for cycle := range 8 {
		signal := syscall.SIGKILL
		if cycle%2 == 1 {
			signal = syscall.SIGTERM
		}
		k.run(t, func() { k.load(t, 8) }, signal)
		k.programs.Wait()
		k.ended(signal == syscall.SIGTERM)
	}
	k.run(t, func() { k.drained(t) }, syscall.SIGTERM)
	k.check(t)
}

// A killing is an organisation whose program does not live long.
type killing struct {
	dir    string
	ready  *ready.File
	secret string // of the sender

	programs sync.WaitGroup // that send

	mu           sync.Mutex
	last, begun  int // number of the last message, and of the last one before this life of the program
	acknowledged map[string]bool
	want         int // how many acknowledged ones close enough
	enough       chan struct{}
	silent       []string // of lives that were stopped, what was not acknowledged
}

func (k *killing) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// run starts the program, does something, and ends it by a signal.
func (k *killing) run(t *testing.T, do func(), signal syscall.Signal) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ready.json")
	var said bytes.Buffer
	cmd := k.command(t, "serve", "--data", k.dir, "--seed", "contoso", "--listen", "127.0.0.1:0", "--compliance-listen", "off", "--ready-file", file)
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var err error
	if k.ready, err = server.Wait(ctx, file, 10*time.Millisecond, func(context.Context, *ready.File) error { return nil }); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	do()
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if signal == syscall.SIGTERM && err != nil {
		t.Errorf("stopped: %v\n%s", err, said.String())
	}
}

// load lets mail programs send, and goes on when a number of messages that chance decides was acknowledged; they
// go on until they are cut off.
func (k *killing) load(t *testing.T, programs int) {
	t.Helper()
	enough := k.after(20 + rand.IntN(60))
	for range programs {
		k.programs.Go(func() {
			for k.send() == nil {
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(time.Minute):
		t.Fatal("the load does not get going")
	}
}

// after returns a channel that is closed when so many more messages were acknowledged.
func (k *killing) after(more int) <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.want, k.enough = len(k.acknowledged)+more, make(chan struct{})
	return k.enough
}

// answered notes that a message was answered 250.
func (k *killing) answered(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.acknowledged[id] = true
	if len(k.acknowledged) == k.want {
		close(k.enough)
	}
}

func (k *killing) next() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last++
	return messageID(k.last)
}

func messageID(n int) string { return fmt.Sprintf("<kill-%d@contoso.com>", n) }

// ended takes stock after a life of the program, which was stopped or killed.
func (k *killing) ended(stopped bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for n := k.begun + 1; n <= k.last && stopped; n++ {
		if id := messageID(n); !k.acknowledged[id] {
			k.silent = append(k.silent, id)
		}
	}
	k.begun = k.last
}

// send sends messages over one connection until it ends.
func (k *killing) send() error {
	nc, err := net.Dial("tcp", k.ready.SMTP)
	if err != nil {
		return err
	}
	defer nc.Close()
	host, _, _ := net.SplitHostPort(k.ready.SMTP)
	c, err := smtp.NewClient(nc, host)
	if err != nil {
		return err
	}
	if err := c.StartTLS(&tls.Config{InsecureSkipVerify: true}); err != nil {
		return err
	}
	if err := c.Auth(login{k.secret}); err != nil {
		return err
	}
	for {
		id := k.next()
		if err := deliver(c, id); err != nil {
			return err
		}
		k.answered(id)
	}
}

func deliver(c *smtp.Client, id string) error {
	if err := errors.Join(c.Mail(killSender), c.Rcpt(killRecipient)); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "From: %s\r\nTo: %s\r\nMessage-ID: %s\r\nSubject: %s\r\n\r\n%s\r\n", killSender, killRecipient, id, id, strings.Repeat("x", 2000))
	return w.Close() // which waits for the reply
}

// login is AUTH LOGIN, which net/smtp does not have.
type login struct{ password string }

// Start implements smtp.Auth.
func (login) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", []byte(killSender), nil }

// Next implements smtp.Auth.
func (l login) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	return []byte(l.password), nil
}

// learn keeps the sender's password, which the ready file of a fresh organisation tells.
func (k *killing) learn() {
	for _, a := range k.ready.Accounts {
		if a.UPN == killSender {
			k.secret = a.Password
		}
	}
}

// store opens the organisation's store beside the program, or after it.
func (k *killing) store(t *testing.T) (*sqlstore.Store, org.ID) {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(k.dir, "store", "exosh.db"), Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	tenant, err := org.ParseID(k.ready.TenantID)
	if err != nil {
		t.Fatal(err)
	}
	return s, tenant
}

// drained waits until the queue is empty.
func (k *killing) drained(t *testing.T) {
	t.Helper()
	s, tenant := k.store(t)
	left := int64(-1)
	for end := time.Now().Add(time.Minute); time.Now().Before(end) && left != 0; time.Sleep(20 * time.Millisecond) {
		mailtest.View(t, s, tenant, func(tx mail.Tx) error {
			state, err := tx.QueueState()
			left = state.Items
			return err
		})
	}
	if left != 0 {
		t.Errorf("%d messages are still queued", left)
	}
}

// check counts where each message lies.
func (k *killing) check(t *testing.T) {
	t.Helper()
	s, tenant := k.store(t)
	copies := map[string]map[string]int{}
	mailtest.View(t, s, tenant, func(tx mail.Tx) error {
		for before := (org.ID{}); ; {
			list, err := tx.Messages(before, 500)
			if err != nil || len(list) == 0 {
				return err
			}
			for _, m := range list {
				before = m.ID
				held, err := tx.Holders(m.ID)
				if err != nil {
					return err
				}
				if copies[m.MessageID] == nil {
					copies[m.MessageID] = map[string]int{}
				}
				for _, i := range held {
					copies[m.MessageID][strings.ToLower(i.For)]++
				}
			}
		}
	})
	for id := range k.acknowledged {
		if got := copies[id]; got[killRecipient] != 1 || got[killSender] != 1 {
			t.Errorf("%s was answered 250 and lies in %v", id, got)
		}
	}
	for id, got := range copies {
		if strings.HasPrefix(id, "<kill-") && (got[killRecipient] > 1 || got[killSender] > 1) {
			t.Errorf("%s lies in %v", id, got)
		}
	}
	for _, id := range k.silent {
		if got := copies[id]; len(got) > 0 {
			t.Errorf("%s was not answered 250 when the program was stopped, and lies in %v", id, got)
		}
	}
	t.Logf("%d messages answered 250 of %d tried; %d are there", len(k.acknowledged), k.last, len(copies))
}
