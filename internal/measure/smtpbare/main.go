// Smtpbare is the reference of submission: go-smtp with a log as its only store. A message is acknowledged when
// the log was synchronised to the disk, once for all that wait (group commit). It checks nothing.
//
//	smtpbare ADDRESS LOGFILE
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"

	"github.com/emersion/go-smtp"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "smtpbare:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("want an address and a file, not %q", args)
	}
	f, err := os.OpenFile(args[1], os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", args[0])
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	j := newJournal(f)
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{j: j}, nil }))
	s.Domain, s.ErrorLog = "bare.example", log.New(io.Discard, "", 0)
	return s.Serve(l)
}

// A journal is a file that many append to.
type journal struct {
	f    *os.File
	mu   sync.Mutex
	next *commit // what waits for the next synchronisation
	wake chan struct{}
}

// A commit is the messages of one synchronisation.
type commit struct {
	bytes []byte
	done  chan struct{}
	err   error
}

func newJournal(f *os.File) *journal {
	j := &journal{f: f, next: &commit{done: make(chan struct{})}, wake: make(chan struct{}, 1)}
	go j.run()
	return j
}

func (j *journal) run() {
	for range j.wake {
		j.mu.Lock()
		c := j.next
		j.next = &commit{done: make(chan struct{})}
		j.mu.Unlock()
		if len(c.bytes) == 0 {
			continue
		}
		_, c.err = j.f.Write(c.bytes)
		if c.err == nil {
			c.err = j.f.Sync()
		}
		close(c.done)
	}
}

func (j *journal) append(b []byte) error {
	j.mu.Lock()
	c := j.next
	c.bytes = append(c.bytes, b...)
	j.mu.Unlock()
	select {
	case j.wake <- struct{}{}:
	default:
	}
	<-c.done
	return c.err
}

// A session takes whatever comes.
type session struct{ j *journal }

func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return s.j.append(b)
}
