package seed

import (
	"slices"
	"strings"

	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
)

func (c *checker) rule(r *Rule) {
	c.needed(r, "name", r.Name)
	for _, list := range [][]string{r.From, r.Forward, r.Attach, r.Redirect} {
		for i := range list {
			c.party(&list[i])
		}
	}
	if r.Move != "" {
		c.path(r, &r.Move)
	}
	if len(r.Forward)+len(r.Attach)+len(r.Redirect) == 0 && r.Move == "" && !r.Read && !r.Delete && !r.Stop {
		c.Fault(r, "the rule does nothing: write one of forward, attach, redirect, move, read, delete, stop")
	}
}

// party checks who is named in a rule: an alias, or an address.
func (c *checker) party(who *string) {
	if !strings.Contains(*who, "@") {
		c.refer(who)
	} else if err := org.CheckSMTP("address", *who); err != nil {
		c.Fault(who, "%q is no e-mail address", *who)
	}
}

func (c *checker) device(d *Device) {
	c.needed(d, "id", d.ID)
	c.needed(d, "type", d.Type)
	if programs := []string{box.ActiveSync, box.Outlook, box.RestAPI, box.OWAApp}; !slices.Contains(programs, d.Program) {
		c.Fault(d, "the key program is one of %s", strings.Join(programs, ", "))
	}
	if states := []string{"", "Allowed", "Blocked", "Quarantined"}; !slices.Contains(states, d.State) {
		c.Fault(d, "the key state is one of %s", strings.Join(states[1:], ", "))
	}
}
