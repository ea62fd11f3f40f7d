package session

import (
	"testing"

	"example.org/exosh/catalog"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// S-60: a value is secret by its type, or by what its parameter is called; a switch of such a name is not.
func TestS60MaskedValues(t *testing.T) {
	t.Parallel()
	meta := &catalog.Cmdlet{Name: "Set-Thing", Params: []catalog.Param{{Name: "Pin", Type: "SecureString"}, {Name: "Note", Type: "String"}}}
	for _, tt := range []struct {
		name  string
		value object.Value
		want  string
	}{
		{"Pin", "1234", org.Masked}, {"ClientSecret", "abc", org.Masked}, {"RoomMailboxPassword", "abc", org.Masked},
		{"AccessToken", []any{"abc"}, org.Masked}, {"ResetPasswordOnNextLogon", true, "True"}, {"Note", "abc", "abc"},
	} {
		if got := maskValue(meta, tt.name, tt.value); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
