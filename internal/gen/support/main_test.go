package main

import (
	"bytes"
	"os"
	"testing"
)

// TestDocumentIsCurrent fails when docs/support.md is not what `go generate ./...` would write.
func TestDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	want, err := page()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../docs/support.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/support.md is out of date: run go generate ./...")
	}
}
