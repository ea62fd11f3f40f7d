//go:build unix

package sqlstore_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"example.org/exosh/internal/org"
	"example.org/exosh/internal/org/orgtest"
	"example.org/exosh/internal/sqlstore"
)

const (
	childVar  = "EXOSH_TEST_STORE"
	limitVar  = "EXOSH_TEST_STORE_LIMIT"
	mailVar   = "EXOSH_TEST_STORE_MAIL" // set: the child submits messages in place of mailboxes
	childrens = 4                       // writers in a child
)

// TestMain runs the child of the crash tests where it is asked for.
func TestMain(m *testing.M) {
	if path := os.Getenv(childVar); path != "" {
		os.Exit(child(path))
	}
	os.Exit(m.Run())
}

// Writes mailboxes for ever, several at once, and names each on standard output when it is acknowledged.
// With a limit on the size of files it stops at the first failure and says how the store is.
func child(path string) int {
	ctx := context.Background()
	s, err := sqlstore.Open(ctx, sqlstore.Options{Path: path})
	if err != nil {
		fmt.Println("open:", err)
		return 1
	}
	if limit := os.Getenv(limitVar); limit != "" {
		n, err := strconv.ParseUint(limit, 10, 64)
		if err != nil {
			return 1
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			return 1
		}
	}
	write := write
	if os.Getenv(mailVar) != "" {
		write = submit
	}
	var wg sync.WaitGroup
	for w := range childrens {
		wg.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("p%d-w%d-%d", os.Getpid(), w, i)
				if err := write(ctx, s, name); err != nil {
					fmt.Println("failed", s.Health(ctx) != nil, write(ctx, s, name+"x") != nil)
					return
				}
				fmt.Println("ack", name)
			}
		})
	}
	wg.Wait()
	return 0
}

// Two entries and a ticket that belong together.
func write(ctx context.Context, s *sqlstore.Store, name string) error {
	return s.Update(orgtest.As(ctx, tenant, name), func(tx org.Tx) error {
		a := &org.Account{ID: org.SeedID(tenant, name), UPN: name + "@contoso.com"}
		if err := org.PutAccount(tx, a); err != nil {
			return err
		}
		return tx.Put(orgtest.Mailbox(tenant, name))
	})
}

// F-10, F-11, F-12: whatever was acknowledged before a kill -9 is there after it, no change is half
// done, each has exactly one audit record, and the chain holds.
func TestKill_F10_F11_F12(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "exosh.db")
	var acked []string
	for round := range 3 {
		acked = append(acked, killed(t, 20+40*round, childVar+"="+path)...)
	}
	check(t, path, acked)
}

// Runs a child until it has acknowledged n writes, kills it, and returns all that it acknowledged.
func killed(t *testing.T, n int, env ...string) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acked []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		name, ok := strings.CutPrefix(lines.Text(), "ack ")
		if !ok {
			t.Errorf("child: %s", lines.Text())
			break
		}
		if acked = append(acked, name); len(acked) == n {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // killed
	return acked
}

func check(t *testing.T, path string, acked []string) {
	t.Helper()
	s := open(t, sqlstore.Options{Path: path})
	if err := s.VerifyAudit(t.Context(), tenant); err != nil {
		t.Error(err)
	}
	err := s.View(caller(t.Context(), ""), func(tx org.Tx) error {
		mailboxes, accounts, rows := map[string]bool{}, map[string]bool{}, map[string]int{}
		for e, err := range tx.Find(org.Query{Kind: org.KindRecipient}) {
			if err != nil {
				return err
			}
			mailboxes[e.Sort] = true
		}
		for e, err := range tx.Find(org.Query{Kind: org.KindAccount}) {
			if err != nil {
				return err
			}
			accounts[strings.TrimSuffix(e.Sort, "@contoso.com")] = true
		}
		for r, err := range tx.AuditLog(org.AuditQuery{}) {
			if err != nil {
				return err
			}
			rows[r.Operation]++
		}
		for _, name := range acked {
			if !mailboxes[name] {
				t.Errorf("%s was acknowledged and is lost", name)
			}
		}
		for name := range mailboxes {
			if !accounts[name] || rows[name] != 1 {
				t.Errorf("%s: account %v, %d audit records", name, accounts[name], rows[name])
			}
		}
		if len(accounts) != len(mailboxes) || len(rows) != len(mailboxes) {
			t.Errorf("%d mailboxes, %d accounts, %d audit records", len(mailboxes), len(accounts), len(rows))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// F-05, F-06: writes that the disk refuses are not acknowledged, health tells, and what was
// acknowledged before is there.
func TestDiskRefuses_F05_F06(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{400_000, 500_000, 650_000} {
		path := filepath.Join(t.TempDir(), "exosh.db")
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childVar+"="+path, limitVar+"="+strconv.Itoa(limit))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("child: %v\n%s", err, out)
		}
		var acked []string
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		for _, l := range lines {
			if name, ok := strings.CutPrefix(l, "ack "); ok {
				acked = append(acked, name)
			} else if l != "failed true true" {
				t.Errorf("limit %d: child: %s", limit, l)
			}
		}
		if len(acked) == 0 || !slices.Contains(lines, "failed true true") {
			t.Errorf("limit %d: %d acknowledged, last line %q", limit, len(acked), lines[len(lines)-1])
		}
		check(t, path, acked)
	}
}
