package smtpd

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

const childVariable = "EXOSH_TEST_SMTPD_CHILD"

// TestMemoryChild is the server of TestF27Memory, in a process of its own: it says where it listens, and for each
// line that it reads how many bytes it uses.
func TestMemoryChild(t *testing.T) {
	if os.Getenv(childVariable) == "" {
		t.Skip("only a child of TestF27Memory")
	}
	w := start(t, func(s *Server) { s.Record, s.Log = nil, nil })
	fmt.Println("child", w.address)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		runtime.GC()
		debug.FreeOSMemory()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Println("child", m.HeapInuse+m.StackInuse)
	}
}

// A child is a server in another process.
type child struct {
	in  io.Writer
	out *bufio.Scanner
}

func (c *child) line(t *testing.T) string {
	t.Helper()
	for c.out.Scan() {
		if text, ok := strings.CutPrefix(c.out.Text(), "child "); ok {
			return text
		}
	}
	t.Fatal("the child is gone")
	return ""
}

func (c *child) bytes(t *testing.T) (n int64) {
	t.Helper()
	fmt.Fprintln(c.in, "measure")
	if _, err := fmt.Sscan(c.line(t), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// F-27: what a connection costs that does nothing: at most 16 KiB before TLS, 40 KiB with it.
func TestF27Memory(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		most int64
		to   func(*testing.T, *world) *client
	}{
		{"before TLS", 16 << 10, func(t *testing.T, w *world) *client { c := w.greeted(t); c.want("EHLO slow", "250"); return c }},
		{"within a line", 16 << 10, func(t *testing.T, w *world) *client { c := w.greeted(t); c.send(strings.Repeat("x", 3000)); return c }},
		{"with TLS", 40 << 10, func(t *testing.T, w *world) *client { return w.secured(t) }},
		{"signed in", 64 << 10, func(t *testing.T, w *world) *client { return w.signedIn(t) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMemoryChild$")
			cmd.Env = append(os.Environ(), childVariable+"=1")
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			k := &child{in, bufio.NewScanner(out)}
			w := &world{address: k.line(t), blind: true}
			const connections = 300
			c.to(t, w)
			before := k.bytes(t)
			for range connections {
				c.to(t, w)
			}
			each := (k.bytes(t) - before) / connections
			t.Logf("%d bytes a connection", each)
			if each > c.most {
				t.Errorf("%d bytes a connection, at most %d", each, c.most)
			}
			in.Close()
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}
