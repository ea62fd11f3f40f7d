package mailroom

import (
	"slices"

	"example.org/exosh/internal/mail"
	"example.org/exosh/internal/smtpreply"
)

// explain says what a refusal means, by its name or else by its codes; nothing for other lines.
func explain(l mail.Line) smtpreply.Reply {
	if !l.Refused() {
		return smtpreply.Reply{}
	}
	all := smtpreply.All()
	if i := slices.IndexFunc(all, func(r smtpreply.Reply) bool { return r.Name == l.Refusal }); i >= 0 && l.Refusal != "" {
		return all[i]
	}
	if list := smtpreply.Explain(l.Text); len(list) > 0 {
		return list[0].Reply
	}
	return smtpreply.Reply{}
}
