package demo

import (
	"bytes"
	"flag"
	"strings"
	"testing"

	"example.org/exosh/internal/transcript"
)

var update = flag.Bool("update", false, "write what is seen into docs/tasks.md")

// TestTasks plays docs/tasks.md: each section in an organisation of its own, where the administrator is
// connected already.
func TestTasks(t *testing.T) {
	t.Parallel()
	transcript.Play(t, *update, "../../docs/tasks.md", func(t *testing.T) func(string) string {
		var out bytes.Buffer
		sh := openShell(t, startOne(t), &out)
		begin := "Connect-ExchangeOnline -UserPrincipalName " + admin + " -ShowBanner:$false; Set-Location '" + t.TempDir() + "'"
		if code := sh.Run(t.Context(), begin, nil); code != 0 {
			t.Fatalf("exit code %d:\n%s", code, out.String())
		}
		return func(input string) string {
			out.Reset()
			sh.Run(t.Context(), input, nil)
			return strings.Trim(out.String(), "\n")
		}
	})
}

// startOne starts the demo's organisation without the realms of other clouds.
func startOne(t *testing.T) stage {
	o := organisation()
	o.Realms = false
	return startWith(t, o)
}
