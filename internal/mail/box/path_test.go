package box_test

import (
	"strings"
	"testing"

	"example.org/exosh/internal/mail/box"
)

// S-57: a path has as many parts as folders nest, and no more bytes than a name of each needs.
func TestS57LongPaths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, longest, tooLong, want string }{
		{"parts", strings.Repeat(`\a`, box.MaxDepth), strings.Repeat(`\a`, box.MaxDepth+1), "100 parts"},
		{"bytes", strings.Repeat(`\`+strings.Repeat("a", 255), 16), strings.Repeat(`\`+strings.Repeat("a", 255), 16) + `\`, "4096 bytes"},
	} {
		if _, err := box.ParsePath(c.longest); err != nil {
			t.Errorf("%s: the longest path: %v", c.name, err)
		}
		if _, err := box.ParsePath(c.tooLong); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: one more: %v", c.name, err)
		}
	}
}
