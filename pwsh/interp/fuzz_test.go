package interp

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
)

// FuzzRun runs arbitrary scripts: nothing panics, and everything ends when its context does.
func FuzzRun(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.pstest")
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if text, ok := strings.CutPrefix(strings.TrimSpace(line), "PS> "); ok {
				f.Add(text)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 400 {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		defer cancel()
		start := time.Now()
		newSession().Run(ctx, text, func(command.Record) error { return nil })
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%q took %v", text, d)
		}
	})
}
