package nearest_test

import (
	"testing"

	"example.org/exosh/internal/nearest"
)

func TestWord(t *testing.T) {
	t.Parallel()
	known := []string{"Get-Mailbox", "Get-Mailuser", "Set-User"}
	for wrong, want := range map[string]string{
		"Get-Mailbx": "Get-Mailbox", "get-mailboxx": "Get-Mailbox", "Set-Usr": "Set-User", "Connect-Nowhere": "", "": "", "x": "",
	} {
		if got, ok := nearest.Word(wrong, known); got != want || ok != (want != "") {
			t.Errorf("%q: %q, want %q", wrong, got, want)
		}
	}
}
