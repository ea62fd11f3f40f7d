package shell

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.org/exosh"
	"example.org/exosh/command"
)

// makeRoom asks whether the session that was used least lately may be ended, where the account has as
// many as it may have (mission rows 38 and 39). Where nobody can be asked it gives up.
func (s *Shell) makeRoom(ctx context.Context, open []exosh.Session) (string, error) {
	if !s.canAsk() {
		return "", nil
	}
	oldest := open[0]
	var list strings.Builder
	for _, x := range open {
		if x.LastUsed.Before(oldest.LastUsed) {
			oldest = x
		}
		fmt.Fprintf(&list, "  %s\n", s.sessionText(x))
	}
	ok, err := s.person().Confirm(ctx, command.Question{Caption: "Too many open connections", Action: "Connect-ExchangeOnline",
		Message: fmt.Sprintf("These connections of the account are open:\n%sEnd the one that was used least lately (%s) and connect?", list.String(), s.sessionText(oldest))})
	if err != nil || !ok {
		return "", err
	}
	return oldest.ConnectionID, nil
}

func (s *Shell) sessionText(x exosh.Session) string {
	where := x.Host
	if where == "" {
		where = x.Address
	}
	age := s.now().Sub(x.LastUsed).Round(time.Second)
	return fmt.Sprintf("%s on %s, opened %s, last used %s ago", x.Program, where, x.Opened.Local().Format("15:04:05"), age)
}
