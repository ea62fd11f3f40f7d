package smtptool

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"example.org/exosh/pwsh/format"
)

// audit writes the table and its totals.
func (s *screen) audit(a *audited, rows []auditRow) {
	if len(rows) > 0 {
		s.table(rows)
		s.gap()
	}
	t := a.totals()
	s.text(fmt.Sprintf("%d of %d mailboxes may send with a password: %d by their own switch, %d because they inherit the organisation's, which is %s.",
		t.Password, t.Mailboxes, t.Own, t.Inherited, a.organisationSwitch()))
	for _, r := range []struct{ name, text string }{
		{"AuthDisabledMailbox", "may not by their own switch"}, {"AuthDisabledTenant", "may not because they inherit the organisation's switch"},
		{"BasicDisabled", "may not by their authentication policy"}, {"WrongCredentials", "have an account that is blocked or has no licence"},
	} {
		if n := t.Refused[r.name]; n > 0 {
			s.text(fmt.Sprintf("%d %s.", n, r.text))
		}
	}
	if t.Unknown > 0 {
		s.text(fmt.Sprintf("%d could not be decided: your account may not see the organisation's switch (Get-TransportConfig).", t.Unknown))
	}
	s.gap()
	s.text("Whether an account has a second factor, and so needs an app password, these cmdlets do not show. " +
		"To switch one mailbox off: Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $true.")
}

// table writes the rows in columns; the last one goes on below itself.
func (s *screen) table(rows []auditRow) {
	cells := [][]string{{"Mailbox", "Kind", "Password", "Token", "Switch", "Why not"}}
	for _, r := range rows {
		cells = append(cells, []string{r.Address, strings.TrimSuffix(r.Kind, "Mailbox"), string(r.Password), string(r.Token), r.Switch, r.short})
	}
	width := make([]int, len(cells[0])-1)
	for _, row := range cells {
		for i := range width {
			row[i] = format.Escape(row[i])
			if n := uniseg.StringWidth(row[i]); i > 0 || n <= s.width/2 {
				width[i] = max(width[i], n)
			}
		}
	}
	for i, row := range cells {
		colour := ""
		if i == 0 {
			colour = bold
		}
		s.row(row, width, colour)
	}
}

// row writes one row; a first cell that is too wide has a line of its own.
func (s *screen) row(cells []string, width []int, colour string) {
	var b strings.Builder
	for i, w := range width {
		if n := uniseg.StringWidth(cells[i]); n > w {
			fmt.Fprintln(s.w, s.paint(cells[i], colour))
			cells[i] = ""
		}
		b.WriteString(pad(cells[i], w+1))
	}
	s.put(b.String(), colour, colour, cells[len(width)])
}
