package demo

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var fenced = regexp.MustCompile("(?ms)^```powershell\n(.*?)^```")

// TestDocumentedCommandsRun types every PowerShell example of the documents, in order, into the demo.
// Each document has a shell of its own, which begins without a connection.
func TestDocumentedCommandsRun(t *testing.T) {
	t.Parallel()
	srv := startDemo(t)
	guides, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, file := range append([]string{"../../README.md"}, guides...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		blocks := fenced.FindAllStringSubmatch(string(text), -1)
		total += len(blocks)
		t.Run(filepath.Base(file), func(t *testing.T) { typeAll(t, srv, blocks) })
	}
	if total < 5 {
		t.Errorf("found only %d examples in the documents", total)
	}
}

func typeAll(t *testing.T, srv stage, blocks [][]string) {
	var out bytes.Buffer
	sh := openShell(t, srv, &out)
	for _, b := range blocks {
		out.Reset()
		if code := sh.Run(context.Background(), b[1], nil); code != 0 {
			t.Errorf("exit code %d of\n%s\noutput:\n%s", code, b[1], out.String())
		}
	}
}
