//go:build unix

package queue_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/mail/mailtest"
	"example.org/exosh/internal/mail/queue"
	"example.org/exosh/internal/org"
	"example.org/exosh/internal/password"
	"example.org/exosh/internal/seed"
	"example.org/exosh/internal/sqlstore"
)

const (
	childVar      = "EXOSH_TEST_QUEUE"       // path of the store
	submittersVar = "EXOSH_TEST_SUBMITTERS"  // how many
	mostVar       = "EXOSH_TEST_MESSAGES"    // of each; then the child ends by itself
	limitVar      = "EXOSH_TEST_QUEUE_LIMIT" // size of files
)

// TestMain runs the child of the kill tests where it is asked for.
func TestMain(m *testing.M) {
	if path := os.Getenv(childVar); path != "" {
		if err := child(path); err != nil {
			fmt.Println("child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child delivers mail while submitters put messages onto the queue, and says on standard output what was
// acknowledged ("ack"), and what the server outside has taken ("out").
func child(path string) error {
	ctx := context.Background()
	s, err := sqlstore.Open(ctx, sqlstore.Options{Path: path})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := limitFiles(); err != nil {
		return err
	}
	tenants, err := s.Tenants(ctx)
	if err != nil {
		return err
	}
	k := &killable{store: s, tenant: tenants[0].ID}
	if k.amara, err = k.find(ctx, "amara@contoso.com"); err != nil {
		return err
	}
	w := &queue.Worker{Store: s, Directory: s, Sender: shouter{}, Grace: time.Second}
	running, stop := context.WithCancel(ctx)
	var served sync.WaitGroup
	served.Go(func() {
		if err := w.Run(running); err != nil {
			fmt.Println("run:", err)
		}
	})
	k.submitters(ctx, w)
	stop()
	served.Wait()
	return nil
}

// limitFiles makes writes beyond a size fail, as those to a full disk do.
func limitFiles() error {
	text := os.Getenv(limitVar)
	if text == "" {
		return nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return err
	}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
}

// A killable is what the child and its parent know of the organisation.
type killable struct {
	store  *sqlstore.Store
	tenant org.ID
	amara  *org.Entry
}

func (k *killable) find(ctx context.Context, address string) (e *org.Entry, err error) {
	err = k.store.View(mailtest.As(ctx, k.tenant), func(tx org.Tx) (err error) {
		e, err = org.One(tx, org.KindRecipient, org.SpaceSMTP, address)
		return err
	})
	return e, err
}

func (k *killable) submitters(ctx context.Context, w *queue.Worker) {
	number := func(name string, usual int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return usual
	}
	var wg sync.WaitGroup
	for n := range number(submittersVar, 50) {
		wg.Go(func() {
			for i := range number(mostVar, 1_000_000) {
				name := fmt.Sprintf("m%d-%d-%d", os.Getpid(), n, i)
				if err := k.submit(ctx, name); err != nil {
					fmt.Println("refused", name)
					return
				}
				fmt.Println("ack", name)
				w.Accepted(k.tenant)
			}
		})
	}
	wg.Wait()
}

// submit puts a message onto the queue, as submission does before it answers 250. It goes to jonas twice, to a
// group of four, and to somebody outside.
func (k *killable) submit(ctx context.Context, name string) error {
	m := &mail.Message{Subject: name, From: "amara@contoso.com", Submitter: k.amara.ID}
	e := mail.Envelope{Sender: m.From}
	for _, a := range []string{"jonas@contoso.com", "munich.office@contoso.com", "ada@away.example"} {
		e.Recipients = append(e.Recipients, mail.Recipient{Address: a})
	}
	return k.store.Update(mailtest.As(ctx, k.tenant), func(tx org.Tx) error {
		s, err := mail.In(tx)
		if err != nil {
			return err
		}
		m := *m
		if err := s.PutMessage(&m, strings.NewReader("Subject: "+name+"\r\n\r\n")); err != nil {
			return err
		}
		return s.Enqueue(&mail.Queued{Message: m.ID, Stage: mail.Accepted, Envelope: e})
	})
}

// A shouter is a server outside that takes everything and says so.
type shouter struct{}

func (shouter) Destination(org.Tx, string) (string, error) { return "mx:away.example", nil }
func (shouter) Dial(context.Context, org.ID, string) (queue.Link, error) {
	return shouter{}, nil
}
func (shouter) Close() error { return nil }

func (shouter) Send(_ context.Context, o *queue.Outgoing) ([]queue.Outcome, error) {
	fmt.Println("out", o.Message.Subject)
	return []queue.Outcome{{Status: &mail.Status{Code: 250, Enhanced: "2.0.0", Remote: "mx.away.example"}}}, nil
}

// A ledger is what children said.
type ledger struct {
	acked []string
	out   map[string]int
}

// plant makes Contoso in a file.
func plant(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "exosh.db")
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	contoso, err := seed.ByName("contoso")
	if err != nil {
		t.Fatal(err)
	}
	deps := seed.Deps{Store: s, Directory: s, Passwords: &password.Hasher{Cost: password.Cheap()}, Random: rand.Reader}
	if _, err := contoso.WithoutHistory().Plant(t.Context(), deps, "O365Default"); err != nil {
		t.Fatal(err)
	}
	return path
}

// read takes over what a child says, and kills it when it has acknowledged so many messages; 0 lets it end.
func (l *ledger) read(t *testing.T, r io.Reader, kill func() error, after int) {
	t.Helper()
	if l.out == nil {
		l.out = map[string]int{}
	}
	acks := 0
	for lines := bufio.NewScanner(r); lines.Scan(); {
		word, name, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "ack":
			l.acked = append(l.acked, name)
			if acks++; acks == after {
				if err := kill(); err != nil {
					t.Fatal(err)
				}
			}
		case "out":
			l.out[name]++
		case "refused":
		default:
			t.Errorf("child: %s", lines.Text())
		}
	}
}

func childOf(path string, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childVar+"="+path), env...)
	return cmd
}

