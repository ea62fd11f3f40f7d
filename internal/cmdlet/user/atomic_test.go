package user_test

import (
	"testing"

	"example.org/exosh/internal/cmdlet/cmdlettest"
	"example.org/exosh/internal/cmdlet/user"
)

// F-11 and F-12: a user's account and recipient are changed together or not at all.
func TestEveryWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := &cmdlettest.Fragile{}
	w := cmdlettest.New(t, f.Over(user.Commands))
	w.AllOrNothing(f, cmdlettest.Change{Cmdlet: "Set-User", Args: []any{"Identity", "olivia", "DisplayName", "Olivia H", "City", "Leeds"}, Writes: 2})
}
