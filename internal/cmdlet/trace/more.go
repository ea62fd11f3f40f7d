package trace

import (
	"fmt"
	"strings"

	"example.org/exosh/command"
	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// more is the beginning of the warning that a query has more results. Scripts take it away and run the rest, so
// it is as the vendor has it.
const more = "There are more results, use the following command to get more. "

// nextCommand returns the command that goes on behind the last row of a query.
func nextCommand(args command.Args, w window, last *mail.Trace, size int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s -StartDate %q -EndDate %q -StartingRecipientAddress %s -ResultSize %d",
		nameV2, stamp(w.from), stamp(last.Received), quoted(last.Recipient), size)
	for name, v := range args.All() {
		switch name {
		case "StartDate", "EndDate", "StartingRecipientAddress", "ResultSize":
			continue
		}
		var items []string
		for _, item := range org.Items(v) {
			items = append(items, quoted(object.String(item)))
		}
		if len(items) > 0 {
			fmt.Fprintf(&b, " -%s %s", name, strings.Join(items, ","))
		}
	}
	return b.String()
}

// quoted writes a text as PowerShell reads it, so that it stays a text whatever it holds: anybody may send mail
// to an address of "$(Get-Date)", and scripts run the command. Plain text stands in double quotes, as the
// vendor's; all else in single quotes, which nothing but another single quote ends.
func quoted(text string) string {
	if !strings.ContainsFunc(text, special) {
		return `"` + text + `"`
	}
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range text {
		if strings.ContainsRune("'\u2018\u2019\u201a\u201b", r) {
			b.WriteRune(r)
		}
		if r < ' ' || r == 0x7f {
			r = ' ' // a warning is one line
		}
		b.WriteRune(r)
	}
	b.WriteByte('\'')
	return b.String()
}

// special says whether a character may mean something within double quotes.
func special(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("@.-_+=*<>: /", r))
}