// run runs a child until it is killed or ends, and says whether it ended by itself and well.
func (l *ledger) run(t *testing.T, cmd *exec.Cmd, after int) bool {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	l.read(t, out, func() error { return cmd.Process.Kill() }, after)
	return cmd.Wait() == nil
}

// check holds the invariant over the store as a child left it, then lets a worker finish, and holds it again.
// It returns how many messages went outside more than once.
func (l *ledger) check(t *testing.T, path string) (repeated int) {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tenants, err := s.Tenants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	k := &killable{store: s, tenant: tenants[0].ID}
	l.holds(t, k, false)
	var taken sync.Mutex
	w := &queue.Worker{Store: s, Directory: s, Sender: counter{&taken, l.out}}
	if err := w.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Drain(t.Context())
	l.holds(t, k, true)
	for _, n := range l.out {
		repeated += n - 1
	}
	return repeated
}

// holds checks: who was acknowledged is in every mailbox once or is still queued, never both; who was not is there
// once at most; at the end nothing is queued.
func (l *ledger) holds(t *testing.T, k *killable, end bool) {
	t.Helper()
	queued := map[string]int{}
	mailtest.View(t, k.store, k.tenant, func(tx mail.Tx) error {
		for q, err := range tx.Queue() {
			if err != nil {
				return err
			}
			m, err := tx.Message(q.Message)
			if err != nil {
				return err
			}
			if q.Stage == mail.Accepted {
				queued[m.Subject]++
			}
		}
		return nil
	})
	for _, b := range []struct {
		who  string
		into box.Into
	}{{"jonas", box.Inbox}, {"juergen.mueller", box.Inbox}, {"ellen", box.Inbox}, {"amara", box.SentItems}} {
		in := k.subjects(t, b.who+"@contoso.com", b.into)
		for _, name := range l.acked {
			if in[name]+queued[name] != 1 || end && l.out[name] == 0 {
				t.Errorf("%s: %d in the mailbox of %s, %d queued, %d outside", name, in[name], b.who, queued[name], l.out[name])
			}
		}
		for name, n := range in {
			if n != 1 {
				t.Errorf("%s is %d times in the mailbox of %s", name, n, b.who)
			}
		}
	}
	if end && len(queued) > 0 {
		t.Errorf("%d are still queued", len(queued))
	}
}

func (k *killable) subjects(t *testing.T, address string, into box.Into) map[string]int {
	t.Helper()
	e, err := k.find(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]int{}
	mailtest.View(t, k.store, k.tenant, func(tx mail.Tx) error {
		for i, err := range tx.Items(directory.Guid(e, "ExchangeGuid"), into.Number(), 0) {
			if err != nil {
				return err
			}
			m, err := tx.Message(i.Message)
			if err != nil {
				return err
			}
			in[m.Subject]++
		}
		return nil
	})
	return in
}

