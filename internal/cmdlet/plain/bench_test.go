package plain

import (
	"testing"

	"example.org/exosh/internal/cmdlet"
)

// What making all cmdlets of plain nouns adds to the start of a server.
func BenchmarkCommands(b *testing.B) {
	for b.Loop() {
		Commands(cmdlet.Deps{})
	}
}

// What the first use of a noun with many parameters costs.
func BenchmarkFirstUse(b *testing.B) {
	for b.Loop() {
		n, err := newBook().noun("TransportRule")
		if err != nil {
			b.Fatal(err)
		}
		n.prepare()
	}
}
