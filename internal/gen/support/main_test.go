package main

import (
	"bytes"
	"os"
	"testing"

	"example.org/exosh/internal/cmdlet/family"
	"example.org/exosh/internal/server"
)

// TestDocumentIsCurrent fails when docs/support.md is not what `go generate ./...` would write.
func TestDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	var want bytes.Buffer
	write(&want, server.Cmdlets(), family.Support())
	got, err := os.ReadFile("../../../docs/support.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("docs/support.md is out of date: run go generate ./...")
	}
}
