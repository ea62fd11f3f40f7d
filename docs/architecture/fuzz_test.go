package architecture

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// parsers are the packages that read what others wrote.
var parsers = []string{
	"pwsh/syntax", "pwsh/interp", "pwsh/builtin", "object", "command", "internal/strictjson", "internal/adminapi",
	"internal/adminapi/wire", "internal/adminapi/odata", "internal/exocmdlet", "internal/opath", "internal/org", "internal/idp", "internal/mail/box",
	"internal/smtpclient", "internal/smtpreply", "internal/message", "internal/lab/mailroom", "internal/cmdlet/trace",
}

var fuzzTarget = regexp.MustCompile(`(?m)^func Fuzz\w+\(f \*testing\.F\)`)

// TestEveryParserHasAFuzzTarget: what reads bytes from outside is fuzzed.
func TestEveryParserHasAFuzzTarget(t *testing.T) {
	t.Parallel()
	for _, dir := range parsers {
		files, err := filepath.Glob(filepath.Join("../..", dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found = found || fuzzTarget.Match(text)
		}
		if !found {
			t.Errorf("%s has no fuzz target", dir)
		}
	}
}