// A counter is a server outside that counts.
type counter struct {
	mu *sync.Mutex
	n  map[string]int
}

func (c counter) Destination(org.Tx, string) (string, error) { return "mx:away.example", nil }
func (c counter) Dial(context.Context, org.ID, string) (queue.Link, error) {
	return c, nil
}
func (c counter) Close() error { return nil }

func (c counter) Send(_ context.Context, o *queue.Outgoing) ([]queue.Outcome, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[o.Message.Subject]++
	return []queue.Outcome{{Status: &mail.Status{Code: 250, Enhanced: "2.0.0", Remote: "mx.away.example"}}}, nil
}

// F-01, F-03: kill -9 at random times under 50 submitters, again and again over the same store. Whatever was
// acknowledged lies in every mailbox exactly once or is still queued; outside, only what was between the other
// server's answer and our mark can be there twice.
func TestKill_F01_F03(t *testing.T) {
	t.Parallel()
	path := plant(t)
	l := &ledger{}
	const rounds = 10
	for range rounds {
		l.run(t, childOf(path), 1+mathrand.IntN(60))
	}
	repeated := l.check(t, path)
	if most := rounds * queue.DefaultLimits().Destination; repeated > most {
		t.Errorf("%d messages went outside twice, more than were under way: %d", repeated, most)
	}
	t.Logf("%d acknowledged, %d went outside twice", len(l.acked), repeated)
}

// F-06: a disk that fills up refuses, loses nothing, and the server ends by itself.
func TestFull_F06(t *testing.T) {
	t.Parallel()
	path := plant(t)
	l := &ledger{}
	if !l.run(t, childOf(path, limitVar+"=4500000", submittersVar+"=4"), 0) {
		t.Error("the child did not end by itself")
	}
	repeated := l.check(t, path)
	t.Logf("%d acknowledged, %d went outside twice", len(l.acked), repeated)
}

// strace runs a child under it, with something injected into its system calls.
func strace(t *testing.T, path, inject string, env ...string) *exec.Cmd {
	t.Helper()
	const program = "strace"
	if err := exec.Command(program, "-o", os.DevNull, "true").Run(); err != nil {
		if os.Getenv("EXOSH_REQUIRE_PEERS") == "1" {
			t.Fatalf("strace is missing or may not trace: %v", err)
		}
		t.Skipf("strace is missing or may not trace: %v", err)
	}
	calls, _, _ := strings.Cut(inject, ":")
	cmd := exec.Command(program, "-f", "-o", os.DevNull, "-e", "trace="+calls, "-e", "inject="+inject, os.Args[0])
	cmd.Env = childOf(path, env...).Env
	return cmd
}

// F-02: kill -9 at one system call after the other of accepting and delivering a message, each time over the store
// that the kill before has left.
func TestKillAtEveryCall_F02(t *testing.T) {
	t.Parallel()
	path := plant(t)
	l := &ledger{}
	killed := 0
	for _, n := range []int{2, 5, 9, 14, 20, 27, 35, 44, 54, 65} {
		cmd := strace(t, path, fmt.Sprintf("fsync,fdatasync,pwrite64,ftruncate:signal=SIGKILL:when=%d", n), submittersVar+"=1", mostVar+"=2")
		if l.run(t, cmd, 0) {
			break
		}
		killed++
	}
	if repeated := l.check(t, path); killed < 5 || repeated > killed {
		t.Errorf("killed %d times, %d went outside twice", killed, repeated)
	}
	t.Logf("killed %d times, %d acknowledged", killed, len(l.acked))
}

// F-05: an fsync that fails once is never taken for success: nothing that was acknowledged or delivered is lost or
// repeated, and the server ends.
func TestFsyncFails_F05(t *testing.T) {
	t.Parallel()
	for _, n := range []int{12, 25} {
		path := plant(t)
		l := &ledger{}
		l.run(t, strace(t, path, fmt.Sprintf("fsync,fdatasync:error=EIO:when=%d", n), submittersVar+"=4"), 0)
		repeated := l.check(t, path)
		t.Logf("fsync %d: %d acknowledged, %d went outside twice", n, len(l.acked), repeated)
	}
}
