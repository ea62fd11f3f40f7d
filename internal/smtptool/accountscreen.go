package smtptool

import (
	"cmp"
	"fmt"
	"strings"

	"example.org/exosh/internal/smtpclient"
	"example.org/exosh/internal/smtpreply"
)

// account writes what one account may do, and why.
func (s *screen) account(a account) {
	s.gap()
	s.title(strings.TrimSpace(fmt.Sprintf("%s <%s> %s", a.Name, a.Address, a.Kind)))
	s.gap()
	for _, way := range []struct{ name, mechanism string }{{"With a password", withPassword}, {"With a token", withToken}} {
		s.step(verdictStep(way.name, Decide(a.Facts, way.mechanism)))
	}
	s.gap()
	for _, row := range [][2]string{
		{"Mailbox switch", switchText(a.MailboxOff)},
		{"Organisation", known(a.TenantOff, "off", "on")},
		{"Policy", policyText(a.Facts)},
		{"Account", known(a.Blocked, "blocked", "not blocked")},
		{"Licence", strings.TrimSpace(known(a.Licence, "yes", "no") + "  " + a.Plan)},
		{"A message", limitsText(a)},
		{"Second factor", "not shown by cmdlets; with one, a password has to be an app password"},
	} {
		if row[1] != "" {
			s.field(row[0], row[1])
		}
	}
}

// limitsText says how large a message may be.
func limitsText(a account) string {
	var list []string
	if a.Recipients != "" {
		list = append(list, a.Recipients+" recipients")
	}
	if a.Size != "" {
		list = append(list, a.Size)
	}
	return strings.Join(list, ", ")
}

// verdictStep shows a verdict like a step of a trial.
func verdictStep(name string, v Verdict) smtpclient.Step {
	x := smtpclient.Step{Name: name, Detail: v.Reason, State: smtpclient.OK}
	switch v.May {
	case No:
		x.State = smtpclient.Failed
		r := smtpreply.Refuse(v.Refusal)
		x.Also = []string{"A program is told: " + r.Error()}
		x.Advice = cmp.Or(v.fix, r.Advice)
	case Unknown:
		x.State = smtpclient.Warning
	}
	return x
}

func known(v *bool, yes, no string) string {
	switch {
	case v == nil:
		return "not to be seen with this account's roles"
	case *v:
		return yes
	}
	return no
}

func policyText(f Facts) string {
	switch {
	case f.Policy == "":
		return "none"
	case f.PolicyOff:
		return f.Policy + ", without AllowBasicAuthSmtp"
	}
	return f.Policy + ", with AllowBasicAuthSmtp"
}
