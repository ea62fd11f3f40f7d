package demo

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/exosh/command"
	"example.org/exosh/internal/lab"
)

// Get-DemoCode says what there is instead, where an account has no authenticator app.
func TestCodeWithoutApp(t *testing.T) {
	t.Parallel()
	accounts := []lab.Account{{UPN: "jonas@contoso.com", Phone: "+15550100"}, {UPN: "amara@contoso.com", Note: "without a second factor"}}
	for name, want := range map[string]string{"jonas": "text messages", "amara": "without a second factor"} {
		c := &command.Call{Args: command.NewArgs("Name", name)}
		var e *command.Error
		if err := showCode(c, accounts, time.Time{}); !errors.As(err, &e) || !strings.Contains(e.Advice, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
