//go:build linux

package sqlstore_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// F-05: an fsync that fails once, at whichever place, is never taken for success: what waited for it is
// not acknowledged, the store writes nothing more although later ones would succeed, and health tells.
// What was acknowledged is there when the file is opened again.
func TestFsyncFails_F05(t *testing.T) {
	t.Parallel()
	const strace = "strace"
	if err := exec.Command(strace, "-o", os.DevNull, "true").Run(); err != nil {
		if os.Getenv("EXOSH_REQUIRE_PEERS") == "1" {
			t.Fatalf("strace is missing or may not trace: %v", err)
		}
		t.Skipf("strace is missing or may not trace: %v", err)
	}
	for _, n := range []int{25, 40} {
		path := filepath.Join(t.TempDir(), "exosh.db")
		inject := fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d", n)
		cmd := exec.Command(strace, "-f", "-o", os.DevNull, "-e", "trace=fsync,fdatasync", "-e", inject, os.Args[0])
		cmd.Env = append(os.Environ(), childVar+"="+path)
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
				t.Errorf("fsync %d: child: %s", n, l)
			}
		}
		if !slices.Contains(lines, "failed true true") {
			t.Errorf("fsync %d: the failure went unnoticed after %d writes", n, len(acked))
		}
		check(t, path, acked)
	}
}
