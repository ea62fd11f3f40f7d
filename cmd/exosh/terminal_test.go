//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A screen is exosh in a terminal of its own.
type screen struct {
	t   *testing.T
	cmd *exec.Cmd
	tty *os.File

	mu   sync.Mutex
	text bytes.Buffer
	seen int // what expect has passed
	more chan struct{}
}

func startScreen(t *testing.T, args ...string) *screen {
	t.Helper()
	s := &screen{t: t, more: make(chan struct{}, 1), cmd: exec.Command(os.Args[0], args...)}
	home := t.TempDir()
	s.cmd.Env = []string{asProgram + "=1", "TERM=xterm", "HOME=" + home, "PATH=" + os.Getenv("PATH"), "XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + home, "TMPDIR=" + home}
	var err error
	if s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Rows: 40, Cols: 120}); err != nil {
		t.Skipf("no terminal: %v", err)
	}
	go s.watch()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		s.tty.Close()
	})
	return s
}

// watch collects what is shown and answers the question where the cursor is.
func (s *screen) watch() {
	b := make([]byte, 4096)
	for {
		n, err := s.tty.Read(b)
		if err != nil {
			return
		}
		for range bytes.Count(b[:n], []byte("\x1b[6n")) {
			_, _ = io.WriteString(s.tty, "\x1b[5;1R")
		}
		s.mu.Lock()
		s.text.Write(b[:n])
		s.mu.Unlock()
		select {
		case s.more <- struct{}{}:
		default: // somebody is told already
		}
	}
}

// expect waits until a text is shown behind what was expected before.
func (s *screen) expect(want string) {
	s.t.Helper()
	for late := time.After(20 * time.Second); ; {
		s.mu.Lock()
		all := s.text.String()
		s.mu.Unlock()
		if i := strings.Index(all[s.seen:], want); i >= 0 {
			s.seen += i + len(want)
			return
		}
		select {
		case <-s.more:
		case <-late:
			s.t.Fatalf("%q is not shown in\n%q", want, all[s.seen:])
		}
	}
}

func (s *screen) send(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.tty, keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) exits(want int) {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		if code != want {
			s.t.Errorf("exit code %d, want %d", code, want)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatal("it does not end")
	}
}

// ready waits for a prompt and for the editor behind it, which would lose keys that come with the
// terminal's answer about its cursor.
func (s *screen) ready(prompt string) {
	s.t.Helper()
	s.expect(prompt)
	s.expect("\x1b[?25h")
}

// enter types a command and waits until the editor has handed it over: what is shown after that is the
// command's own.
func (s *screen) enter(keys string) {
	s.t.Helper()
	s.send(keys + "\r")
	s.expect("\x1b[0 q")
}

const idle = "(not connected)> "

func TestTerminal(t *testing.T) {
	t.Parallel()
	s := startScreen(t, "-NoLogo")
	s.ready(idle)
	s.enter("6*7")
	s.expect("42\r\n")
	s.ready(idle)
	s.enter("Get-ConnectionInf\t") // completed to a command, which shows nothing
	s.ready(idle)
	s.enter("if (1) {\r'several ' +\r'lines'\r}")
	s.expect("several lines\r\n")
	s.ready(idle)
	s.enter("'it ' + 'begins'; Start-Sleep 60")
	s.expect("it begins\r\n")
	s.send("\x03")
	s.ready(idle)
	s.enter("'still ' + 'there'")
	s.expect("still there\r\n")
	s.ready(idle)
	s.send("exit 3\r")
	s.exits(3)
}

func TestTerminalEndOfInput(t *testing.T) {
	t.Parallel()
	s := startScreen(t, "-NoLogo")
	s.ready(idle)
	s.send("\x04")
	s.exits(0)
}

// A signal at the prompt ends the program, and the connection with it: the organisation would not
// close while a session is open and shows it in its list.
func TestTerminalDemo(t *testing.T) {
	t.Parallel()
	s := startScreen(t, "demo")
	s.ready(idle)
	s.enter("Connect-ExchangeOnline -UserPrincipalName amara@contoso.com -InlineCredential")
	s.expect("Password for user amara@contoso.com: ")
	s.send("Granite-Meadow-17\r")
	s.expect("Importing cmdlets")
	s.ready("PS amara@contoso.com [contoso]> ")
	s.enter("(Get-Mailbox olivia).DisplayName")
	s.expect("Olivia Martin\r\n")
	s.ready("PS amara@contoso.com [contoso]> ")
	s.enter("Disconnect-ExchangeOnline")
	s.expect("(default is \"Y\"): ")
	s.send("n\r")
	s.ready("PS amara@contoso.com [contoso]> ")
	if strings.Contains(s.text.String(), "\nGranite-Meadow-17") {
		t.Error("the password is echoed")
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	s.exits(1)
}

// What was typed is found again, but for what may hold a secret (checks.md S-85).
func TestTerminalHistory(t *testing.T) {
	t.Parallel()
	s := startScreen(t, "-NoLogo")
	s.ready(idle)
	s.enter("$password = 'hunter2'")
	s.ready(idle)
	s.enter("10*10")
	s.expect("100\r\n")
	s.ready(idle)
	s.enter("\x1b[A") // up, and run it again
	s.expect("100\r\n")
	s.ready(idle)
	s.send("exit\r")
	s.exits(0)
	var home string
	for _, v := range s.cmd.Env {
		if path, ok := strings.CutPrefix(v, "XDG_STATE_HOME="); ok {
			home = path
		}
	}
	b, err := os.ReadFile(filepath.Join(home, "exosh", "history.txt"))
	if err != nil || string(b) != "10*10\nexit\n" && string(b) != "10*10\n10*10\nexit\n" {
		t.Errorf("history is %q, %v", b, err)
	}
}
