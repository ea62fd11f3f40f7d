package mailroom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.org/exosh/internal/message"
	"example.org/exosh/internal/org"
)

// sortTallies sorts mailboxes by their addresses, the lab's outbox last.
func sortTallies(list []tally) {
	slices.SortFunc(list, func(a, b tally) int {
		if (a.Name == outbox) != (b.Name == outbox) {
			return cmp.Compare(strings.Count(b.Name, "@"), strings.Count(a.Name, "@"))
		}
		return cmp.Compare(a.Name, b.Name)
	})
}

// partName returns what a part is called: its file name, or what it is by its type; "" for others.
func partName(p *message.Part) string {
	if name := p.Filename(); name != "" {
		return name
	}
	switch p.Type {
	case "message/rfc822", "message/global":
		return "attached message.eml"
	case "message/delivery-status", "message/global-delivery-status":
		return "delivery status.txt"
	case "text/rfc822-headers":
		return "headers.txt"
	}
	return ""
}

// fileName returns a name under which a part can be saved anywhere.
func fileName(p *message.Part, n int) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, visible(partName(p)))
	if name = strings.Trim(name, ". "); name == "" {
		return fmt.Sprintf("part-%d", n)
	}
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[len(runes)-120:])
	}
	return name
}

func (d *detail) partURL(n int) string {
	return fmt.Sprintf("/lab/mail/%s/part/%d", org.IDText(d.ID), n)
}
